#include "panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "words.h"

void
panel_open(struct panel *p, struct opened *o)
{
	*p = (struct panel){.o = o};
	edit_open(&p->edit, p->text, sizeof p->text, 0);
}

void
panel_close(struct panel *p)
{
	picker_free(p->picker);
	free(p->choices);
	free(p->lines);
	explicit_bzero(p, sizeof *p);
}

const struct question *
panel_question(const struct panel *p)
{
	return p->at < p->n && p->lines[p->at].kind == LINE_ASK ? p->lines[p->at].question : NULL;
}

bool
panel_open_to(const struct panel *p, const struct question *q)
{
	return (!q->key || p->o->pending) && opened_writable(p->o);
}

static bool
typed(const struct question *q)
{
	return q->list == NULL;
}

bool
panel_typing(const struct panel *p)
{
	const struct question *q = panel_question(p);

	return p->picker != NULL ? picker_typing(p->picker) : q != NULL && typed(q) && panel_open_to(p, q);
}

static bool
has_code(const struct answer *a, const char *code)
{
	size_t n = strlen(code);

	if (a->kind != ANSWER_TEXT)
		return false;
	for (const char *at = a->text, *end = a->text + a->len; at < end;) {
		const char *stop = memchr(at, ' ', (size_t)(end - at));
		size_t len = (size_t)((stop != NULL ? stop : end) - at);
		if (len == n && memcmp(at, code, n) == 0)
			return true;
		at += len + 1;
	}
	return false;
}

/* Put the answer under the cursor into the line that is typed in. */
static void
load_field(struct panel *p)
{
	const struct question *q = panel_question(p);
	struct buf b = {0};

	p->typing = false;
	p->why[0] = '\0';
	explicit_bzero(p->text, sizeof p->text);
	edit_open(&p->edit, p->text, sizeof p->text, 0);
	if (q == NULL)
		return;
	if (typed(q)) {
		field_text(record_answer(p->o->record, q), &b);
		edit_set(&p->edit, buf_str(&b), b.len);
		p->edit.flags |= EDIT_FRESH;
		buf_wipe(&b);
	} else {
		panel_choices(p, q);
	}
}

/* After an answer other questions may have come or gone: stay on the same one. */
static int
relist(struct panel *p, struct fault *f)
{
	const struct question *q = panel_question(p);

	if (panel_lines(p, f) < 0)
		return -1;
	for (size_t i = 0; i < p->n; i++)
		if (p->lines[i].question == q && p->lines[i].kind == LINE_ASK)
			p->at = i;
	if (p->at >= p->n)
		p->at = p->n > 0 ? p->n - 1 : 0;
	return 0;
}

static bool
is_blank_and_wanted(const struct panel *p, size_t i)
{
	const struct question *q = p->lines[i].question;

	return p->lines[i].kind == LINE_ASK && record_answer(p->o->record, q)->kind == ANSWER_BLANK &&
		(record_answer(p->o->record, q)->flags & ANSWER_REQUIRED);
}

int
panel_enter(struct panel *p, const struct question *q, struct fault *f)
{
	size_t first = SIZE_MAX;

	picker_free(p->picker);
	p->picker = NULL;
	p->top = 0;
	if (panel_lines(p, f) < 0)
		return -1;
	for (size_t i = 0; i < p->n; i++) {
		if (p->lines[i].kind != LINE_ASK || (q == NULL && !panel_open_to(p, p->lines[i].question)))
			continue;
		if (q != NULL ? p->lines[i].question == q : first == SIZE_MAX || (is_blank_and_wanted(p, i) && !is_blank_and_wanted(p, first)))
			first = i;
	}
	/* A section in which nothing is missing is read from its first question. */
	for (size_t i = 0; first == SIZE_MAX && i < p->n; i++)
		if (p->lines[i].kind == LINE_ASK)
			first = i;
	p->at = first == SIZE_MAX ? 0 : first;
	load_field(p);
	return 0;
}

/* Answering */

static void
say_refused(struct panel *p, const struct question *q, const struct answer *a)
{
	struct buf why = {0};

	field_refused(q, a, &why);
	snprintf(p->why, sizeof p->why, "%s", buf_str(&why));
	buf_free(&why);
}

