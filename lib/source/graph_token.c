/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tokens of Meta's platforms. A user's long token lives some 60 days and is exchanged for a fresh
 * one while it is still valid, never after; a Page's or a system user's has no end of its own, but
 * access to the data ends 90 days after the person last logged in. debug_token tells both.
 */

#include "source/graph.h"

#define DAY_S (INT64_C(24) * 60 * 60)

static const struct renewal renewal = {
    .call = { .method = HTTP_GET,
              .path = "/oauth/access_token?grant_type=fb_exchange_token",
              .secrets = { { .place = HTTP_SECRET_QUERY, .name = "client_id", .part = "app_id" },
                           { .place = HTTP_SECRET_QUERY,
                             .name = "client_secret",
                             .part = "app_secret" },
                           { .place = HTTP_SECRET_QUERY,
                             .name = "fb_exchange_token",
                             .part = "token" } },
              .secret_count = 3 },
    .needs = { "app_id", "app_secret", "token" },
    .renewed_part = "token",
    .before_s = 15 * DAY_S,
    .token = "access_token",
    .expires_in = "expires_in",
};

const struct renewal *
graph_renewal(const void *settings)
{
    (void)settings;
    return &renewal;
}

const struct renewal_inspection graph_inspection = {
    .call = { .method = HTTP_GET,
              .path = "/debug_token",
              .secrets = { { .place = HTTP_SECRET_HEADER,
                             .transform = HTTP_SECRET_BEARER,
                             .name = "Authorization",
                             .part = "token" },
                           { .place = HTTP_SECRET_QUERY, .name = "input_token", .part = "token" },
                           { .place = HTTP_SECRET_QUERY,
                             .transform = HTTP_SECRET_HMAC_SHA256,
                             .name = "appsecret_proof",
                             .part = "token",
                             .key_part = "app_secret",
                             .optional = true } },
              .secret_count = 3 },
    .is_valid = "data.is_valid",
    .expires_at = "data.expires_at",
    .data_access_expires_at = "data.data_access_expires_at",
    .scopes = "data.scopes",
};
