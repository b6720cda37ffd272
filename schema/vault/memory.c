#include <sodium.h>
#include <sqlite3.h>
#include <string.h>

#include "vault/inner.h"

/* SQLite takes its allocator once for the whole process and hands no context to it. */
static sqlite3_mem_methods below;

static void
wiping_free(void *p)
{
	sodium_memzero(p, (size_t)below.xSize(p));
	below.xFree(p);
}

/* Growing moves by hand, so that the old place is wiped and not given back with its content. */
static void *
wiping_realloc(void *p, int n)
{
	int had = below.xSize(p);

	if (n <= had)
		return below.xRealloc(p, n);
	void *grown = below.xMalloc(n);
	if (grown == NULL)
		return NULL;
	memcpy(grown, p, (size_t)had);
	wiping_free(p);
	return grown;
}

void
vault_memory_begin(void)
{
	sqlite3_mem_methods wiping;

	if (below.xMalloc != NULL || sqlite3_config(SQLITE_CONFIG_GETMALLOC, &below) != SQLITE_OK)
		return;
	wiping = below;
	wiping.xFree = wiping_free;
	wiping.xRealloc = wiping_realloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &wiping);
}
