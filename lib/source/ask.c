/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/ask.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/parse.h"
#include "http/url.h"

/* No list is that long: a place is text that was stored, and may say anything. */
#define PLACE_MAX INT64_C(1000000000000)

bool
ask_add_parameters(struct buf *url, const struct ask_parameter *parameters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!url_add_query(url, str_from(parameters[i].name), str_from(parameters[i].value)))
            return false;
    }
    return true;
}

bool
ask_add_number(struct buf *url, struct str name, int64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, value);
    return name.n == 0 || url_add_query(url, name, str_from(text));
}

bool
ask_add_path(struct buf *url, struct str path)
{
    struct str segment;

    while (str_split(&path, '/', &segment)) {
        if (segment.n > 0 && !url_add_segment(url, segment))
            return false;
    }
    return true;
}

unsigned
ask_limit(const struct cursor *at, int64_t usual)
{
    return at->page_limit > 0 && at->page_limit < usual ? at->page_limit : (unsigned)usual;
}

int64_t
ask_number(struct str stored, int64_t usual)
{
    int64_t number;

    return parse_int(stored, &number) && number >= 0 && number <= PLACE_MAX ? number : usual;
}

int64_t
ask_since_us(const struct source_view *view, const struct cursor *at, int64_t overlap_us)
{
    int64_t mark_us = at->since_us < view->now_us ? at->since_us : view->now_us;
    int64_t from_us;

    if (mark_us < overlap_us) /* WHEN_NONE, too */
        return view->since_us;
    from_us = mark_us - overlap_us;
    if (view->reach_us > 0 && view->reach_us < from_us)
        from_us = view->reach_us;
    return from_us <= view->since_us ? view->since_us : from_us;
}

bool
ask_finish(const struct source_view *view, const struct buf *url, bool ok,
           const struct http_request *request, struct http_request *ret_request, struct error *err)
{
    struct str text;

    if (!ok || !arena_str(view->arena, buf_str(url), &text))
        return error_set(err, ERROR_CONFIG, "no request can be made for id \"%.*s\"",
                         STR_ARGS(view->account.external_id));
    *ret_request = *request;
    ret_request->url = text;
    return true;
}
