#ifndef OFFICE_DEMO_INSIDE_H
#define OFFICE_DEMO_INSIDE_H

#include "office/demo.h"

/* A household as data, before any store: records with answers as file texts. */
enum { DEMO_RECORDS = 96, DEMO_ANSWERS = 32, DEMO_TEXT = 72, DEMO_PEOPLE = 12, DEMO_TOWN_VILLAGES = 20 };

struct demo_answer {
	const char *question;
	char text[DEMO_TEXT];
};

struct demo_record {
	const char *table;
	int parent; /* index of the record it stands under */
	bool zeros; /* every other amount of the table is answered with 0 */
	bool voided;
	int n;
	struct demo_answer answers[DEMO_ANSWERS];
};

struct demo_house {
	const struct demo *plan;
	unsigned long index;
	struct world_seed seed;
	struct world world;
	int year;
	int n; /* records; the first is the household, its people follow */
	struct demo_record records[DEMO_RECORDS];
};

/* What is odd about a household; 0 for most. */
enum demo_quirk {
	QUIRK_NONE,
	QUIRK_NO_ID,
	QUIRK_TWELVE,
	QUIRK_OLDEST,
	QUIRK_TWINS,
	QUIRK_AWAY,
	QUIRK_REFUSED,
	QUIRK_VOIDED,
	QUIRK_LAST_YEAR,
	QUIRK_BLANKS,
	QUIRK_SAME_NUMBER,
	QUIRKS
};
enum demo_quirk demo_quirk(unsigned long i);

/* demo_people.c: household ${i} with its people into ${h}, demo_life.c: everything else under them, demo_watch.c: the case of
 * one at risk, of the class ${class} (as the county decides it): the year in which it did, 0 when it has not. */
void demo_people(const struct demo *d, unsigned long i, struct demo_house *h);
void demo_life(struct demo_house *h);
int demo_watch(struct demo_house *h, const char *class, bool labour, bool shock);

/* 0 .. n-1, and between two bounds, both included. */
unsigned demo_below(struct demo_house *h, unsigned n);
int demo_between(struct demo_house *h, int low, int high);

/* A new record under ${parent}; the last one again when there is no room. */
struct demo_record *demo_add(struct demo_house *h, const char *table, int parent);

/* Answer a question of the record, printf format; a second answer replaces the first. */
void demo_set(struct demo_record *r, const char *question, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
const char *demo_get(const struct demo_record *r, const char *question); /* "" when not answered */

/* demo_names.c: a name for the household's people. */
void demo_village_name(const struct demo *d, unsigned village, char out[DEMO_TEXT]);
void demo_town_name(unsigned town, char out[DEMO_TEXT]);
void demo_family_name(struct demo_house *h, int ethnic, char out[DEMO_TEXT]);
void demo_person_name(struct demo_house *h, int ethnic, const char *family, bool male, char out[DEMO_TEXT]);

/* The village of household ${i}, its code. */
unsigned demo_village(const struct demo *d, unsigned long i);
void demo_village_code(unsigned village, char out[DEMO_TEXT]);

/* Full years on ${on} of somebody born as the record says. */
int demo_age(const struct demo_record *person, int32_t on);

#endif
