#include "folders.h"

#include <stdio.h>
#include <string.h>

#include "file.h"
#include "sticks.h"
#include "world.h"

enum { SETTINGS = 65536 }; /* bytes of user-dirs.dirs that are read */

static int
fits(int n, size_t room)
{
	return n > 0 && (size_t)n < room ? 0 : -1;
}

/* XDG_DOCUMENTS_DIR="$HOME/..." or "/...", as xdg-user-dirs writes it. 1 when it stands there, else 0. */
static int
told(const char *settings, const char *home, char *out, size_t room)
{
	static const char key[] = "XDG_DOCUMENTS_DIR=\"", own[] = "$HOME";

	for (const char *at = settings; at != NULL && *at != '\0'; at = strchr(at, '\n'), at += at != NULL) {
		at += strspn(at, " \t");
		if (strncmp(at, key, sizeof key - 1) != 0)
			continue;
		const char *value = at + sizeof key - 1;
		const size_t n = strcspn(value, "\"\n");
		if (value[n] != '"' || memchr(value, '\\', n) != NULL)
			return 0;
		if (strncmp(value, own, sizeof own - 1) == 0)
			return fits(snprintf(out, room, "%s%.*s", home, (int)(n - (sizeof own - 1)), value + sizeof own - 1), room) == 0;
		return value[0] == '/' && fits(snprintf(out, room, "%.*s", (int)n, value), room) == 0;
	}
	return 0;
}

int
folders_documents(char *out, size_t room)
{
	const char *config = world_env("XDG_CONFIG_HOME"), *home = world_env("HOME");
	char path[4096];
	struct buf settings = {0};
	struct fault f = {0};
	int found = 0;

	if (home == NULL)
		return -1;
	const int n = config != NULL ? snprintf(path, sizeof path, "%s/user-dirs.dirs", config) : snprintf(path, sizeof path, "%s/.config/user-dirs.dirs", home);
	if (fits(n, sizeof path) == 0 && file_read(path, SETTINGS, &settings, &f) == 0)
		found = told(buf_str(&settings), home, out, room);
	buf_free(&settings);
	return found ? 0 : fits(snprintf(out, room, "%s/Documents", home), room);
}

int
folders_find(size_t i, char *out, size_t room)
{
	struct sticks s = {0};
	int found = 0;

	if (folders_documents(out, room) == 0 && i-- == 0)
		return 1;
	sticks_read(&s);
	if (i < s.n)
		found = fits(snprintf(out, room, "%s", s.dirs[i]), room) == 0;
	sticks_free(&s);
	return found;
}
