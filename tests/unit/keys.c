/* Keys, pairing codes, certificates, invitations, lost passphrases. */
#include "keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base32.h"
#include "certificate.h"
#include "invite.h"
#include "pairing.h"
#include "rescue.h"

struct house {
	struct world_seed seed;
	struct world w;
	struct keypair *root, *county, *sealing, *recovery, *once, *other;
	struct certificate county_c, sealing_c, recovery_c, invite_c;
};

static struct certificate
certify(enum certificate_kind kind, enum role role, const char *area, const struct keypair *key,
	const struct keypair *issuer)
{
	struct certificate c = {.kind = kind, .role = role, .serial = 42, .epoch = 1, .day = 20600, .n_areas = 1};

	strcpy(c.area[0], area);
	memcpy(keys_use(key) == KEY_SIGNING ? c.signing : c.sealing, keys_public(key), KEY_PUBLIC);
	assert_int_equal(certificate_sign(&c, issuer, NULL), 0);
	return c;
}

static int
setup(void **state)
{
	struct house *h = calloc(1, sizeof *h);

	h->w = world_seeded(&h->seed, 11, 0);
	h->root = keys_new(KEY_SIGNING, &h->w);
	h->county = keys_new(KEY_SIGNING, &h->w);
	h->sealing = keys_new(KEY_SEALING, &h->w);
	h->recovery = keys_new(KEY_SEALING, &h->w);
	h->once = keys_new(KEY_SIGNING, &h->w);
	h->other = keys_new(KEY_SIGNING, &h->w);
	h->county_c = certify(CERT_COUNTY_SIGNING, ROLE_COUNTY, "130899", h->county, h->root);
	h->sealing_c = certify(CERT_COUNTY_SEALING, ROLE_COUNTY, "130899", h->sealing, h->root);
	h->recovery_c = certify(CERT_RECOVERY, ROLE_COUNTY, "130899", h->recovery, h->root);
	h->invite_c = certify(CERT_INVITATION, ROLE_VISITOR, "130899102201", h->once, h->county);
	*state = h;
	return 0;
}

static int
teardown(void **state)
{
	struct house *h = *state;

	keys_free(h->root);
	keys_free(h->county);
	keys_free(h->sealing);
	keys_free(h->recovery);
	keys_free(h->once);
	keys_free(h->other);
	free(h);
	return 0;
}

static void
test_pairing_round_trip(void **state)
{
	struct house *h = *state;
	char code[PAIRING_CODE], text[PAIRING_TEXT], back[PAIRING_CODE];

	for (int i = 0; i < 500; i++) {
		pairing_make(&h->w, code);
		pairing_show(code, text);
		assert_int_equal(strlen(text), PAIRING_TEXT - 1);
		assert_int_equal(pairing_read(text, strlen(text), back, NULL), 0);
		assert_string_equal(code, back);
	}
}

static void
test_pairing_forgives(void **state)
{
	static const char code[PAIRING_CODE] = "001110000ABC";
	char text[PAIRING_TEXT], back[PAIRING_CODE], typed[40];

	(void)state;
	pairing_show(code, text);
	snprintf(typed, sizeof typed, " oOil L000-0abc  %c\n", text[15]);
	assert_int_equal(pairing_read(typed, strlen(typed), back, NULL), 0);
	assert_string_equal(back, code);
}

/* Every wrong digit and every exchange of two different digits is found. */
static void
test_pairing_check(void **state)
{
	struct house *h = *state;
	char code[PAIRING_CODE], text[PAIRING_TEXT], all[14], wrong[14], back[PAIRING_CODE];
	struct fault f = {0};

	pairing_make(&h->w, code);
	pairing_show(code, text);
	snprintf(all, sizeof all, "%s%c", code, text[15]);
	for (int i = 0; i < 13; i++) {
		for (unsigned d = 0; d < 32; d++) {
			memcpy(wrong, all, sizeof all);
			wrong[i] = base32_digit(d);
			assert_int_equal(pairing_read(wrong, 13, back, &f), wrong[i] == all[i] ? 0 : -1);
		}
		for (int k = i + 1; k < 13; k++) {
			memcpy(wrong, all, sizeof all);
			wrong[i] = all[k];
			wrong[k] = all[i];
			assert_int_equal(pairing_read(wrong, 13, back, &f), all[i] == all[k] ? 0 : -1);
		}
	}
	assert_int_equal(f.code, EX_DATAERR);
	assert_int_equal(pairing_read("ABCD", 4, back, &f), -1);
	assert_int_equal(pairing_read("ABCD-EFGU", 9, back, &f), -1);
	assert_int_equal(pairing_read("ABCD-EFGH-ABCD-EFGH", 19, back, &f), -1);
	assert_int_equal(pairing_read("", 0, back, &f), -1);
}

