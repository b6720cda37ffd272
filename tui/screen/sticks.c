#include "sticks.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "world.h"

#define MOST 32

/* Below these folders removable media are mounted. */
static const char *const roots[] = {"/media/", "/run/media/", "/mnt/"};

void
sticks_unescape(char *path)
{
	char *to = path;

	for (const char *p = path; *p != '\0';) {
		if (p[0] == '\\' && p[1] >= '0' && p[1] <= '3' && p[2] >= '0' && p[2] <= '7' && p[3] >= '0' && p[3] <= '7') {
			*to++ = (char)((p[1] - '0') * 64 + (p[2] - '0') * 8 + (p[3] - '0'));
			p += 4;
		} else {
			*to++ = *p++;
		}
	}
	*to = '\0';
}

static int
is_stick(const char *path)
{
	for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
		if (strncmp(path, roots[i], strlen(roots[i])) == 0)
			return access(path, W_OK | X_OK) == 0;
	return 0;
}

static void
add(struct sticks *s, const char *path)
{
	char **more = realloc(s->dirs, (s->n + 1) * sizeof *more);

	if (more == NULL)
		return;
	s->dirs = more;
	if ((s->dirs[s->n] = strdup(path)) != NULL)
		s->n++;
}

/* A county that mounts sticks elsewhere, demonstrations and tests name one folder: every folder in it is a stick. */
static void
read_told(struct sticks *s, const char *told)
{
	struct dirent *e;
	char path[4096];
	DIR *d = opendir(told);

	while (d != NULL && s->n < MOST && (e = readdir(d)) != NULL) {
		int n = snprintf(path, sizeof path, "%s/%s", told, e->d_name);
		if (e->d_name[0] != '.' && e->d_type == DT_DIR && n > 0 && (size_t)n < sizeof path && access(path, W_OK | X_OK) == 0)
			add(s, path);
	}
	if (d != NULL)
		closedir(d);
}

static void
read_mounts(struct sticks *s)
{
	FILE *in = fopen("/proc/self/mounts", "re");
	char *line = NULL;
	size_t room = 0;

	while (in != NULL && s->n < MOST && getline(&line, &room, in) > 0) {
		char *save, *path = strtok_r(line, " ", &save) != NULL ? strtok_r(NULL, " ", &save) : NULL;
		if (path == NULL)
			continue;
		sticks_unescape(path);
		if (is_stick(path))
			add(s, path);
	}
	free(line);
	if (in != NULL)
		fclose(in);
}

void
sticks_read(struct sticks *s)
{
	const char *told = world_env("FANGPIN_MEDIA");

	sticks_free(s);
	if (told != NULL)
		read_told(s, told);
	else
		read_mounts(s);
}

bool
sticks_have(const struct sticks *s, const char *dir)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->dirs[i], dir) == 0)
			return true;
	return false;
}

void
sticks_free(struct sticks *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->dirs[i]);
	free(s->dirs);
	*s = (struct sticks){0};
}
