/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tokens of Meta's platforms. A user's long token lives some 60 days and is exchanged for a fresh
 * one while it is still valid, never after; a Page's or a system user's has no end of its own, but
 * access to the data ends 90 days after the person last logged in. debug_token tells both.
 */

#include "source/graph.h"

#define DAY_S (INT64_C(24) * 60 * 60)

const struct renewal graph_longer = {
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
    return &graph_longer;
}

#define BEARER                                                                                 \
    {                                                                                          \
        .place = HTTP_SECRET_HEADER, .transform = HTTP_SECRET_BEARER, .name = "Authorization", \
        .part = "token"                                                                        \
    }
#define PROOF                                                                                  \
    {                                                                                          \
        .place = HTTP_SECRET_QUERY, .transform = HTTP_SECRET_HMAC_SHA256,                      \
        .name = "appsecret_proof", .part = "token", .key_part = "app_secret", .optional = true \
    }
#define DEBUG_TOKEN                                                                                \
    .call = { .method = HTTP_GET,                                                                  \
              .path = "/debug_token",                                                              \
              .secrets = { BEARER,                                                                 \
                           { .place = HTTP_SECRET_QUERY, .name = "input_token", .part = "token" }, \
                           PROOF },                                                                \
              .secret_count = 3 },                                                                 \
    .is_valid = "data.is_valid", .expires_at = "data.expires_at",                                  \
    .data_access_expires_at = "data.data_access_expires_at", .scopes = "data.scopes",              \
    .kind = "data.type"

/* What the manual pages name under PERMISSIONS. */
const struct renewal_scope graph_facebook_scopes[] = {
    { "pages_show_list", "the list of Pages" },
    { "pages_read_engagement", "account, posts, direct_messages" },
    { "pages_read_user_content", "comments, mentions" },
    { "pages_manage_metadata", "direct_messages" },
    { "pages_messaging", "direct_messages" },
    { NULL, NULL },
};
const struct renewal_scope graph_instagram_scopes[] = {
    { "pages_show_list", "the list of Pages" },
    { "pages_read_engagement", "the account that belongs to a Page" },
    { "instagram_basic", "account, posts, stories, comments, mentions, direct_messages" },
    { "instagram_manage_comments", "comments, mentions" },
    { "instagram_manage_messages", "direct_messages" },
    { "pages_manage_metadata", "direct_messages" },
    { NULL, NULL },
};

/* The token of a Page says of which. An Instagram account is asked with that of its Page. */
const struct renewal_inspection graph_facebook_inspection = { DEBUG_TOKEN,
                                                              .owner = "data.profile_id",
                                                              .needed = graph_facebook_scopes };
const struct renewal_inspection graph_instagram_inspection = { DEBUG_TOKEN,
                                                               .needed = graph_instagram_scopes };
