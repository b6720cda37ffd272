#ifndef OFFICE_STATISTICS_INSIDE_H
#define OFFICE_STATISTICS_INSIDE_H

#include "office/ledger_inside.h"
#include "office/statistics.h"

/* What the files of the statistics share and nobody else sees. */

enum { FIGURES = 512, AREAS = 20000, AREA_ROOM = 24 };

/* A row of statistics.csv that is a figure. */
struct statistic {
	struct figure figure;
	const struct expr *when, *value, *weight; /* NULL: none */
	bool household;   /* seen from the household, else from the assessed record */
	const char *code; /* counts where the value is this; NULL: the value is a number */
};

/* One that says whom an insurance covers, and what it costs for each. */
struct cover {
	const char *name, *label[LANGS];
	const struct expr *when, *value;
};

struct statistic_sheet {
	struct arena arena;
	struct statistic rows[256];
	size_t n;
	struct cover covers[8];
	size_t n_covers;
	int household, person;   /* tables: of households, and of the people in the list of the insured; -1 */
	const struct expr *each; /* which of these */
	struct ledger_column cells[16];
	size_t n_cells;
};

/* statistics.csv under the store's form and policy; rows that this form does not understand are left out. Free the arena. 0 or -1. */
int statistic_sheet_load(struct statistic_sheet *l, struct store *s, struct fault *f);

/* A household that is to be counted: what its list line says. */
struct counted {
	unsigned char root[RECORD_ID];
	char area[AREA_ROOM];
	uint64_t people;
};

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
	struct counted *households; /* to be counted; those before ${at} are */
	size_t n_households, cap_households, at;
};

/* An environment for the sheet's expressions over an assessed file. */
struct expr_env statistic_env(struct casefile *c);

/* The name of an area, "" when it is not known. */
const char *area_name(const struct area_names *names, const char *code);

#endif
