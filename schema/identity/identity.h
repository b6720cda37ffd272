#ifndef IDENTITY_IDENTITY_H
#define IDENTITY_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Numbers that stand for people and places: read, taken apart, and what is wrong with them. Every reader forgives how
 * people type (full-width characters, blanks and hyphens between groups, a small x or b) and gives the plain form back.
 * Texts need not be NUL-terminated. Nothing here can fail but by what it returns.
 */

enum identity_problem {
	IDENTITY_FITS,
	IDENTITY_OLD,       /* an identity number of 15 digits: the 18 characters it became are in ->text */
	IDENTITY_LENGTH,    /* too short or too long */
	IDENTITY_CHARACTER, /* something that cannot stand there */
	IDENTITY_PLACE,     /* no such province, or parts of a region code that contradict each other */
	IDENTITY_DAY,       /* no such day of birth */
	IDENTITY_CHECK,     /* the last character does not fit: ->fits would */
	IDENTITY_KIND,      /* a disability certificate's kind is not 1 to 7 or its level not 1 to 4 */
	IDENTITY_PROBLEMS
};

/* What is wrong as a sentence in the user's language, "" for IDENTITY_FITS. It names no digit: see id_number.fits. */
const char *identity_sentence(enum identity_problem p);

/* Resident identity number (GB 11643-1999): 6 digits place, 8 day of birth, 3 order (odd: male), check character. */
struct id_number {
	char text[19];   /* 18 characters; "" when even that could not be read */
	int32_t born;    /* days since 1970-01-01; good from IDENTITY_CHECK on */
	bool male;
	char fits;       /* the check character that the first 17 digits call for; 0 when they are not 17 digits */
};
enum identity_problem id_number_read(const char *s, size_t n, struct id_number *out);

/* The check character for 17 digits: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, sum modulo 11. 0 when one is no digit. */
char id_number_check(const char digits[17]);

/* Certificate of disability: 18 characters of the holder's number, kind (1 sight 2 hearing 3 speech 4 limbs 5 mind
 * 6 psyche 7 several), level (1 heaviest to 4), and on a reissue two more. 18 characters alone: kind and level are 0. */
struct disability_card {
	char text[23];
	struct id_number holder;
	int kind, level;
	char reissue[3]; /* "B1", "" on the first issue */
};
enum identity_problem disability_card_read(const char *s, size_t n, struct disability_card *out);

/* Telephone: a mobile of 11 digits that begins with 13 to 19, or a fixed line with its area code (0 and 2 or 3 digits,
 * then 7 or 8). +86 in front is dropped. */
struct phone {
	char text[17];
	bool mobile;
};
enum identity_problem phone_read(const char *s, size_t n, struct phone *out);

/* Region code: 2 digits province, 4 prefecture, 6 county, 9 township, 12 village. Shorter codes and ones filled up with
 * zeros are read alike. */
enum region_level { REGION_NONE, REGION_PROVINCE, REGION_PREFECTURE, REGION_COUNTY, REGION_TOWNSHIP, REGION_VILLAGE };
enum township_kind { TOWNSHIP_NONE, TOWNSHIP_STREET, TOWNSHIP_TOWN, TOWNSHIP_RURAL, TOWNSHIP_ALIKE };
struct region {
	char text[13];              /* the digits without the zeros that fill it up */
	enum region_level level;
	enum township_kind kind;    /* 001-099 street, 100-199 town, 200-399 rural township, 400-599 like a township */
};
enum identity_problem region_read(const char *s, size_t n, struct region *out);

/* Whether ${inner} is ${outer} or lies in it. */
bool region_within(const struct region *inner, const struct region *outer);

/* Name of the province whose code is the first two digits of ${code}, in the user's language; NULL when there is none. */
const char *region_province(const char code[2]);

/* Household number: 1 to 30 letters, digits and hyphens, letters made capital. One of 13 or more characters that begins with
 * the code of a village names that village. */
struct household_number {
	char text[31];
	char village[13]; /* "" when it names none */
};
enum identity_problem household_number_read(const char *s, size_t n, struct household_number *out);

#endif
