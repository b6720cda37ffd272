#ifndef COUNTY_AREAS_H
#define COUNTY_AREAS_H

#include "command.h"
#include "office/roster.h"
#include "office/statistics.h"

/* The county's townships and villages by code and name, from a sheet with the columns code and name. */
struct areas {
	struct arena arena; /* holds the texts */
	struct roster_area *list;
	size_t n, cap;
	struct area_names names; /* of a code, of a township's nine digits too; good as long as this */
};

/* The list of --places, which is kept, or the one kept earlier, which may be empty. 0 or -1; areas_free() either way. */
int areas_find(struct call *c, struct store *s, struct areas *p);
void areas_free(struct areas *p);

#endif
