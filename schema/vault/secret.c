#include "vault/secret.h"

#include <sodium.h>
#include <string.h>

#include "words.h"

enum { LEAST = 8 };

char *
secret_new(size_t n)
{
	char *s = sodium_malloc(n);

	if (s != NULL)
		memset(s, 0, n);
	return s;
}

void
secret_free(char *secret)
{
	sodium_free(secret);
}

int
secret_strong(size_t n, struct fault *f)
{
	return n >= LEAST ? 0 : fault_set(f, EX_USAGE, _("This passphrase is too short. Take at least %d letters and digits."), LEAST);
}
