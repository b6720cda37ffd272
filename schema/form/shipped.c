#include "form/shipped.h"

#include <string.h>

#include "embedded.h"

int
shipped_nth(size_t i, struct sheet *out)
{
	if (i >= sizeof embedded_files / sizeof embedded_files[0] || embedded_files[i].name == NULL)
		return -1;
	*out = (struct sheet){embedded_files[i].name, embedded_files[i].data, embedded_files[i].size};
	return 0;
}

int
shipped_sheet(const char *name, struct sheet *out)
{
	struct sheet s;

	for (size_t i = 0; shipped_nth(i, &s) == 0; i++)
		if (strcmp(s.name, name) == 0) {
			*out = s;
			return 0;
		}
	return -1;
}
