/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the pages of one visit said last time: a digest of each answer and what the adapter made of
 * it. A digest function is pure, so the same answer to the same question needs no second reading:
 * most polls find nothing new, and this is what makes them cheap. Of a page that did change, most
 * elements did not: digests of those whose rows are stored are kept too, as far as the pool has
 * room. It keeps no records and no bodies.
 */

#ifndef DAEMON_MEMO_H
#define DAEMON_MEMO_H

#include "base/arena.h"
#include "record/batch.h"
#include "source/source.h"

#define MEMO_DIGEST_BYTES 16
#define MEMO_KEY_BYTES    16         /* crypto_shorthash_KEYBYTES */
#define MEMO_PAGES_MAX    64u        /* longer visits read the rest again */
#define MEMO_ITEMS_MAX    (2u << 20) /* digests of elements in all memos: 16 MiB */

/* What all memos of a program share. Outlives them. */
struct memo_pool {
    unsigned char key[MEMO_KEY_BYTES]; /* nobody outside can make two elements look the same */
    size_t items;
};

struct memo;

struct memo_page {
    unsigned char digest[MEMO_DIGEST_BYTES];
    enum verdict verdict; /* DONE or MORE: other answers are not remembered */
    char *next;           /* owned: cursor_format() of outcome.next */
    char *ids;            /* owned: ids of its messages, newline after each; NULL for none */
    uint64_t *items;      /* owned: of its elements, in the order of ids; NULL: not kept */
    size_t item_count;
};

/* Where the last element was found: those of a page are asked for in their order. */
struct memo_hint {
    size_t page, item;
    const char *id; /* of that item; NULL at the start */
};

void memo_pool_init(struct memo_pool *pool);
struct memo *memo_new(struct memo_pool *pool);
/* Takes void *, to serve as target_set.free_memory. */
void memo_free(void *memo);
void memo_digest(const struct cursor *at, const struct http_response *answer,
                 unsigned char ret_digest[MEMO_DIGEST_BYTES]);
uint64_t memo_digest_item(const struct memo_pool *pool, struct str bytes);
/* The page at that place of the visit, when its digest is the same; else NULL. memo may be NULL. */
const struct memo_page *memo_find(const struct memo *memo, size_t number,
                                  const unsigned char digest[MEMO_DIGEST_BYTES]);
/*
 * True when the page at that place or one of its neighbours had this element; *ret_id is its
 * message's, a view into the memo. hint starts { 0 }, and is for one page only. memo may be NULL.
 */
bool memo_find_item(const struct memo *memo, size_t number, uint64_t item, struct memo_hint *hint,
                    struct str *ret_id);
/* Remembers a page in place of what was there. next, ids and items are copied; without items, or
 * when the pool is full, no elements are kept. */
void memo_keep(struct memo *memo, size_t number, const struct memo_page *page);
/* How many pages are remembered: all of the last visit, to the bound. memo may be NULL. */
size_t memo_pages(const struct memo *memo);
/* Forgets the pages from that place on. memo may be NULL. */
void memo_cut(struct memo *memo, size_t number);
/*
 * A visit has shown everything on so many pages: those behind them are forgotten. True when it
 * showed the messages of the complete visit before it and no others.
 */
bool memo_complete(struct memo *memo, size_t page_count);

#endif
