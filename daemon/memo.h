/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the pages of one visit said last time: a digest of each answer and what the adapter made of
 * it. A digest function is pure, so the same answer to the same question needs no second reading:
 * most polls find nothing new, and this is what makes them cheap. It keeps no records and no
 * bodies.
 */

#ifndef DAEMON_MEMO_H
#define DAEMON_MEMO_H

#include "base/arena.h"
#include "record/batch.h"
#include "source/source.h"

#define MEMO_DIGEST_BYTES 16
#define MEMO_PAGES_MAX    64u /* longer visits read the rest again */

struct memo;

struct memo_page {
    unsigned char digest[MEMO_DIGEST_BYTES];
    enum verdict verdict; /* DONE or MORE: other answers are not remembered */
    char *next;           /* owned: cursor_format() of outcome.next */
    char *ids;            /* owned: ids of its messages, newline after each; NULL for none */
};

struct memo *memo_new(void);
/* Takes void *, to serve as target_set.free_memory. */
void memo_free(void *memo);
void memo_digest(const struct cursor *at, const struct http_response *answer,
                 unsigned char ret_digest[MEMO_DIGEST_BYTES]);
/* The page at that place of the visit, when its digest is the same; else NULL. memo may be NULL. */
const struct memo_page *memo_find(const struct memo *memo, size_t number,
                                  const unsigned char digest[MEMO_DIGEST_BYTES]);
/* Remembers it, and forgets what came behind that place. next and ids are copied. */
void memo_keep(struct memo *memo, size_t number, const unsigned char digest[MEMO_DIGEST_BYTES],
               enum verdict verdict, struct str next, struct str ids);

#endif
