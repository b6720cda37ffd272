#include "assess/rules.h"

#include <string.h>

#include "date.h"
#include "text.h"
#include "words.h"

enum { COLUMN_NAME, COLUMN_VALUE, COLUMN_TYPE, COLUMN_OPTIONAL, COLUMN_ZH, COLUMN_EN, COLUMN_UNIT, COLUMN_SOURCE, COLUMNS };

static const char *const columns[COLUMNS] = {
	"name", "value", "type", "optional", "label::中文 (zh)", "label::English (en)", "unit", "source",
};

/* Digits, and at most ${decimals} more behind a point: what a line, a share or a count of days looks like. No sign, for
 * no parameter is below nothing; twelve digits at most, so that products stay exact. */
static bool
is_figure(const char *s, size_t decimals)
{
	size_t whole = strspn(s, "0123456789");

	if (whole == 0 || whole > 12 || s[whole] == '\0')
		return whole > 0 && whole <= 12;
	size_t part = strspn(s + whole + 1, "0123456789");
	return s[whole] == '.' && part > 0 && part <= decimals && s[whole + 1 + part] == '\0';
}

static bool
fits_text(const char *value, const char *words)
{
	(void)value;
	(void)words;
	return true;
}

static bool
fits_number(const char *value, const char *words)
{
	(void)words;
	return is_figure(value, 4);
}

static bool
fits_share(const char *value, const char *words)
{
	(void)words;
	return is_figure(value, 4) && (value[1] == '\0' || value[1] == '.') &&
		(value[0] == '0' || (value[0] == '1' && strspn(value + 1, ".0") == strlen(value + 1)));
}

static bool
fits_whole(const char *value, const char *words)
{
	(void)words;
	return is_figure(value, 0);
}

static bool
fits_date(const char *value, const char *words)
{
	int32_t days;

	(void)words;
	return date_parse(value, strlen(value), &days) == 0;
}

static bool
fits_bands(const char *value, const char *words)
{
	int64_t paid;

	(void)words;
	return bands_pay(value, 0, 0, &paid) == 0;
}

/* Whether each blank-separated word of ${value}, ${most} of them at most, is one of ${words}. */
static bool
all_among(const char *value, const char *words, int most)
{
	for (; *value != '\0'; most--) {
		size_t n = strcspn(value, " ");
		const char *at = words;
		while (*at != '\0' && (strcspn(at, " ") != n || memcmp(at, value, n) != 0)) {
			at += strcspn(at, " ");
			at += strspn(at, " ");
		}
		if (*at == '\0' || most == 0)
			return false;
		value += n;
		value += strspn(value, " ");
	}
	return true;
}

static bool
fits_one(const char *value, const char *words)
{
	return all_among(value, words, 1);
}

static bool
fits_some(const char *value, const char *words)
{
	return all_among(value, words, POLICY_PARAMS);
}

/* What stands in the column `type`: a word, and for the last two the words that the value may be made of. */
static const struct type {
	const char *name;
	bool (*fits)(const char *value, const char *words);
	bool words;
	const char *mend;
} types[] = {
	{"text", fits_text, false, ""},
	{"number", fits_number, false, N_("this is no number. Mend: write digits only, as in 4000 or 1.25, without unit, sign or separators.")},
	{"share", fits_share, false, N_("this is no share. Mend: write a number from 0 to 1, as in 0.35 for 35%.")},
	{"whole", fits_whole, false, N_("this is no whole number. Mend: write digits only.")},
	{"date", fits_date, false, N_("this is no day. Mend: write it as in 2026-09-01.")},
	{"bands", fits_bands, false, N_("this is no list of bands. Mend: write start:share, rising, as in 20000:0.5 50000:0.6.")},
	{"tried", fits_text, false, ""}, /* by tried_read(), which knows the form */
	{"one", fits_one, true, N_("this word is not known here. Mend: write one of these: ")},
	{"some", fits_some, true, N_("a word is not known here. Mend: write some of these, blanks between: ")},
};

const struct param *
param_find(const struct policy *p, const char *name, size_t n)
{
	int i = names_find(&p->param_names, name, n);

	return i < 0 ? NULL : &p->params[i];
}

static int
find_text(void *self, const char *name, size_t n, const char **text, size_t *len)
{
	const struct param *found = param_find(self, name, n);

	if (found == NULL)
		return -1;
	*text = found->value;
	*len = strlen(found->value);
	return *len > 0 || found->optional ? 1 : 0;
}

/* A wrong figure would turn every test that reads it into "no", for the whole county: it is found here. */
static void
check_value(const struct param *x, struct place place, struct mistakes *m)
{
	size_t n = strcspn(x->type, " ");
	const char *words = x->type + n + strspn(x->type + n, " ");

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strlen(types[i].name) == n && memcmp(types[i].name, x->type, n) == 0 && types[i].words == (words[0] != '\0')) {
			place.column = "value";
			if (x->value[0] != '\0' && !types[i].fits(x->value, words))
				mistake(m, place, "%s%s", _(types[i].mend), words);
			return;
		}
	place.column = "type";
	mistake(m, place, _("this type of value is not known. Mend: write text, number, share, whole, date, bands, tried, or one "
		"or some with the words allowed behind it."));
}

