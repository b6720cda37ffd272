#include "identity/inside.h"

#include <string.h>

enum identity_problem
disability_card_read(const char *s, size_t n, struct disability_card *out)
{
	enum identity_problem why;
	int len;

	*out = (struct disability_card){0};
	if ((len = identity_typed(s, n, false, out->text, sizeof out->text, &why)) < 0)
		return why;
	if (len != 18 && len != 20 && len != 22)
		return IDENTITY_LENGTH;
	why = id_number_read(out->text, 18, &out->holder);
	if (why != IDENTITY_FITS || len == 18)
		return why;
	if (!identity_digits(out->text + 18, 2))
		return IDENTITY_CHARACTER;
	out->kind = out->text[18] - '0';
	out->level = out->text[19] - '0';
	if (out->kind < 1 || out->kind > 7 || out->level < 1 || out->level > 4)
		return IDENTITY_KIND;
	if (len == 20)
		return IDENTITY_FITS;
	/* A reissue is numbered behind a letter. */
	if (out->text[20] < 'A' || out->text[20] > 'Z' || !identity_digits(out->text + 21, 1))
		return IDENTITY_CHARACTER;
	memcpy(out->reissue, out->text + 20, 2);
	return IDENTITY_FITS;
}
