#ifndef OFFICE_STATISTICS_H
#define OFFICE_STATISTICS_H

#include "store/store.h"

/*
 * Figures of villages, townships and the county: households and people by class, factor, attribute, gap and measure of the
 * policy, and the rows of schema/survey/statistics.csv (incomes against the lines, rates, premiums). Nothing here knows a
 * class, factor or question by name.
 */

enum { STATISTICS_LEVELS = 3 }; /* county, township, village: by the length of the area code */

/* What one figure is about. */
enum figure_kind {
	FIGURE_COUNT, /* households, people and, of a measure, the amount */
	FIGURE_SUM,   /* ->value */
	FIGURE_MEAN   /* ->value div ->weight */
};

struct figure {
	const char *group; /* "class", "factor", "measure", "row", a list's ...: figures of one group stand together */
	const char *name;
	const char *label[LANGS];
	const char *format; /* of sums and means: "int", "money", "percent" */
	enum figure_kind kind;
	bool chart;         /* drawn, with its neighbours of the same group and format */
};

/* Its state in one area. */
struct tally {
	uint64_t households, people;
	double value, weight;
	bool unset; /* a parameter that it needs is not set: the value says less than there is */
};

struct statistics;

/* Go through the households whose area codes begin with ${area}. NULL with a fault. */
struct statistics *statistics_make(struct store *s, const char *area, struct fault *f);

/* The same in slices: begin, then up to ${most} households at a time; 1 while more are waiting, 0 when all are counted, -1. */
struct statistics *statistics_begin(struct store *s, const char *area, struct fault *f);
int statistics_more(struct statistics *x, struct store *s, int most, struct fault *f);

/* How many are counted, *${of} how many there are. */
size_t statistics_counted(const struct statistics *x, size_t *of);

/* What people call a group of figures. */
const char *statistics_group(const char *group);
void statistics_free(struct statistics *x); /* NULL-safe */

/* The ${i}th figure, NULL behind the last. */
const struct figure *statistics_figure(const struct statistics *x, size_t i);

/* The ${i}th area, in order of code, its code in *${code}; its tallies by number of figure; NULL behind the last. */
const struct tally *statistics_area(const struct statistics *x, size_t i, const char **code);

/* 0 county, 1 township, 2 village: the level of an area code. */
int statistics_level(const char *code);

/* The value of a sum or mean as text, "" when there is none. */
void statistics_value(const struct figure *f, const struct tally *t, struct buf *out);

/* What areas are called: ${name} returns "" for one that it does not know. */
struct area_names {
	const char *(*name)(void *self, const char *code);
	void *self;
};

/* Ways of writing them, appended to ${out}: a line for each area and figure; JSON; one page with pictures; a workbook at ${path}. */
void statistics_lines(const struct statistics *x, const struct area_names *names, struct buf *out);
void statistics_json(const struct statistics *x, const struct area_names *names, struct buf *out);
void statistics_page(const struct statistics *x, const struct area_names *names, const char *county, struct buf *out);
int statistics_book(const struct statistics *x, const struct area_names *names, const char *path, struct fault *f);

#endif
