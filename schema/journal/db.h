#ifndef JOURNAL_DB_H
#define JOURNAL_DB_H

#include <stddef.h>

#include "buf.h"
#include "fault.h"
#include "journal/statements.h"

struct sqlite3;
struct sqlite3_stmt;

/*
 * The database under the journal: the ladder of DDL, the closed list of statements (statements.h), transactions, and
 * SQLite's errors put into words. The handle is the caller's (a vault, or a plain file for measuring) and outlives
 * this.
 */
struct db;

/* Bring the ladder schema/sql up to date and be ready for statements. A ladder newer than this program is
 * EX_UNAVAILABLE. 0 or -1. */
int db_open(struct db **out, struct sqlite3 *handle, struct fault *f);
void db_close(struct db *db); /* NULL-safe; the handle stays open */

struct sqlite3 *db_handle(struct db *db);

/*
 * Bind a statement of the list; ${types} has a letter per parameter: b blob (pointer, size_t), t text (char *), i
 * integer (int64_t), o optional integer (int64_t *, NULL
 * for none), n NULL (no argument). Blobs and texts must live until the statement was stepped to its end. A
 * number of letters other than the statement's parameters is a mistake in the program: EX_SOFTWARE. NULL on failure.
 */
struct sqlite3_stmt *db_bind(struct db *db, struct fault *f, enum statement which, const char *types, ...);

/* One step: 1 a row, 0 the end (the statement is reset), -1 a fault. */
int db_step(struct db *db, struct sqlite3_stmt *s, struct fault *f);

/* Bind and run to the end, rows unread. 0 or -1. */
int db_do(struct db *db, struct fault *f, enum statement which, const char *types, ...);

/* Bind, step once, give the first column as a number: 1 and *${v}, 0 when there is no row (or NULL), -1. */
int db_number(struct db *db, struct fault *f, enum statement which, int64_t *v, const char *types, ...);

/* Bind, step once, append the first column's bytes to ${out}: 1, 0 when there is no row, -1. */
int db_bytes(struct db *db, struct fault *f, enum statement which, struct buf *out, const char *types, ...);

/* A statement made from the form (columns of its tables). 0 or -1. */
int db_exec(struct db *db, struct fault *f, const char *sql);
struct sqlite3_stmt *db_prepare(struct db *db, struct fault *f, const char *sql);

/* Transactions nest: only the outermost one reaches the disk. db_end() commits when ${ok}, else undoes all of it. */
int db_begin(struct db *db, struct fault *f);
int db_end(struct db *db, int ok, struct fault *f);
int db_busy(const struct db *db); /* whether one is open */

/* Fill ${f} from the handle's last error, in the words of vault_fault(). Returns -1. */
int db_fault(struct db *db, struct fault *f);

/* The database holds what this program never writes: EX_DATAERR. Returns -1. */
int db_damaged(struct fault *f);

/* Column bytes as a blob pointer and length; an absent blob gives an empty one, never NULL. */
const void *db_blob(struct sqlite3_stmt *s, int column, size_t *n);

#endif
