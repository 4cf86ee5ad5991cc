/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * http/url over any bytes: an origin is its own origin and names nobody, what was escaped holds
 * nothing special and stays on its host, what does not fit leaves no trace.
 */

#include "fuzz.h"

#include "http/url.h"

#include <string.h>

static void
check_origin(struct str text)
{
    CLEANUP(buf_done) struct buf origin = BUF_INIT(1u << 20);
    CLEANUP(buf_done) struct buf again = BUF_INIT(1u << 20);
    if (!url_origin(text, &origin)) {
        HOLDS(origin.used == 0);
        return;
    }
    HOLDS(url_origin(buf_str(&origin), &again));
    HOLDS(str_equal(buf_str(&origin), buf_str(&again)));
    HOLDS(strpbrk(origin.data, "@\\?# \n") == NULL);
}

static void
check_build(struct str text)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(1u << 20);
    HOLDS(buf_append_str(&url, STR("http://a")));
    HOLDS(url_add_segment(&url, text) && url_add_query(&url, text, text));
    HOLDS(strlen(url.data) == url.used);
    HOLDS(strspn(url.data + 8, "/?=%-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz") == url.used - 8);
    CLEANUP(buf_done) struct buf origin = BUF_INIT(1u << 20);
    HOLDS(url_origin(buf_str(&url), &origin) && str_equal_c(buf_str(&origin), "http://a"));
}

/* There is room for the text once. */
static void
check_room(struct str text)
{
    CLEANUP(buf_done) struct buf narrow = BUF_INIT(text.n + 7);
    size_t before;
    HOLDS(buf_append_str(&narrow, STR("http://")));
    before = narrow.used;
    HOLDS(url_add_query(&narrow, STR("q"), text) || narrow.used == before);
    before = narrow.used;
    HOLDS(url_origin(text, &narrow) || narrow.used == before);
    HOLDS(strlen(narrow.data) == narrow.used);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    check_origin(text);
    check_build(text);
    check_room(text);
    return 0;
}
