#include "fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "words.h"

/* Never leave half a UTF-8 sequence at the end of a sentence that did not fit. */
static void
trim_cut_character(char *s)
{
	size_t n = strlen(s), i = n;

	while (i > 0 && n - i < 4 && ((unsigned char)s[i - 1] & 0xC0) == 0x80)
		i--;
	if (i == 0 || (unsigned char)s[i - 1] < 0xC0)
		return;
	unsigned char lead = (unsigned char)s[i - 1];
	size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
	if (n - (i - 1) < need)
		s[i - 1] = '\0';
}

/* A sentence may name a file of a stranger's stick: what steers a terminal is shown as '?'. */
static void
blunt_controls(char *s)
{
	for (unsigned char *c = (unsigned char *)s; *c != '\0'; c++) {
		if ((*c < 0x20 && *c != '\n' && *c != '\t') || *c == 0x7F)
			*c = '?';
		else if (*c == 0xC2 && c[1] >= 0x80 && c[1] <= 0x9F)
			*c = c[1] = '?';
	}
}

static void
append(struct fault *f, const char *fmt, va_list ap)
{
	size_t used = strlen(f->text);

	vsnprintf(f->text + used, sizeof f->text - used, fmt, ap);
	trim_cut_character(f->text);
	blunt_controls(f->text);
}

int
fault_set(struct fault *f, int code, const char *fmt, ...)
{
	va_list ap;

	if (f == NULL)
		return -1;
	f->code = code;
	f->text[0] = '\0';
	va_start(ap, fmt);
	append(f, fmt, ap);
	va_end(ap);
	return -1;
}

int
fault_errno(struct fault *f, int code, const char *fmt, ...)
{
	int why = errno;
	va_list ap;

	if (f == NULL)
		return -1;
	f->code = code;
	if (why == ENOSPC || why == EDQUOT)
		f->code = EX_CANTCREAT;
	else if (why == EACCES || why == EPERM)
		f->code = EX_NOPERM;
	f->text[0] = '\0';
	va_start(ap, fmt);
	append(f, fmt, ap);
	va_end(ap);
	return fault_add(f, ": %s", why == ENOSPC ? _("the disk is full") : strerror(why));
}

int
fault_memory(struct fault *f)
{
	return fault_set(f, EX_OSERR, _("Out of memory. What was saved is safe; close other programs and try again."));
}

int
fault_add(struct fault *f, const char *fmt, ...)
{
	va_list ap;

	if (f == NULL)
		return -1;
	va_start(ap, fmt);
	append(f, fmt, ap);
	va_end(ap);
	return -1;
}
