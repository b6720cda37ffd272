#ifndef DATE_H
#define DATE_H

#include <stddef.h>
#include <stdint.h>

/* Dates are days since 1970-01-01 in the proleptic Gregorian calendar, years 1 to 9999. */

#define DATE_TEXT 11 /* room for "YYYY-MM-DD" and its NUL */

/* Days of a civil date, which must be valid (see date_valid()). */
int32_t date_days(int year, int month, int day);

/* The civil date of ${days}. */
void date_civil(int32_t days, int *year, int *month, int *day);

/* 1 if the date exists (leap years minded), else 0. */
int date_valid(int year, int month, int day);

/* Exactly "YYYY-MM-DD", an existing day. 0, or -1 with *${days} untouched. */
int date_parse(const char *s, size_t n, int32_t *days);

/* What a cadre types: 65.3.12, 1965-3-12, 19650312, 1965年3月12日, today, 今天. Two-digit years lie in the hundred years
 * that end with ${today}. 0, or -1 when it is no existing day. */
int date_spoken(const char *s, size_t n, int32_t today, int32_t *days);

/* Write "YYYY-MM-DD" and NUL into ${out}. */
void date_format(int32_t days, char out[DATE_TEXT]);

/* Full years from ${born} to ${on}; 0 when ${on} is earlier. */
int date_age(int32_t born, int32_t on);

#endif
