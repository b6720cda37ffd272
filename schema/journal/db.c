#include "journal/db.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "embedded.h"
#include "vault/vault.h"
#include "words.h"

struct db {
	sqlite3 *handle;
	int depth;  /* of nested transactions */
	int undone; /* an inner one failed: the outermost must not commit */
	sqlite3_stmt *prepared[STATEMENTS];
};

static const char *const statement_text[STATEMENTS] = {
#define STATEMENT(name, sql) [name] = sql,
	STATEMENT_LIST
#undef STATEMENT
};

int
db_fault(struct db *db, struct fault *f)
{
	const char *path = sqlite3_db_filename(db->handle, "main"), *end = path != NULL ? strrchr(path, '/') : NULL;
	char folder[1024] = "";

	if (end != NULL && (size_t)(end - path) < sizeof folder)
		memcpy(folder, path, (size_t)(end - path));
	return vault_sqlite_fault(folder, sqlite3_extended_errcode(db->handle), f);
}

int
db_damaged(struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("The data file holds something this program never writes: it is damaged or was altered. Make a copy "
		  "of the data folder and ask the county."));
}

int
db_exec(struct db *db, struct fault *f, const char *sql)
{
	return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : db_fault(db, f);
}

static int
climb(struct db *db, struct fault *f)
{
	int have = 0, rung = 0;
	sqlite3_stmt *s = db_prepare(db, f, "PRAGMA user_version");

	if (s == NULL)
		return -1;
	if (sqlite3_step(s) == SQLITE_ROW)
		have = sqlite3_column_int(s, 0);
	else
		db_fault(db, f);
	int read_ok = sqlite3_finalize(s) == SQLITE_OK;
	if (!read_ok)
		return db_fault(db, f);
	for (const struct embedded_file *e = embedded_files; e->name != NULL; e++) {
		size_t n = strlen(e->name);
		char *sql;
		if (n < 4 || strcmp(e->name + n - 4, ".sql") != 0 || ++rung <= have)
			continue;
		if ((sql = sqlite3_mprintf("BEGIN IMMEDIATE; %.*s; PRAGMA user_version = %d; COMMIT;", (int)e->size,
			     (const char *)e->data, rung)) == NULL)
			return fault_memory(f);
		int rc = db_exec(db, f, sql);
		sqlite3_free(sql);
		if (rc < 0) {
			sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
			return -1;
		}
	}
	if (have > rung)
		return fault_set(f, EX_UNAVAILABLE,
			_("This data was written by a newer version of the program. Update the program; the data is "
			  "safe."));
	return 0;
}

int
db_open(struct db **out, struct sqlite3 *handle, struct fault *f)
{
	struct db *db = calloc(1, sizeof *db);

	*out = NULL;
	if (db == NULL)
		return fault_memory(f);
	db->handle = handle;
	if (climb(db, f) < 0) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(db->prepared[i]);
	free(db);
}

struct sqlite3 *
db_handle(struct db *db)
{
	return db->handle;
}

struct sqlite3_stmt *
db_prepare(struct db *db, struct fault *f, const char *sql)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK) {
		db_fault(db, f);
		return NULL;
	}
	return s;
}

static sqlite3_stmt *
bind_list(struct db *db, struct fault *f, enum statement which, const char *types, va_list ap)
{
	sqlite3_stmt *s = db->prepared[which];
	int rc = SQLITE_OK;

	if (s == NULL && (s = db->prepared[which] = db_prepare(db, f, statement_text[which])) == NULL)
		return NULL;
	/* A full disk may end a transaction in its middle; what follows must not be kept without what went before. */
	if (db->depth > 0 && sqlite3_get_autocommit(db->handle)) {
		fault_set(f, EX_IOERR,
			_("The disk cannot be read or written. Nothing saved before is changed; check the disk, then "
			  "try again."));
		return NULL;
	}
	sqlite3_reset(s);
	if (sqlite3_bind_parameter_count(s) != (int)strlen(types)) {
		fault_set(f, EX_SOFTWARE, "statement %d: wrong number of parameters", (int)which);
		return NULL;
	}
	for (int i = 1; rc == SQLITE_OK && types[i - 1] != '\0'; i++) {
		switch (types[i - 1]) {
		case 'b': {
			const void *p = va_arg(ap, const void *);
			size_t n = va_arg(ap, size_t);
			rc = n > 0 ? sqlite3_bind_blob64(s, i, p, n, SQLITE_STATIC) : sqlite3_bind_zeroblob(s, i, 0);
			break;
		}
		case 't':
			rc = sqlite3_bind_text(s, i, va_arg(ap, const char *), -1, SQLITE_STATIC);
			break;
		case 'o': {
			const int64_t *v = va_arg(ap, const int64_t *);
			rc = v != NULL ? sqlite3_bind_int64(s, i, *v) : sqlite3_bind_null(s, i);
			break;
		}
		case 'i':
			rc = sqlite3_bind_int64(s, i, va_arg(ap, int64_t));
			break;
		default:
			rc = sqlite3_bind_null(s, i);
			break;
		}
	}
	if (rc == SQLITE_OK)
		return s;
	db_fault(db, f);
	return NULL;
}

