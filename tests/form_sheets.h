#ifndef TESTS_FORM_SHEETS_H
#define TESTS_FORM_SHEETS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "form/load.h"

/* A small form that uses every kind of row. The row number stands in the notes column. */
static const char good_survey[] =
	"type,name,label,required,relevant,constraint,constraint_message,calculation,choice_filter,appearance,default,key,title,"
	"sensitive,role,frozen,hint::English (en),#note\n"
	"begin_repeat,household,Household,,,,,,,,,,head_name,,,,,2\n"
	"begin_group,basic,Basic,,,,,,,,,,,,,,,3\n"
	"text,address,Address,yes,,,,,,multiline,,,,yes,,,Where it is,4\n"
	"calculate,head_name,,,,,,${member_name},,hidden,,,,,,,,5\n"
	"calculate,n_members,,,,,,count(${member}),,,,,,no,,,,6\n"
	"end_group,,,,,,,,,,,,,,,,,7\n"
	"begin_repeat,member,Member,,${address} != '',,,,,,,,member_name,,,,,8\n"
	"begin group,who,Who,,,,,,,,,,,,,,,9\n"
	"text,member_name,Name,yes,,,,,,,,,,,,,,10\n"
	"select_one sex,sex,Sex,,,,,,${kind} = 'a',,,,,,,,,11\n"
	"date,born,Born,,,. <= today(),Too late,,,,,,,,,,,12\n"
	"select_multiple health,health,Health,${sex} = '1',,,,,,,,,,,,,,13\n"
	"end group,who,,,,,,,,,,,,,,,,14\n"
	"end repeat,,,,,,,,,,,,,,,,,15\n"
	"begin_repeat,economy,Economy,,,,,,,,,year stage,,,,,,16\n"
	"begin_group,income,Income,,,,,,,,,,,,county,,,17\n"
	"integer,year,Year,yes,,,,,,,2026,,,,,,,18\n"
	"select_one sex,stage,Stage,,,,,,,,,,,,,,,19\n"
	"decimal,wages,Wages,,${n_members} > 0,,,,,amount,,,,,,,,20\n"
	"calculate,heads,,,,,,${n_members},,,,,,,,true(),,21\n"
	"note,thanks,Thanks,,,,,,,,,,,,,,,22\n"
	"end_group,,,,,,,,,,,,,,,,,23\n"
	"end_repeat,,,,,,,,,,,,,,,,,24\n"
	"begin_repeat,housing,Housing,,,,,,,,,.,,,,,,25\n"
	"begin_group,house,House,,,,,,,,,,,,,,,26\n"
	"integer,rooms,Rooms,,,,,,,,,,,,,,,27\n"
	"end_group,,,,,,,,,,,,,,,,,28\n"
	"end_repeat,,,,,,,,,,,,,,,,,29\n"
	"end_repeat,household,,,,,,,,,,,,,,,,30\n";

static const char good_choices[] =
	"list_name,name,label::中文 (zh),label::English (en),kind\n"
	"sex,1,男,Male,a\n"
	"sex,2,女,Female,b\n"
	"health,well,健康,Well,\n"
	"health,ill,患病,Ill,\n";

static const char good_settings[] = "form_title,form_id,version\n入户调查,fangpin,1\n";

enum { SURVEY, CHOICES, SETTINGS, SHEETS };

static const char *const names[SHEETS] = {"survey.csv", "choices.csv", "settings.csv"};

struct edit {
	int sheet;
	const char *from, *to;
	const char *expect; /* start of the line that must come, "" for none */
};

struct texts {
	char *text[SHEETS];
};

static inline struct texts
good_texts(void)
{
	return (struct texts){{strdup(good_survey), strdup(good_choices), strdup(good_settings)}};
}

static inline void
apply(struct texts *t, const struct edit *e)
{
	char *old = t->text[e->sheet], *at = strstr(old, e->from);

	assert_non_null(at);
	size_t room = strlen(old) + strlen(e->to) + 1;
	char *text = malloc(room);
	memcpy(text, old, (size_t)(at - old));
	text[at - old] = '\0';
	strcat(text, e->to);
	strcat(text, at + strlen(e->from));
	t->text[e->sheet] = text;
	free(old);
}

static inline struct form *
load(const struct texts *t, struct buf *report, struct fault *f)
{
	struct sheet s[SHEETS];

	for (int i = 0; i < SHEETS; i++)
		s[i] = (struct sheet){names[i], t->text[i], strlen(t->text[i])};
	return form_load(&(struct form_sheets){s[SURVEY], s[CHOICES], s[SETTINGS]}, report, f);
}

static inline void
free_texts(struct texts *t)
{
	for (int i = 0; i < SHEETS; i++)
		free(t->text[i]);
}

static inline struct form *
good(void)
{
	struct texts t = good_texts();
	struct buf report = {0};
	struct fault f = {0};
	struct form *form = load(&t, &report, &f);

	if (form == NULL)
		fail_msg("%s", buf_str(&report));
	assert_int_equal(report.len, 0);
	buf_free(&report);
	free_texts(&t);
	return form;
}

/* Each line says file and mend; at least one starts with ${expect}. */
static inline void
assert_report(struct buf *report, const char *expect)
{
	char *text = strdup(buf_str(report)), *save = NULL;
	int found = 0;

	for (char *line = strtok_r(text, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save)) {
		assert_non_null(strstr(line, "Mend: "));
		assert_true(strstr(line, ".csv") != NULL || strncmp(line, "... and ", 8) == 0);
		found += strncmp(line, expect, strlen(expect)) == 0;
	}
	if (found == 0)
		fail_msg("wanted \"%s\", got:\n%s", expect, buf_str(report));
	free(text);
}

#endif
