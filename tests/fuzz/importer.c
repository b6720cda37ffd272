/* Rosters and maps, imported dry into a county's store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "journal/exchange.h"
#include "office/roster.h"
#include "office_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static void *office;

static void
tidy(void)
{
	office_teardown(&office);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	office_setup(&office);
	atexit(tidy);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct roster_area list[] = {{"130899100000", "白石镇"}, {"130899100201", "东沟村"}, {"130899100202", "西沟村"}};
	static const struct roster_areas areas = {.list = list, .n = sizeof list / sizeof *list};
	struct roster_file file = {.name = "fuzz", .bytes = data, .n = n, .dry = true};
	struct sheet map = {.name = "map.csv"};
	struct roster_report r = {0};
	struct fault f = {0};
	struct office *o = office;

	if (n > 0 && data[0] == 'M') {
		size_t len = strnlen((const char *)data + 1, n - 1);
		map.data = data + 1;
		map.n = len;
		file.map = &map;
		file.bytes = data + 1 + len;
		file.n = n - 1 - len;
		if (file.n > 0) {
			file.bytes = data + 2 + len;
			file.n--;
		}
	}
	if (roster_import(&o->store, &file, &areas, &r, &f) < 0 && (f.code == 0 || f.text[0] == '\0'))
		abort();
	/* Dry: nothing came in. */
	if (r.versions != 0 || r.households > r.rows || r.aside > r.rows || journal_count(o->store.journal, VERSION_COUNT, &f) != 0)
		abort();
	roster_report_free(&r);
	return 0;
}
