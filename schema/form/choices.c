#include <string.h>

#include "form/loading.h"
#include "record/record.h"
#include "text.h"
#include "words.h"

enum { LIST_NAME, CODE, LABEL_ZH, LABEL_EN, CHOICE_CELLS };

static const struct column columns[] = {
	{"list_name", LIST_NAME, -1, 1},
	{"name", CODE, -1, 1},
	{"label::中文 (zh)", LABEL_ZH, -1, 0},
	{"label::English (en)", LABEL_EN, -1, 0},
	{"label", LABEL_ZH, LABEL_EN, 0},
};

#define MEDIA N_("pictures and sound are not shown. Mend: empty the cell.")

static const struct spelling spellings[] = {
	{"value", "name", NULL}, {"caption", "label", NULL}, {"media", NULL, MEDIA}, {"image", NULL, MEDIA},
	{"big-image", NULL, MEDIA}, {"audio", NULL, MEDIA}, {"video", NULL, MEDIA}, {NULL, NULL, NULL},
};

static const struct sheet_kind kind = {
	.columns = columns,
	.n_columns = sizeof columns / sizeof columns[0],
	.n_cells = CHOICE_CELLS,
	.max_extras = FORM_FILTERS,
	.max_rows = FORM_CHOICES,
};

static struct place
at(const struct rows *rows, size_t i, int cell)
{
	return (struct place){rows->sheet, rows->rows[i].line, rows_column(&kind, cell), rows->rows[i].cell[LIST_NAME]};
}

/* A code stands alone between blanks in an answer of several codes, and between quotes in expressions. */
static bool
is_code(const char *s)
{
	size_t n = strlen(s);
	const char *p = s, *end = s + n;

	if (n == 0 || n > FORM_CODE)
		return false;
	while (p < end) {
		uint32_t cp = utf8_next(&p, end);
		if (cp == ' ' || cp == 0xA0 || cp == 0x3000 || cp == '\'' || cp == '"' || char_width(cp) < 0)
			return false;
	}
	return true;
}

/* Number the lists in the order they first appear, and count their choices; ${list_of} gets each row's list. */
static int
number_lists(struct loading *l, const struct rows *rows, int *list_of)
{
	struct form *f = l->form;

	if ((f->lists = loading_new(l, rows->n, sizeof *f->lists)) == NULL)
		return -1;
	for (size_t i = 0; i < rows->n; i++) {
		const char *name = rows->rows[i].cell[LIST_NAME];
		int list = names_find(&f->list_names, name, strlen(name));
		if (list < 0) {
			list = f->n_lists;
			if (names_add(&f->list_names, name, list) < 0) {
				l->mistakes.memory = true;
				return -1;
			}
			f->lists[f->n_lists++].name = name;
			if (!loading_is_name(name))
				mistake(&l->mistakes, at(rows, i, LIST_NAME),
					_("this is no name for a list. Mend: use lower-case letters, digits and _, a letter first, at most %d."),
					FORM_NAME);
		}
		list_of[i] = list;
		f->lists[list].n++;
	}
	return 0;
}

/* Words of the filter column `role`: a step of a procedure is taken by those whose office it is. */
static unsigned
roles_of(struct loading *l, const struct rows *rows, const struct row *row)
{
	unsigned roles = 0, edits;
	int k = 0;
	size_t n;

	while (k < rows->n_extras && strcmp(rows->extras[k], "role") != 0)
		k++;
	for (const char *at = k < rows->n_extras ? row->extra[k] : ""; *(at += strspn(at, " ")) != '\0'; at += n) {
		char word[SHOWN] = "";
		n = strcspn(at, " ");
		memcpy(word, at, n < sizeof word ? n : 0);
		int near = nearest(word, role_names, ROLES, &edits);
		if (edits == 0)
			roles |= 1U << near;
		else
			mistake(&l->mistakes, (struct place){rows->sheet, row->line, "role", row->cell[LIST_NAME]},
				_("there is no such role. Mend: write visitor, village, township or county; the nearest is %s."), role_names[near]);
	}
	return roles;
}

