#include "derive.h"

#include <string.h>

static const struct answer *
answer_of(const struct version *v, const char *name)
{
	for (size_t i = 0; i < v->n_values; i++)
		if (strcmp(v->values[i].name, name) == 0)
			return &v->values[i].answer;
	return NULL;
}

int
derive_id(const struct derivation *d, const struct version *v, unsigned char id[RECORD_ID])
{
	struct answer keys[DERIVE_KEYS];
	const struct table table = {.name = v->table, .n_keys = d->n};

	for (int i = 0; i < d->n; i++) {
		const struct answer *a = answer_of(v, d->key[i]);
		if (a == NULL)
			return -1;
		keys[i] = *a;
	}
	record_id_keyed(&table, v->parent, keys, id);
	return 0;
}

static bool
gives(const struct derivation *d, const struct version *v)
{
	unsigned char id[RECORD_ID];

	return derive_id(d, v, id) == 0 && memcmp(id, v->record, RECORD_ID) == 0;
}

void
derive_find(struct derivation *d, const struct version *v)
{
	*d = (struct derivation){.n = 0};
	if (gives(d, v))
		return;
	d->n = 1;
	for (size_t i = 0; i < v->n_values; i++) {
		d->key[0] = v->values[i].name;
		if (gives(d, v))
			return;
	}
	d->n = 2;
	/* Bounded by the answers of one section, and tried once for each section of a run. */
	for (size_t i = 0; i < v->n_values && v->n_values <= 128; i++)
		for (size_t k = 0; k < v->n_values; k++) {
			d->key[0] = v->values[i].name;
			d->key[1] = v->values[k].name;
			if (i != k && gives(d, v))
				return;
		}
	d->n = -1;
}
