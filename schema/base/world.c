#include "world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "date.h"

#define ZONE_MS (8 * 3600 * INT64_C(1000))

const char *
world_env(const char *name)
{
	const char *v = getenv(name);

	return v != NULL && v[0] != '\0' ? v : NULL;
}

static int64_t
real_now(void *self)
{
	struct timespec t;

	(void)self;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* FANGPIN_NOW is local village time; a text that is no time is ignored. */
static int64_t
told_now(void *self)
{
	const char *v = world_env("FANGPIN_NOW");
	int32_t day;
	int64_t ms = 0;

	if (v == NULL || strlen(v) < 10 || date_parse(v, 10, &day) < 0)
		return real_now(self);
	if (strlen(v) == 16 && v[10] == 'T')
		ms = (strtol(v + 11, NULL, 10) * 60 + strtol(v + 14, NULL, 10)) * INT64_C(60000);
	return day * INT64_C(86400000) + ms - ZONE_MS;
}

static void
real_random(void *self, void *out, size_t n)
{
	unsigned char *p = out;

	(void)self;
	while (n > 0) {
		ssize_t got = getrandom(p, n > 256 ? 256 : n, 0);
		if (got > 0) {
			p += got;
			n -= (size_t)got;
		} else if (errno != EINTR) {
			abort(); /* without randomness no key may be made */
		}
	}
}

struct world
world_real(void)
{
	return (struct world){.now = world_env("FANGPIN_NOW") != NULL ? told_now : real_now, .random = real_random};
}

static int64_t
seeded_now(void *self)
{
	struct world_seed *s = self;

	s->now_ms += 1000;
	return s->now_ms;
}

/* xorshift128+ */
static uint64_t
seeded_next(struct world_seed *s)
{
	uint64_t a = s->s[0], b = s->s[1];

	s->s[0] = b;
	a ^= a << 23;
	s->s[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
	return s->s[1] + b;
}

static void
seeded_random(void *self, void *out, size_t n)
{
	unsigned char *p = out;

	for (uint64_t v = 0; n > 0; n--, v >>= 8) {
		if (v == 0)
			v = seeded_next(self) | UINT64_C(1) << 63;
		*p++ = (unsigned char)v;
	}
}

struct world
world_seeded(struct world_seed *state, uint64_t seed, int64_t now_ms)
{
	*state = (struct world_seed){.s = {seed ^ UINT64_C(0x9E3779B97F4A7C15), seed * UINT64_C(0xBF58476D1CE4E5B9) + 1},
		.now_ms = now_ms};
	for (int i = 0; i < 16; i++)
		seeded_next(state);
	return (struct world){.now = seeded_now, .random = seeded_random, .self = state};
}

int32_t
world_today(const struct world *w)
{
	int64_t ms = w->now(w->self) + ZONE_MS;

	return (int32_t)(ms >= 0 ? ms / 86400000 : -((-ms + 86399999) / 86400000));
}

uint64_t
world_below(const struct world *w, uint64_t n)
{
	uint64_t v;

	w->random(w->self, &v, sizeof v);
	return n > 0 ? v % n : 0;
}
