#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* UTF-8 and terminal cells. Widths come from our own table, so that a golden screen is the same on every machine. */

/* The code point at *${s} (before ${end}), advancing past it. Malformed bytes (overlong, surrogate, beyond U+10FFFF,
 * cut short) give U+FFFD and advance by one. */
uint32_t utf8_next(const char **s, const char *end);

/* Whether ${n} bytes are well-formed UTF-8. */
bool utf8_valid(const char *s, size_t n);

/* Write ${cp} as UTF-8 into ${out}; returns the number of bytes, 0 for what is no code point. */
size_t utf8_put(uint32_t cp, char out[4]);

/* Bytes of the last character of ${s}; 0 when empty. A character includes the zero-width marks behind it. */
size_t utf8_last(const char *s, size_t n);

/* Code points in ${n} bytes. */
size_t utf8_count(const char *s, size_t n);

/* Cells a code point takes: 0 (combining, joiners), 1 or 2 (Chinese, full width, emoji); -1 for control characters. */
int char_width(uint32_t cp);

/* Whether a character may stand in a text that people type: no control character, none that shows nothing, none that
 * turns others around (Unicode Standard Annex 9). */
bool char_plain(uint32_t cp);

/* Whether ${n} bytes are a line that people can read: well-formed, not blank, each character plain. */
bool text_line(const char *s, size_t n);

/* Cells ${n} bytes take; control characters count as one (they are shown as a substitute). */
size_t text_width(const char *s, size_t n);

/* Bytes of the longest head of ${s} that fits in ${cells}, never half a character; *${used} are the cells it takes. */
size_t text_fit(const char *s, size_t n, size_t cells, size_t *used);

/*
 * The first line of ${n} bytes when shown ${width} cells wide: returns its bytes (without the line break or the
 * blanks at its end) and in *${next} where the following line starts (${n} when this was the last). Breaks at '\n',
 * at blanks, and between Chinese characters; never before closing punctuation (，。！) nor after opening (（《“), never
 * inside a run of Latin letters or digits (5,400.00) unless it alone is longer than a line.
 */
size_t text_wrap(const char *s, size_t n, int width, size_t *next);

/* The same content without blanks (ASCII and ideographic) at both ends; *${n} is adjusted. */
const char *text_trim(const char *s, size_t *n);

/* Whether ${s} is one name of the sheets: a letter or '_' first, then letters, digits, '_', '-', at most 64 bytes. */
bool text_is_name(const char *s, size_t n);

#endif
