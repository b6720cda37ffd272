#ifndef VAULT_LOG_CHECK_H
#define VAULT_LOG_CHECK_H

#include "fault.h"
#include "vault/page.h"

/*
 * Look through the write-ahead log at ${path} before SQLite recovers it. SQLite stops at the first frame that does not
 * fit and drops what follows: right for the tail that a power cut tore, wrong for a byte that went bad in the middle,
 * which would silently take away saved work. The two are told apart by a later commit that a further transaction was
 * built on: with synchronous=FULL such a commit had reached the disk whole.
 *
 * To be called before the database is opened, while nobody else can write. No log is fine. 0; -1 with EX_DATAERR when saved work
 * would be lost (nothing is changed), EX_IOERR when the log cannot be read. Damage to the last transaction alone looks
 * like a power cut and is not found here. A header that does not fit is what a cut leaves when it falls on the moment
 * the log is begun anew; that is harmless exactly when the database ${db} has everything already, which is then
 * compared.
 */
int log_check(const struct page_keys *k, const char *db, const char *path, struct fault *f);

#endif
