/* Shared texts of a workbook. */
#include <string.h>

#include "sheet/xlsx.h"
#include "sheet/xml.h"
#include "text.h"
#include "words.h"

struct listing {
	struct xlsx *x;
	struct buf one;  /* the text at hand, its pieces of several fonts joined */
	bool in_text;
	int phonetic;    /* within a reading aid, which is no part of the text */
};

static int
hex(const char *s, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *at = strchr(digits, s[i] >= 'A' && s[i] <= 'F' ? s[i] + 32 : s[i]);
		if (at == NULL || *at == '\0')
			return -1;
		v = v * 16 + (int)(at - digits);
	}
	return v;
}

void
xlsx_text(const char *s, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n;) {
		int v = n - i >= 7 && s[i] == '_' && s[i + 1] == 'x' && s[i + 6] == '_' ? hex(s + i + 2, 4) : -1;
		unsigned char c = v >= 0 ? 0 : (unsigned char)s[i];
		if (v > 0x7F) {
			char bytes[4];
			size_t k = utf8_put((uint32_t)v, bytes); /* 0 for half of a pair: nothing to show */
			buf_add(out, bytes, k);
		} else {
			if (v >= 0)
				c = (unsigned char)v;
			buf_byte(out, c == '\n' || c == '\r' || c == '\t' || c == 0 ? ' ' : c);
		}
		i += v >= 0 ? 7 : 1;
	}
}

static int
on_start(void *self, const char *name, const char *const *attributes, struct fault *f)
{
	struct listing *l = self;

	(void)attributes;
	(void)f;
	if (strcmp(name, "si") == 0)
		buf_reset(&l->one);
	l->phonetic += strcmp(name, "rPh") == 0;
	l->in_text = strcmp(name, "t") == 0 && l->phonetic == 0;
	return 0;
}

static int
on_text(void *self, const char *s, size_t n, struct fault *f)
{
	struct listing *l = self;

	if (!l->in_text)
		return 0;
	/* The pieces of one text come together here, for an escape may be cut in two by the parser. */
	if (l->x->texts.len + l->one.len + n > XLSX_TEXTS)
		return fault_set(f, EX_DATAERR, _("%s holds more than %d MiB of text. Split the workbook."), l->x->zip.file, XLSX_TEXTS >> 20);
	return buf_add(&l->one, s, n) < 0 ? fault_memory(f) : 0;
}

static int
on_end(void *self, const char *name, struct fault *f)
{
	struct listing *l = self;
	struct xlsx *x = l->x;

	l->in_text = false;
	l->phonetic -= strcmp(name, "rPh") == 0;
	if (strcmp(name, "si") != 0)
		return 0;
	if (x->n_strings == XLSX_STRINGS)
		return fault_set(f, EX_DATAERR, _("%s holds more than %d texts. Split the workbook."), x->zip.file, XLSX_STRINGS);
	if (array_grow(&x->strings, &x->cap_strings, x->n_strings + 1, sizeof *x->strings) < 0)
		return fault_memory(f);
	x->strings[x->n_strings++] = (uint32_t)x->texts.len;
	xlsx_text((const char *)l->one.data, l->one.len, &x->texts);
	return buf_byte(&x->texts, 0) < 0 ? fault_memory(f) : 0;
}

int
xlsx_read_strings(struct xlsx *x, struct fault *f)
{
	static const struct xml_events events = {on_start, on_end, on_text};
	const struct zip_part *part = x->strings_part[0] != '\0' ? zip_find(&x->zip, x->strings_part) : NULL;
	struct listing l = {.x = x};

	if (part == NULL)
		return 0;
	int rc = xml_read(&x->zip, part, &events, &l, f);
	buf_wipe(&l.one);
	return rc;
}
