/* The papers of a household, and of its village, written as files to a folder that the cadre chooses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "date.h"
#include "edit.h"
#include "file.h"
#include "folders.h"
#include "journal/exchange.h"
#include "office/document.h"
#include "result.h"
#include "words.h"
#include "wrap.h"

enum { LOGGED = 3, LOOKED = 200 }; /* lines of the log shown, and looked at for them */

struct papers {
	struct screen screen;
	struct opened *o;
	struct buf name; /* of the household */
	struct documents *documents;
	size_t n, at, top; /* papers, the chosen one, the first one shown */
	char folder[APP_PATH];
	struct edit edit;
	size_t place; /* which of the known folders stands there */
	bool page;    /* as a page, else as text */
	struct buf log[LOGGED];
	size_t n_log;
};

enum { PRINT = 1, ALL, PLACE, FORMAT, DOWN, UP, BACK };

static const struct action actions[] = {
	{PRINT, K_ENTER, 0, N_("Print"), N_("Writes the chosen paper as a file to the folder; open it there to print it. Numbers are masked as the policy says."), 0},
	{ALL, K_F(7), 0, N_("All of the household"), N_("Writes every paper of the household."), 0},
	{PLACE, K_F(5), 0, N_("Next folder"), N_("Your documents, then each stick that is plugged in. Another folder can be typed."), 0},
	{FORMAT, K_F(6), 0, N_("Page or text"), N_("A page for a browser, or plain text."), 0},
	{DOWN, K_DOWN, K_TAB, NULL, N_("Next paper"), 0},
	{UP, K_UP, K_BACKTAB, NULL, N_("Paper before"), 0},
	{BACK, K_ESC, 0, N_("Back"), NULL, 0},
};

static int
take_log(void *self, const struct exchange_row *e)
{
	struct papers *p = self;
	const char *who = strstr(e->note, ": ");
	char day[DATE_TEXT], clock[6], paper[64];

	if (strcmp(e->carrier, DOCUMENT_CARRIER) != 0 || who == NULL)
		return 0;
	snprintf(paper, sizeof paper, "%.*s", (int)(who - e->note), e->note);
	const struct document_kind *kind = documents_find(p->documents, paper);
	date_format(app_day(e->wall_ms), day);
	app_clock(e->wall_ms, clock);
	buf_reset(&p->log[p->n_log]);
	buf_printf(&p->log[p->n_log], "%s %s  %s  %s", day, clock, kind != NULL ? form_label(kind->label) : paper, who + 2);
	return ++p->n_log == LOGGED;
}

static int
read_log(struct papers *p, struct fault *f)
{
	p->n_log = 0;
	return exchange_visit(p->o->app->store.db, LOOKED, take_log, p, f) < 0 ? -1 : 0;
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	(void)right;
	buf_printf(left, "%s   %s", _("Print"), buf_str(&((struct papers *)s)->name));
}

static bool
typing(struct screen *s)
{
	(void)s;
	return true;
}

static int
draw_papers(struct papers *p, struct term *t, int row, int rows, struct area a)
{
	const size_t shown = p->n < (size_t)rows ? p->n : (size_t)rows;

	p->top = p->at < p->top ? p->at : p->at >= p->top + shown ? p->at - shown + 1 : p->top;
	for (size_t i = p->top; i < p->top + shown; i++, row++) {
		const struct document_kind *k = documents_kind(p->documents, i);
		struct buf b = {0};
		buf_printf(&b, "%s %s%s", i == p->at ? term_glyph(t, TERM_POINT) : " ", form_label(k->label), k->village ? _("  (the whole village)") : "");
		columns_cut(t, row, a.col + 1, a.cols - 2, i == p->at ? TERM_HEAD : TERM_PLAIN, buf_str(&b), b.len);
		buf_free(&b);
	}
	return row;
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	struct papers *p = (struct papers *)s;
	const char *ask = _("Folder"), *form = p->page ? _("As a page for the browser (HTML), F6: as text") : _("As plain text, F6: as a page for the browser (HTML)");
	const int label = term_width(ask, strlen(ask)), rows = a.rows - 10 - LOGGED;
	int row = draw_papers(p, t, a.row + 1, rows > 1 ? rows : 1, a) + 1;

	term_say(t, row, a.col + 1, label, TERM_HEAD, ask);
	edit_draw(&p->edit, t, row++, a.col + label + 2, a.cols - label - 3, TERM_FOCUS, true);
	term_say(t, row, a.col + 1, a.cols - 2, TERM_PLAIN, form);
	row += 2;
	row += wrap_draw(t, (struct area){row, a.col + 1, 2, a.cols - 2}, TERM_MARK_WARN,
		_("The files are not encrypted: whoever has them can read them. Take them away when they are printed."));
	if (p->n_log > 0)
		term_say(t, ++row, a.col + 1, a.cols - 2, TERM_HEAD, _("Printed last"));
	for (size_t i = 0; i < p->n_log; i++)
		columns_cut(t, ++row, a.col + 1, a.cols - 2, TERM_DIM, buf_str(&p->log[i]), p->log[i].len);
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct papers *p = (struct papers *)s;
	const enum edit_reaction r = edit_key(&p->edit, k);

	(void)l;
	return r == EDIT_CHANGED || r == EDIT_MOVED ? SCREEN_REDRAW : SCREEN_IGNORED;
}

