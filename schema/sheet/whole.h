#ifndef SHEET_WHOLE_H
#define SHEET_WHOLE_H

#include <stdbool.h>

/*
 * Whether every part of the workbook at ${path}, which libxlsxwriter wrote, is a document with its end. The library puts parts
 * together in files of its own and packs what a full disk left of them, without a word. False too
 * when it cannot be read.
 */
bool book_whole(const char *path);

#endif
