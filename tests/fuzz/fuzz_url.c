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

/* What is escaped is found again, and comes out as it went in. */
static void
check_parameter(struct str text)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(1u << 20);
    CLEANUP(buf_done) struct buf plain = BUF_INIT(1u << 20);
    struct str name = str_sub(text, 0, text.n / 2);
    struct str given = str_sub(text, text.n / 2, text.n);
    struct str value;
    HOLDS(url_add_query(&url, name, given));
    value = url_parameter(str_sub(buf_str(&url), 1, url.used), name);
    HOLDS(!str_is_none(value) && url_unescape(&plain, value));
    HOLDS(plain.used == given.n && memcmp(value.n > 0 ? plain.data : "", given.p, given.n) == 0);
    /* In any bytes a value is a part of them. */
    value = url_parameter(text, STR("a"));
    HOLDS(str_is_none(value) || (value.p > text.p && value.p + value.n <= text.p + text.n));
    value = url_parameter(url_query(text), STR("a"));
    HOLDS(str_is_none(value) || (value.p > text.p && value.p + value.n <= text.p + text.n));
    HOLDS(url_unescape(&plain, text));
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
    check_parameter(text);
    check_room(text);
    return 0;
}
