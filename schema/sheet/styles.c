/* Which styles show a number as a date, and numbers as text. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "sheet/xlsx.h"
#include "sheet/xml.h"
#include "words.h"

/* Numbers of formats that every spreadsheet knows: dates and times, Chinese ones from 27 on (ISO 29500, 18.8.30). */
static const struct {
	int from, to;
} known_dates[] = {{14, 22}, {27, 36}, {45, 47}, {50, 58}};

enum { FORMATS = 4096, FORMAT_IDS = 65536, DAY_SECONDS = 86400, LAST_DAY = 2958465 };

struct styling {
	struct xlsx *x;
	unsigned char *dates; /* by number of a format of the workbook's own: 1 a date, 2 none */
	bool cells;           /* within the list of cell styles */
};

/* Whether a format shows a date: it has a letter of one outside quotes and brackets, in its first section. */
static bool
shows_date(const char *s)
{
	for (; *s != '\0' && *s != ';'; s++) {
		if (*s == '"' || *s == '[') {
			const char *close = strchr(s + 1, *s == '"' ? '"' : ']');
			if (close == NULL)
				return false;
			s = close;
		} else if ((*s == '\\' || *s == '_' || *s == '*') && s[1] != '\0') {
			s++;
		} else if (strchr("yYdDhHsSmM", *s) != NULL) {
			return true;
		}
	}
	return false;
}

static int64_t
number(const char *s)
{
	int64_t v = -1;

	return s != NULL && num_int(s, strlen(s), &v) == 0 && v >= 0 && v < FORMAT_IDS ? v : -1;
}

static bool
is_date(const struct styling *s, int64_t format)
{
	if (format < 0)
		return false;
	if (s->dates[format] != 0)
		return s->dates[format] == 1;
	for (size_t i = 0; i < sizeof known_dates / sizeof *known_dates; i++)
		if (format >= known_dates[i].from && format <= known_dates[i].to)
			return true;
	return false;
}

static int
on_start(void *self, const char *name, const char *const *attributes, struct fault *f)
{
	struct styling *s = self;
	struct xlsx *x = s->x;
	int64_t format = number(xml_attribute(attributes, "numFmtId"));
	const char *code = xml_attribute(attributes, "formatCode");

	if (strcmp(name, "cellXfs") == 0)
		s->cells = true;
	if (strcmp(name, "numFmt") == 0 && format >= 0 && code != NULL)
		s->dates[format] = shows_date(code) ? 1 : 2;
	if (strcmp(name, "xf") != 0 || !s->cells)
		return 0;
	if (x->n_dates == XLSX_STYLES)
		return fault_set(f, EX_DATAERR, _("%s has more than %d styles; this is no ordinary workbook."), x->zip.file, XLSX_STYLES);
	if (array_grow(&x->dates, &x->cap_dates, x->n_dates + 1, sizeof *x->dates) < 0)
		return fault_memory(f);
	x->dates[x->n_dates++] = is_date(s, format);
	return 0;
}

static int
on_end(void *self, const char *name, struct fault *f)
{
	struct styling *s = self;

	(void)f;
	if (strcmp(name, "cellXfs") == 0)
		s->cells = false;
	return 0;
}

static int
on_text(void *self, const char *s, size_t n, struct fault *f)
{
	(void)self;
	(void)s;
	(void)n;
	(void)f;
	return 0;
}

int
xlsx_read_styles(struct xlsx *x, struct fault *f)
{
	static const struct xml_events events = {on_start, on_end, on_text};
	const struct zip_part *part = x->styles_part[0] != '\0' ? zip_find(&x->zip, x->styles_part) : NULL;
	struct styling s = {.x = x};

	if (part == NULL)
		return 0;
	if ((s.dates = calloc(FORMAT_IDS, 1)) == NULL)
		return fault_memory(f);
	int rc = xml_read(&x->zip, part, &events, &s, f);
	free(s.dates);
	return rc;
}

/* Day and second of a serial number. Spreadsheets believe in a 29th of February 1900, number 60. */
static bool
date_text(double v, bool from_1904, char out[XLSX_NUMBER])
{
	char day[DATE_TEXT] = "";
	double whole = floor(v);
	long seconds = lround((v - whole) * DAY_SECONDS);

	if (!(v >= 0 && v < LAST_DAY + 1))
		return false;
	if (seconds == DAY_SECONDS) {
		seconds = 0;
		whole += 1;
	}
	int32_t n = (int32_t)whole, first = from_1904 ? date_days(1904, 1, 1) : date_days(1899, 12, n < 60 ? 31 : 30);
	if (first + n > date_days(9999, 12, 31))
		return false;
	if (from_1904 || n > 0)
		date_format(first + n, day);
	if (from_1904 && n == 0 && seconds > 0)
		day[0] = '\0';
	snprintf(out, XLSX_NUMBER, "%s", day);
	if (seconds > 0 || day[0] == '\0')
		snprintf(out + strlen(day), XLSX_NUMBER - strlen(day), "%s%02ld:%02ld:%02ld", day[0] != '\0' ? "T" : "", seconds / 3600,
			seconds / 60 % 60, seconds % 60);
	return true;
}

void
xlsx_number(double v, bool date, bool from_1904, char out[XLSX_NUMBER])
{
	if (date && date_text(v, from_1904, out))
		return;
	if (fabs(v) >= 1e15)
		snprintf(out, XLSX_NUMBER, "%.14E", v);
	else
		snprintf(out, XLSX_NUMBER, "%.15g", v);
}
