/* checks: what the checks found, over the county: counted by check, or listed; names are masked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "csv.h"
#include "file.h"
#include "journal/exchange.h"
#include "store/found.h"
#include "words.h"

static const char *const severities[] = {"error", "warning", "note"};
static const char *const states[] = {"open", "kept", "blank"};
enum { SEVERITIES = 3, STATES = 3, DIGITS_LEAST = 8 };

/* What a line of the two tables holds; numbers stand bare in JSON. */
struct cell {
	const char *key, *title;
	bool number;
};
static const struct cell count_cells[] = {{"severity", N_("Severity"), false}, {"check", N_("Check"), false}, {"open", N_("Open"), true},
	{"kept", N_("Kept"), true}, {"blank", N_("Blank"), true}, {"households", N_("Households"), true}, {"rules", N_("Rules"), false},
	{"message", N_("Message"), false}};
static const struct cell list_cells[] = {{"area", N_("Area code"), false}, {"place", N_("Place"), false}, {"name", N_("Name"), false},
	{"severity", N_("Severity"), false}, {"check", N_("Check"), false}, {"state", N_("State"), false}, {"elsewhere", N_("Elsewhere"), true},
	{"household", N_("Household"), false}, {"record", N_("Record"), false}, {"message", N_("Message"), false}};

/* Findings of one check. */
struct tally {
	size_t of_state[STATES], households;
	unsigned char last[RECORD_ID]; /* the household counted last */
};

struct finding_list {
	struct call *c;
	struct office o;
	struct json j;
	const char *severity, *check;
	char household[2 * RECORD_ID + 1];
	bool csv, json, list;
	struct tally *tallies; /* by place of the check in the sheet */
	size_t shown;
	struct buf name, message;
};

static void
hex_of(const unsigned char id[RECORD_ID], char out[2 * RECORD_ID + 1])
{
	for (size_t i = 0; i < RECORD_ID; i++)
		snprintf(out + 2 * i, 3, "%02x", (unsigned)id[i]);
}

static void
put_line(struct finding_list *l, const struct cell *cells, const char *const *texts, size_t n)
{
	struct json *j = &l->j;

	if (!l->json && !l->csv) {
		call_cells(&l->c->out, texts, n);
		if (!l->c->out.failed)
			l->c->out.data[l->c->out.len - 1] = '\n'; /* in the place of the last tab */
		return;
	}
	if (l->csv) {
		for (size_t i = 0; i < n; i++)
			csv_put_text(&l->c->out, texts[i], i == 0);
		buf_text(&l->c->out, "\r\n");
		return;
	}
	json_begin(j, '{');
	for (size_t i = 0; i < n; i++) {
		json_key(j, cells[i].key);
		if (cells[i].number)
			json_int(j, strtoll(texts[i], NULL, 10));
		else
			json_text(j, texts[i]);
	}
	json_end(j, '}');
}

static void
put_titles(struct finding_list *l, const struct cell *cells, size_t n)
{
	if (!l->csv)
		return;
	buf_text(&l->c->out, "\xef\xbb\xbf");
	for (size_t i = 0; i < n; i++)
		csv_put_text(&l->c->out, _(cells[i].title), i == 0);
	buf_text(&l->c->out, "\r\n");
}

static void
message_of(struct finding_list *l, const struct check *k)
{
	buf_reset(&l->message);
	check_words(l->o.store.checks, k, words_chinese() ? LANG_ZH : LANG_EN, &l->message);
}

static bool
wanted(const struct finding_list *l, const struct found_line *x, const char *household)
{
	return (l->severity == NULL || strcmp(l->severity, severities[x->check->severity]) == 0) &&
		(l->check == NULL || strcmp(l->check, x->check->name) == 0) && strncmp(l->household, household, strlen(l->household)) == 0;
}

static int
flowed(struct finding_list *l)
{
	return l->c->out.len < CALL_FLUSH ? 0 : call_flush(l->c);
}

static int
take(void *self, const struct found_line *x)
{
	struct finding_list *l = self;
	struct tally *t = &l->tallies[x->check->index];
	char household[2 * RECORD_ID + 1], record[2 * RECORD_ID + 1], others[16];

	hex_of(x->root, household);
	if (!wanted(l, x, household))
		return 0;
	l->shown++;
	if (!l->list) {
		t->households += t->households == 0 || memcmp(t->last, x->root, RECORD_ID) != 0;
		memcpy(t->last, x->root, RECORD_ID);
		t->of_state[x->state]++;
		return 0;
	}
	hex_of(x->record, record);
	snprintf(others, sizeof others, "%d", x->others);
	buf_reset(&l->name);
	call_mask(x->title, &l->name);
	message_of(l, x->check);
	const char *const texts[] = {x->area, x->place, buf_str(&l->name), severities[x->check->severity], x->check->name, states[x->state], others,
		household, record, buf_str(&l->message)};
	put_line(l, list_cells, texts, sizeof texts / sizeof *texts);
	return flowed(l);
}

