#include "assess/rules.h"

#include <string.h>

#include "text.h"
#include "words.h"

enum { COLUMN_NAME, COLUMN_VALUE, COLUMN_OPTIONAL, COLUMN_ZH, COLUMN_EN, COLUMN_UNIT, COLUMN_SOURCE, COLUMNS };

static const char *const columns[COLUMNS] = {
	"name", "value", "optional", "label::中文 (zh)", "label::English (en)", "unit", "source",
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
	*x = (struct param){cell[COLUMN_NAME], cell[COLUMN_VALUE], {cell[COLUMN_ZH], cell[COLUMN_EN]}, cell[COLUMN_UNIT],
		cell[COLUMN_SOURCE], strcmp(cell[COLUMN_OPTIONAL], "yes") == 0};
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

	p->finder = (struct expr_params){find_text, p};
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
