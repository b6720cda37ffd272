#include "json.h"

#include <inttypes.h>
#include <string.h>

#include "num.h"
#include "text.h"

/* A comma when one is due; a value or key follows. */
static void
next(struct json *j)
{
	if (j->after)
		buf_byte(j->out, ',');
	j->after = true;
}

void
json_begin(struct json *j, char bracket)
{
	next(j);
	buf_byte(j->out, (unsigned char)bracket);
	j->after = false;
}

void
json_end(struct json *j, char bracket)
{
	buf_byte(j->out, (unsigned char)bracket);
	j->after = true;
}

static void
quoted(struct buf *out, const char *s)
{
	const char *end = s + strlen(s);
	char utf8[4];

	buf_byte(out, '"');
	while (s < end) {
		uint32_t cp = utf8_next(&s, end);
		if (cp == '"' || cp == '\\')
			buf_printf(out, "\\%c", (int)cp);
		else if (cp < 0x20 || cp == 0x7F)
			buf_printf(out, "\\u%04x", (unsigned)cp);
		else
			buf_add(out, utf8, utf8_put(cp, utf8));
	}
	buf_byte(out, '"');
}

void
json_key(struct json *j, const char *name)
{
	next(j);
	quoted(j->out, name);
	buf_byte(j->out, ':');
	j->after = false;
}

void
json_text(struct json *j, const char *s)
{
	next(j);
	quoted(j->out, s);
}

void
json_int(struct json *j, int64_t v)
{
	next(j);
	buf_printf(j->out, "%" PRId64, v);
}

void
json_fixed(struct json *j, int64_t hundredths)
{
	char text[NUM_TEXT];

	num_fixed_text(hundredths, text);
	next(j);
	buf_text(j->out, text);
}

void
json_bool(struct json *j, bool v)
{
	next(j);
	buf_text(j->out, v ? "true" : "false");
}

void
json_null(struct json *j)
{
	next(j);
	buf_text(j->out, "null");
}

void
json_hex(struct json *j, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	next(j);
	buf_byte(j->out, '"');
	for (size_t i = 0; i < n; i++)
		buf_printf(j->out, "%02x", (unsigned)p[i]);
	buf_byte(j->out, '"');
}
