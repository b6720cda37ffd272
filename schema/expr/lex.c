#include "lex.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "code.h"
#include "text.h"
#include "words.h"

int
expr_fail(struct expr_error *err, size_t at, const char *fmt, ...)
{
	va_list ap;

	err->at = at;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	/* A cut may have left half a character. */
	size_t n = strlen(err->text);
	while (n > 0 && !utf8_valid(err->text, n))
		err->text[--n] = '\0';
	return -1;
}

bool
token_is(const struct token *t, const char *text)
{
	return (t->kind == TOKEN_MARK || t->kind == TOKEN_NAME) && t->len == strlen(text) && memcmp(t->text, text, t->len) == 0;
}

int
token_shown(const struct token *t)
{
	const char *s = t->text, *end = s + t->len, *next = s;

	for (; next < end; s = next)
		if (utf8_next(&next, end) == 0xFFFD || next - t->text > 64)
			break;
	return (int)(s - t->text);
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
name_length(const char *s, size_t n)
{
	size_t i = 0;

	if (n == 0 || !is_letter(s[0]))
		return 0;
	while (i < n && (is_letter(s[i]) || is_digit(s[i]) || s[i] == '-' ||
		(s[i] == ':' && i + 1 < n && is_letter(s[i + 1]))))
		i++;
	return i;
}

static int
number(struct lexer *l, struct token *t)
{
	size_t i = l->at;

	while (i < l->len && is_digit(l->src[i]))
		i++;
	if (i < l->len && l->src[i] == '.')
		for (i++; i < l->len && is_digit(l->src[i]);)
			i++;
	t->kind = TOKEN_NUMBER;
	t->len = i - l->at;
	t->number = text_number(t->text, t->len);
	l->at = i;
	return 0;
}

static int
literal(struct lexer *l, struct token *t, struct expr_error *err)
{
	const char *end = memchr(t->text + 1, *t->text, l->len - l->at - 1);

	if (end == NULL)
		return expr_fail(err, l->at, _("This quotation mark is never closed; add %c behind the text."), *t->text);
	t->kind = TOKEN_LITERAL;
	t->text++;
	t->len = (size_t)(end - t->text);
	l->at += t->len + 2;
	return 0;
}

static int
reference(struct lexer *l, struct token *t, struct expr_error *err)
{
	const char *inside = t->text + 2, *end = memchr(t->text, '}', l->len - l->at);
	size_t n = end != NULL ? (size_t)(end - inside) : 0;

	if (end == NULL)
		return expr_fail(err, l->at, _("This ${ is never closed; write ${name}."));
	inside = text_trim(inside, &n);
	if (!text_is_name(inside, n))
		return expr_fail(err, l->at, _("Between ${ and } belongs the name of one question: letters, digits, _ and -."));
	t->kind = TOKEN_REF;
	l->at += (size_t)(end - t->text) + 1;
	t->text = inside;
	t->len = n;
	return 0;
}

static int
strange(const struct lexer *l, struct expr_error *err)
{
	const char *s = l->src + l->at, *next = s;

	utf8_next(&next, l->src + l->len);
	if ((unsigned char)*s < 0x80)
		return expr_fail(err, l->at, *s == '&' || *s == '%' || *s == '{' || *s == '#' ?
			_("'%c' means nothing here; write and, or, mod, or ${name}.") : _("'%c' means nothing here; take it out."),
			(unsigned char)*s < 0x20 || *s == 0x7F ? '?' : *s);
	return expr_fail(err, l->at,
		_("Outside quotation marks only plain (half-width) characters are understood; type ( ) , = ' instead of （ ） ， ＝ ‘."));
}

int
lex_next(struct lexer *l, struct token *t, struct expr_error *err)
{
	static const char *const marks[] = {"!=", "<=", ">=", "..", "//", "::", "(", ")", "[", "]", ",", "/", ".", "=", "<", ">", "+", "-", "*", "|", "@", "$"};

	while (l->at < l->len && memchr(" \t\r\n", l->src[l->at], 4) != NULL)
		l->at++;
	*t = (struct token){.kind = TOKEN_END, .at = l->at, .text = l->src + l->at};
	size_t left = l->len - l->at;
	if (left == 0)
		return 0;
	char c = *t->text;
	if (is_digit(c) || (c == '.' && left > 1 && is_digit(t->text[1])))
		return number(l, t);
	if (c == '\'' || c == '"')
		return literal(l, t, err);
	if (c == '$' && left > 1 && t->text[1] == '{')
		return reference(l, t, err);
	if ((t->len = name_length(t->text, left)) > 0) {
		t->kind = TOKEN_NAME;
		l->at += t->len;
		return 0;
	}
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		size_t n = strlen(marks[i]);
		if (n <= left && memcmp(t->text, marks[i], n) == 0) {
			t->kind = TOKEN_MARK;
			t->len = n;
			l->at += n;
			return 0;
		}
	}
	return strange(l, err);
}
