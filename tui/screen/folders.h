#ifndef FOLDERS_H
#define FOLDERS_H

#include <stddef.h>

/* Folders to write to that people know: their documents, then every stick that is plugged in. */

/* The documents folder, as the desktop's user-dirs.dirs says, else ~/Documents; it may not be there yet. 0, or -1 when HOME
 * is not set or the path is too long. */
int folders_documents(char *out, size_t room);

/* The ${i}th folder there is now: 1, 0 when there are not so many. */
int folders_find(size_t i, char *out, size_t room);

#endif
