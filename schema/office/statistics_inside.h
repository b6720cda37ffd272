#ifndef OFFICE_STATISTICS_INSIDE_H
#define OFFICE_STATISTICS_INSIDE_H

#include "office/statistics.h"

/* What the files of the statistics share and nobody else sees. */

enum { FIGURES = 512, AREAS = 20000, AREA_ROOM = 24 };

/* A row of statistics.csv. */
struct statistic {
	struct figure figure;
	const struct expr *when, *value, *weight; /* NULL: none */
	bool insured;
};

struct statistic_sheet {
	struct arena arena;
	struct statistic rows[64];
	size_t n;
};

/* statistics.csv under the store's form and policy; rows that this form does not understand are left out. Free the arena. 0 or -1. */
int statistic_sheet_load(struct statistic_sheet *l, struct store *s, struct fault *f);

struct area_tally {
	char code[AREA_ROOM];
	struct tally *tallies;
};

struct statistics {
	struct arena arena;
	struct statistic_sheet sheet;
	struct figure figures[FIGURES];
	size_t n;           /* those of the policy's rows, then those of the sheet */
	size_t first_row;   /* of the sheet's among them */
	struct area_tally *areas;
	size_t n_areas, cap_areas;
};

/* An environment for the sheet's expressions over an assessed file. */
struct expr_env statistic_env(struct casefile *c);

#endif
