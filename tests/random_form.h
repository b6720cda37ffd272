#ifndef RANDOM_FORM_H
#define RANDOM_FORM_H

#include <string.h>

#include "buf.h"
#include "world.h"

/*
 * A form made up from a seed: four tables, their sections and questions, and expressions that read each other in every
 * way the language has. Most come without circles: a question reads only those of a lower rank.
 */

enum { RANDOM_TABLES = 4, RANDOM_QUESTIONS = 40, RANDOM_DEPTH = 3 };

struct random_form {
	const struct world *w;
	struct buf *out;
	int n; /* questions in all, q0 ... */
	int table[RANDOM_QUESTIONS], type[RANDOM_QUESTIONS], rank[RANDOM_QUESTIONS];
	int low; /* questions of a lower rank may be read */
};

static const char *const random_tables[RANDOM_TABLES] = {"household", "member", "illness", "economy"};
static const int random_parents[RANDOM_TABLES] = {-1, 0, 1, 0};
static const char *const random_types[] = {"integer", "text", "date", "select_one k", "select_multiple k", "decimal", "calculate", "calculate",
	"calculate"};
enum { RANDOM_CALCULATE = 6, RANDOM_TYPES = 9 };

static int
one_of(struct random_form *f, int n)
{
	return (int)world_below(f->w, (uint64_t)n);
}

/* A question that may be read, of ${table} or (-1) of any; -1 when none was found. */
static int
readable(struct random_form *f, int table)
{
	for (int tries = 0; tries < 12; tries++) {
		int q = one_of(f, f->n);
		if (f->rank[q] < f->low && (table < 0 || f->table[q] == table))
			return q;
	}
	return -1;
}

static void grow_random(struct random_form *f, char kind, int depth);

/* What stands for itself, and for others: N a number, B a truth, T a text, Q a ${question}, S a table and what is chosen
 * of it, M a name. */
static const char *const random_shapes[][16] = {
	{"1", "2", "Q", "0", "(N + N)", "N * N", "if(B, N, N)", "count(S)", "sum(Q)", "count(Q)", "max(Q, N)", "string-length(T)",
		"count-selected(Q)", "position(..)", "count-non-empty(Q)", "coalesce(Q, N)"},
	{"true()", "Q = 'a'", "Q != ''", "Q > 1", "N > N", "N = N", "T = T", "(B and B)", "(B or B)", "not(B)", "selected(Q, 'b')", "S",
		"Q > today()", "N <= N", "Q = Q", "boolean(Q)"},
	{"'a'", "Q", "''", "Q", "concat(T, T)", "coalesce(Q, T)", "join(' ', Q)", "if(B, T, T)", "string(N)", "substr(T, N)",
		"today()", "format-date(Q, '%Y')", "T", "normalize-space(T)", "now()", "''"},
};

static void
grow_set(struct random_form *f, int depth)
{
	const int table = 1 + one_of(f, RANDOM_TABLES - 1), q = readable(f, table);

	buf_printf(f->out, "${%s}", random_tables[table]);
	if (q < 0 || one_of(f, 4) == 0)
		return;
	switch (one_of(f, 5)) {
	case 0:
		buf_printf(f->out, "[q%d > 1]", q);
		break;
	case 1:
		buf_printf(f->out, "[q%d = 'a']", q);
		break;
	case 2:
		buf_text(f->out, "[position() = last()]");
		break;
	case 3:
		buf_printf(f->out, "[q%d = ", q);
		grow_random(f, 'N', depth - 1);
		buf_text(f->out, "]");
		break;
	default:
		buf_printf(f->out, "[q%d != '']/q%d", q, q);
		break;
	}
}

