/* What goes back to the villages of what the county found. */
#include "tell_put.h"

#include <stdlib.h>
#include <string.h>

#include "parcel.h"
#include "store/found.h"
#include "store/summary.h"

enum { TELL = 10000 }; /* of one pack; more would be no list for people */

struct telling {
	struct office *o;
	const char *areas; /* of the device, blanks between */
	struct arena arena;
	enum check_severity severity; /* told now: errors before warnings, for room is bounded; notes are nobody's to-do */
	struct finding *found;
	size_t n, cap;
	size_t cut; /* there was no room for */
	struct fault *f;
};

/* Whether an area code lies within the device's areas. */
static bool
inside(const char *areas, const char *area)
{
	for (const char *at = areas; *at != '\0';) {
		size_t n = strcspn(at, " ");
		if (n > 0 && strncmp(at, area, n) == 0)
			return true;
		at += n + (at[n] == ' ');
	}
	return false;
}

static int
note_area(void *self, const struct summary *y)
{
	return buf_text(self, y->area);
}

/* Whether ${text} is a code of an area, and not something a laptop wrote where one should stand. */
static bool
is_area(const char *text)
{
	size_t n = strlen(text);

	return n > 0 && n <= CERT_AREA && strspn(text, "0123456789") == n;
}

/* "West Ditch 130899100203": where the other one lives, as far as it may be said: an answer that is no code is passed on to
 * nobody. 1; 0 when the device knows the household itself; -1. */
static int
place_of(struct telling *t, const struct check_other *other, struct buf *out)
{
	struct store *s = &t->o->store;
	struct buf area = {0};
	int rc = store_summary(s, other->root, note_area, &area, t->f);

	if (rc == 0 && (rc = !inside(t->areas, buf_str(&area))) == 1) {
		bool known = is_area(buf_str(&area));
		int named = known ? db_bytes(s->db, t->f, INVITATION_VILLAGE, out, "t", buf_str(&area)) : 0;
		buf_printf(out, "%s%s", named == 1 ? " " : "", known ? buf_str(&area) : "-");
		rc = named < 0 ? -1 : area.failed || out->failed ? fault_memory(t->f) : 1;
	}
	buf_free(&area);
	return rc;
}

static int
add(struct telling *t, const struct found_line *x, const unsigned char key[CHECK_KEY], const struct check_other *other)
{
	struct buf place = {0};
	int rc = place_of(t, other, &place);

	if (rc == 1 && t->n == TELL) {
		t->cut++;
	} else if (rc == 1) {
		rc = array_grow(&t->found, &t->cap, t->n + 1, sizeof *t->found) < 0 ? fault_memory(t->f) : 0;
		struct finding *y = rc == 0 ? &t->found[t->n++] : NULL;
		if (y != NULL) {
			*y = (struct finding){.check = arena_text(&t->arena, x->check->name, strlen(x->check->name)),
				.detail = arena_text(&t->arena, buf_str(&place), place.len)};
			memcpy(y->record, x->record, RECORD_ID);
			memcpy(y->other, other->record, RECORD_ID);
			memcpy(y->key, key, CHECK_KEY);
			rc = y->check == NULL || y->detail == NULL ? fault_memory(t->f) : 0;
		}
	}
	buf_free(&place);
	return rc < 0 ? -1 : 0;
}

static int
tell(void *self, const struct found_line *x)
{
	struct telling *t = self;
	struct check_other others[CHECK_OTHERS];
	unsigned char key[CHECK_KEY];

	/* What was kept with a reason is told on: the reason is good for those it was given for, and would not be for fewer. */
	if (x->check->scope != CHECK_COUNTY || x->state == FOUND_BLANK || x->check->severity != t->severity)
		return 0;
	int n = store_others(&t->o->store, x, key, others, t->f);
	for (int i = 0; i < n; i++)
		if (add(t, x, key, &others[i]) < 0)
			return -1;
	return n < 0 ? -1 : 0;
}

/* Whether the area of ${n} bytes at ${at} lies within another of the list, or stood there before. */
static bool
covered(const char *areas, const char *at, size_t n)
{
	for (const char *other = areas; *other != '\0';) {
		size_t m = strcspn(other, " ");
		if (m > 0 && other != at && strncmp(other, at, m) == 0 && (m < n || (m == n && other < at)))
			return true;
		other += m + (other[m] == ' ');
	}
	return false;
}

static int
tell_areas(struct telling *t, enum check_severity severity)
{
	char area[CERT_AREA + 1];
	int rc = 0;

	t->severity = severity;
	for (const char *at = t->areas; rc == 0 && *at != '\0';) {
		size_t n = strcspn(at, " ");
		if (n > 0 && n <= CERT_AREA && !covered(t->areas, at, n)) {
			memcpy(area, at, n);
			area[n] = '\0';
			rc = store_found(&t->o->store, area, true, tell, t, t->f);
		}
		at += n + (at[n] == ' ');
	}
	return rc;
}

int
tell_put(struct office *o, const unsigned char device[KEY_ID], struct buf *parcels, struct fault *f)
{
	const struct device *d = journal_device(o->store.journal, device);
	bool silent = d == NULL || d->revoked_after >= 0 || d->state != 0;
	struct telling t = {.o = o, .areas = silent ? "" : d->areas, .f = f};
	struct buf b = {0};
	int rc = tell_areas(&t, CHECK_ERROR);

	if (rc == 0)
		rc = tell_areas(&t, CHECK_WARNING);
	o->untold = t.cut;
	if (rc == 0) {
		findings_write(&(struct findings){t.found, t.n, t.cut}, &b);
		parcel_put(parcels, PARCEL_FINDINGS, b.data, b.len);
		rc = b.failed ? fault_memory(f) : 0;
	}
	buf_free(&b);
	arena_free(&t.arena);
	free(t.found);
	return rc;
}
