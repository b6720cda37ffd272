#include "assess/sentence.h"

#include <math.h>
#include <string.h>

#include "num.h"
#include "words.h"

enum format { FORMAT_TEXT, FORMAT_INT, FORMAT_MONEY, FORMAT_PERCENT, FORMATS };

static const char *const format_names[FORMATS] = {"text", "int", "money", "percent"};

/* Words, then a figure; the last piece has none. */
struct piece {
	const char *words;
	const struct expr *figure;
	enum format format;
	struct piece *next;
};

struct sentence {
	struct piece *first;
};

/* The end of the figure that starts behind '{': its own '}', minding ${...} and quotes. NULL when it is not closed. */
static const char *
figure_end(const char *s)
{
	char quote = '\0';
	int depth = 0;

	for (; *s != '\0'; s++) {
		if (quote != '\0')
			quote = *s == quote ? '\0' : quote;
		else if (*s == '\'' || *s == '"')
			quote = *s;
		else if (*s == '{')
			depth++;
		else if (*s == '}' && depth-- == 0)
			return s;
	}
	return NULL;
}

/* A sentence being read. */
struct reading {
	struct arena *arena;
	sentence_compile *compile;
	void *self;
	struct place at;
	struct mistakes *m;
};

/* Read the figure between ${s} and ${end} into ${piece}. 0, or -1 with the mistake noted. */
static int
read_figure(const struct reading *r, struct piece *piece, const char *s, const char *end)
{
	const char *bar = end;

	while (bar > s && *bar != '|')
		bar--;
	size_t n = bar > s ? (size_t)(end - bar - 1) : 0;
	for (int i = 0; i < FORMATS; i++)
		if (strlen(format_names[i]) == n && strncmp(format_names[i], bar + 1, n) == 0) {
			piece->format = (enum format)i;
			piece->figure = r->compile(r->self, s, (size_t)(bar - s), r->at, r->m);
			return piece->figure == NULL ? -1 : 0;
		}
	mistake(r->m, r->at, _("a figure has no known format. Mend: write {expression|money}, or int, percent, text."));
	return -1;
}

const struct sentence *
sentence_read(struct arena *a, const char *src, sentence_compile *compile, void *self, struct place at, struct mistakes *m)
{
	const struct reading r = {a, compile, self, at, m};
	struct sentence *s = arena_new(a, 1, sizeof *s);
	struct piece **last = s != NULL ? &s->first : NULL;

	for (;;) {
		struct piece *piece = s != NULL ? arena_new(a, 1, sizeof *piece) : NULL;
		size_t n = strcspn(src, "{");
		if (piece == NULL || (piece->words = arena_text(a, src, n)) == NULL) {
			m->memory = true;
			return NULL;
		}
		*last = piece;
		last = &piece->next;
		if (src[n] == '\0')
			return s;
		const char *start = src + n + 1, *end = figure_end(start);
		if (end == NULL) {
			mistake(m, at, _("a '{' is never closed. Mend: close the figure with '}'."));
			return NULL;
		}
		if (read_figure(&r, piece, start, end) < 0)
			return NULL;
		src = end + 1;
	}
}

static void
write_number(enum format format, double v, struct buf *out)
{
	char text[NUM_TEXT];
	int64_t hundredths;
	double shown = format == FORMAT_PERCENT ? v * 100 : format == FORMAT_INT ? round(v) : v;

	if (num_real_fixed(shown, &hundredths) < 0) {
		buf_text(out, "...");
		return;
	}
	if (format == FORMAT_MONEY)
		num_money_text(hundredths, text);
	else
		num_fixed_text(hundredths, text);
	buf_printf(out, format == FORMAT_PERCENT ? "%s%%" : "%s", text);
}

int
sentence_write(const struct sentence *s, struct expr_env *env, const struct record *here, struct buf *out)
{
	for (const struct piece *p = s->first; p != NULL; p = p->next) {
		struct value v;
		const char *text;
		size_t len;

		buf_text(out, p->words);
		if (p->figure == NULL)
			continue;
		if (expr_eval(p->figure, env, here, &v) < 0)
			return -1;
		if (p->format != FORMAT_TEXT) {
			write_number(p->format, value_number(&v), out);
			continue;
		}
		if (value_text(&v, env->scratch, &text, &len) < 0)
			return -1;
		buf_add(out, text, len);
	}
	return out->failed ? -1 : 0;
}

void
sentence_each(const struct sentence *s, void (*each)(void *self, const struct expr *e), void *self)
{
	for (const struct piece *p = s != NULL ? s->first : NULL; p != NULL; p = p->next)
		if (p->figure != NULL)
			each(self, p->figure);
}

void
sentence_words(const struct sentence *s, struct buf *out)
{
	for (const struct piece *p = s->first; p != NULL; p = p->next) {
		buf_text(out, p->words);
		if (p->figure != NULL)
			buf_text(out, "...");
	}
}
