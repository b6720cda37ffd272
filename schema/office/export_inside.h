#ifndef OFFICE_EXPORT_INSIDE_H
#define OFFICE_EXPORT_INSIDE_H

#include "file.h"
#include "office/export.h"

/* What the files of the export share and nobody else sees. */

enum { EXPORT_FILES = 80, EXPORT_TEXT = 32000 }; /* tables and books; bytes of the longest text in a cell */

/* What a masked export lets be seen: what export.csv may say, and of calculates that it does not list. */
#define EXPORT_OPEN "open"       /* as it is */
#define EXPORT_BLANK "blank"     /* nothing */
#define EXPORT_NAME "name"       /* the first character */
#define EXPORT_NUMBERS "numbers" /* a number; texts and days may name people */

struct export_column {
	const struct question *question; /* NULL: ids, and what stands in the codebook */
	const char *name, *label[LANGS];
	const char *mask; /* of a question: one of those below, or a parameter of the policy */
	size_t width;     /* bytes of the longest text met in the measuring pass */
	bool text;        /* a text was met */
};

struct export_table {
	const struct table *table; /* NULL: codebook and code lists */
	const char *name;
	struct export_column *columns;
	size_t n;
	uint64_t rows;             /* met in the measuring pass */
	void *page;                /* the writer's */
};

/* One file being written. */
struct export_file {
	char name[80];
	struct file_new to;
	struct buf out;
	uint64_t bytes;
};

struct export {
	struct store *store;
	const struct export_order *order;
	struct export_report *report;
	struct arena arena;
	struct export_table *tables; /* those of the form, then codebook and code lists */
	size_t n_tables, n_books;
	struct export_file *files[EXPORT_FILES];
	size_t n_files;
	unsigned char salt[32];      /* of ids that are not to be traced back */
	struct arena row;            /* texts of the row at hand */
	void *book;                  /* the workbook */
};

/* A way of writing tables. Each gives 0 or -1. */
struct export_writer {
	bool measured; /* needs rows and widths beforehand */
	int (*open)(struct export *e, struct export_table *t, struct fault *f);
	int (*row)(struct export *e, struct export_table *t, const struct answer *cells, struct fault *f);
	int (*close)(struct export *e, struct export_table *t, struct fault *f);
	int (*end)(struct export *e, struct fault *f); /* after all tables; may be NULL */
	void (*drop)(struct export *e, struct export_table *t); /* frees whatever is left of a page */
};
extern const struct export_writer export_csv, export_xlsx, export_stata, export_spss;

/* Columns of every table that is wanted. 0 or -1. */
int export_plan(struct export *e, struct fault *f);

/* Rows of codebook and code lists. 0 or -1. */
int export_books(struct export *e, const struct export_writer *w, struct fault *f);

/* What an answer is in an export: blank when hidden or masked, numbers of calculates to two decimals. Texts live in
 * e->row. 0, or -1 when out of memory. */
int export_answer(struct export *e, const struct export_column *c, const struct answer *a, struct answer *out);

/* The words of the codes in ${a}, in Chinese; several with the Chinese semicolon between. */
void export_words(const struct choice_list *l, const struct answer *a, struct buf *out);

/* The number of a choice in statistics: its code when all codes of the list are numbers, else its place from 1. */
int64_t export_number(const struct choice_list *l, int choice);

/* The longest head of ${s} of at most ${most} bytes that is whole characters. */
size_t export_cut(const char *s, size_t n, size_t most);

/* Files. export_file_new() gives NULL with a fault when it is there already; the file is the export's. */
struct export_file *export_file_new(struct export *e, const char *stem, const char *ending, struct fault *f);
int export_file_flush(struct export_file *file, struct fault *f);

/* Bring everything to the disk; then give all their names, or none. Each 0 or -1. */
int export_files_complete(struct export *e, struct fault *f);
int export_files_publish(struct export *e, struct fault *f);
void export_files_free(struct export *e);

#endif
