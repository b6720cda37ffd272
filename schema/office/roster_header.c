/* The columns of one file, found by the map in its first row. */
#include <string.h>

#include "office/roster_inside.h"
#include "words.h"

void
roster_plain(const char *s, char *out, size_t room)
{
	static const struct {
		const char *from, *to;
	} marks[] = {{"（", "("}, {"）", ")"}, {" ", ""}, {"\n", ""}, {"\r", ""}, {"　", ""}};
	size_t n = 0;

	while (*s != '\0' && n + 2 < room) {
		size_t i, count = sizeof marks / sizeof marks[0];
		for (i = 0; i < count && strncmp(s, marks[i].from, strlen(marks[i].from)) != 0; i++)
			;
		if (i == count) {
			out[n++] = *s++;
			continue;
		}
		s += strlen(marks[i].from);
		if (marks[i].to[0] != '\0')
			out[n++] = marks[i].to[0];
	}
	out[n] = '\0';
}

bool
roster_among(const char *word, size_t n, const char *names)
{
	for (const char *at = names;; at++) {
		size_t len = strcspn(at, "|");
		if (len == n && memcmp(at, word, n) == 0)
			return n > 0;
		at += len;
		if (*at == '\0')
			return false;
	}
}

int
roster_map_header(struct roster_map *m, const struct csv *c, size_t *ignored, struct fault *f)
{
	char header[256];

	*ignored = 0;
	for (size_t i = 0; i < c->n; i++) {
		size_t k = 0;
		roster_plain(c->field[i], header, sizeof header);
		while (k < m->n && !roster_among(header, strlen(header), m->columns[k].names))
			k++;
		if (k == m->n)
			*ignored += header[0] != '\0';
		else if (m->columns[k].at < 0)
			m->columns[k].at = (int)i;
	}
	for (size_t k = 0; k < m->n; k++)
		if (m->columns[k].required && m->columns[k].at < 0)
			return fault_set(f, EX_DATAERR,
				_("%s has no column \"%s\" in its first row: this is no roster of people. Nothing was "
				  "taken in."),
				c->name, m->columns[k].header);
	if (m->of[HOW_HOUSEHOLD] >= 0 && m->columns[m->of[HOW_HOUSEHOLD]].at < 0 &&
		(m->of[HOW_HEAD_ID] < 0 || m->columns[m->of[HOW_HEAD_ID]].at < 0))
		return fault_set(f, EX_DATAERR,
			_("%s has neither household numbers nor the heads' identity numbers, so that its people cannot "
			  "be put into households. Nothing was taken in."),
			c->name);
	return 0;
}

const char *
roster_cell(const struct roster_map *m, const struct csv *c, enum roster_how how)
{
	int column = m->of[how];

	return column < 0 || m->columns[column].at < 0 ? "" : csv_field(c, (size_t)m->columns[column].at);
}
