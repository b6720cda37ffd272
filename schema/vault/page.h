#ifndef VAULT_PAGE_H
#define VAULT_PAGE_H

#include <stdint.h>

/*
 * Sealing of one database page and of one frame of the write-ahead log: bytes in, bytes out, no files. The sizes are
 * constants of the vault and never learnt from a file: a shim that believed the file would write plaintext whenever
 * pages reach the disk before page 1 does.
 */
#define PAGE_BYTES 4096
#define PAGE_RESERVE 40 /* 24 bytes of random nonce, 16 of tag, at the end of each page */
#define PAGE_BODY (PAGE_BYTES - PAGE_RESERVE)
#define PAGE_CLEAR 24 /* bytes of page 1 that stay readable: constants, see page_header_ok() */
#define WAL_HEAD 32
#define FRAME_HEAD 24 /* page number, database size, two salts, two checksums: 4 bytes each, big-endian */
#define FRAME_SUMS 16 /* where the two checksums start */
#define FRAME_BYTES (FRAME_HEAD + PAGE_BYTES)
#define DATA_KEY 32

/* Keys derived from the data key, one for each purpose, in guarded memory that is never swapped or dumped. */
struct page_keys;

/* Derive from ${data_key}. NULL when out of memory. */
struct page_keys *page_keys_new(const unsigned char data_key[DATA_KEY]);

/* Wipes; NULL-safe. */
void page_keys_free(struct page_keys *k);

/* Whether ${page} starts with the clear bytes that page 1 of a vault has: SQLite's magic, our page size and reserve. */
int page_header_ok(const unsigned char *page);

/* Write into ${out} the clear bytes that every vault's page 1 has, for readers of a page 1 that was torn. */
void page_header_make(unsigned char out[PAGE_CLEAR]);

/* Seal page ${number} (from 1) under a new nonce. The content of the reserved bytes is not kept. */
void page_seal(const struct page_keys *k, uint32_t number, const unsigned char plain[PAGE_BYTES],
	unsigned char sealed[PAGE_BYTES]);

/* Undo page_seal(); the reserved bytes come back as zeros. 0, or -1 with ${plain} zeroed when the page was altered,
 * damaged, belongs elsewhere or was never written. */
int page_unseal(const struct page_keys *k, uint32_t number, const unsigned char sealed[PAGE_BYTES],
	unsigned char plain[PAGE_BYTES]);

/*
 * Seal a frame that stands at byte ${at} of the log. The checksums in ${head} cover plaintext and would let a reader
 * without the key test guesses, so they are masked with a pad that depends on the page's nonce; the page is then bound
 * to the place and to the whole header.
 */
void frame_seal(const struct page_keys *k, uint64_t at, const unsigned char head[FRAME_HEAD],
	const unsigned char page[PAGE_BYTES], unsigned char sealed[FRAME_BYTES]);

/* Seal a new page under the header that ${sealed} has already; the header's checksums are void until it is sealed anew.
 */
void frame_seal_page(const struct page_keys *k, uint64_t at, const unsigned char page[PAGE_BYTES],
	unsigned char sealed[FRAME_BYTES]);

/* Undo frame_seal(); ${head} or ${page} may be NULL. 0, or -1 with both zeroed (no log accepts a zeroed frame). */
int frame_unseal(const struct page_keys *k, uint64_t at, const unsigned char sealed[FRAME_BYTES],
	unsigned char head[FRAME_HEAD], unsigned char page[PAGE_BYTES]);

#endif
