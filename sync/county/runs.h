#ifndef RUNS_H
#define RUNS_H

struct call;

/* The commands: 0, or -1 with c->f. Rows of command.c name them. */
int run_init(struct call *c);
int run_import(struct call *c);
int run_compare(struct call *c);
int run_invite(struct call *c);
int run_merge(struct call *c);
int run_pack(struct call *c);
int run_status(struct call *c);
int run_households(struct call *c);
int run_conflicts(struct call *c);
int run_history(struct call *c);
int run_checks(struct call *c);
int run_log(struct call *c);
int run_ledger(struct call *c);
int run_range(struct call *c);
int run_print(struct call *c);
int run_statistics(struct call *c);
int run_export(struct call *c);
int run_check_form(struct call *c);
int run_sheets(struct call *c);
int run_policy_check(struct call *c);
int run_policy_show(struct call *c);
int run_policy_diff(struct call *c);
int run_policy_issue(struct call *c);
int run_policy_what_if(struct call *c);
int run_policy_test(struct call *c);
int run_rebuild(struct call *c);
int run_digest(struct call *c);
int run_demo(struct call *c);

#endif
