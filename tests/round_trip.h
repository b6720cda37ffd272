#ifndef TEST_ROUND_TRIP_H
#define TEST_ROUND_TRIP_H

/* What goes between the county and the laptops of round.h: work on a laptop, its batches, packs back. */
#include "journal/exchange.h"
#include "round.h"
#include "store/summary.h"

static inline int
first_root(void *self, const struct summary *line)
{
	memcpy(self, line->root, RECORD_ID);
	return 1;
}

/* The cadre writes the year's income of the one household of the roster. */
static inline void
capture(struct laptop *l, const char *wage)
{
	unsigned char root[RECORD_ID];
	struct casefile c;
	struct fault f = {0};

	assert_int_equal(store_summaries(&l->store, "", first_root, root, &f), 1);
	assert_int_equal(store_file(&l->store, root, &c, &f), 1);
	struct record *e = household_add(&l->store, &c, c.tree.root, "economy", (const char *const[]){"2026", "annual"});
	household_answer(&c, e, "wage_labour", wage);
	household_save(&l->store, &c, e);
	good(store_keep(&l->store, &c, &f), &f);
	casefile_close(&c);
}

struct files {
	struct buf file[8];
	size_t n;
};

static inline int
keep_file(void *self, const struct batch_row *b)
{
	struct files *files = self;

	if (b->n > 0)
		buf_add(&files->file[files->n++], b->file, b->n);
	return 0;
}

static inline struct files
batches(struct laptop *l)
{
	struct files files = {0};
	struct fault f = {0};

	good(link_make(&l->link, &f), &f);
	good(batch_visit(l->store.db, keep_file, &files, &f), &f);
	return files;
}

static inline void
files_free(struct files *files)
{
	for (size_t i = 0; i < files->n; i++)
		buf_free(&files->file[i]);
}

static inline struct office_news
merge_all(struct round *r, struct laptop *l)
{
	struct files files = batches(l);
	struct office_news news = {0};
	struct fault f = {0};

	for (size_t i = 0; i < files.n; i++)
		good(office_merge(&r->office, files.file[i].data, files.file[i].len, &news, &f), &f);
	files_free(&files);
	refresh(&r->office.store);
	return news;
}

static inline struct link_news
answer_back(struct round *r, struct laptop *l)
{
	struct buf pack = {0};
	struct link_news news;
	struct fault f = {0};
	uint64_t number;

	good(office_pack(&r->office, l->link.device, &number, &pack, &f), &f);
	good(link_take(&l->link, pack.data, pack.len, &news, &f), &f);
	buf_free(&pack);
	return news;
}

#endif
