#include "form/mistakes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "form/load.h"
#include "text.h"
#include "words.h"

#define FIRST 3      /* lines that the fault repeats */
#define SENTENCE 1024
#define NEAR_NAMES 512

struct place
sheet_place(const char *sheet, size_t line, const char *column)
{
	return (struct place){.sheet = sheet, .line = line, .column = column};
}

/* What would not be seen, or would turn the line around, is written as its number. */
static void
add_visible(struct buf *out, const char *s)
{
	const char *end = s + strlen(s);

	while (s < end) {
		const char *was = s;
		uint32_t cp = utf8_next(&s, end);
		if (cp == '\n' || cp == '\r' || cp == '\t' || (cp == 0xFFFD && s - was == 1))
			buf_byte(out, ' ');
		else if (!char_plain(cp))
			buf_printf(out, "<U+%04X>", (unsigned)cp);
		else
			buf_add(out, was, (size_t)(s - was));
	}
}

void
mistake(struct mistakes *m, struct place at, const char *fmt, ...)
{
	char text[SENTENCE], room[SHOWN];
	struct buf line = {0};
	va_list ap;

	if (++m->n > FORM_MISTAKES)
		return;
	add_visible(&line, at.sheet);
	if (at.line > 0)
		buf_printf(&line, ":%zu", at.line);
	buf_text(&line, ": ");
	for (int i = 0; i < 2; i++) {
		const char *part = i == 0 ? at.column : at.name;
		if (part != NULL && part[0] != '\0') {
			add_visible(&line, shown(room, part));
			buf_text(&line, ": ");
		}
	}
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	add_visible(&line, text);
	if (m->report != NULL)
		buf_printf(m->report, "%s\n", buf_str(&line));
	if (m->n <= FIRST)
		buf_printf(&m->first, "\n%s", buf_str(&line));
	m->memory |= line.failed || m->first.failed;
	buf_free(&line);
}

int
mistakes_close(struct mistakes *m, const char *before, struct fault *f)
{
	int rc = 0;

	if (m->n > FORM_MISTAKES && m->report != NULL)
		buf_printf(m->report, _("... and %d more mistakes. Mend: begin with these.\n"), m->n - FORM_MISTAKES);
	if (m->memory || (m->report != NULL && m->report->failed)) {
		rc = fault_memory(f);
	} else if (m->n > 0) {
		fault_set(f, EX_DATAERR, "%s", before);
		fault_add(f, _(" Mistakes: %d. The first:"), m->n);
		rc = fault_add(f, "%s", buf_str(&m->first));
	}
	buf_free(&m->first);
	return rc;
}

const char *
shown(char room[SHOWN], const char *s)
{
	size_t n = strlen(s), fit = 0;
	const char *at = s, *end = s + n;

	while (at < end) {
		utf8_next(&at, end);
		if ((size_t)(at - s) > SHOWN - 5)
			break;
		fit = (size_t)(at - s);
	}
	memcpy(room, s, fit);
	strcpy(room + fit, fit < n ? "..." : "");
	return room;
}

/* Levenshtein's distance over bytes, one row of the matrix at a time. */
static unsigned
edits_between(const char *a, const char *b)
{
	unsigned row[FORM_NAME + 1];
	size_t na = strnlen(a, FORM_NAME), nb = strnlen(b, FORM_NAME);

	for (size_t j = 0; j <= nb; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned corner = row[0];
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned best = corner + (a[i - 1] != b[j - 1]);
			corner = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[nb];
}

int
nearest(const char *s, const char *const *names, size_t n, unsigned *edits)
{
	int best = -1;

	*edits = 0;
	for (size_t i = 0; i < n && i < NEAR_NAMES; i++) {
		unsigned d = edits_between(s, names[i]);
		if (best < 0 || d < *edits) {
			best = (int)i;
			*edits = d;
		}
	}
	return best;
}