/* Finish an answer: 1 taken, 0 refused with p->why, -1. */
static int
answer(struct panel *p, const struct question *q, struct answer a, struct fault *f)
{
	int rc = opened_set(p->o, q, a, f);

	if (rc == 0)
		say_refused(p, q, &a);
	return rc == 1 && relist(p, f) < 0 ? -1 : rc;
}

bool
panel_finish(struct panel *p, struct fault *f)
{
	const struct question *q = panel_question(p);
	struct fault why = {0};
	struct answer a;

	if (q == NULL || !typed(q) || !panel_open_to(p, q))
		return true;
	if (!p->typing) {
		/* A default that the cadre lets stand is an answer now. */
		return opened_set(p->o, q, *record_answer(p->o->record, q), f) >= 0;
	}
	if (field_read(&p->o->file.tree.arena, q, p->text, p->edit.n, world_today(&p->o->app->world), &a, &why) < 0) {
		snprintf(p->why, sizeof p->why, "%.*s", (int)sizeof p->why - 1, why.text);
		return false;
	}
	if (answer(p, q, a, f) != 1)
		return false;
	load_field(p);
	return true;
}

static enum panel_reaction
go(struct panel *p, int step)
{
	for (size_t i = p->at; step > 0 ? i + 1 < p->n : i > 0;) {
		i = step > 0 ? i + 1 : i - 1;
		if (p->lines[i].kind != LINE_ASK)
			continue;
		p->at = i;
		load_field(p);
		return PANEL_STAY;
	}
	return step > 0 ? PANEL_END : PANEL_STAY;
}

static enum panel_reaction
finish_and_go(struct panel *p, int step, bool may_end, struct fault *f)
{
	f->code = 0;
	if (!panel_finish(p, f))
		return f->code != 0 ? PANEL_FAULT : PANEL_STAY;
	enum panel_reaction r = go(p, step);
	if (r == PANEL_END && !may_end) {
		load_field(p);
		return PANEL_STAY;
	}
	return r;
}

/* Choose, or with several toggle, the ${i}th offered choice. */
static enum panel_reaction
choose(struct panel *p, const struct question *q, size_t i, struct fault *f)
{
	const struct answer *old = record_answer(p->o->record, q);
	struct buf codes = {0};
	struct answer a;
	const char *code = p->choices[i].code;

	p->why[0] = '\0';
	if (q->type == QUESTION_ONE) {
		buf_text(&codes, code);
	} else {
		for (int k = 0; k < q->list->n; k++) {
			const char *c = q->list->choices[k].code;
			if (has_code(old, c) != (strcmp(c, code) == 0))
				buf_printf(&codes, "%s%s", codes.len > 0 ? " " : "", c);
		}
	}
	int rc = answer_read(&p->o->file.tree.arena, q, buf_str(&codes), codes.len, &a) < 0 ? fault_memory(f) : answer(p, q, a, f);
	buf_free(&codes);
	if (rc >= 0)
		panel_choices(p, q);
	return rc < 0 ? PANEL_FAULT : PANEL_STAY;
}

int
panel_pick(struct panel *p)
{
	const struct question *q = panel_question(p);

	if (q == NULL || typed(q) || !panel_open_to(p, q) || panel_choices(p, q) < 0)
		return -1;
	picker_free(p->picker);
	p->picker = picker_new(p->choices, p->n_choices, q->type == QUESTION_MANY, NULL, NULL);
	if (p->picker == NULL)
		return -1;
	for (size_t i = p->n_choices; i-- > 0;)
		if (has_code(record_answer(p->o->record, q), p->choices[i].code))
			picker_choose(p->picker, i, true);
	p->why[0] = '\0';
	return 0;
}

/* The picker is done: what it holds becomes the answer. */
static enum panel_reaction
take_pick(struct panel *p, const struct question *q, struct fault *f)
{
	struct buf codes = {0};
	struct answer a;

	for (size_t i = 0; i < p->n_choices; i++)
		if (q->type == QUESTION_ONE ? i == picker_at(p->picker) : picker_chosen(p->picker, i))
			buf_printf(&codes, "%s%s", codes.len > 0 ? " " : "", p->choices[i].code);
	picker_free(p->picker);
	p->picker = NULL;
	int rc = answer_read(&p->o->file.tree.arena, q, buf_str(&codes), codes.len, &a) < 0 ? fault_memory(f) : answer(p, q, a, f);
	buf_free(&codes);
	return rc < 0 ? PANEL_FAULT : PANEL_STAY;
}

