#include "answer_columns.h"

#include <stdlib.h>
#include <string.h>

#include "column.h"

/* An answer and the place of its version among the rows. */
struct cell {
	const struct answer *answer;
	size_t row;
};

struct answer_columns {
	struct cell *cells;       /* column behind column, rows ascending in each */
	size_t *start;            /* of column c: cells[start[c]] up to cells[start[c + 1]] */
	uint32_t *column_of;      /* of each answer, in the order of the versions */
	int64_t *num;             /* scratch of a number for each row */
	struct column_text *text; /* scratch of a text for each row */
};

/* Where each answer belongs: names of a version and of the columns both ascend, so one walk over both finds them. */
static void
find_columns(struct answer_columns *t, const struct version *v, const uint32_t *order, size_t rows,
	const char *const *column, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < rows; i++) {
		const struct version *one = &v[order[i]];
		uint32_t c = 0;
		for (size_t a = 0; a < one->n_values; a++) {
			while (c + 1 < n && strcmp(column[c], one->values[a].name) != 0)
				c++;
			t->column_of[k++] = c;
			t->start[c + 1]++;
			c++;
		}
	}
	for (size_t c = 0; c < n; c++)
		t->start[c + 1] += t->start[c];
}

/* Cells go behind those of their column that are there; start[c] is moved along, and back at the end. */
static void
sort_cells(struct answer_columns *t, const struct version *v, const uint32_t *order, size_t rows, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < rows; i++)
		for (size_t a = 0; a < v[order[i]].n_values; a++)
			t->cells[t->start[t->column_of[k++]]++] = (struct cell){&v[order[i]].values[a].answer, i};
	for (size_t c = n; c > 0; c--)
		t->start[c] = t->start[c - 1];
	t->start[0] = 0;
}

/* Kinds of all rows, then what there is of each kind. */
static void
put_column(struct answer_columns *t, const struct cell *cell, size_t n, size_t rows, struct buf *out)
{
	size_t k = 0;

	memset(t->num, 0, rows * sizeof *t->num);
	for (size_t i = 0; i < n; i++)
		t->num[cell[i].row] = cell[i].answer->kind;
	column_put_numbers(out, t->num, rows);
	for (unsigned kind = ANSWER_INT; kind <= ANSWER_DATE; kind++) {
		k = 0;
		for (size_t i = 0; i < n; i++)
			if (cell[i].answer->kind == kind)
				t->num[k++] = cell[i].answer->i;
		column_put_numbers(out, t->num, k);
	}
	k = 0;
	for (size_t i = 0; i < n; i++)
		if (cell[i].answer->kind == ANSWER_TEXT)
			t->text[k++] = (struct column_text){cell[i].answer->text, cell[i].answer->len};
	column_put_texts(out, t->text, k);
	for (size_t i = 0; i < n; i++)
		if (cell[i].answer->kind == ANSWER_REAL) {
			uint64_t bits;
			memcpy(&bits, &cell[i].answer->real, sizeof bits);
			buf_u64(out, bits);
		}
}

int
answer_columns_put(
	const struct version *v, const uint32_t *order, size_t rows, const char *const *column, size_t n, struct buf *out)
{
	struct answer_columns t = {0};
	size_t answers = 0;
	int rc = -1;

	for (size_t i = 0; i < rows; i++)
		answers += v[order[i]].n_values;
	if (n == 0)
		return 0;
	t.cells = calloc(answers + 1, sizeof *t.cells);
	t.start = calloc(n + 1, sizeof *t.start);
	t.column_of = calloc(answers + 1, sizeof *t.column_of);
	t.num = calloc(rows + 1, sizeof *t.num);
	t.text = calloc(rows + 1, sizeof *t.text);
	if (t.cells != NULL && t.start != NULL && t.column_of != NULL && t.num != NULL && t.text != NULL) {
		find_columns(&t, v, order, rows, column, n);
		sort_cells(&t, v, order, rows, n);
		for (size_t c = 0; c < n; c++)
			put_column(&t, t.cells + t.start[c], t.start[c + 1] - t.start[c], rows, out);
		rc = 0;
	}
	free(t.cells);
	free(t.start);
	free(t.column_of);
	free(t.num);
	free(t.text);
	return rc;
}
