#ifndef VAULT_FIXTURE_H
#define VAULT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "vault/inner.h"

/* A vault in a new folder, its data key at hand so that a test can open it many times without Argon2id. */
#define PASSPHRASE "three quiet boats"
#define MARKER "PLAINTEXT-ZHANG-130899-MARKER"

struct fixture {
	char folder[64], db[80], log[80], key[80];
	unsigned char data_key[DATA_KEY];
};

/* cmocka setup and teardown: *${state} is the struct fixture. */
static inline int
fixture_open(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	struct world w = world_real();
	struct fault f = {0};
	struct vault *v;

	assert_non_null(x);
	/* In memory where there is such a place: these tests are about what is written, not about waiting for a disk.
	 */
	strcpy(x->folder, "/dev/shm/fangpin-vault-XXXXXX");
	if (mkdtemp(x->folder) == NULL) {
		strcpy(x->folder, "/tmp/fangpin-vault-XXXXXX");
		assert_non_null(mkdtemp(x->folder));
	}
	snprintf(x->db, sizeof x->db, "%s/" VAULT_DB, x->folder);
	snprintf(x->log, sizeof x->log, "%s/" VAULT_LOG, x->folder);
	snprintf(x->key, sizeof x->key, "%s/" VAULT_KEY, x->folder);
	assert_int_equal(vault_begin(&f), 0);
	assert_int_equal(vault_create(x->folder, "cadre", PASSPHRASE, strlen(PASSPHRASE), &w, &f), 0);
	assert_int_equal(vault_open(&v, x->folder, PASSPHRASE, strlen(PASSPHRASE), VAULT_CADRE, &f), 0);
	memcpy(x->data_key, v->data_key, DATA_KEY);
	vault_close(v);
	*state = x;
	return 0;
}

static inline int
fixture_close(void **state)
{
	struct fixture *x = *state;
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", x->folder);
	assert_int_equal(system(command), 0);
	free(x);
	return 0;
}

/* As vault_open(), with the data key instead of a passphrase. NULL with a fault. */
static inline struct vault *
fixture_vault(struct fixture *x, enum vault_use use, struct fault *f)
{
	struct vault *v = vault_new(x->folder, use, f);

	assert_non_null(v);
	v->data_key = sodium_malloc(DATA_KEY);
	assert_non_null(v->data_key);
	memcpy(v->data_key, x->data_key, DATA_KEY);
	if (vault_lock(v, f) == 0 && vault_start(v, f) == 0)
		return v;
	vault_close(v);
	return NULL;
}

static inline int
run(struct vault *v, const char *sql)
{
	return sqlite3_exec(vault_sqlite(v), sql, NULL, NULL, NULL);
}

/* One integer, or -1000 - result code. */
static inline long long
number(struct vault *v, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(vault_sqlite(v), sql, -1, &st, NULL);
	long long n;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	n = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : -1000 - rc;
	sqlite3_finalize(st);
	return n;
}

static inline void
slurp(const char *path, struct buf *b)
{
	struct fault f = {0};

	assert_int_equal(file_read(path, 1u << 30, b, &f), 0);
}

static inline void
spill(const char *path, const void *data, size_t n)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

static inline int
holds(const struct buf *b, const char *text)
{
	return memmem(b->data, b->len, text, strlen(text)) != NULL;
}

#endif
