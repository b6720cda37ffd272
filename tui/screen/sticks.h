#ifndef STICKS_H
#define STICKS_H

#include <stdbool.h>
#include <stddef.h>

/* Mounted sticks of this laptop, where the desktop and udisks put them, or the folders in the one FANGPIN_MEDIA
 * names. */
struct sticks {
	char **dirs;
	size_t n;
};

/* Read them anew; out of memory shows fewer. */
void sticks_read(struct sticks *s);

/* Whether ${dir} is still mounted, by the last reading. */
bool sticks_have(const struct sticks *s, const char *dir);
void sticks_free(struct sticks *s);

/* What a mount point is called in the kernel's list: octal escapes made characters again, in place. */
void sticks_unescape(char *path);

#endif
