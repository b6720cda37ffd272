#ifndef USB_H
#define USB_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "fault.h"

/*
 * The folder FANGPIN/ on a stick, sync/PROTOCOL.md section 13. Names are 8.3 and never reused; nothing is deleted or
 * overwritten here. What a file is, its header says: names only help people.
 */

enum usb_kind { USB_BATCH, USB_PACK, USB_INVITE, USB_LIST, USB_REQUEST, USB_ANSWER, USB_KINDS };

enum {
	USB_FILES = 20000,   /* in one folder */
	USB_ALL = 1000000,   /* on a stick */
	USB_ID = 8,
	USB_PATH = 40        /* "FANGPIN/DOWN/XXXXXXXX/00000001.FPP" and a NUL */
};

struct usb_file {
	enum usb_kind kind;
	bool folder;         /* a device's folder that cannot be listed: reading it says why */
	char path[USB_PATH]; /* below the stick */
};

/*
 * The path of a file below the stick. ${id} is the device (batch, pack), the invitation or the request; unused for a
 * list.
 * ${number} is a batch's, pack's or list's number, at most 99,999,999; unused otherwise.
 */
void usb_name(enum usb_kind kind, const unsigned char id[USB_ID], uint64_t number, char path[USB_PATH]);

/* The fault of a stick that is no longer there: EX_NOINPUT. Returns -1. */
int usb_gone(struct fault *f);

/*
 * Write a file so that a pulled stick leaves it whole or absent, and read it back. 0; 1 when it is there already with the
 * same bytes, and safely so; -1: EX_NOINPUT when the stick is gone (its folder is never made anew: that would be one of the own disk),
 * EX_CANTCREAT when it is full, holds other bytes under the name or cannot be written, EX_IOERR when it fails. Never
 * touches another file.
 */
int usb_put(const char *stick, enum usb_kind kind, const unsigned char id[USB_ID], uint64_t number, const void *bytes,
	size_t n, struct fault *f);

/*
 * Files of one kind, sorted by name, for one device or (${id} NULL) all. *${files} is malloc'd, the caller frees it. No
 * folder gives none. Among all, a device's folder that cannot be listed stands as itself, so that it blocks no other. 0,
 * or -1: EX_DATAERR when there are more than USB_FILES or USB_ALL, EX_IOERR when the stick fails.
 */
int usb_list(const char *stick, enum usb_kind kind, const unsigned char *id, struct usb_file **files, size_t *n,
	struct fault *f);

/* Read one into ${out} (emptied first), at most 16 MiB. 0 or -1; EX_NOINPUT when it or the stick is gone. */
int usb_read(const char *stick, const struct usb_file *file, struct buf *out, struct fault *f);

#endif
