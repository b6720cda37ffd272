#ifndef OFFICE_RANGE_H
#define OFFICE_RANGE_H

#include "office/ledger.h"

/*
 * The township's drawing of the range: first all households whose income lies below the line, by income per head; then,
 * among these, who has risk factors or priority attributes. Households whose income is not known are a list of their own and
 * never left out. What lies below the line and what the order is, the policy says: range_place (an expression that gives
 * within, above, beyond, or blank for unknown) and range_by.
 */

enum range_list {
	RANGE_FACTORS, /* within, with a factor or an attribute */
	RANGE_INCOME,  /* within, by income alone */
	RANGE_ABOVE,   /* just above: for a second look (range_band) */
	RANGE_UNKNOWN,
	RANGE_BEYOND,
	RANGE_LISTS
};

struct range_entry {
	unsigned char root[RECORD_ID];
	const char *title, *place;
	const char *why;          /* factors and attributes, or what is missing: one line, cut short */
	const char *const *class; /* label [LANGS], the policy's; NULL when there is none */
	enum range_list list;
	size_t place_by_income;   /* from 1, of those within; else 0 */
	size_t before;            /* entries before it in order of area and place */
	int32_t drawn;            /* day on which the procedure last took the step range_step, 0: never */
	int people;
	double by;                /* what it is ordered by: income per head */
	bool marked;              /* for whoever shows the entries: false until they set it */
};

struct range {
	struct store *store;
	struct arena arena;
	const struct expr *place, *by;
	const struct question *step, *day; /* the procedure's step and its day, NULL: the form has none */
	const char *code, *outcome; /* of the step that draws the range; which it is recorded with */
	const char *words[RANGE_LISTS]; /* what the lists are called in the user's language */
	struct range_entry *entries;
	size_t n, cap, looked;
	struct { size_t households, people; } of[RANGE_LISTS];
};

/* Gather the households of the area (codes that begin with ${area}) into ${r}; range_free() in any case. 0, or -1, also when
 * the policy does not say what the range is (EX_CONFIG). */
int range_begin(struct range *r, struct store *s, const char *area, struct fault *f);

/* Look at up to ${most} more; after the last the entries are in order: by list, then by income. 1 while more are left, 0, -1. */
int range_look(struct range *r, size_t most, struct fault *f);
void range_free(struct range *r); /* wipes */

/* Once all were looked at: look at the household of ${root} anew and order the entries as range_look() leaves them. 0 or -1. */
int range_again(struct range *r, const unsigned char root[RECORD_ID], struct fault *f);

/* Order the entries anew once all were looked at: by income alone, or those with factors first. */
void range_order(struct range *r, bool by_income);

/* Lines that say how many households and people are on which list, and what share of all lies within, against the policy's
 * marks (scale_warn, scale_warn_deep), which are for display and no quota. Appended to ${out}, a newline behind each. */
void range_counts(const struct range *r, struct buf *out);

/* Write the lists, as ledger_write() with the columns of schema/survey/range.csv; ${r} was looked at to its end. The counts
 * stand below it where the format has a place for them. Number of households or -1. */
int range_write(struct range *r, enum ledger_format format, struct buf *out, const char *path, struct fault *f);

#endif
