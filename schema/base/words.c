#include "words.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef FANGPIN_LOCALEDIR
#define FANGPIN_LOCALEDIR "/usr/local/share/locale"
#endif

static bool chinese = true;

static bool
asks_for_english(void)
{
	static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *v = getenv(names[i]);
		if (v != NULL && v[0] != '\0')
			return strncmp(v, "en", 2) == 0;
	}
	return false;
}

void
words_open(const char *dir)
{
	chinese = !asks_for_english();
	/* The catalogue is looked up by LANGUAGE, which counts only outside the plain C locale. */
	if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	setlocale(LC_MESSAGES, "C.UTF-8");
	setenv("LANGUAGE", chinese ? "zh_CN" : "en", 1);
	bindtextdomain("fangpin", dir != NULL ? dir : FANGPIN_LOCALEDIR);
	bind_textdomain_codeset("fangpin", "UTF-8");
	textdomain("fangpin");
}

void
words_open_beside(void)
{
	static const char *const beside[] = {"/build/locale", "/locale"};
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 32);

	if (n > 0) {
		path[n] = '\0';
		char *slash = strrchr(path, '/');
		for (size_t i = 0; slash != NULL && i < sizeof beside / sizeof beside[0]; i++) {
			strcpy(slash, beside[i]);
			if (access(path, R_OK | X_OK) == 0) {
				words_open(path);
				return;
			}
		}
	}
	words_open(NULL);
}

bool
words_chinese(void)
{
	return chinese;
}
