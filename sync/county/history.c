/* history: what was ever written of one household, each version in the words of the form it was captured under. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "receipt.h"
#include "store/history.h"
#include "words.h"

struct telling {
	struct call *c;
	struct office o;
	struct json j;
	bool json;
};

/* What a version is now: the words of people, and those of programs. */
static void
standing(const struct past *p, const char **words, const char **code)
{
	if (p->state != FORCE_IN) {
		*words = reason_text((enum reason)p->state);
		*code = "not in force";
	} else if (!p->head) {
		*words = _("replaced");
		*code = "replaced";
	} else if (p->shown) {
		*words = _("current");
		*code = "current";
	} else {
		*words = _("beside the current one: a person must decide");
		*code = "conflict";
	}
}

/* Texts are masked as names are, and so is what should have been a code and is none; what is sensitive or of an unknown
 * question altogether. */
static void
answer_text_of(const struct past *p, const struct question *q, const struct answer *a, struct buf *out)
{
	struct buf plain = {0};

	if (q == NULL || q->sensitive) {
		buf_text(out, "***");
		return;
	}
	answer_show(p->form, q, a, &plain);
	if (a->kind == ANSWER_TEXT && (q->list == NULL || !answer_fits(q, a)))
		call_mask(buf_str(&plain), out);
	else
		buf_add(out, buf_str(&plain), plain.len);
	out->failed |= plain.failed;
	buf_wipe(&plain);
}

/* The words for one value of the version: its question's label and the answer as people read it. */
static void
value_words(const struct past *p, const struct version_value *value, struct buf *label, struct buf *text)
{
	const struct question *q = past_question(p, value->name);

	buf_reset(label);
	buf_reset(text);
	if (strcmp(p->version->section, SECTION_EXISTENCE) == 0 && strcmp(value->name, VALUE_VOID) == 0) {
		buf_text(label, _("existence"));
		buf_text(text, value->answer.i != 0 ? _("voided") : _("restored"));
		return;
	}
	buf_text(label, q != NULL ? form_label(q->label) : value->name);
	answer_text_of(p, q, &value->answer, text);
}

static void
tell_line(struct telling *t, const struct past *p, const char *at, const char *words)
{
	const struct version *v = p->version;
	struct buf form = {0}, label = {0}, text = {0};
	char record[9];

	buf_printf(&form, p->own ? _("form %u") : _("form %u, unknown here"), (unsigned)v->form_version);
	for (int i = 0; i < 4; i++)
		snprintf(record + (size_t)(2 * i), 3, "%02x", (unsigned)v->record[i]);
	const char *const cells[] = {at, v->cadre, p->table != NULL ? form_label(p->table->label) : v->table,
		p->section != NULL ? form_label(p->section->label) : v->section, record, buf_str(&form), words};
	call_cells(&t->c->out, cells, sizeof cells / sizeof *cells);
	buf_byte(&t->c->out, '\n');
	for (size_t i = 0; i < v->n_values; i++) {
		value_words(p, &v->values[i], &label, &text);
		const char *const answer[] = {"", buf_str(&label), buf_str(&text)};
		call_cells(&t->c->out, answer, sizeof answer / sizeof *answer);
		buf_byte(&t->c->out, '\n');
		t->c->out.failed |= label.failed || text.failed;
	}
	t->c->out.failed |= form.failed;
	buf_free(&form);
	buf_free(&label);
	buf_wipe(&text);
}

static void
tell_answers(struct json *j, const struct past *p)
{
	const struct version *v = p->version;
	struct buf label = {0}, text = {0};

	json_key(j, "answers");
	json_begin(j, '[');
	for (size_t i = 0; i < v->n_values; i++) {
		value_words(p, &v->values[i], &label, &text);
		json_begin(j, '{');
		json_key(j, "name");
		json_text(j, v->values[i].name);
		json_key(j, "label");
		json_text(j, buf_str(&label));
		json_key(j, "answer");
		json_text(j, buf_str(&text));
		json_end(j, '}');
		j->out->failed |= label.failed || text.failed;
	}
	json_end(j, ']');
	buf_free(&label);
	buf_wipe(&text);
}

static void
tell_json(struct json *j, const struct past *p, const char *at, const char *words, const char *code)
{
	const struct version *v = p->version;

	json_begin(j, '{');
	json_key(j, "time");
	json_text(j, at);
	json_key(j, "cadre");
	json_text(j, v->cadre);
	json_key(j, "device");
	json_hex(j, v->id.device, DEVICE_ID);
	json_key(j, "seq");
	json_int(j, (int64_t)v->id.seq);
	json_key(j, "table");
	json_text(j, v->table);
	json_key(j, "section");
	json_text(j, v->section);
	json_key(j, "record");
	json_hex(j, v->record, RECORD_ID);
	json_key(j, "form");
	json_int(j, v->form_version);
	json_key(j, "form_known");
	json_bool(j, p->own);
	json_key(j, "state");
	json_text(j, code);
	json_key(j, "why");
	json_text(j, words);
	tell_answers(j, p);
	json_end(j, '}');
}

static int
tell(void *self, const struct past *p)
{
	struct telling *t = self;
	const char *words, *code;
	char at[CALL_MINUTE];

	call_minute(p->version->wall_ms, at);
	standing(p, &words, &code);
	if (t->json)
		tell_json(&t->j, p, at, words, code);
	else
		tell_line(t, p, at, words);
	return t->c->out.len < CALL_FLUSH ? 0 : call_flush(t->c);
}

static int
tell_all(struct telling *t)
{
	unsigned char root[RECORD_ID];
	int rc = store_named(&t->o.store, t->c->rest[0], root, t->c->f);

	if (rc == 0)
		return fault_set(t->c->f, EX_DATAERR, _("No record here has an id that begins so. The last column of households gives them."));
	if (rc < 0)
		return -1;
	if (t->json)
		json_begin(&t->j, '[');
	if (store_history(&t->o.store, root, tell, t, t->c->f) < 0)
		return -1;
	if (t->json) {
		json_end(&t->j, ']');
		buf_byte(&t->c->out, '\n');
	}
	return 0;
}

int
run_history(struct call *c)
{
	struct telling t = {.c = c, .j = {.out = &c->out}, .json = c->value[OPT_JSON] != NULL};

	if (call_open(c, &t.o, VAULT_COUNTY_READ) < 0)
		return -1;
	int rc = tell_all(&t);
	office_close(&t.o);
	return rc;
}
