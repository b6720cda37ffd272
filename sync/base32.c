#include "base32.h"

#include <stdint.h>
#include <string.h>

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

char
base32_digit(unsigned v)
{
	return digits[v & 31];
}

int
base32_value(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	const char *at = c != '\0' ? strchr(digits, c) : NULL;
	return at != NULL ? (int)(at - digits) : -1;
}

void
base32_name(const unsigned char bytes[5], char out[BASE32_NAME])
{
	uint64_t v = 0;

	for (int i = 0; i < 5; i++)
		v = v << 8 | bytes[i];
	for (int i = 0; i < 8; i++)
		out[i] = base32_digit((unsigned)(v >> (35 - 5 * i)));
	out[8] = '\0';
}
