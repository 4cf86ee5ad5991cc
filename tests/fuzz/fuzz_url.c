/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * http/url over any bytes: a usable base has an origin, an origin is its own origin, what was
 * escaped holds nothing special, what was redacted is redacted.
 */

#include "fuzz.h"

#include "http/url.h"

#include <string.h>

static void
check_origin(struct str text, bool is_base)
{
    CLEANUP(buf_done) struct buf origin = BUF_INIT(1u << 20);
    CLEANUP(buf_done) struct buf again = BUF_INIT(1u << 20);
    struct error err = ERROR_INIT;
    if (!url_origin(text, &origin)) {
        HOLDS(!is_base && origin.used == 0);
        return;
    }
    HOLDS(url_check_base(buf_str(&origin), &err));
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
    struct error err = ERROR_INIT;
    size_t query = str_find(buf_str(&url), STR("?"), 0);
    HOLDS(url_check_base(str_sub(buf_str(&url), 0, query), &err));
}

static void
check_redact(struct str text)
{
    CLEANUP(buf_done) struct buf once = BUF_INIT(1u << 20);
    CLEANUP(buf_done) struct buf twice = BUF_INIT(1u << 20);
    HOLDS(url_redact(text, &once));
    HOLDS(url_redact(buf_str(&once), &twice));
    HOLDS(str_equal(buf_str(&once), buf_str(&twice)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct error err = ERROR_INIT;
    bool is_base = url_check_base(text, &err);
    HOLDS(is_base != error_is_set(&err));
    check_origin(text, is_base);
    check_build(text);
    check_redact(text);
    return 0;
}
