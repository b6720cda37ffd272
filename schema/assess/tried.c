/* Figures that may be tried. */
#include <string.h>

#include "assess/rules.h"
#include "words.h"

enum { TRIED = 16 }; /* that a screen has room for */

/* A number of the assessed record. */
static const struct question *
figure(const struct policy *p, const char *name, size_t n)
{
	const int i = form_question(p->form, name, n);
	const struct question *q = i >= 0 ? &p->form->questions[i] : NULL;

	return q != NULL && q->table == p->context_table && (q->type == QUESTION_CALCULATE || q->type == QUESTION_DECIMAL) ? q : NULL;
}

/* One word: a figure, or figure/divisor. */
static bool
read_word(struct policy *p, const char *word, size_t n)
{
	const char *slash = memchr(word, '/', n);
	const size_t first = slash != NULL ? (size_t)(slash - word) : n;
	const struct policy_tried t = {figure(p, word, first), slash != NULL ? figure(p, slash + 1, n - first - 1) : NULL};

	if (t.figure == NULL || (slash != NULL && t.by == NULL) || p->n_tried == TRIED)
		return false;
	p->tried[p->n_tried++] = t;
	return true;
}

void
tried_read(struct policy *p, const char *sheet, struct mistakes *m)
{
	if ((p->tried = arena_new(&p->arena, TRIED, sizeof *p->tried)) == NULL) {
		m->memory = true;
		return;
	}
	for (size_t i = 0; i < p->n_params; i++) {
		const char *at = p->params[i].value;
		if (strcmp(p->params[i].type, "tried") != 0)
			continue;
		for (size_t n; *(at += strspn(at, " ")) != '\0'; at += n) {
			n = strcspn(at, " ");
			if (read_word(p, at, n))
				continue;
			mistake(m, (struct place){sheet, 0, "value", p->params[i].name},
				_("no figure to be tried. Mend: name at most %d amounts or calculates of the assessed record, blanks between; figure/people tells it per head too."),
				TRIED);
			break;
		}
	}
}

const struct policy_tried *
policy_tried(const struct policy *p, size_t i)
{
	return i < p->n_tried ? &p->tried[i] : NULL;
}
