#include "function.h"

#include <math.h>
#include <stdio.h>

#include "world.h"

/* Functions of chance. */

static int
chance_random(struct machine *m, struct value *v, int n, const void *data)
{
	uint64_t bits = 0;

	(void)n, (void)data;
	v[0] = value_of_number(NAN);
	if (m->env->world == NULL)
		return 0;
	m->env->world->random(m->env->world->self, &bits, sizeof bits);
	v[0] = value_of_number((double)(bits >> 11) / 9007199254740992.0); /* 53 bits: below 1 */
	return 0;
}

/* Without a length the 36 characters of RFC 4122, version 4; else so many letters and digits. */
static int
chance_uuid(struct machine *m, struct value *v, int n, const void *data)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	const double want = n > 0 ? trunc(v[0].number) : 36;
	unsigned char b[16];

	(void)data;
	if (m->env->world == NULL || !(want >= 1 && want <= 1024)) {
		v[0] = value_of_text("", 0);
		return 0;
	}
	const size_t len = (size_t)want;
	char *text = machine_room(m, len);
	if (text == NULL)
		return -1;
	if (n == 0) {
		m->env->world->random(m->env->world->self, b, sizeof b);
		b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
		b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
		snprintf(text, len + 1, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4],
			b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
	}
	for (size_t i = 0; n > 0 && i < len; i++)
		text[i] = letters[world_below(m->env->world, sizeof letters - 1)];
	v[0] = value_of_text(text, len);
	return 0;
}

const struct function chance_functions[] = {
	{"random", 0, 0, "", IS_CHANCE, chance_random},
	{"uuid", 0, 1, "n", IS_CHANCE, chance_uuid},
	{.name = NULL},
};