static void
test_secrets(void **state)
{
	struct house *h = *state;
	struct buf b = {0}, box = {0};
	unsigned char sig[KEY_SIGNATURE], msg[8];

	assert_int_equal(keys_write_secret(h->sealing, &b), 0);
	assert_int_equal(b.len, KEY_SECRET);
	struct keypair *again = keys_read_secret(b.data, b.len);
	assert_memory_equal(keys_public(again), keys_public(h->sealing), KEY_PUBLIC);
	assert_int_equal(keys_box(keys_public(again), "eight by", 8, &h->w, &box), 0);
	assert_int_equal(box.len, 8 + KEY_BOX);
	assert_int_equal(keys_unbox(h->sealing, box.data, box.len, msg), 0);
	assert_memory_equal(msg, "eight by", 8);
	assert_int_equal(keys_unbox(h->recovery, box.data, box.len, msg), -1);
	assert_int_equal(keys_unbox(h->sealing, box.data, 3, msg), -1);
	keys_free(again);
	assert_null(keys_read_secret(b.data, b.len - 1));
	b.data[0] = 9;
	assert_null(keys_read_secret(b.data, b.len));
	assert_int_equal(keys_sign(h->sealing, "x", "m", 1, sig), -1);
	assert_int_equal(keys_sign(h->root, "x", "m", 1, sig), 0);
	assert_true(keys_verify(keys_public(h->root), "x", "m", 1, sig));
	assert_false(keys_verify(keys_public(h->root), "y", "m", 1, sig));
	buf_wipe(&b);
	buf_free(&box);
}

static void
test_passphrase_file(void **state)
{
	struct house *h = *state;
	struct buf b = {0};
	struct fault f = {0};

	assert_int_equal(keys_protect(h->root, CERT_ROOT, "correct passphrase", &h->w, &b, &f), 0);
	assert_int_equal(b.len, KEY_FILE);
	struct keypair *k = keys_unprotect(b.data, b.len, CERT_ROOT, "correct passphrase", &f);
	assert_non_null(k);
	assert_memory_equal(keys_public(k), keys_public(h->root), KEY_PUBLIC);
	keys_free(k);
	assert_null(keys_unprotect(b.data, b.len, CERT_ROOT, "wrong passphrase", &f));
	assert_int_equal(f.code, EX_NOPERM);
	/* Refused before any slow derivation: other kind, cut short, other parameters. */
	assert_null(keys_unprotect(b.data, b.len, CERT_RECOVERY, "correct passphrase", &f));
	assert_int_equal(f.code, EX_DATAERR);
	for (size_t n = 0; n < b.len; n++)
		assert_null(keys_unprotect(b.data, n, CERT_ROOT, "correct passphrase", &f));
	b.data[31] = 0x7F;
	assert_null(keys_unprotect(b.data, b.len, CERT_ROOT, "correct passphrase", &f));
	assert_int_equal(f.code, EX_DATAERR);
	buf_free(&b);
}

