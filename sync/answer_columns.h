#ifndef ANSWER_COLUMNS_H
#define ANSWER_COLUMNS_H

#include "buf.h"
#include "journal/version.h"

/*
 * Append the answers of the ${rows} versions v[order[0]], v[order[1]] ... question by question, as sync/PROTOCOL.md
 * section 4 states them. ${column} are the ${n} questions, ascending, among them every one that these versions answer.
 * 0, or -1 when out of memory; a failure to append is remembered in ${out}.
 */
int answer_columns_put(
	const struct version *v, const uint32_t *order, size_t rows, const char *const *column, size_t n, struct buf *out);

#endif
