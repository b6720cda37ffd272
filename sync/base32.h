#ifndef BASE32_H
#define BASE32_H

/* Crockford's base 32: digits and capital letters without I, L, O, U, so that people can read it aloud. */

#define BASE32_NAME 9 /* eight digits and a NUL */

/* The digit of 0..31. */
char base32_digit(unsigned v);

/* The number of a digit, -1 when it is none; lower case, O for 0, I and L for 1 are forgiven. */
int base32_value(char c);

/* Five bytes as eight digits: folder and file names on a stick. */
void base32_name(const unsigned char bytes[5], char out[BASE32_NAME]);

#endif