/* By severity, then as the checks stand in their sheet. */
static void
put_counts(struct finding_list *l)
{
	char numbers[STATES + 1][24];
	const struct check *k;

	for (int s = 0; s < SEVERITIES; s++)
		for (size_t i = 0; (k = checks_at(l->o.store.checks, i)) != NULL; i++) {
			const struct tally *t = &l->tallies[i];
			if ((int)k->severity != s || t->households == 0)
				continue;
			for (int n = 0; n < STATES; n++)
				snprintf(numbers[n], sizeof numbers[n], "%zu", t->of_state[n]);
			snprintf(numbers[STATES], sizeof numbers[STATES], "%zu", t->households);
			message_of(l, k);
			const char *const texts[] = {severities[s], k->name, numbers[0], numbers[1], numbers[2], numbers[3], k->rules, buf_str(&l->message)};
			put_line(l, count_cells, texts, sizeof texts / sizeof *texts);
		}
}

/* Filters that name nothing would look like a county without mistakes. */
static int
read_filters(struct finding_list *l)
{
	const struct call *c = l->c;
	const char *id = c->value[OPT_HOUSEHOLD];
	bool known = c->value[OPT_SEVERITY] == NULL;

	l->severity = c->value[OPT_SEVERITY];
	l->check = c->value[OPT_CHECK];
	for (int i = 0; i < SEVERITIES && !known; i++)
		known = strcmp(l->severity, severities[i]) == 0;
	if (!known)
		return fault_set(c->f, EX_USAGE, _("--severity is error, warning or note."));
	if (l->check != NULL && checks_named(l->o.store.checks, l->check) == NULL)
		return fault_set(c->f, EX_USAGE, _("There is no check \"%s\". Without --check all are told of."), l->check);
	size_t n = id != NULL ? strlen(id) : 0;
	if (id != NULL && (n < DIGITS_LEAST || n > 2 * RECORD_ID || strspn(id, "0123456789abcdef") != n))
		return fault_set(c->f, EX_USAGE, _("--household needs the digits that households and checks --lines print for it, at least the first %d."), DIGITS_LEAST);
	memcpy(l->household, id != NULL ? id : "", n + 1);
	return 0;
}

/* The half byte of a hexadecimal digit. */
static unsigned
half(char digit)
{
	return digit <= '9' ? (unsigned)(digit - '0') : (unsigned)(digit - 'a' + 10);
}

static int
visit(struct finding_list *l)
{
	const char *area = l->c->value[OPT_VILLAGE] != NULL ? l->c->value[OPT_VILLAGE] : "";
	unsigned char first[RECORD_ID] = {0}, last[RECORD_ID];
	const size_t n = strlen(l->household);

	if (n == 0)
		return store_found(&l->o.store, area, false, take, l, l->c->f);
	/* Of 300,000 households the one asked for is looked up. */
	memset(last, 0xFF, sizeof last);
	for (size_t i = 0; i < n; i++) {
		const unsigned shift = i % 2 == 0 ? 4 : 0;
		first[i / 2] = (unsigned char)(first[i / 2] | half(l->household[i]) << shift);
		last[i / 2] = (unsigned char)((last[i / 2] & ~(15U << shift)) | half(l->household[i]) << shift);
	}
	return store_found_between(&l->o.store, area, first, last, take, l, l->c->f);
}

static int
read_findings(struct finding_list *l)
{
	struct call *c = l->c;
	size_t n = 0;

	while (checks_at(l->o.store.checks, n) != NULL)
		n++;
	if ((l->tallies = calloc(n + 1, sizeof *l->tallies)) == NULL)
		return fault_memory(c->f);
	if (l->list)
		put_titles(l, list_cells, sizeof list_cells / sizeof *list_cells);
	else
		put_titles(l, count_cells, sizeof count_cells / sizeof *count_cells);
	if (l->json)
		json_begin(&l->j, '[');
	if (visit(l) < 0)
		return -1;
	if (!l->list)
		put_counts(l);
	if (l->json) {
		json_end(&l->j, ']');
		buf_byte(&c->out, '\n');
	}
	return 0;
}

static int
tell(struct finding_list *l)
{
	struct call *c = l->c;
	int64_t stale = journal_count(l->o.store.journal, STALE_COUNT, c->f);

	if (stale < 0 || read_filters(l) < 0 || read_findings(l) < 0)
		return -1;
	if (c->out.failed)
		return fault_memory(c->f);
	if (stale > 0)
		call_say(_("%lld households wait to be checked again, as the last merge was interrupted; merge again for what is found now."),
			(long long)stale);
	call_say(_("Findings: %zu."), l->shown);
	return 0;
}

int
run_checks(struct call *c)
{
	struct finding_list l = {.c = c, .j = {.out = &c->out}, .csv = c->value[OPT_CSV] != NULL, .json = c->value[OPT_JSON] != NULL,
		.list = c->value[OPT_LINES] != NULL || c->value[OPT_HOUSEHOLD] != NULL};

	if (l.csv && l.json)
		return fault_set(c->f, EX_USAGE, _("Either --csv or --json."));
	if (call_open(c, &l.o, VAULT_COUNTY_READ) < 0)
		return -1;
	int rc = tell(&l);
	office_close(&l.o);
	free(l.tallies);
	buf_wipe(&l.name);
	buf_free(&l.message);
	return rc;
}
