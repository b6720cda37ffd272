#include "field.h"

#include <string.h>

#include "date.h"
#include "fault.h"
#include "identity/identity.h"
#include "num.h"
#include "text.h"
#include "words.h"

bool
field_has(const char *appearance, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = appearance; (at = strstr(at, word)) != NULL; at += n)
		if ((at == appearance || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

bool
field_asked(const struct question *q)
{
	return q->type != QUESTION_CALCULATE && q->type != QUESTION_NOTE && !q->read_only && !field_has(q->appearance, "hidden");
}

/* Numbers kept as text: what an input method left full width becomes plain, blanks go, x becomes X. */
static int
plain_number(struct arena *a, const char *s, size_t n, struct answer *out)
{
	char *text = arena_new(a, n + 1, 1), *p = text;
	const char *end = s + n;

	if (text == NULL)
		return -1;
	while (s < end) {
		const char *from = s;
		uint32_t cp = utf8_next(&s, end);
		if (cp >= 0xff01 && cp <= 0xff5e)
			cp -= 0xfee0;
		if (cp == ' ' || cp == 0x3000)
			continue;
		if (cp == 'x')
			cp = 'X';
		if (cp < 0x80)
			*p++ = (char)cp;
		else
			p = mempcpy(p, from, (size_t)(s - from));
	}
	*out = answer_text(text, (size_t)(p - text));
	return 0;
}

static int
read_number(const struct question *q, const char *s, size_t n, struct answer *out, struct fault *why)
{
	int64_t v;

	if (num_spoken(s, n, &v) < 0)
		return fault_set(why, EX_DATAERR, _("This is no number. Type it as spoken: 12000, 1.2w, 3万2."));
	if (q->type == QUESTION_DECIMAL)
		*out = answer_fixed(v);
	else if (v % 100 == 0)
		*out = answer_int(v / 100);
	else
		return fault_set(why, EX_DATAERR, _("A whole number is expected here."));
	return 0;
}

int
field_read(struct arena *a, const struct question *q, const char *s, size_t n, int32_t today, struct answer *out, struct fault *why)
{
	int32_t days;

	s = text_trim(s, &n);
	*out = answer_blank();
	if (n == 0)
		return 0;
	switch (q->type) {
	case QUESTION_INTEGER:
	case QUESTION_DECIMAL:
		return read_number(q, s, n, out, why);
	case QUESTION_DATE:
		if (date_spoken(s, n, today, &days) < 0)
			return fault_set(why, EX_DATAERR, _("There is no such day. Type it as 65.3.12, 19650312 or today."));
		*out = answer_date(days);
		return 0;
	case QUESTION_TEXT:
		if (field_has(q->appearance, "id_number") || field_has(q->appearance, "phone") || field_has(q->appearance, "disability_number"))
			return plain_number(a, s, n, out) < 0 ? fault_memory(why) : 0;
		break;
	case QUESTION_ONE:
	case QUESTION_MANY:
	case QUESTION_CALCULATE:
	case QUESTION_NOTE:
		break;
	}
	return answer_read(a, q, s, n, out) < 0 ? fault_set(why, EX_DATAERR, _("This answer does not fit the question.")) : 0;
}

void
field_text(const struct answer *a, struct buf *out)
{
	answer_write(a, out);
}

void
field_show(const struct form *f, const struct question *q, const struct answer *a, int32_t today, struct buf *out)
{
	const char *unit = form_label(q->unit);

	if (a->kind == ANSWER_BLANK)
		return;
	/* A year is a name, not an amount. */
	if (a->kind == ANSWER_TEXT && q->list == NULL)
		answer_write(a, out);
	else
		answer_show(f, q, a, out);
	if (unit[0] != '\0')
		buf_printf(out, " %s", unit);
	/* Born or begun: a date that is years away is easier to judge by its age. */
	if (a->kind == ANSWER_DATE && a->i < today && date_age((int32_t)a->i, today) > 0)
		buf_printf(out, "  (%d %s)", date_age((int32_t)a->i, today), _("years"));
}

/*
 * What is wrong with a number that has a form of its own, by the words of the appearance column, as far as it says more than
 * the form's message, which tells of length and characters.
 */
static enum identity_problem
identity_of(const struct question *q, const struct answer *a, char *fits)
{
	struct disability_card card = {0};
	enum identity_problem p = IDENTITY_FITS;

	if (field_has(q->appearance, "id_number"))
		p = id_number_read(a->text, a->len, &card.holder);
	else if (field_has(q->appearance, "disability_number"))
		p = disability_card_read(a->text, a->len, &card);
	*fits = card.holder.fits;
	return p == IDENTITY_PLACE || p == IDENTITY_DAY || p == IDENTITY_CHECK || p == IDENTITY_KIND ? p : IDENTITY_FITS;
}

void
field_refused(const struct question *q, const struct answer *a, struct buf *why)
{
	char fits = 0;
	enum identity_problem p = a->kind == ANSWER_TEXT ? identity_of(q, a, &fits) : IDENTITY_FITS;

	if (p != IDENTITY_FITS)
		buf_text(why, identity_sentence(p));
	else if (form_label(q->message)[0] != '\0')
		buf_text(why, form_label(q->message));
	else
		buf_text(why, _("This answer is not possible here."));
	if (p == IDENTITY_CHECK)
		buf_printf(why, _(" The last should be %c."), fits);
}
