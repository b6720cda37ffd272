#include <string.h>

#include "check/inside.h"
#include "journal/hash.h"

static void
add_block(struct hash *h, const void *p, size_t n)
{
	unsigned char len[8];

	for (size_t i = 0; i < sizeof len; i++)
		len[i] = (unsigned char)((uint64_t)n >> (8 * i));
	hash_add(h, len, sizeof len);
	hash_add(h, p, n);
}

static void
add_answer(struct hash *h, const struct record *r, const struct question *q)
{
	const struct answer *a = record_answer(r, q);
	struct buf text = {0};

	if (!(a->flags & ANSWER_HIDDEN))
		answer_write(a, &text);
	add_block(h, buf_str(&text), text.len);
	buf_wipe(&text);
}

/* The answers of all records that count at or below ${r}. */
static void
add_below(struct hash *h, const struct form *f, const struct record *r, const struct question *q)
{
	if (r->voided || r->hidden)
		return;
	if (r->table->index == q->table) {
		add_answer(h, r, q);
		return;
	}
	for (int k = 0; k < r->table->n_kids; k++)
		for (const struct record *kid = form_is_above(f, r->table->kids[k], q->table) ? r->kids[k] : NULL; kid != NULL; kid = kid->next)
			add_below(h, f, kid, q);
}

void
check_words(const struct checks *c, const struct check *k, int lang, struct buf *out)
{
	sentence_words(c->lines[k->index].message[lang], out);
}

void
line_print(const struct checks *c, const struct line *l, const struct record *r, char out[CHECK_PRINT + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[CHECK_PRINT / 2];
	struct hash h;

	hash_start(&h, sizeof sum);
	for (const int *i = l->print; *i >= 0; i++) {
		const struct question *q = &c->form->questions[*i];
		const struct record *from = r;
		while (from->parent != NULL && !form_is_above(c->form, from->table->index, q->table))
			from = from->parent;
		add_block(&h, q->name, strlen(q->name));
		add_below(&h, c->form, from, q);
	}
	hash_end(&h, sum);
	for (size_t i = 0; i < sizeof sum; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[CHECK_PRINT] = '\0';
}
