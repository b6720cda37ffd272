#ifndef NUM_H
#define NUM_H

#include <stddef.h>
#include <stdint.h>

/* Strict numbers. Money and every other `decimal` is an integer count of hundredths and never passes a float. */

#define NUM_TEXT 32 /* room for any number written here and its NUL */

/* Optional '-', then digits, nothing else, no overflow. 0, or -1 with *${v} untouched. */
int num_int(const char *s, size_t n, int64_t *v);

/* Optional '-', digits, and at most two decimals after a point ("12", "12.5", "-0.05"): hundredths. 0 or -1. */
int num_fixed(const char *s, size_t n, int64_t *hundredths);

/* What a cadre types or says: "3万2" and "3.2w" are 32000.00, "1亿", "1千5", "12,345.6", full-width digits. 0 or -1. */
int num_spoken(const char *s, size_t n, int64_t *hundredths);

/* "5400.00" / "12.5" -> shortest exact form without trailing zeros ("5400", "12.5"), for files. */
void num_fixed_text(int64_t hundredths, char out[NUM_TEXT]);

/* "5,400.00", with separators, for people. */
void num_money_text(int64_t hundredths, char out[NUM_TEXT]);

/* An XPath number as text: integers without a point, otherwise the shortest decimal that reads back the same;
 * "NaN" for no number. */
void num_real_text(double v, char out[NUM_TEXT]);

/* ${v} rounded to hundredths, halves away from zero, after forgiving binary noise of 1e-7. 0, or -1 when ${v} is no
 * number or out of range. */
int num_real_fixed(double v, int64_t *hundredths);

#endif
