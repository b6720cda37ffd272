#include "codec.h"

#include <string.h>

#include "text.h"

#define YEAR_1 (-719162)
#define YEAR_9999 2932896
#define NAME 64

static size_t
varint_len(uint64_t v)
{
	return v == 0 ? 1 : (70 - (size_t)__builtin_clzll(v)) / 7;
}

static size_t
signed_len(int64_t v)
{
	return varint_len(((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0));
}

static size_t
block_len(size_t n)
{
	return varint_len(n) + n;
}

static size_t
answer_len(const struct answer *a)
{
	if (a->kind == ANSWER_TEXT)
		return block_len(a->len);
	return a->kind == ANSWER_REAL ? 8 : signed_len(a->i);
}

size_t
codec_canonical(const struct version *v)
{
	size_t n = DEVICE_ID + varint_len(v->id.seq) + RECORD_ID * 2 + block_len(strlen(v->table)) +
		   block_len(strlen(v->section)) + varint_len(v->gen) + signed_len(v->wall_ms) +
		   block_len(strlen(v->cadre)) + varint_len(v->form_version) + varint_len(v->n_replaces) +
		   varint_len(v->n_values);

	for (size_t i = 0; i < v->n_replaces; i++)
		n += DEVICE_ID + varint_len(v->replaces[i].seq) + VERSION_HASH;
	for (size_t i = 0; i < v->n_values; i++)
		n += block_len(strlen(v->values[i].name)) + 1 + answer_len(&v->values[i].answer);
	return n;
}

static bool
answer_fits_kind(const struct answer *a)
{
	uint64_t bits;

	switch (a->kind) {
	case ANSWER_INT:
	case ANSWER_FIXED:
		return true;
	case ANSWER_DATE:
		return a->i >= YEAR_1 && a->i <= YEAR_9999;
	case ANSWER_TEXT:
		return a->len > 0 && a->len <= VERSION_TEXT && memchr(a->text, 0, a->len) == NULL &&
		       utf8_valid(a->text, a->len);
	case ANSWER_REAL:
		memcpy(&bits, &a->real, sizeof bits);
		/* An exponent of all ones is no finite number. */
		return (bits >> 52 & 0x7FF) != 0x7FF && bits != UINT64_C(1) << 63;
	default:
		return false;
	}
}

static bool
name_fits(const char *s)
{
	size_t n = strnlen(s, NAME + 1);

	return n <= NAME && text_is_name(s, n);
}

bool
codec_fits(const struct version *v, size_t *canonical)
{
	size_t cadre = strnlen(v->cadre, VERSION_CADRE + 1);

	if (v->id.seq == 0 || v->id.seq > INT64_MAX || v->gen == 0 || v->gen > INT64_MAX ||
		v->n_values > VERSION_VALUES || v->n_replaces > VERSION_REPLACES || cadre == 0 ||
		cadre > VERSION_CADRE || !utf8_valid(v->cadre, cadre) || !name_fits(v->table) || !name_fits(v->section))
		return false;
	for (size_t i = 0; i < v->n_replaces; i++)
		if (v->replaces[i].seq == 0 || v->replaces[i].seq > INT64_MAX ||
			(i > 0 && version_id_order(&v->replaces[i - 1], &v->replaces[i]) >= 0))
			return false;
	for (size_t i = 0; i < v->n_values; i++)
		if (!name_fits(v->values[i].name) || !answer_fits_kind(&v->values[i].answer) ||
			(i > 0 && strcmp(v->values[i - 1].name, v->values[i].name) >= 0))
			return false;
	*canonical = codec_canonical(v);
	return *canonical <= VERSION_BYTES;
}
