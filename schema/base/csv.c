#include "csv.h"

#include <string.h>

#include "text.h"
#include "words.h"

int
csv_open(struct csv *c, const char *name, const void *data, size_t n, struct fault *f)
{
	const char *p = data, *end = p + n;
	size_t line = 1;

	*c = (struct csv){.name = name, .at = p, .end = end, .next_line = 1};
	if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		c->at = p += 3;
	while (p < end) {
		const char *was = p;
		uint32_t cp = utf8_next(&p, end);
		if (cp == '\n')
			line++;
		/* utf8_next() gives U+FFFD for a bad byte and for a real one; only the real one takes three bytes. */
		if (cp == 0 || (cp == 0xFFFD && p - was == 1))
			return fault_set(f, EX_DATAERR,
				_("%s, line %zu: this is not UTF-8 text. Save it from the spreadsheet as CSV (UTF-8) and try again."), name, line);
	}
	return 0;
}

/* One field starting at c->at: its decoded bytes go to c->text, ended by NUL. Returns the byte that ended it (',' '\n'
 * or -1 at the end of input), or -2 with a fault. */
static int
take_field(struct csv *c, struct fault *f)
{
	size_t start = c->text.len;
	int quoted = 0;

	if (c->end - c->at >= 2 && c->at[0] == '=' && c->at[1] == '"')
		c->at++;
	if (c->at < c->end && *c->at == '"') {
		quoted = 1;
		c->at++;
	}
	for (;;) {
		if (c->text.len - start > CSV_FIELD)
			return fault_set(f, EX_DATAERR, _("%s, line %zu: a field is longer than %d bytes."), c->name, c->line, CSV_FIELD) - 1;
		if (c->at == c->end) {
			if (quoted == 1)
				return fault_set(f, EX_DATAERR, _("%s, line %zu: a quotation mark is opened and never closed."), c->name, c->line) - 1;
			buf_byte(&c->text, 0);
			return -1;
		}
		char ch = *c->at++;
		if (ch == '\n')
			c->next_line++;
		if (quoted == 1 && ch == '"') {
			if (c->at < c->end && *c->at == '"')
				buf_byte(&c->text, (unsigned char)*c->at++);
			else
				quoted = 2;
			continue;
		}
		if (quoted == 2 && strchr(",\r\n \t", ch) == NULL)
			c->stray = c->n;
		if (quoted != 1 && (ch == ',' || ch == '\n')) {
			if (ch == '\n' && c->text.len > start && c->text.data[c->text.len - 1] == '\r')
				c->text.len--;
			buf_byte(&c->text, 0);
			return ch;
		}
		buf_byte(&c->text, (unsigned char)ch);
	}
}

static int
take_row(struct csv *c, struct fault *f)
{
	size_t starts[CSV_FIELDS], filled = 0;
	int end;

	buf_reset(&c->text);
	c->n = c->stray = 0;
	c->line = c->next_line;
	do {
		if (c->n == CSV_FIELDS)
			return fault_set(f, EX_DATAERR, _("%s, line %zu: more than %d columns."), c->name, c->line, CSV_FIELDS);
		starts[c->n++] = c->text.len;
		if ((end = take_field(c, f)) == -2)
			return -1;
	} while (end == ',');
	if (c->text.failed)
		return fault_memory(f);
	for (size_t i = 0; i < c->n; i++) {
		size_t len = strlen((const char *)c->text.data + starts[i]);
		const char *s = text_trim((const char *)c->text.data + starts[i], &len);
		c->text.data[(size_t)(s - (const char *)c->text.data) + len] = '\0';
		c->field[i] = s;
		filled += len;
	}
	return filled > 0;
}

int
csv_next(struct csv *c, struct fault *f)
{
	int got = 0;

	while (got == 0 && c->at < c->end)
		got = take_row(c, f);
	return got;
}

const char *
csv_field(const struct csv *c, size_t i)
{
	return i < c->n ? c->field[i] : "";
}

int
csv_column(const struct csv *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->field[i], name) == 0)
			return (int)i;
	return -1;
}

void
csv_close(struct csv *c)
{
	buf_wipe(&c->text);
}

void
csv_put(struct buf *out, const char *field, int first)
{
	if (!first)
		buf_byte(out, ',');
	if (strpbrk(field, ",\"\r\n") == NULL) {
		buf_text(out, field);
		return;
	}
	buf_byte(out, '"');
	for (const char *p = field; *p != '\0'; p++) {
		if (*p == '"')
			buf_byte(out, '"');
		buf_byte(out, (unsigned char)*p);
	}
	buf_byte(out, '"');
}

/* What a spreadsheet may take for the beginning of a formula, full-width forms too, which Chinese ones read alike. */
static int
begins_formula(const char *s)
{
	static const char *const marks[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strncmp(s, marks[i], strlen(marks[i])) == 0)
			return 1;
	return 0;
}

/* Whether a spreadsheet would make another thing of it: long digits lose their end, 007 its zeros, 12E34 becomes a power of ten,
 * house number 3-12 a day in March. A day written in full stays one. */
static int
turns_into_number(const char *s, size_t n)
{
	const size_t digits = strspn(s, "0123456789"), marks = strcspn(s, "eE-/");

	if (digits == 0 || strspn(s, "0123456789eEX-/") != n)
		return 0;
	if (strspn(s, "0123456789X") == n)
		return n >= 11 || (n > 1 && digits == n && s[0] == '0');
	return marks < n - 1 && strchr(s, 'X') == NULL && !(n == 10 && digits == 4 && s[4] == '-' && s[7] == '-');
}

void
csv_put_text(struct buf *out, const char *field, int first)
{
	size_t n = strlen(field);
	struct buf safe = {0};

	if (turns_into_number(field, n))
		buf_printf(&safe, "=\"%s\"", field);
	else
		buf_printf(&safe, "%s%s", begins_formula(field) ? "'" : "", field);
	out->failed |= safe.failed;
	csv_put(out, buf_str(&safe), first);
	buf_wipe(&safe);
}
