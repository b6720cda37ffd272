#ifndef SHEET_XML_H
#define SHEET_XML_H

#include "sheet/zip.h"

/*
 * A part of a workbook as XML events. Names come without their namespaces, which the two editions of the format spell
 * differently. A document type is refused, so that no entity can be declared. Private to this room.
 */
enum {
	XML_DEPTH = 64,       /* elements within one another */
	XML_TOKEN = 1 << 20   /* bytes without any event: one tag, one comment */
};

struct xml_events {
	/* Each returns 0 to go on, -1 to end with its fault. ${attributes}: name, value, ..., NULL. */
	int (*start)(void *self, const char *name, const char *const *attributes, struct fault *f);
	int (*end)(void *self, const char *name, struct fault *f);
	int (*text)(void *self, const char *s, size_t n, struct fault *f); /* may come in pieces */
};

/* Read the whole part. 0 or -1: what is no XML is EX_DATAERR with part and line. */
int xml_read(const struct zip *z, const struct zip_part *p, const struct xml_events *events, void *self, struct fault *f);

/* The value of an attribute, or NULL. */
const char *xml_attribute(const char *const *attributes, const char *name);

#endif