static void
grow_random(struct random_form *f, char kind, int depth)
{
	const int row = kind == 'N' ? 0 : kind == 'B' ? 1 : 2;
	const char *s = random_shapes[row][one_of(f, depth > 0 ? 15 : 4)];

	for (; *s != '\0'; s++) {
		if (*s == 'N' || *s == 'B' || *s == 'T') {
			grow_random(f, *s, depth - 1);
		} else if (*s == 'S') {
			grow_set(f, depth);
		} else if (*s == 'Q') {
			int q = readable(f, -1);
			if (q >= 0)
				buf_printf(f->out, "${q%d}", q);
			else
				buf_text(f->out, "${household_text_0}");
		} else {
			buf_byte(f->out, (unsigned char)*s);
		}
	}
}

/* An expression in quotation marks for a cell, or nothing. What keeps its own value (once) is the whole of it, or it
 * would grow each time it is derived. */
static void
random_cell(struct random_form *f, char kind, bool fill)
{
	if (fill) {
		const bool once = kind == 'T' && one_of(f, 4) == 0;
		buf_text(f->out, once ? "\"once(" : "\"");
		grow_random(f, kind, RANDOM_DEPTH);
		buf_text(f->out, once ? ")\"" : "\"");
	}
	buf_byte(f->out, ',');
}

static void
random_question(struct random_form *f, int q, int trigger)
{
	const bool calculate = f->type[q] >= RANDOM_CALCULATE, triggered = trigger >= 0 && one_of(f, 3) == 0;

	f->low = f->rank[q];
	buf_printf(f->out, "%s,q%d,Q,", random_types[f->type[q]], q);
	random_cell(f, 'B', one_of(f, 4) == 0);                      /* relevant */
	random_cell(f, 'B', !calculate && one_of(f, 3) == 0);        /* required */
	random_cell(f, "NNTB"[one_of(f, 4)], calculate || triggered); /* calculation */
	random_cell(f, 'B', calculate && !triggered && one_of(f, 4) == 0); /* frozen */
	if (triggered)
		buf_printf(f->out, "${q%d}", trigger);
	buf_text(f->out, ",\n");
}

static void
random_table(struct random_form *f, int table)
{
	/* What hides records and sections reads low ranks only. */
	f->low = RANDOM_QUESTIONS / 6;
	buf_printf(f->out, "begin_repeat,%s,T,", random_tables[table]);
	random_cell(f, 'B', table > 0 && one_of(f, 4) == 0);
	buf_text(f->out, ",,,,\n");
	for (int section = 0; section < 2; section++) {
		int asked = -1;
		f->low = RANDOM_QUESTIONS / 6;
			buf_printf(f->out, "begin_group,%s_%d,G,", random_tables[table], section);
		random_cell(f, 'B', one_of(f, 4) == 0);
		buf_text(f->out, ",,,,\n");
		buf_printf(f->out, "text,%s_text_%d,Q,,,,,,\n", random_tables[table], section);
		for (int q = 0; q < f->n; q++) {
			if (f->table[q] != table || q % 2 != section)
				continue;
			random_question(f, q, asked);
			asked = f->type[q] < RANDOM_CALCULATE ? q : asked;
		}
		buf_text(f->out, "end_group,,,,,,,,\n");
	}
	for (int kid = 0; kid < RANDOM_TABLES; kid++)
		if (random_parents[kid] == table)
			random_table(f, kid);
	buf_text(f->out, "end_repeat,,,,,,,,\n");
}

/* The survey sheet for a seed's world; choices are those of list k: a, b, c. */
static void
random_survey(const struct world *w, struct buf *out)
{
	struct random_form f = {.w = w, .out = out, .n = 16};

	f.n += one_of(&f, RANDOM_QUESTIONS - 16);
	for (int q = 0; q < f.n; q++) {
		f.table[q] = one_of(&f, RANDOM_TABLES);
		f.type[q] = one_of(&f, RANDOM_TYPES);
		f.rank[q] = one_of(&f, RANDOM_QUESTIONS);
	}
	buf_text(out, "type,name,label,relevant,required,calculation,frozen,trigger,#\n");
	random_table(&f, 0);
}

#endif
