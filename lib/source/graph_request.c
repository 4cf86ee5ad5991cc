/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/graph.h"

#include <inttypes.h>
#include <stdio.h>

#include "http/url.h"

bool
graph_add_parameters(struct buf *url, const struct graph_parameter *parameters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!url_add_query(url, str_from(parameters[i].name), str_from(parameters[i].value)))
            return false;
    }
    return true;
}

bool
graph_add_number(struct buf *url, const char *name, int64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, value);
    return url_add_query(url, str_from(name), str_from(text));
}

bool
graph_add_path(struct buf *url, const struct source_view *view, struct str id, const char *edge)
{
    return id.n > 0 && buf_append_str(url, view->base_url) && url_add_segment(url, id) &&
           (edge == NULL || url_add_segment(url, str_from(edge)));
}

bool
graph_request(const struct source_view *view, const struct buf *url, bool ok,
              struct http_request *ret_request, struct error *err)
{
    struct http_request request = {
        .method = HTTP_GET,
        .secrets = { { .place = HTTP_SECRET_HEADER,
                       .transform = HTTP_SECRET_BEARER,
                       .name = "Authorization",
                       .part = "token" },
                     { .place = HTTP_SECRET_QUERY,
                       .transform = HTTP_SECRET_HMAC_SHA256,
                       .name = "appsecret_proof",
                       .part = "token",
                       .key_part = "app_secret",
                       .optional = true } },
        .secret_count = 2,
    };

    if (!ok || !arena_str(view->arena, buf_str(url), &request.url))
        return error_set(err, ERROR_CONFIG, "no request can be made for id \"%.*s\"",
                         STR_ARGS(view->account.external_id));
    *ret_request = request;
    return true;
}

unsigned
graph_limit(const struct cursor *at, int64_t usual)
{
    return at->page_limit > 0 && at->page_limit < usual ? at->page_limit : (unsigned)usual;
}

int64_t
graph_since_s(const struct source_view *view, const struct cursor *at, int64_t overlap_us)
{
    int64_t since_us = view->since_us;

    if (at->since_us != WHEN_NONE) {
        int64_t mark_us = at->since_us < view->now_us ? at->since_us : view->now_us;
        if (mark_us - overlap_us > since_us)
            since_us = mark_us - overlap_us;
    }
    return since_us > 0 ? since_us / WHEN_SECOND : 0;
}
