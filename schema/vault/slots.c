#include <sodium.h>
#include <string.h>

#include "file.h"
#include "vault/inner.h"
#include "words.h"

/* The key file of a folder: its path and content. */
static int
load(const char *folder, char path[VAULT_PATH], struct key_file *k, struct fault *f)
{
	return file_join(path, VAULT_PATH, folder, VAULT_KEY, f) < 0 || key_file_read(path, k, f) < 0 ? -1 : 0;
}

/* As load(), for an open vault: the file must still wrap the key that is in use. */
static int
load_own(struct vault *v, char path[VAULT_PATH], struct key_file *k, struct fault *f)
{
	if (load(v->folder, path, k, f) < 0)
		return -1;
	if (!key_fits(k, v->data_key))
		return fault_set(
			f, EX_DATAERR, _("%s was replaced by another vault's key file. Nothing was changed."), path);
	return 0;
}

int
vault_change_passphrase(struct vault *v, const char *was, size_t was_n, const char *now, size_t now_n, struct fault *f)
{
	char path[VAULT_PATH], who[KEY_WHO + 1];
	unsigned char data_key[DATA_KEY];
	struct key_file k;

	if (load_own(v, path, &k, f) < 0)
		return -1;
	int slot = key_unwrap(&k, path, was, was_n, data_key, f);
	sodium_memzero(data_key, sizeof data_key);
	if (slot < 0)
		return -1;
	memcpy(who, k.slot[slot].who, sizeof who);
	return key_wrap(&k, who, now, now_n, v->data_key, f) < 0 ? -1 : key_file_write(path, &k, false, f);
}

int
vault_verify(struct vault *v, const char *passphrase, size_t n, struct fault *f)
{
	char path[VAULT_PATH];
	unsigned char data_key[DATA_KEY];
	struct key_file k;

	if (load_own(v, path, &k, f) < 0)
		return -1;
	int slot = key_unwrap(&k, path, passphrase, n, data_key, f);
	sodium_memzero(data_key, sizeof data_key);
	return slot < 0 ? -1 : 0;
}

int
vault_add_slot(struct vault *v, const char *who, const char *passphrase, size_t n, struct fault *f)
{
	char path[VAULT_PATH];
	struct key_file k;

	if (load_own(v, path, &k, f) < 0 || key_wrap(&k, who, passphrase, n, v->data_key, f) < 0)
		return -1;
	return key_file_write(path, &k, false, f);
}

int
vault_wrap_public(struct vault *v, const unsigned char recovery_pk[32], struct fault *f)
{
	char path[VAULT_PATH];
	struct key_file k;

	if (load_own(v, path, &k, f) < 0 || key_wrap_public(&k, recovery_pk, v->data_key, f) < 0)
		return -1;
	return key_file_write(path, &k, false, f);
}

int
vault_sealed_key(const char *folder, const unsigned char recovery_pk[32], unsigned char sealed[80], struct fault *f)
{
	char path[VAULT_PATH];
	struct key_file k;

	if (load(folder, path, &k, f) < 0)
		return -1;
	for (size_t i = 0; i < k.n; i++)
		if (k.slot[i].kind == KEY_RECOVERY && memcmp(k.slot[i].pk, recovery_pk, KEY_PUBLIC) == 0) {
			memcpy(sealed, k.slot[i].sealed, KEY_SEALED);
			return 0;
		}
	return fault_set(f, EX_NOINPUT, _("%s holds no key sealed for the county's recovery key."), path);
}

int
vault_recover(const char *folder, const unsigned char data_key[32], const char *who, const char *passphrase, size_t n,
	struct fault *f)
{
	char path[VAULT_PATH];
	struct key_file k;

	if (load(folder, path, &k, f) < 0)
		return -1;
	if (!key_fits(&k, data_key))
		return fault_set(f, EX_DATAERR,
			_("The recovered key is not the key of the vault in %s. Nothing was changed; carry this "
			  "laptop's own answer from the county."),
			folder);
	return key_wrap(&k, who, passphrase, n, data_key, f) < 0 ? -1 : key_file_write(path, &k, false, f);
}
