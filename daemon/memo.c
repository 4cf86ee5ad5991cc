/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "memo.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

_Static_assert(MEMO_KEY_BYTES == crypto_shorthash_KEYBYTES, "the key of an element's digest");
_Static_assert(crypto_shorthash_BYTES == sizeof(uint64_t), "an element's digest");

struct memo {
    struct memo_pool *pool;
    struct memo_page *pages;
    size_t count, size;
    bool differs; /* from the last complete visit, in the messages that a page lists */
};

void
memo_pool_init(struct memo_pool *pool)
{
    crypto_shorthash_keygen(pool->key);
    pool->items = 0;
}

struct memo *
memo_new(struct memo_pool *pool)
{
    struct memo *memo = xcalloc(1, sizeof(struct memo));

    memo->pool = pool;
    return memo;
}

static void
forget_page(struct memo *memo, struct memo_page *page)
{
    memo->pool->items -= page->item_count;
    free(page->next);
    free(page->ids);
    free(page->items);
    *page = (struct memo_page){ .next = NULL };
}

size_t
memo_pages(const struct memo *memo)
{
    return memo == NULL ? 0 : memo->count;
}

void
memo_cut(struct memo *memo, size_t number)
{
    while (memo != NULL && memo->count > number)
        forget_page(memo, &memo->pages[--memo->count]);
}

void
memo_free(void *pointer)
{
    struct memo *memo = pointer;

    if (memo == NULL)
        return;
    memo_cut(memo, 0);
    free(memo->pages);
    free(memo);
}

void
memo_digest(const struct cursor *at, const struct http_response *answer,
            unsigned char ret_digest[MEMO_DIGEST_BYTES])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, MEMO_DIGEST_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)&at->version, sizeof(at->version));
    crypto_generichash_update(&state, (const unsigned char *)&at->page_limit,
                              sizeof(at->page_limit));
    crypto_generichash_update(&state, (const unsigned char *)&at->since_us, sizeof(at->since_us));
    for (unsigned i = 0; i < at->frame_count; i++) {
        const char *const texts[] = { at->frames[i].edge, at->frames[i].object,
                                      at->frames[i].after };
        for (size_t k = 0; k < ARRAY_SIZE(texts); k++)
            crypto_generichash_update(&state, (const unsigned char *)texts[k],
                                      strlen(texts[k]) + 1);
    }
    crypto_generichash_update(&state, (const unsigned char *)&answer->status,
                              sizeof(answer->status));
    crypto_generichash_update(&state, (const unsigned char *)answer->body.p, answer->body.n);
    crypto_generichash_final(&state, ret_digest, MEMO_DIGEST_BYTES);
}

uint64_t
memo_digest_item(const struct memo_pool *pool, struct str bytes)
{
    uint64_t digest;

    crypto_shorthash((unsigned char *)&digest, (const unsigned char *)bytes.p, bytes.n, pool->key);
    return digest;
}

const struct memo_page *
memo_find(const struct memo *memo, size_t number, const unsigned char digest[MEMO_DIGEST_BYTES])
{
    if (memo == NULL || number >= memo->count ||
        memcmp(memo->pages[number].digest, digest, MEMO_DIGEST_BYTES) != 0)
        return NULL;
    return &memo->pages[number];
}

/* Sets *ret_item; looks from `from` on and then at those before it. */
static bool
find_on_page(const struct memo_page *page, uint64_t item, size_t from, size_t *ret_item)
{
    for (size_t i = 0; i < page->item_count; i++) {
        size_t at = from + i < page->item_count ? from + i : from + i - page->item_count;
        if (page->items[at] == item) {
            *ret_item = at;
            return true;
        }
    }
    return false;
}

/* The id on that line of the page's; steps on from the hint where that is not behind it. */
static struct str
id_of(const struct memo_page *page, size_t number, size_t item, struct memo_hint *hint)
{
    const char *id = page->ids;
    size_t line = 0;

    if (hint->id != NULL && hint->page == number && hint->item <= item) {
        id = hint->id;
        line = hint->item;
    }
    for (; line < item; line++)
        id = strchr(id, '\n') + 1;
    *hint = (struct memo_hint){ number, item, id };
    return (struct str){ id, (size_t)(strchr(id, '\n') - id) };
}

bool
memo_find_item(const struct memo *memo, size_t number, uint64_t item, struct memo_hint *hint,
               struct str *ret_id)
{
    size_t places[] = { number, number + 1, number == 0 ? number : number - 1 };
    size_t found;

    for (size_t i = 0; memo != NULL && i < ARRAY_SIZE(places); i++) {
        size_t place = places[i];
        size_t from = hint->id != NULL && hint->page == place ? hint->item : 0;
        if (place < memo->count && find_on_page(&memo->pages[place], item, from, &found)) {
            *ret_id = id_of(&memo->pages[place], place, found, hint);
            return true;
        }
    }
    return false;
}

static char *
copy(const char *text)
{
    return text == NULL ? NULL : xstrdup(text);
}

static void
copy_items(struct memo *memo, struct memo_page *page, const struct memo_page *from)
{
    if (from->items == NULL || from->ids == NULL || from->item_count == 0 ||
        memo->pool->items + from->item_count > MEMO_ITEMS_MAX)
        return;
    page->items = xcalloc(from->item_count, sizeof(*page->items));
    memcpy(page->items, from->items, from->item_count * sizeof(*page->items));
    page->item_count = from->item_count;
    memo->pool->items += from->item_count;
}

static bool
is_same_list(const struct memo_page *a, const struct memo_page *b)
{
    return a->verdict == b->verdict && str_equal(str_from(a->ids), str_from(b->ids));
}

void
memo_keep(struct memo *memo, size_t number, const struct memo_page *from)
{
    struct memo_page *page;

    if (number > memo->count || number >= MEMO_PAGES_MAX)
        return;
    if (number == memo->size) {
        memo->size = memo->size == 0 ? 1 : memo->size * 2;
        memo->pages = xrealloc(memo->pages, memo->size * sizeof(*memo->pages));
    }
    page = &memo->pages[number];
    memo->differs |= number == memo->count || !is_same_list(page, from);
    if (number < memo->count)
        forget_page(memo, page);
    else
        memo->count++;
    *page = (struct memo_page){ .verdict = from->verdict,
                                .next = copy(from->next),
                                .ids = copy(from->ids) };
    memcpy(page->digest, from->digest, MEMO_DIGEST_BYTES);
    copy_items(memo, page, from);
}

bool
memo_complete(struct memo *memo, size_t page_count)
{
    bool same = !memo->differs && page_count <= memo->count;

    memo_cut(memo, page_count);
    memo->differs = false;
    return same;
}
