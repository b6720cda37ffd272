#ifndef WORDS_H
#define WORDS_H

#include <libintl.h>
#include <stdbool.h>

/* Every sentence shown to people is an English message id, wrapped so that xgettext finds it. */
#define _(text) gettext(text)
#define N_(text) text

/*
 * Set character type and message language of this process: UTF-8 always, Chinese unless LANGUAGE (or, without it,
 * LC_ALL / LC_MESSAGES) asks for English. Catalogues come from ${dir}, or from the installed place when ${dir} is NULL.
 * Numbers keep the C locale, so that no decimal comma ever reaches a file.
 */
void words_open(const char *dir);

/* words_open() for a program: one that was built and not installed finds its catalogue beside itself. */
void words_open_beside(void);

/* Whether the user reads Chinese: picks the label column of the form. */
bool words_chinese(void);

#endif
