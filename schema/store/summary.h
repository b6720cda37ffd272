#ifndef STORE_SUMMARY_H
#define STORE_SUMMARY_H

#include "store/store.h"

/* Households read without opening their files: list lines, and answers of one question over all. */

/* One line of the household list. Texts are good during the visit. */
struct summary {
	unsigned char root[RECORD_ID];
	const char *title, *place, *area, *search, *class, *visited;
	const char *due_on, *due_step; /* day of the procedure's next deadline and the code of its step, "" when nothing is due */
	const char *state, *decided; /* on the ledger: what the form says (decided, removed, "" neither), and the class decided */
	const char *factors, *warned, *lacking; /* found, names with blanks between: risk factors, early warnings, what no measure answers */
	int granted, offered; /* measures on record; those that the policy offers */
	int64_t amount;
	bool has_amount, done;
	int members, missing, errors, warnings; /* errors found; warnings found and not kept with a reason */
};
/* Households of the area (codes that begin with ${area}; "": all), voided ones left out. ${visit} returns 0 to go on;
 * another value ends the visit and is returned. In order of area, place and title. */
int store_summaries(struct store *s, const char *area, int (*visit)(void *self, const struct summary *line), void *self, struct fault *f);
/* Those with a deadline on or before the day ${until} ("2026-11-25"), the earliest first. */
int store_due(struct store *s, const char *area, const char *until, int (*visit)(void *self, const struct summary *line), void *self, struct fault *f);
int store_summary(struct store *s, const unsigned char root[RECORD_ID], int (*visit)(void *self, const struct summary *line), void *self,
	struct fault *f);

/* Append the ids (RECORD_ID bytes each, ascending) of households where a record, not voided, stores 1 for ${question}, if the form has it. 0 or -1. */
int store_holding(struct store *s, const char *question, struct buf *roots, struct fault *f);

/* Visit the stored answers to ${q} that are texts, by household, voided ones left out. ${visit} leaves the database alone, and ends as above. */
typedef int store_answer_visit(void *self, const unsigned char root[RECORD_ID], const unsigned char record[RECORD_ID], const char *text, size_t n);
int store_answers(struct store *s, const struct question *q, store_answer_visit *visit, void *self, struct fault *f);

#endif
