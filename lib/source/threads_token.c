/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tokens of Threads: a profile's owner allows it, the token that comes of it lives an hour and is
 * exchanged for one of 60 days, which can be renewed from its second day until it ends.
 * (Documentation of Threads, "Get Access Tokens" and "Long-Lived Tokens".) debug_token wants the
 * token of a tester, so it is not asked: when a token ends only its renewal tells.
 */

#include "source/threads.h"

#include "source/authorize.h"
#include "source/discovery.h"

#define DAY_S (INT64_C(24) * 60 * 60)

static const struct renewal renewal = {
    .call = { .method = HTTP_GET,
              .path = "/refresh_access_token?grant_type=th_refresh_token",
              .from_origin = true,
              .secrets = { { .place = HTTP_SECRET_QUERY,
                             .name = "access_token",
                             .part = "token" } },
              .secret_count = 1 },
    .needs = { "token" },
    .renewed_part = "token",
    .tells_end = true,
    .before_s = 15 * DAY_S,
    .token = "access_token",
    .expires_in = "expires_in",
};

static const struct renewal exchange = {
    .call = { .method = HTTP_POST,
              .path = "/oauth/access_token",
              .from_origin = true,
              .body = "grant_type=authorization_code",
              .content_type = "application/x-www-form-urlencoded",
              .secrets = { { RENEWAL_FORM("client_id", "app_id") },
                           { RENEWAL_FORM("client_secret", "app_secret") },
                           { RENEWAL_FORM("redirect_uri", "redirect_uri") },
                           { RENEWAL_FORM("code", "code") } },
              .secret_count = 4 },
    .token = "access_token",
};

static const struct renewal lengthen = {
    .call = { .method = HTTP_GET,
              .path = "/access_token?grant_type=th_exchange_token",
              .from_origin = true,
              .secrets = { { .place = HTTP_SECRET_QUERY,
                             .name = "client_secret",
                             .part = "app_secret" },
                           { .place = HTTP_SECRET_QUERY,
                             .name = "access_token",
                             .part = "token" } },
              .secret_count = 2 },
    .token = "access_token",
    .expires_in = "expires_in",
};

static const struct renewal_scope scopes[] = {
    { "threads_basic", "account, posts" },
    { "threads_read_replies", "comments" },
    { "threads_manage_mentions", "mentions" },
    { "threads_manage_insights", "followers and the numbers of posts" },
    { "threads_profile_discovery", "profiles with access: public" },
    { NULL, NULL },
};

static const struct authorization authorization = {
    .address = "https://threads.com/oauth/authorize",
    .client_name = "client_id",
    .client_part = "app_id",
    .secret_part = "app_secret",
    .scopes = scopes,
    .separator = ',',
    .exchange = &exchange,
    .lengthen = &lengthen,
};

const struct renewal *
threads_renewal(const void *settings)
{
    (void)settings;
    return &renewal;
}

const struct authorization *
threads_authorization(const void *settings)
{
    (void)settings;
    return &authorization;
}

/* ---- whose it is ---- */

static const struct discovery_account accounts[] = {
    { .platform = "threads", .at = "", .id = "id", .handle = "username", .name = "name" },
    { .platform = NULL },
};

static const struct discovery discovery = {
    .begins = "THA",
    .call = { .method = HTTP_GET,
              .path = "/me?fields=id,username,name",
              .secrets = { { .place = HTTP_SECRET_HEADER,
                             .transform = HTTP_SECRET_BEARER,
                             .name = "Authorization",
                             .part = "token" } },
              .secret_count = 1 },
    .list = "",
    .accounts = accounts,
};

const struct discovery *
threads_discovery(const void *settings)
{
    (void)settings;
    return &discovery;
}
