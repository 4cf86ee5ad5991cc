/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "memo.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

struct memo {
    struct memo_page *pages;
    size_t count, size;
};

struct memo *
memo_new(void)
{
    return xcalloc(1, sizeof(struct memo));
}

static void
forget_from(struct memo *memo, size_t number)
{
    while (memo->count > number) {
        struct memo_page *page = &memo->pages[--memo->count];
        free(page->next);
        free(page->ids);
    }
}

void
memo_free(void *pointer)
{
    struct memo *memo = pointer;

    if (memo == NULL)
        return;
    forget_from(memo, 0);
    free(memo->pages);
    free(memo);
}

void
memo_digest(const struct cursor *at, const struct http_response *answer,
            unsigned char ret_digest[MEMO_DIGEST_BYTES])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, MEMO_DIGEST_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)&at->page_limit,
                              sizeof(at->page_limit));
    crypto_generichash_update(&state, (const unsigned char *)&at->since_us, sizeof(at->since_us));
    for (unsigned i = 0; i < at->frame_count; i++)
        crypto_generichash_update(&state, (const unsigned char *)at->frames[i].after,
                                  strlen(at->frames[i].after) + 1);
    crypto_generichash_update(&state, (const unsigned char *)&answer->status,
                              sizeof(answer->status));
    crypto_generichash_update(&state, (const unsigned char *)answer->body.p, answer->body.n);
    crypto_generichash_final(&state, ret_digest, MEMO_DIGEST_BYTES);
}

const struct memo_page *
memo_find(const struct memo *memo, size_t number, const unsigned char digest[MEMO_DIGEST_BYTES])
{
    if (memo == NULL || number >= memo->count ||
        memcmp(memo->pages[number].digest, digest, MEMO_DIGEST_BYTES) != 0)
        return NULL;
    return &memo->pages[number];
}

static char *
copy(struct str text)
{
    char *bytes;

    if (str_is_none(text))
        return NULL;
    bytes = xcalloc(text.n + 1, 1);
    memcpy(bytes, text.p, text.n);
    return bytes;
}

void
memo_keep(struct memo *memo, size_t number, const unsigned char digest[MEMO_DIGEST_BYTES],
          enum verdict verdict, struct str next, struct str ids)
{
    struct memo_page *page;

    if (number > memo->count || number >= MEMO_PAGES_MAX)
        return;
    forget_from(memo, number);
    if (memo->count == memo->size) {
        memo->size = memo->size == 0 ? 1 : memo->size * 2;
        memo->pages = xrealloc(memo->pages, memo->size * sizeof(*memo->pages));
    }
    page = &memo->pages[memo->count++];
    memcpy(page->digest, digest, MEMO_DIGEST_BYTES);
    page->verdict = verdict;
    page->next = copy(next);
    page->ids = copy(ids);
}