struct sqlite3_stmt *
db_bind(struct db *db, struct fault *f, enum statement which, const char *types, ...)
{
	va_list ap;

	va_start(ap, types);
	sqlite3_stmt *s = bind_list(db, f, which, types, ap);
	va_end(ap);
	return s;
}

int
db_step(struct db *db, struct sqlite3_stmt *s, struct fault *f)
{
	int rc = sqlite3_step(s);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE) {
		sqlite3_reset(s);
		return 0;
	}
	db_fault(db, f);
	sqlite3_reset(s);
	return -1;
}

int
db_do(struct db *db, struct fault *f, enum statement which, const char *types, ...)
{
	va_list ap;
	int rc;

	va_start(ap, types);
	sqlite3_stmt *s = bind_list(db, f, which, types, ap);
	va_end(ap);
	if (s == NULL)
		return -1;
	while ((rc = db_step(db, s, f)) == 1)
		continue;
	return rc;
}

int
db_number(struct db *db, struct fault *f, enum statement which, int64_t *v, const char *types, ...)
{
	va_list ap;

	va_start(ap, types);
	sqlite3_stmt *s = bind_list(db, f, which, types, ap);
	va_end(ap);
	if (s == NULL)
		return -1;
	int rc = db_step(db, s, f);
	if (rc == 1) {
		rc = sqlite3_column_type(s, 0) != SQLITE_NULL;
		*v = sqlite3_column_int64(s, 0);
		sqlite3_reset(s);
	}
	return rc;
}

int
db_bytes(struct db *db, struct fault *f, enum statement which, struct buf *out, const char *types, ...)
{
	va_list ap;
	size_t n;

	va_start(ap, types);
	sqlite3_stmt *s = bind_list(db, f, which, types, ap);
	va_end(ap);
	if (s == NULL)
		return -1;
	int rc = db_step(db, s, f);
	if (rc == 1) {
		rc = sqlite3_column_type(s, 0) != SQLITE_NULL;
		const void *p = db_blob(s, 0, &n);
		buf_add(out, p, n);
		sqlite3_reset(s);
		if (out->failed)
			return fault_memory(f);
	}
	return rc;
}

int
db_begin(struct db *db, struct fault *f)
{
	if (db->depth == 0) {
		db->undone = 0;
		if (db_exec(db, f, "BEGIN IMMEDIATE") < 0)
			return -1;
	}
	db->depth++;
	return 0;
}

int
db_end(struct db *db, int ok, struct fault *f)
{
	if (!ok)
		db->undone = 1;
	if (--db->depth > 0)
		return ok ? 0 : -1;
	if (!db->undone && db_exec(db, f, "COMMIT") == 0)
		return 0;
	if (ok && db->undone && f != NULL && f->code == 0)
		fault_set(f, EX_SOFTWARE,
			_("A step of this work failed before, so all of it was undone. Nothing saved before is "
			  "changed."));
	/* A full disk may have ended the transaction already; then there is nothing to undo. */
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

int
db_busy(const struct db *db)
{
	return db->depth > 0;
}

const void *
db_blob(struct sqlite3_stmt *s, int column, size_t *n)
{
	const void *p = sqlite3_column_blob(s, column);

	*n = (size_t)sqlite3_column_bytes(s, column);
	return p != NULL ? p : "";
}
