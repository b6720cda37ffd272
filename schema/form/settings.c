#include <string.h>

#include "form/loading.h"
#include "num.h"
#include "words.h"

enum { TITLE_ZH, TITLE_EN, FORM_ID, VERSION, FORMAT, SETTING_CELLS };

static const struct column columns[] = {
	{"form_title::中文 (zh)", TITLE_ZH, -1, 0},
	{"form_title::English (en)", TITLE_EN, -1, 0},
	{"form_title", TITLE_ZH, TITLE_EN, 0},
	{"form_id", FORM_ID, -1, 1},
	{"version", VERSION, -1, 1},
	{"format", FORMAT, -1, 0},
};

#define SENDING N_("the program sends by itself. Mend: empty the cell.")
#define SHOWING N_("the program decides how forms look. Mend: empty the cell.")

static const struct spelling spellings[] = {
	{"set_form_title", "form_title", NULL}, {"title", "form_title", NULL}, {"set_form_id", "form_id", NULL}, {"id_string", "form_id", NULL},
	{"public_key", NULL, SENDING}, {"submission_url", NULL, SENDING}, {"auto_send", NULL, SENDING}, {"auto_delete", NULL, SENDING},
	{"sms_keyword", NULL, SENDING}, {"sms_separator", NULL, SENDING}, {"sms_allow_media", NULL, SENDING}, {"sms_date_format", NULL, SENDING},
	{"sms_datetime_format", NULL, SENDING}, {"prefix", NULL, SENDING}, {"delimiter", NULL, SENDING}, {"style", NULL, SHOWING},
	{"default_language", NULL, N_("each user chooses a language. Mend: empty the cell.")},
	{"instance_name", NULL, N_("what names a record stands in the column title of its table. Mend: empty the cell.")},
	{"name", NULL, N_("the form is named by form_id. Mend: empty the cell.")},
	{"namespaces", NULL, N_("forms have no attributes. Mend: empty the cell.")},
	{"allow_choice_duplicates", NULL, N_("each choice needs its own code. Mend: empty the cell.")}, {NULL, NULL, NULL},
};

static const struct sheet_kind kind = {
	.columns = columns,
	.n_columns = sizeof columns / sizeof columns[0],
	.n_cells = SETTING_CELLS,
	.max_rows = 64,
};

/* Sheets of a later format may say what is not understood here: they are refused for that, before anything else is said
 * of them. */
static int
check_format(struct loading *l, const struct sheet *s, const struct row *row)
{
	const char *cell = row->cell[FORMAT];
	int64_t format = 1;

	if (cell[0] != '\0' && (num_int(cell, strlen(cell), &format) < 0 || format < 1))
		mistake(&l->mistakes, sheet_place(s->name, row->line, "format"),
			_("this is no format. Mend: empty the cell, or give the number that the program's documentation names."));
	else if (format > FORM_FORMAT)
		l->newer = format;
	return l->newer > 0 ? -1 : 0;
}

int
loading_settings(struct loading *l, const struct sheet *s)
{
	struct form *f = l->form;
	struct rows rows;
	int64_t version;

	f->id = f->name[LANG_ZH] = f->name[LANG_EN] = "";
	rows_read_spelt(s, &kind, spellings, &l->work, &f->arena, &l->mistakes, &rows);
	if (l->mistakes.memory)
		return -1;
	if (rows.cut)
		return 0;
	if (rows.n != 1) {
		mistake(&l->mistakes, sheet_place(s->name, 0, NULL),
			_("%zu rows stand under the header. Mend: give exactly one."), rows.n);
		return 0;
	}
	const struct row *row = &rows.rows[0];
	if (check_format(l, s, row) < 0)
		return -1;
	f->id = row->cell[FORM_ID];
	f->name[LANG_ZH] = row->cell[TITLE_ZH];
	f->name[LANG_EN] = row->cell[TITLE_EN];
	if (!loading_is_name(f->id))
		mistake(&l->mistakes, sheet_place(s->name, row->line, "form_id"),
			_("this is no name for a form. Mend: use lower-case letters, digits and _, a letter first, at most %d."),
			FORM_NAME);
	if (f->name[LANG_ZH][0] == '\0' && f->name[LANG_EN][0] == '\0')
		mistake(&l->mistakes, sheet_place(s->name, row->line, rows_column(&kind, TITLE_ZH)),
			_("the form has no title. Mend: give one in at least one language."));
	if (num_int(row->cell[VERSION], strlen(row->cell[VERSION]), &version) < 0 || version < 1 || version > UINT32_MAX)
		mistake(&l->mistakes, sheet_place(s->name, row->line, "version"),
			_("this is no version. Mend: give a whole number, 1 or more, greater than that of the form it follows."));
	else
		f->version = (uint32_t)version;
	return 0;
}