static void
test_chain(void **state)
{
	struct house *h = *state;
	const unsigned char *root = keys_public(h->root);
	struct certificate chain[3] = {h->invite_c, h->county_c}, c;
	struct fault f = {0};

	assert_int_equal(certificate_chain(chain, 2, root, &f), 0);
	assert_int_equal(certificate_chain(chain, 2, keys_public(h->other), &f), -1);
	assert_int_equal(f.code, EX_NOUSER);
	assert_int_equal(certificate_chain(chain, 1, root, &f), -1);
	assert_int_equal(certificate_chain(chain, 0, root, &f), -1);
	/* Given by a key that is not the one named; beyond the giver's area; a county made by a county. */
	chain[0] = certify(CERT_INVITATION, ROLE_VISITOR, "130899102201", h->once, h->other);
	assert_int_equal(certificate_chain(chain, 2, root, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	chain[0] = certify(CERT_INVITATION, ROLE_VISITOR, "130898102201", h->once, h->county);
	assert_int_equal(certificate_chain(chain, 2, root, &f), -1);
	chain[0] = certify(CERT_COUNTY_SIGNING, ROLE_COUNTY, "130899", h->other, h->county);
	assert_int_equal(certificate_chain(chain, 2, root, &f), -1);
	/* A device may not give itself a greater role. */
	struct invite in = {.once = h->once, .invitation = h->invite_c};
	assert_int_equal(invite_join(&in, h->other, h->sealing, 20601, &chain[0], &f), 0);
	chain[1] = h->invite_c;
	chain[2] = h->county_c;
	assert_int_equal(certificate_chain(chain, 3, root, &f), 0);
	c = chain[0];
	c.role = ROLE_COUNTY;
	assert_int_equal(certificate_sign(&c, h->once, &f), 0);
	chain[0] = c;
	assert_int_equal(certificate_chain(chain, 3, root, &f), -1);
}

static void
test_certificate_bytes(void **state)
{
	struct house *h = *state;
	struct certificate c = h->invite_c, back;

	assert_int_equal(certificate_read(&back, c.bytes, c.len, NULL), 0);
	assert_string_equal(back.area[0], "130899102201");
	assert_int_equal(back.serial, 42);
	assert_true(certificate_covers(&back, "130899102201001", 15));
	assert_false(certificate_covers(&back, "130899102202", 12));
	for (size_t n = 0; n < c.len; n++)
		assert_int_equal(certificate_read(&back, c.bytes, n, NULL), -1);
	strcpy(c.area[0], "13x");
	assert_int_equal(certificate_sign(&c, h->county, NULL), -1);
	/* The largest certificate there can be fits its ceiling. */
	c.n_areas = CERT_AREAS;
	for (size_t i = 0; i < CERT_AREAS; i++)
		strcpy(c.area[i], "13089910220100100100");
	assert_int_equal(certificate_sign(&c, h->county, NULL), 0);
	assert_true(c.len * CERT_CHAIN <= 3000);
}

static void
test_invitation(void **state)
{
	struct house *h = *state;
	struct invite in = {.epoch = 1, .county = h->county_c, .sealing = h->sealing_c, .recovery = h->recovery_c,
		.invitation = h->invite_c, .once = h->once, .cadre = "Wang", .village = "Dongcun", .office = "County",
		.form = {1, 3, 1, {{"survey.csv", "type,name\n", 10}}}, .roster = "roster", .n_roster = 6};
	char code[PAIRING_CODE], wrong[PAIRING_CODE];
	unsigned char id[KEY_ID];
	struct invite_file file;
	struct buf b = {0};
	struct fault f = {0};

	memcpy(in.root, keys_public(h->root), KEY_PUBLIC);
	pairing_make(&h->w, code);
	pairing_make(&h->w, wrong);
	assert_int_equal(invite_make(&in, h->county, code, &h->w, id, &b, &f), 0);
	assert_int_equal(invite_open(b.data, b.len, wrong, &file, &f), -1);
	assert_int_equal(f.code, EX_NOPERM);
	assert_int_equal(invite_open(b.data, b.len, code, &file, &f), 0);
	assert_string_equal(file.in.cadre, "Wang");
	assert_string_equal(file.in.village, "Dongcun");
	assert_int_equal(file.in.form.version, 3);
	assert_string_equal(file.in.form.sheet[0].name, "survey.csv");
	assert_int_equal(file.in.n_roster, 6);
	assert_memory_equal(file.in.roster, "roster", 6);
	assert_memory_equal(keys_public(file.in.once), keys_public(h->once), KEY_PUBLIC);
	invite_close(&file);
	/* Every truncation and every flipped bit is damage, found without a derivation. */
	for (size_t n = 0; n < b.len; n++) {
		assert_int_equal(invite_open(b.data, n, code, &file, &f), -1);
		assert_int_equal(f.code, EX_DATAERR);
	}
	for (size_t i = 0; i < b.len * 8; i++) {
		b.data[i / 8] ^= (unsigned char)(1U << i % 8);
		assert_int_equal(invite_open(b.data, b.len, code, &file, &f), -1);
		assert_int_equal(f.code, EX_DATAERR);
		b.data[i / 8] ^= (unsigned char)(1U << i % 8);
	}
	/* One made by somebody who has no county key. */
	buf_reset(&b);
	assert_int_equal(invite_make(&in, h->other, code, &h->w, id, &b, &f), 0);
	assert_int_equal(invite_open(b.data, b.len, code, &file, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	buf_free(&b);
}

static void
test_rescue(void **state)
{
	struct house *h = *state;
	static const unsigned char key[RESCUE_KEY] = "the data key of the vault, 32 by", device[KEY_ID] = "laptop 1";
	struct keypair *fresh = keys_new(KEY_SEALING, &h->w);
	struct buf wrapped = {0}, request = {0}, answer = {0};
	unsigned char who[KEY_ID], got[RESCUE_KEY];
	char ours[PAIRING_CODE], theirs[PAIRING_CODE];

	assert_int_equal(keys_box(keys_public(h->recovery), key, sizeof key, &h->w, &wrapped), 0);
	assert_int_equal(rescue_ask(device, wrapped.data, wrapped.len, fresh, &request, NULL), 0);
	rescue_fingerprint(request.data, request.len, ours);
	assert_int_equal(rescue_answer(request.data, request.len, h->recovery, &h->w, who, &answer, NULL), 0);
	assert_memory_equal(who, device, KEY_ID);
	assert_int_equal(rescue_take(answer.data, answer.len, request.data, request.len, fresh, got, NULL), 0);
	assert_memory_equal(got, key, sizeof key);
	request.data[20] ^= 1; /* somebody put in a key of their own */
	rescue_fingerprint(request.data, request.len, theirs);
	assert_string_not_equal(ours, theirs);
	assert_int_equal(rescue_take(answer.data, answer.len, request.data, request.len, fresh, got, NULL), -1);
	for (size_t n = 0; n < request.len; n++)
		assert_int_equal(rescue_answer(request.data, n, h->recovery, &h->w, who, &answer, NULL), -1);
	keys_free(fresh);
	buf_free(&wrapped);
	buf_free(&request);
	buf_free(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairing_round_trip),
		cmocka_unit_test(test_pairing_forgives),
		cmocka_unit_test(test_pairing_check),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_passphrase_file),
		cmocka_unit_test(test_certificate_bytes),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_invitation),
		cmocka_unit_test(test_rescue),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
