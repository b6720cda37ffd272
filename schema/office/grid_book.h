#ifndef OFFICE_GRID_BOOK_H
#define OFFICE_GRID_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"

/* A workbook of tables for people: a frozen head, texts as texts, numbers as numbers, A4 on its side. */
struct grid_book;

/* Into the file ${path}, which may be there, empty. NULL with a fault. */
struct grid_book *grid_book_new(const char *path, struct fault *f);

/* A further sheet; cells go to the last one. Names have at most 31 characters, none of []:*?/\. */
void grid_book_sheet(struct grid_book *b, const char *name);

/* Cells counted from 0. ${head}: of the head, bold. Blank texts write nothing. What fails is told by the end. */
void grid_book_text(struct grid_book *b, size_t row, size_t column, const char *text, bool head);
void grid_book_number(struct grid_book *b, size_t row, size_t column, double v, bool money);

/* Write and free it. 0, or -1 when it could not be written whole. NULL-safe. */
int grid_book_end(struct grid_book *b, struct fault *f);

#endif