static void
next_place(struct papers *p)
{
	char path[APP_PATH];

	p->place++;
	if (folders_find(p->place, path, sizeof path) != 1 && folders_find(p->place = 0, path, sizeof path) != 1)
		return;
	edit_set(&p->edit, path, strlen(path));
}

/* The folder as typed. The documents folder is made when it is not there; others have to be. 0 or -1. */
static int
check_folder(struct papers *p, struct fault *f)
{
	char documents[APP_PATH];

	if (p->folder[0] != '/')
		return fault_set(f, EX_USAGE, "%s", _("Type a folder that begins with /, or press F5 for your documents and the sticks. Nothing was written."));
	if (folders_documents(documents, sizeof documents) == 0 && strcmp(documents, p->folder) == 0)
		return file_folders(p->folder, f);
	if (!file_exists(p->folder))
		return fault_set(f, EX_NOINPUT, _("There is no folder %s. Was the stick taken out? Nothing was written."), p->folder);
	return 0;
}

static int
print_one(struct papers *p, const struct document_kind *k, char path[DOCUMENT_PATH], struct fault *f)
{
	const struct app *a = p->o->app;
	const struct document_order order = {.kind = k, .format = p->page ? DOCUMENT_HTML : DOCUMENT_TEXT, .area = a->store.region, .place = a->village};

	return document_file(p->documents, &order, k->village ? NULL : &p->o->file, p->folder, a->cadre, path, f);
}

/* What is safe after one that failed, and what to do. */
static void
tell_failed(const struct document_kind *k, int n, struct fault *f)
{
	if (n > 0)
		fault_add(f, ngettext("; %d paper is written, %s and those after it are not.", "; %d papers are written, %s and those after it are not.", (unsigned long)n), n,
			form_label(k->label));
	else
		fault_add(f, "%s", _("; nothing is written."));
	fault_add(f, " %s", _("Choose another folder (F5) and print again."));
}

static enum reaction
print(struct papers *p, struct loop *l, bool all)
{
	char path[DOCUMENT_PATH];
	struct fault f = {0};
	int n = 0, rc = check_folder(p, &f);

	for (size_t i = 0; rc == 0 && i < p->n; i++) {
		const struct document_kind *k = documents_kind(p->documents, i);
		if (all ? k->village : i != p->at)
			continue;
		if ((rc = print_one(p, k, path, &f)) < 0)
			tell_failed(k, n, &f);
		n += rc == 0;
	}
	struct fault unread = {0};
	read_log(p, &unread);
	if (rc < 0)
		return loop_fault(l, &f);
	if (n == 1)
		loop_say(l, TERM_MARK_OK, _("Written: %s"), path);
	else
		loop_say(l, TERM_MARK_OK, ngettext("%d paper written to %s", "%d papers written to %s", (unsigned long)n), n, p->folder);
	return SCREEN_REDRAW;
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	struct papers *p = (struct papers *)s;

	switch (id) {
	case PRINT:
		return print(p, l, false);
	case ALL:
		return print(p, l, true);
	case PLACE:
		next_place(p);
		return SCREEN_REDRAW;
	case FORMAT:
		p->page = !p->page;
		return SCREEN_REDRAW;
	case DOWN:
		p->at += p->at + 1 < p->n;
		return SCREEN_REDRAW;
	case UP:
		p->at -= p->at > 0;
		return SCREEN_REDRAW;
	case BACK:
	default:
		return SCREEN_POP;
	}
}

static void
shut(struct screen *s)
{
	struct papers *p = (struct papers *)s;

	documents_free(p->documents);
	for (size_t i = 0; i < LOGGED; i++)
		buf_free(&p->log[i]);
	buf_wipe(&p->name);
	free(p);
}

static const struct screen_kind kind = {.name = N_("Print"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.typing = typing, .title = title, .draw = draw, .key = key, .act = act, .close = shut};

struct screen *
papers_screen(struct opened *o, const struct buf *name, struct fault *f)
{
	struct papers *p = calloc(1, sizeof *p);

	if (p == NULL) {
		fault_memory(f);
		return NULL;
	}
	p->screen.kind = &kind;
	p->o = o;
	p->page = true;
	edit_open(&p->edit, p->folder, sizeof p->folder, 0);
	if ((p->documents = documents_load(&o->app->store, f)) == NULL || read_log(p, f) < 0 || buf_add(&p->name, name->data, name->len) < 0) {
		if (f->code == 0)
			fault_memory(f);
		shut(&p->screen);
		return NULL;
	}
	while (documents_kind(p->documents, p->n) != NULL)
		p->n++;
	p->place = (size_t)-1;
	next_place(p);
	return &p->screen;
}
