#ifndef RESULT_TEXT_H
#define RESULT_TEXT_H

#include "store/trial.h"
#include "view.h"

/* Parts of an assessment as paragraphs. Memory that runs out shows fewer. */

/* The class with its reason and article. */
void result_class(struct view *v, const struct assessment *a);

/* Factors, attributes, gaps, measures and what else was found, each with its reason. */
void result_parts(struct view *v, const struct assessment *a);

/* The answers that are missing, and the parameters that the county has not set. */
void result_missing(struct view *v, const struct casefile *c);
void result_unset(struct view *v, const struct assessment *a);

/* What would make the class another: for each figure that may be tried the nearest value above and below, the smallest
 * difference first. Nothing when no class stands. 0 or -1. */
int result_lines(struct view *v, struct trial *t, struct fault *f);

#endif
