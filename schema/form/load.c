#include "form/load.h"

#include <stdlib.h>
#include <string.h>

#include "form/loading.h"
#include "form/shipped.h"
#include "journal/hash.h"
#include "words.h"

int
loading_no_memory(struct loading *l)
{
	l->mistakes.memory = true;
	return -1;
}

void *
loading_new(struct loading *l, size_t n, size_t size)
{
	void *p = arena_new(&l->form->arena, n, size);

	if (p == NULL)
		loading_no_memory(l);
	return p;
}

/* Over each sheet's length (eight bytes, little-endian) and bytes, so that no two trios of sheets look the same. */
static void
hash_sheets(const struct form_sheets *s, unsigned char out[32])
{
	const struct sheet *const all[] = {&s->survey, &s->choices, &s->settings};
	struct hash h;

	hash_start(&h, 32);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		unsigned char len[8];
		for (size_t k = 0; k < sizeof len; k++)
			len[k] = (unsigned char)((uint64_t)all[i]->n >> (8 * k));
		hash_add(&h, len, sizeof len);
		hash_add(&h, all[i]->data, all[i]->n);
	}
	hash_end(&h, out);
}

static int
load_all(struct loading *l, const struct form_sheets *s)
{
	if (loading_settings(l, &s->settings) < 0 || loading_choices(l, &s->choices) < 0 || loading_survey(l, &s->survey) < 0)
		return -1;
	/* What keys and expressions name may stand in the part that could not be read. */
	if (l->survey.cut)
		return 0;
	return loading_keys(l) < 0 || loading_triggers(l) < 0 || loading_expressions(l) < 0 ? -1 : loading_order(l);
}

struct form *
form_load(const struct form_sheets *s, struct buf *report, struct fault *f)
{
	struct loading l = {.mistakes = {.report = report}};

	if ((l.form = calloc(1, sizeof *l.form)) == NULL) {
		fault_memory(f);
		return NULL;
	}
	load_all(&l, s);
	if (l.newer > 0) {
		mistakes_close(&l.mistakes, "", NULL);
		fault_set(f, EX_UNAVAILABLE, _("The form needs a newer program: its sheets are of format %lld, and this program knows %d. "
			"The form in use stays as it is; update the program, then the county's next pack brings the form."), (long long)l.newer,
			FORM_FORMAT);
		form_free(l.form);
		l.form = NULL;
	} else if (mistakes_close(&l.mistakes, _("The form cannot be used; the one in use stays as it is."), f) < 0) {
		form_free(l.form);
		l.form = NULL;
	} else {
		hash_sheets(s, l.form->hash);
	}
	names_free(&l.filters);
	arena_free(&l.work);
	return l.form;
}

struct form *
form_load_embedded(struct fault *f)
{
	struct form_sheets s;

	if (shipped_sheet("survey.csv", &s.survey) < 0 || shipped_sheet("choices.csv", &s.choices) < 0 ||
		shipped_sheet("settings.csv", &s.settings) < 0) {
		fault_set(f, EX_SOFTWARE, _("This program was built without its form. Install it again from the package."));
		return NULL;
	}
	return form_load(&s, NULL, f);
}
