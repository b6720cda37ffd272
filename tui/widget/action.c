#include "action.h"

#include <string.h>

#include "term.h"
#include "words.h"

static const int loop_keys[] = {K_F(1), '?', K_CTRL('l')};

const struct action *
action_find(const struct action *a, size_t n, struct key k, unsigned have)
{
	int value = key_value(k);

	if (value == 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if ((a[i].key == value || a[i].twin == value) && (a[i].needs & ~have) == 0)
			return &a[i];
	return NULL;
}

const struct action *
action_by_id(const struct action *a, size_t n, int id)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].id == id)
			return &a[i];
	return NULL;
}

static bool
claims(const struct action *a, int key)
{
	return key != 0 && (a->key == key || a->twin == key);
}

bool
action_clash(const struct action *a, size_t n, size_t *i, size_t *j)
{
	for (*i = 0; *i < n; (*i)++) {
		const struct action *row = &a[*i];
		for (*j = 0; *j < *i; (*j)++)
			if (claims(row, a[*j].key) || claims(row, a[*j].twin))
				return true;
		for (size_t l = 0; l < sizeof loop_keys / sizeof loop_keys[0]; l++)
			if (claims(row, loop_keys[l]))
				return true;
		if (row->key != 0 && row->key == row->twin)
			return true;
	}
	return false;
}

bool
action_twinned(const struct action *a, size_t n, size_t *i)
{
	for (*i = 0; *i < n; (*i)++) {
		bool letter = a[*i].key > ' ' && a[*i].key < K_ENTER;
		if (letter && a[*i].key != '/' && a[*i].twin < K_ENTER)
			return false;
	}
	return true;
}

void
action_help(const struct action *a, size_t n, unsigned have, struct buf *out)
{
	char name[KEY_NAME];

	for (size_t i = 0; i < n; i++) {
		if ((a[i].needs & ~have) != 0 || a[i].key == 0)
			continue;
		size_t start = out->len;
		buf_text(out, key_label(a[i].key, name));
		if (a[i].twin != 0)
			buf_printf(out, ", %s", key_label(a[i].twin, name));
		while (!out->failed && out->len - start < 16)
			buf_byte(out, ' ');
		if (a[i].label != NULL)
			buf_text(out, _(a[i].label));
		if (a[i].help != NULL)
			buf_printf(out, "%s%s", a[i].label == NULL ? "" : "  ", _(a[i].help));
		buf_byte(out, '\n');
	}
}
