/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * source/link over any bytes: the search goes on and ends; what it finds stands in the text, behind
 * what was found before, and holds nothing but letters, digits, "_", "-" and ".". record/mask over
 * the same: what is masked is masked.
 */

#include "fuzz.h"

#include "record/mask.h"
#include "source/link.h"

#include <string.h>

/* As a whole, or as POST_COMMENT, whose parts stand apart. */
static bool
stands_in(struct str text, struct str key)
{
    size_t last = key.n;

    while (last > 0 && key.p[last - 1] != '_')
        last--;
    return str_find(text, key, 0) != SIZE_MAX ||
           (last > 1 && last < key.n && str_find(text, str_sub(key, 0, last - 1), 0) != SIZE_MAX &&
            str_find(text, str_sub(key, last, key.n), 0) != SIZE_MAX);
}

/* Of one address alone the search finds the same. */
static void
check_name(struct str text)
{
    struct link named;
    struct link found;
    size_t at = 0;

    if (!link_name(text, &named))
        return;
    HOLDS(link_next(text, &at, &found) && at == text.n);
    HOLDS(strcmp(named.channel, found.channel) == 0 && strcmp(named.key, found.key) == 0);
}

static void
check(struct str text, bool (*next)(struct str, size_t *, struct link *))
{
    struct link link;
    size_t at = 0;
    size_t before = 0;

    while (next(text, &at, &link)) {
        size_t n = strlen(link.key);
        HOLDS(at > before && at <= text.n);
        HOLDS(n > 0 && n < LINK_KEY_SIZE && strlen(link.channel) > 0);
        HOLDS(strspn(link.key,
                     "0123456789_-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == n);
        HOLDS(stands_in(str_sub(text, before, at - before), str_from(link.key)));
        before = at;
    }
    HOLDS(at == text.n);
}

static void
check_mask(struct str text)
{
    struct arena *arena = arena_new(8 * text.n + 64);
    struct str once;
    struct str twice;

    HOLDS(mask_text(arena, link_site, text, &once) && mask_text(arena, link_site, once, &twice));
    HOLDS(str_equal(once, twice));
    arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };

    check(text, link_next);
    check_name(text);
    check(text, link_next_number);
    check_mask(text);
    return 0;
}
