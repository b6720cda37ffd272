#ifndef WORLD_H
#define WORLD_H

#include <stddef.h>
#include <stdint.h>

/*
 * Clock and randomness, read here and nowhere else and passed in, so that every test can be repeated.
 * Time is milliseconds since 1970 UTC and advisory: nothing is ever ordered by it.
 */
struct world {
	int64_t (*now)(void *self);
	void (*random)(void *self, void *out, size_t n); /* does not fail: the kernel's generator, or the process ends */
	void *self;
};

/* The machine's clock and the kernel's generator. FANGPIN_NOW=YYYY-MM-DD[THH:MM] in the environment sets the clock for
 * demonstrations and tests; randomness cannot be set from outside. */
struct world world_real(void);

/* A repeatable world for demonstrations and tests, never for keys that protect people: the clock starts at ${now_ms}
 * and gains one second at each look. ${state} is the caller's and must outlive the world. */
struct world_seed {
	uint64_t s[2];
	int64_t now_ms;
};
struct world world_seeded(struct world_seed *state, uint64_t seed, int64_t now_ms);

/* The day in the villages (UTC+8, one zone for the whole country), as days since 1970-01-01. */
int32_t world_today(const struct world *w);

/* ${v} folded to 0..${n}-1 from eight random bytes; for demonstrations and fuzzing, where a trace of bias is harmless. */
uint64_t world_below(const struct world *w, uint64_t n);

/* An environment variable, NULL when unset or empty. */
const char *world_env(const char *name);

#endif