static void
read_row(struct policy *p, const struct csv *c, const int *at, struct mistakes *m)
{
	struct param *x = &p->params[p->n_params];
	const char *cell[COLUMNS];
	struct place place = {c->name, c->line, "name", ""};

	for (int i = 0; i < COLUMNS; i++)
		if ((cell[i] = sheet_cell(p, c, at[i], m)) == NULL)
			return;
	place.name = cell[COLUMN_NAME];
	if (!text_is_name(cell[COLUMN_NAME], strlen(cell[COLUMN_NAME]))) {
		mistake(m, place, _("this is not a name. Mend: use letters, digits and '_', a letter first."));
		return;
	}
	*x = (struct param){cell[COLUMN_NAME], cell[COLUMN_VALUE], cell[COLUMN_TYPE], {cell[COLUMN_ZH], cell[COLUMN_EN]},
		cell[COLUMN_UNIT], cell[COLUMN_SOURCE], strcmp(cell[COLUMN_OPTIONAL], "yes") == 0};
	check_value(x, place, m);
	place.column = "optional";
	if (!x->optional && cell[COLUMN_OPTIONAL][0] != '\0' && strcmp(cell[COLUMN_OPTIONAL], "no") != 0)
		mistake(m, place,
			_("this is neither yes nor no. Mend: write yes when the parameter may stay blank, else leave it empty."));
	place.column = "name";
	int rc = names_add(&p->param_names, x->name, (int)p->n_params);
	if (rc < 0)
		m->memory = true;
	else if (rc > 0)
		mistake(m, place, _("this parameter stands twice. Mend: keep one of the rows."));
	else
		p->n_params++;
}

void
params_read(struct policy *p, const struct sheet *s, struct mistakes *m)
{
	struct csv c;
	struct fault f = {0};
	int at[COLUMNS], rc;

	p->finder = (struct expr_params){.find = find_text, .self = p, .issue = expr_issue()};
	p->params = arena_new(&p->arena, POLICY_PARAMS, sizeof *p->params);
	if (p->params == NULL) {
		m->memory = true;
		return;
	}
	if (csv_open(&c, s->name, s->data, s->n, &f) < 0 || (rc = csv_next(&c, &f)) < 0) {
		mistake(m, (struct place){.sheet = s->name}, "%s", f.text);
		csv_close(&c);
		return;
	}
	sheet_columns(&c, columns, COLUMNS, COLUMN_OPTIONAL, at, m);
	while (at[COLUMN_NAME] >= 0 && (rc = csv_next(&c, &f)) > 0) {
		if (csv_field(&c, 0)[0] == '#')
			continue;
		if (p->n_params == POLICY_PARAMS) {
			mistake(m, (struct place){.sheet = s->name, .line = c.line},
				_("more than %d parameters. Mend: take rows out."), POLICY_PARAMS);
			break;
		}
		read_row(p, &c, at, m);
	}
	if (rc < 0)
		mistake(m, (struct place){.sheet = s->name}, "%s", f.text);
	csv_close(&c);
}

static bool
is_number(const char *s)
{
	s += *s == '-';
	size_t whole = strspn(s, "0123456789");
	size_t part = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
	return whole > 0 && s[whole + (s[whole] == '.') + part] == '\0' && (s[whole] != '.' || part > 0);
}

static void
put_value(struct buf *out, const struct param *x)
{
	char mark = strchr(x->value, '\'') == NULL ? '\'' : '"';

	if ((x->value[0] == '\0' && !x->optional) || strchr(x->value, mark) != NULL)
		buf_printf(out, "pulldata('policy', 'value', 'name', '%s')", x->name);
	else if (is_number(x->value))
		buf_printf(out, "(%s)", x->value);
	else
		buf_printf(out, "%c%s%c", mark, x->value, mark);
}

const char *
param_fill(struct policy *p, const char *src, size_t n)
{
	struct buf out = {0};
	const char *end = src + n;
	char quote = '\0';

	while (src < end) {
		if (quote == '\0' && end - src > 2 && src[0] == '$' && src[1] == '{') {
			const char *name = src + 2, *close = memchr(name, '}', (size_t)(end - name));
			size_t len = close != NULL ? (size_t)(close - name) : 0;
			const struct param *x = param_find(p, name, len);
			if (x != NULL && form_question(p->form, name, len) < 0 && names_find(&p->locals, name, len) < 0) {
				put_value(&out, x);
				src = close + 1;
				continue;
			}
		}
		if (quote != '\0')
			quote = *src == quote ? '\0' : quote;
		else if (*src == '\'' || *src == '"')
			quote = *src;
		buf_byte(&out, (unsigned char)*src++);
	}
	const char *filled = out.failed ? NULL : arena_text(&p->arena, buf_str(&out), out.len);
	buf_free(&out);
	return filled;
}