static enum panel_reaction
pick_key(struct panel *p, struct key k, struct fault *f)
{
	const struct question *q = panel_question(p);

	switch (picker_key(p->picker, k)) {
	case PICKER_DONE:
		return take_pick(p, q, f);
	case PICKER_CANCEL:
		picker_free(p->picker);
		p->picker = NULL;
		return PANEL_STAY;
	case PICKER_IGNORED:
		return PANEL_IGNORED;
	case PICKER_STAY:
	default:
		return PANEL_STAY;
	}
}

static bool
is_move(int value)
{
	return value == K_UP || value == K_DOWN || value == K_PGUP || value == K_PGDN || value == K_ENTER;
}

static enum panel_reaction
move(struct panel *p, int value, struct fault *f)
{
	enum panel_reaction r = PANEL_STAY;

	if (value == K_ENTER)
		return finish_and_go(p, 1, true, f);
	for (int i = 0; i < (value == K_PGUP || value == K_PGDN ? 8 : 1) && r == PANEL_STAY && p->why[0] == '\0'; i++)
		r = finish_and_go(p, value == K_DOWN || value == K_PGDN ? 1 : -1, false, f);
	return r;
}

/* A key on a question with choices. */
static enum panel_reaction
choice_key(struct panel *p, const struct question *q, struct key k, struct fault *f)
{
	int value = key_value(k);
	bool open = panel_open_to(p, q), few = panel_inline(p, q), blank = record_answer(p->o->record, q)->kind == ANSWER_BLANK;
	char digit[8];

	if (value == K_ENTER && open && !few && blank && (record_answer(p->o->record, q)->flags & ANSWER_REQUIRED)) {
		panel_pick(p);
		return PANEL_STAY;
	}
	if (value == K_ENTER && open && !blank && opened_set(p->o, q, *record_answer(p->o->record, q), f) < 0)
		return PANEL_FAULT;
	if (is_move(value)) {
		enum panel_reaction r = go(p, value == K_UP || value == K_PGUP ? -1 : 1);
		return r == PANEL_END && value != K_ENTER ? PANEL_STAY : r;
	}
	if (!open)
		return PANEL_IGNORED;
	if (value == K_BACKSPACE || value == K_DELETE)
		return answer(p, q, answer_blank(), f) < 0 ? PANEL_FAULT : PANEL_STAY;
	if (k.code != K_CHAR)
		return PANEL_IGNORED;
	if (few && value >= '0' && value <= '9') {
		for (size_t i = 0; i < p->n_choices; i++) {
			panel_digit(p, i, digit);
			if (digit[0] == value)
				return choose(p, q, i, f);
		}
		return PANEL_STAY;
	}
	if ((value != ' ' && value != '/' && (value < '0' || value > '9')) || panel_pick(p) < 0)
		return PANEL_IGNORED;
	/* The key that opened the picker is its first: a digit of a code, the search. */
	return value == ' ' ? PANEL_STAY : pick_key(p, k, f);
}

enum panel_reaction
panel_key(struct panel *p, struct key k, struct fault *f)
{
	const struct question *q = panel_question(p);
	int value = key_value(k);

	if (p->picker != NULL)
		return pick_key(p, k, f);
	if (q == NULL)
		return value == K_ENTER ? PANEL_END : PANEL_IGNORED;
	if (!typed(q))
		return choice_key(p, q, k, f);
	if (is_move(value))
		return move(p, value, f);
	if (!panel_open_to(p, q) || (value == K_ESC && !p->typing))
		return PANEL_IGNORED;
	if (value == K_ESC) {
		load_field(p);
		return PANEL_STAY;
	}
	switch (edit_key(&p->edit, k)) {
	case EDIT_CHANGED:
		p->typing = true;
		p->why[0] = '\0';
		return PANEL_STAY;
	case EDIT_MOVED:
	case EDIT_DONE:
	case EDIT_CANCEL:
		return PANEL_STAY;
	case EDIT_IGNORED:
	default:
		return PANEL_IGNORED;
	}
}

bool
panel_has_rest(const struct panel *p)
{
	const struct opened *o = p->o;

	if (o->record == NULL || o->pending || !opened_writable(o) || !field_has(o->file.tree.form->sections[o->section].appearance, "grid"))
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (is_blank_and_wanted(p, i) && p->lines[i].question->type == QUESTION_DECIMAL)
			return true;
	return false;
}
