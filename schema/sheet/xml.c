#include "sheet/xml.h"

#include <expat.h>
#include <string.h>

#include "words.h"

/* Between namespace and name; no name holds it. */
#define BETWEEN '\n'

struct parsing {
	XML_Parser parser;
	const struct zip *zip;
	const struct zip_part *part;
	const struct xml_events *events;
	void *self;
	struct fault *f;
	size_t silent; /* bytes given since the last event */
	int depth;
	int rc;        /* -1 once a handler failed: the parser stops */
};

static const char *
local(const char *name)
{
	const char *at = strrchr(name, BETWEEN);

	return at != NULL ? at + 1 : name;
}

static void
react(struct parsing *p, int rc)
{
	p->silent = 0;
	if (rc != 0 && p->rc == 0) {
		p->rc = rc;
		XML_StopParser(p->parser, XML_FALSE);
	}
}

static void XMLCALL
on_start(void *self, const XML_Char *name, const XML_Char **attributes)
{
	struct parsing *p = self;

	if (p->rc != 0)
		return;
	if (++p->depth > XML_DEPTH)
		react(p, fault_set(p->f, EX_DATAERR, _("%s holds elements nested deeper than %d; this is no ordinary workbook."), p->zip->file,
			XML_DEPTH));
	else
		react(p, p->events->start(p->self, local(name), (const char *const *)attributes, p->f));
}

static void XMLCALL
on_end(void *self, const XML_Char *name)
{
	struct parsing *p = self;

	if (p->rc != 0)
		return;
	p->depth--;
	react(p, p->events->end(p->self, local(name), p->f));
}

static void XMLCALL
on_text(void *self, const XML_Char *s, int n)
{
	struct parsing *p = self;

	if (p->rc == 0)
		react(p, p->events->text(p->self, s, (size_t)n, p->f));
}

/* Comments, instructions and the declaration at the top tell nothing, but that the parser moves. */
static void XMLCALL
on_other(void *self, const XML_Char *s, int n)
{
	(void)s;
	(void)n;
	react(self, 0);
}

static void XMLCALL
on_type(void *self, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	struct parsing *p = self;

	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	react(p, fault_set(p->f, EX_DATAERR, _("%s declares a document type, which no spreadsheet writes; it is not read."), p->zip->file));
}

/* The error of the parser in words, unless a handler had its own. */
static int
told(struct parsing *p)
{
	char name[ZIP_SHOWN];

	if (p->rc != 0)
		return -1;
	if (XML_GetErrorCode(p->parser) == XML_ERROR_NO_MEMORY)
		return fault_memory(p->f);
	zip_part_name(p->part, name);
	return fault_set(p->f, EX_DATAERR, _("%s, part %s, line %llu: %s. Open it in the spreadsheet and save it anew."), p->zip->file,
		name, (unsigned long long)XML_GetCurrentLineNumber(p->parser),
		XML_ErrorString(XML_GetErrorCode(p->parser)));
}

static int
feed(void *self, const char *bytes, size_t n, struct fault *f)
{
	struct parsing *p = self;

	/* The parser looks anew at an unfinished token with every piece: unbounded, a tag of 100 MB would take hours. */
	if ((p->silent += n) > XML_TOKEN + n)
		return fault_set(f, EX_DATAERR, _("%s holds a single tag of more than %d bytes; this is no ordinary workbook."), p->zip->file,
			XML_TOKEN);
	return XML_Parse(p->parser, bytes, (int)n, XML_FALSE) == XML_STATUS_OK ? 0 : told(p);
}

int
xml_read(const struct zip *z, const struct zip_part *part, const struct xml_events *events, void *self, struct fault *f)
{
	struct parsing p = {.zip = z, .part = part, .events = events, .self = self, .f = f};
	int rc;

	if ((p.parser = XML_ParserCreateNS(NULL, BETWEEN)) == NULL)
		return fault_memory(f);
	XML_SetUserData(p.parser, &p);
	XML_SetElementHandler(p.parser, on_start, on_end);
	XML_SetCharacterDataHandler(p.parser, on_text);
	XML_SetDefaultHandler(p.parser, on_other);
	XML_SetStartDoctypeDeclHandler(p.parser, on_type);
	if ((rc = zip_read(z, part, feed, &p, f)) == 0 && XML_Parse(p.parser, "", 0, XML_TRUE) != XML_STATUS_OK)
		rc = told(&p);
	XML_ParserFree(p.parser);
	return rc;
}

const char *
xml_attribute(const char *const *attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(local(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}