static int
take_choice(struct loading *l, const struct rows *rows, size_t i, struct choice_list *list)
{
	const struct row *row = &rows->rows[i];
	struct choice *c = &list->choices[list->n];
	char room[SHOWN];

	c->line = row->line;
	c->code = row->cell[CODE];
	c->label[LANG_ZH] = row->cell[LABEL_ZH];
	c->label[LANG_EN] = row->cell[LABEL_EN];
	c->filters = row->extra;
	c->roles = roles_of(l, rows, row);
	if (!is_code(c->code))
		mistake(&l->mistakes, at(rows, i, CODE),
			_("\"%s\" is no code. Mend: give 1 to %d bytes without blanks and quotation marks."), shown(room, c->code),
			FORM_CODE);
	if (c->label[LANG_ZH][0] == '\0' && c->label[LANG_EN][0] == '\0')
		mistake(&l->mistakes, at(rows, i, LABEL_ZH),
			_("code \"%s\" has no label. Mend: give one in at least one language."),
			shown(room, c->code));
	if (loading_plain(l, c->label[LANG_ZH], at(rows, i, LABEL_ZH)) == 0)
		loading_plain(l, c->label[LANG_EN], at(rows, i, LABEL_EN));
	int rc = names_add(&list->codes, c->code, list->n);
	if (rc > 0)
		mistake(&l->mistakes, at(rows, i, CODE),
			_("code \"%s\" is in this list already. Mend: give each choice its own code."),
			shown(room, c->code));
	list->n++;
	l->mistakes.memory |= rc < 0;
	return rc < 0 ? -1 : 0;
}

static int
take_filters(struct loading *l, const struct rows *rows)
{
	struct form *f = l->form;

	f->n_filter_columns = rows->n_extras;
	if ((f->filter_columns = loading_new(l, (size_t)rows->n_extras, sizeof *f->filter_columns)) == NULL)
		return -1;
	for (int i = 0; i < rows->n_extras; i++) {
		f->filter_columns[i] = rows->extras[i];
		if (!loading_is_name(rows->extras[i]))
			mistake(&l->mistakes, sheet_place(rows->sheet, 1, rows->extras[i]),
				_("this is no name for a filter column. Mend: use lower-case letters, digits and _, a letter first."));
		if (names_add(&l->filters, rows->extras[i], i) < 0) {
			l->mistakes.memory = true;
			return -1;
		}
	}
	return 0;
}

/* Choices as records under one root, for instance(). The label is that of the language, else the other one's. */
static int
take_items(struct loading *l, struct choice_list *list)
{
	static const struct table item = {.place = 0};
	const size_t width = (size_t)l->form->n_filter_columns + 2;

	for (int lang = 0; lang < LANGS; lang++) {
		struct record *items = loading_new(l, (size_t)list->n, sizeof *items), *root = loading_new(l, 1, sizeof *root);
		struct answer *cells = loading_new(l, (size_t)list->n * width, sizeof *cells);
		if (items == NULL || root == NULL || cells == NULL || (root->kids = loading_new(l, 1, sizeof *root->kids)) == NULL)
			return -1;
		root->kids[0] = items;
		for (int i = 0; i < list->n; i++, cells += width) {
			const struct choice *c = &list->choices[i];
			const char *label = c->label[c->label[lang][0] != '\0' ? lang : LANGS - 1 - lang];
			cells[0] = answer_text(c->code, strlen(c->code));
			cells[1] = answer_text(label, strlen(label));
			for (size_t k = 2; k < width; k++)
				cells[k] = answer_text(c->filters[k - 2], strlen(c->filters[k - 2]));
			items[i] = (struct record){.table = &item, .parent = root, .next = i + 1 < list->n ? &items[i + 1] : NULL, .answers = cells};
		}
		list->items[lang] = items;
	}
	return 0;
}

int
loading_choices(struct loading *l, const struct sheet *s)
{
	struct form *f = l->form;
	struct rows rows;
	int *list_of;

	rows_read_spelt(s, &kind, spellings, &l->work, &f->arena, &l->mistakes, &rows);
	l->choices_cut = rows.cut;
	list_of = loading_new(l, rows.n, sizeof *list_of);
	if (list_of == NULL || take_filters(l, &rows) < 0 || number_lists(l, &rows, list_of) < 0)
		return -1;
	if ((l->lists = arena_new(&l->work, (size_t)f->n_lists, sizeof *l->lists)) == NULL)
		return loading_no_memory(l);
	for (int i = 0; i < f->n_lists; i++) {
		l->lists[i] = f->lists[i].name;
		f->lists[i].choices = loading_new(l, (size_t)f->lists[i].n, sizeof *f->lists[i].choices);
		if (f->lists[i].choices == NULL)
			return -1;
		f->lists[i].n = 0;
	}
	for (size_t i = 0; i < rows.n; i++)
		if (take_choice(l, &rows, i, &f->lists[list_of[i]]) < 0)
			return -1;
	for (int i = 0; i < f->n_lists; i++)
		if (take_items(l, &f->lists[i]) < 0)
			return -1;
	return 0;
}
