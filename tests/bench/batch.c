/* Bytes a household takes on its way to the county, beside what others would send; and making them. */
#include <zlib.h>

#include "batch.h"
#include "bench.h"
#include "keys.h"

/* Bytes of ${in} as gzip writes them at level 9. */
static size_t
gzip(const struct buf *in)
{
	z_stream z = {0};
	unsigned char *out;

	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		exit(1);
	const size_t room = deflateBound(&z, in->len);
	if ((out = malloc(room)) == NULL)
		exit(1);
	z.next_in = in->data;
	z.avail_in = (uInt)in->len;
	z.next_out = out;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		exit(1);
	const size_t n = z.total_out;
	deflateEnd(&z);
	free(out);
	return n;
}

static void
put_id(struct buf *out, const unsigned char *id)
{
	for (int i = 0; i < RECORD_ID; i++)
		buf_printf(out, "%02x", id[i]);
}

/* What is written of a record: the answers that were asked and given. */
static bool
is_data(const struct question *q, const struct answer *a)
{
	return q->type != QUESTION_CALCULATE && a->kind != ANSWER_BLANK;
}

static void
put_json(const struct form *f, const struct record *r, struct buf *out)
{
	buf_text(out, "{\"id\":\"");
	put_id(out, r->id);
	buf_text(out, "\"");
	for (int i = 0; i < r->table->n; i++) {
		const struct question *q = &f->questions[r->table->first + i];
		const struct answer *a = &r->answers[i];
		const char *quote = a->kind == ANSWER_INT || a->kind == ANSWER_FIXED ? "" : "\"";
		if (!is_data(q, a))
			continue;
		buf_printf(out, ",\"%s\":%s", q->name, quote);
		answer_write(a, out); /* invented texts need no escapes */
		buf_text(out, quote);
	}
	for (int k = 0; k < r->table->n_kids; k++) {
		if (r->kids[k] == NULL)
			continue;
		buf_printf(out, ",\"%s\":[", f->tables[r->table->kids[k]].name);
		for (const struct record *kid = r->kids[k]; kid != NULL; kid = kid->next) {
			put_json(f, kid, out);
			buf_text(out, kid->next != NULL ? "," : "");
		}
		buf_text(out, "]");
	}
	buf_text(out, "}");
}

/* As an ODK submission: an element for each answer, groups and repeats as elements around them. */
static void
put_xml(const struct form *f, const struct record *r, struct buf *out)
{
	int section = -1;

	buf_printf(out, "<%s>", r->table->name);
	for (int i = 0; i < r->table->n; i++) {
		const struct question *q = &f->questions[r->table->first + i];
		if (!is_data(q, &r->answers[i]))
			continue;
		if (q->section != section) {
			if (section >= 0)
				buf_printf(out, "</%s>", f->sections[section].name);
			section = q->section;
			buf_printf(out, "<%s>", f->sections[section].name);
		}
		buf_printf(out, "<%s>", q->name);
		answer_write(&r->answers[i], out);
		buf_printf(out, "</%s>", q->name);
	}
	if (section >= 0)
		buf_printf(out, "</%s>", f->sections[section].name);
	for (int k = 0; k < r->table->n_kids; k++)
		for (const struct record *kid = r->kids[k]; kid != NULL; kid = kid->next)
			put_xml(f, kid, out);
	buf_printf(out, "</%s>", r->table->name);
}

struct peers {
	struct buf json;
	size_t xml_each; /* bytes, one gzip a household */
	unsigned long households, answers;
};

static void
write_peers(struct store *s, struct peers *p)
{
	unsigned char id[RECORD_ID] = {0};
	struct fault f = {0};
	const int table = form_table(s->form, "household", strlen("household"));

	while (journal_next_root(s->journal, table, id, &f) == 1) {
		struct tree t;
		struct buf xml = {0};
		bench_good(journal_tree(s->journal, id, &t, &f) == 1, &f, "tree");
		put_json(s->form, t.root, &p->json);
		buf_text(&p->json, "\n");
		buf_text(&xml, "<?xml version=\"1.0\"?><data id=\"fangpin\" version=\"1\"><meta><instanceID>uuid:");
		put_id(&xml, t.root->id);
		buf_text(&xml, "</instanceID></meta>");
		put_xml(s->form, t.root, &xml);
		buf_text(&xml, "</data>");
		p->xml_each += gzip(&xml);
		for (const struct record *r = t.root; r != NULL; r = tree_next(r))
			for (int i = 0; i < r->table->n; i++)
				p->answers += is_data(&s->form->questions[r->table->first + i], &r->answers[i]);
		p->households++;
		buf_free(&xml);
		tree_free(&t);
	}
}

/* The run as batches, halved while it is too much for one. Returns their bytes. */
static size_t
make(struct batch *b, const struct version *v, size_t n, const struct world *w)
{
	struct fault f = {0};
	struct buf file = {0};
	unsigned char after[KEY_HASH];

	if (batch_make(b, v, n, w, after, &file, &f) < 0) {
		bench_good(f.code == EX_DATAERR && n > 1, &f, "batch");
		buf_free(&file);
		return make(b, v, n / 2, w) + make(b, v + n / 2, n - n / 2, w);
	}
	memcpy(b->before, after, KEY_HASH);
	b->number++;
	const size_t bytes = file.len;
	buf_free(&file);
	return bytes;
}

int
main(int argc, char **argv)
{
	struct world_seed seed;
	struct world w = bench_world(&seed);
	struct store s;
	struct bench_run run = {0};
	struct peers peers = {0};

	sqlite3 *db = bench_plain(bench_folder(argc, argv), "households.db", true);
	bench_store(&s, db, &w);
	unsigned char device[DEVICE_ID];
	struct keypair *sender = bench_key(device), *receiver = keys_new(KEY_SEALING, &w);
	if (receiver == NULL)
		return 1;
	bench_versions(&s, device, &run);
	write_peers(&s, &peers);

	struct batch b = {.sender = sender, .receiver = keys_public(receiver), .number = 1};
	const double start = bench_now(), n = (double)peers.households;
	const size_t bytes = make(&b, run.v, run.n, &w);
	const double took = bench_now() - start;
	const double json = (double)gzip(&peers.json);
	bench_row("batch, all included", "B/household", (double)bytes / n, "JSON gzip-9, all in one", json / n, '<', 0.42);
	bench_row("batch, all included", "B/household", (double)bytes / n, "XML gzip-9, one a household", (double)peers.xml_each / n, '<', 0.085);
	bench_row("batch, all included", "B/answer", (double)bytes / (double)peers.answers, "JSON gzip-9", json / (double)peers.answers, ' ', 0);
	bench_row("making the batch", "households/s", n / took, "the goal", 20000, '>', 1);
	bench_row("  versions in it", "versions/s", (double)run.n / took, "households", n / took, ' ', 0);
	buf_free(&peers.json);
	arena_free(&run.arena);
	free(run.v);
	keys_free(sender);
	keys_free(receiver);
	bench_store_close(&s, db);
	return 0;
}
