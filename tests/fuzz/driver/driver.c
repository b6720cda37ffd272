/* Runs a fuzz target over its kept inputs and over mutations of them. The same every time. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

enum { INPUT = 1 << 20, INPUTS = 1000, ROUNDS = 2000, ROUNDS_LONG = 100000 };

struct inputs {
	struct buf of[INPUTS];
	size_t n;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
read_all(const char *dir, struct inputs *in)
{
	char *names[INPUTS], path[4096];
	struct fault f = {0};
	struct dirent *entry;
	DIR *d = opendir(dir);
	size_t n = 0;

	while (d != NULL && (entry = readdir(d)) != NULL && n < INPUTS)
		if (entry->d_name[0] != '.')
			names[n++] = strdup(entry->d_name);
	if (d != NULL)
		closedir(d);
	qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++) {
		if (names[i] == NULL || file_join(path, sizeof path, dir, names[i], &f) < 0 || file_read(path, INPUT, &in->of[i], &f) < 0) {
			printf("# %s\n", f.text);
			return -1;
		}
		free(names[i]);
	}
	in->n = n;
	return 0;
}

/* An input of its own size, so that a sanitizer sees the first byte behind it. */
static void
run(const unsigned char *bytes, size_t n)
{
	uint8_t *copy = malloc(n > 0 ? n : 1);

	if (copy == NULL)
		abort();
	if (n > 0)
		memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

/* Two inputs joined somewhere, bytes changed, doubled or lost. */
static void
mutate(const struct inputs *in, const struct world *w, struct buf *out)
{
	static const char odd[] = "\",\n\r\t='+-@;|\xFF\xEF\xBB\xBF\xE2\x80\xAE<>&/0";
	const struct buf *a = &in->of[world_below(w, in->n)], *b = &in->of[world_below(w, in->n)];
	size_t head = world_below(w, 3) == 0 ? (size_t)world_below(w, a->len + 1) : a->len;

	buf_reset(out);
	buf_add(out, a->data, head);
	if (head < a->len && b->len > 0) {
		size_t from = (size_t)world_below(w, b->len);
		buf_add(out, b->data + from, b->len - from);
	}
	for (uint64_t k = world_below(w, 6); k > 0 && out->len > 0; k--) {
		size_t at = (size_t)world_below(w, out->len), n = (size_t)world_below(w, 16);
		n = n < out->len - at ? n : out->len - at;
		switch (world_below(w, 4)) {
		case 0:
			out->data[at] = (unsigned char)world_below(w, 256);
			break;
		case 1:
			out->data[at] = (unsigned char)odd[world_below(w, sizeof odd)];
			break;
		case 2:
			memmove(out->data + at, out->data + at + n, out->len - at - n);
			out->len -= n;
			break;
		default:
			if (buf_room(out, n) != NULL) {
				memmove(out->data + at + n, out->data + at, out->len - at);
				out->len += n;
			}
		}
	}
}

int
main(int argc, char **argv)
{
	static struct inputs in;
	struct world_seed seed;
	struct world w = world_seeded(&seed, 3, 0);
	struct buf input = {0};
	int rounds = getenv("FANGPIN_LONG") != NULL ? ROUNDS_LONG : ROUNDS;

	if (LLVMFuzzerInitialize != NULL)
		LLVMFuzzerInitialize(&argc, &argv);
	if (read_all(FUZZ_CORPUS, &in) < 0 || in.n == 0) {
		printf("1..1\nnot ok 1 - kept inputs in %s\n", FUZZ_CORPUS);
		return 1;
	}
	run((const unsigned char *)"", 0);
	for (size_t i = 0; i < in.n; i++)
		run(in.of[i].data, in.of[i].len);
	printf("ok 1 - kept inputs: %zu\n", in.n);
	fflush(stdout);
	for (int i = 0; i < rounds; i++) {
		mutate(&in, &w, &input);
		run(input.data, input.len);
	}
	printf("ok 2 - mutations: %d\n1..2\n", rounds);
	buf_free(&input);
	for (size_t i = 0; i < in.n; i++)
		buf_free(&in.of[i]);
	return 0;
}
