/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/graph.h"

#include "http/url.h"

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
    const struct http_request request = {
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

    return ask_finish(view, url, ok, &request, ret_request, err);
}

int64_t
graph_since_s(const struct source_view *view, const struct cursor *at, int64_t overlap_us)
{
    int64_t since_us = ask_since_us(view, at, overlap_us);

    return since_us > 0 ? since_us / WHEN_SECOND : 0;
}

bool
graph_add_until(struct buf *url, const struct source_view *view)
{
    return view->until_us <= 0 || ask_add_number(url, STR("until"), view->until_us / WHEN_SECOND);
}
