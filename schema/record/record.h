#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "form/form.h"

/*
 * Records in memory: one top-level record (a household, a village) with everything under it, as a tree. Answers are
 * values of the question's type; nothing here reads or writes a disk.
 */

#define RECORD_ID 16

enum { RECORD_TEXT = 16384 }; /* bytes of one text answer, also of a calculated one */

struct expr_params;

enum answer_kind {
	ANSWER_BLANK,
	ANSWER_INT,   /* integer */
	ANSWER_FIXED, /* decimal, hundredths */
	ANSWER_DATE,  /* days since 1970-01-01 */
	ANSWER_TEXT,  /* text, code or codes; also a calculate that gives text */
	ANSWER_REAL   /* a calculate that gives a number, unrounded */
};

/* What evaluation found out about an answer. */
enum {
	ANSWER_HIDDEN = 1,   /* not relevant: readers see blank, the answer is kept */
	ANSWER_REQUIRED = 2, /* relevant and required now */
	ANSWER_UNSURE = 4,   /* a calculate that read a required answer which is blank, or a calculate that did */
	ANSWER_UNSET = 8,    /* a calculate that read a parameter which is not set, or a calculate that did */
	ANSWER_FROZEN = 16,  /* a calculate whose `frozen` condition holds: it goes into the section's version */
	/* a calculate whose value stands in a version, or is about to: not computed anew while frozen */
	ANSWER_KEPT = 32,
	ANSWER_TAKEN = 64,   /* by record_set(), since it was derived last */
	ANSWER_DUE = 128,    /* while deriving: it is to be judged */
	ANSWER_RUN = 256,    /* while deriving: what triggers its calculation changed */
	ANSWER_TRIED = 512   /* set to see what would follow: a calculate with it is not computed */
};

struct answer {
	uint8_t kind; /* enum answer_kind */
	uint16_t flags;
	uint32_t len; /* bytes of text */
	union {
		int64_t i;        /* INT, FIXED, DATE */
		double real;      /* REAL */
		const char *text; /* TEXT: not NUL-terminated, never empty */
	};
};

struct record {
	unsigned char id[RECORD_ID];
	const struct table *table;
	struct record *parent;  /* NULL for the top */
	struct record *next;    /* next record of the same table under the same parent, in order of adding */
	struct record **kids;   /* first record of each of the table's kids */
	struct answer *answers; /* one for each question of the table */
	bool voided;            /* existence says void: shown in a list of its own, seen by no expression */
	bool hidden;            /* its table's relevance does not hold now: seen by no expression */
	bool judged, was_voided; /* for tree_update(): derived once, and voided then */
	bool touched, due;      /* one of its answers is ANSWER_TAKEN; whether it is hidden is to be judged */
	uint8_t *shows;         /* of each section of the table: SECTION_... */
};

enum { SECTION_HIDDEN = 1, SECTION_DUE = 2 };

struct tree {
	struct arena arena;
	const struct form *form;
	struct record *root;
	/* For tree_update(): what the last one was told. */
	bool judged;
	uint64_t thinned;       /* bit for each table that lost records since */
	const struct record *thawed;
	int32_t today;
	int lang;
	const struct expr_params *params;
	unsigned long issue;
};

/* A tree with one top record of ${table} in ${t} (which is {0} or freed). 0, or -1 when out of memory. */
int tree_start(struct tree *t, const struct form *form, int table, const unsigned char id[RECORD_ID]);
void tree_free(struct tree *t); /* wipes: it held people's answers */

/* A blank record of ${table} under ${parent}, behind its siblings; NULL when out of memory. */
struct record *tree_add(struct tree *t, struct record *parent, int table, const unsigned char id[RECORD_ID]);

/* The same before its siblings, for who adds many and orders them afterwards: no sibling is walked over. */
struct record *tree_put(struct tree *t, struct record *parent, int table, const unsigned char id[RECORD_ID]);

/* Take a record nobody answered anything of, with what is under it, out of the tree. Its memory stays the tree's. */
void tree_remove(struct tree *t, struct record *r);

/* The record with this id, or NULL. */
struct record *tree_find(const struct tree *t, const unsigned char id[RECORD_ID]);

/* The next record in depth-first sheet order, starting from t->root; NULL at the end. */
struct record *tree_next(const struct record *r);

/* First record of table ${table} (a kid of ${r}'s table) under ${r}, NULL when none. Voided ones are included. */
struct record *record_kids(const struct record *r, int table);

/* The answer to ${q}, which must be of the record's table. */
struct answer *record_answer(const struct record *r, const struct question *q);

/* Take ${a} (text is copied into the tree) as the answer to ${q}; what was found out about the one before stays until
 * tree_update(). 0, or -1 when out of memory. */
int record_set(struct tree *t, struct record *r, const struct question *q, struct answer a);

/* Builders. An empty text is blank. */
struct answer answer_blank(void);
struct answer answer_int(int64_t v);
struct answer answer_fixed(int64_t hundredths);
struct answer answer_date(int32_t days);
struct answer answer_text(const char *s, size_t n);

/* Same kind and content; flags do not count. */
bool answer_same(const struct answer *a, const struct answer *b);

/*
 * From the text of a file or sheet to an answer of the question's type: strict numbers, "YYYY-MM-DD", codes that the
 * list holds (several are put into list order, each once). Text answers are trimmed. "" is blank. 0, or -1 when the
 * text does not fit the type or is longer than RECORD_TEXT; *${out} points into ${s} or, for several codes, into memory of ${a}.
 */
int answer_read(struct arena *a, const struct question *q, const char *s, size_t n, struct answer *out);

/* The plain text of an answer as answer_read() takes it, for files; appended to ${out}. REAL as an XPath number. */
struct buf;
void answer_write(const struct answer *a, struct buf *out);

/* The text people read: labels of choices in the user's language, money with separators where the question is decimal. */
void answer_show(const struct form *f, const struct question *q, const struct answer *a, struct buf *out);

/* Whether ${a} has the kind and, for choices, the codes that ${q} allows (a version from elsewhere may not). */
bool answer_fits(const struct question *q, const struct answer *a);

/* Ids: 128 random bits, or for a keyed table BLAKE2b of parent, table name and key answers. ${keys} has table->n_keys
 * answers in key order. A top-level keyed table has ${parent} NULL. */
struct world;
void record_id_random(const struct world *w, unsigned char id[RECORD_ID]);
void record_id_keyed(
	const struct table *t, const unsigned char *parent, const struct answer *keys, unsigned char id[RECORD_ID]);

#endif
