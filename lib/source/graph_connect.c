/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How the owner of a Page or of an Instagram account allows an app to read it, and which of them a
 * token sees. (Documentation of Meta, "Manually Build a Login Flow" and "Page Access Tokens".)
 */

#include "source/graph.h"

#include "source/authorize.h"
#include "source/discovery.h"

/* How a request says whose it is. */
#define ASKING                                           \
    .secrets = { { .place = HTTP_SECRET_HEADER,          \
                   .transform = HTTP_SECRET_BEARER,      \
                   .name = "Authorization",              \
                   .part = "token" },                    \
                 { .place = HTTP_SECRET_QUERY,           \
                   .transform = HTTP_SECRET_HMAC_SHA256, \
                   .name = "appsecret_proof",            \
                   .part = "token",                      \
                   .key_part = "app_secret",             \
                   .optional = true } },                 \
    .secret_count = 2

static const struct renewal exchange = {
    .call = { .method = HTTP_GET,
              .path = "/oauth/access_token",
              .secrets = { { .place = HTTP_SECRET_QUERY, .name = "client_id", .part = "app_id" },
                           { .place = HTTP_SECRET_QUERY,
                             .name = "client_secret",
                             .part = "app_secret" },
                           { .place = HTTP_SECRET_QUERY,
                             .name = "redirect_uri",
                             .part = "redirect_uri" },
                           { .place = HTTP_SECRET_QUERY, .name = "code", .part = "code" } },
              .secret_count = 4 },
    .token = "access_token",
    .expires_in = "expires_in",
};

#define DIALOG                                                                                     \
    .address = "https://www.facebook.com/v26.0/dialog/oauth", .client_name = "client_id",          \
    .client_part = "app_id", .secret_part = "app_secret", .separator = ',', .exchange = &exchange, \
    .lengthen = &graph_longer

static const struct authorization facebook = { .scopes = graph_facebook_scopes, DIALOG };
static const struct authorization instagram = { .scopes = graph_instagram_scopes, DIALOG };

const struct authorization *
graph_authorization_facebook(const void *settings)
{
    (void)settings;
    return &facebook;
}

const struct authorization *
graph_authorization_instagram(const void *settings)
{
    (void)settings;
    return &instagram;
}

/* ---- which accounts it sees: Pages, and the Instagram account that belongs to each ---- */

static const struct discovery_account accounts[] = {
    { .platform = "facebook",
      .at = "",
      .id = "id",
      .handle = "username",
      .name = "name",
      .followers = "followers_count",
      .verified = "verification_status",
      .own_token = true },
    { .platform = "instagram",
      .at = "instagram_business_account",
      .id = "id",
      .handle = "username",
      .name = "name",
      .followers = "followers_count" },
    { .platform = NULL },
};

static const struct discovery_task needs[] = {
    { { "MODERATE", "MANAGE", "PROFILE_PLUS_MODERATE" }, "comments, mentions" },
    { { "MESSAGING", "MODERATE", "MANAGE", "PROFILE_PLUS_MESSAGING" }, "direct_messages" },
    { { NULL }, NULL },
};

static const struct renewal own_token = {
    .call = { .method = HTTP_GET, .path = "?fields=access_token", ASKING },
    .token = "access_token",
};

static const struct discovery discovery = {
    .begins = "EAA",
    .call = { .method = HTTP_GET,
              .path = "/me/accounts?limit=100&fields=id,name,username,followers_count,"
                      "verification_status,tasks,instagram_business_account"
                      "%7Bid,username,name,followers_count%7D",
              ASKING },
    .list = "data",
    .accounts = accounts,
    .tasks = "tasks",
    .needs = needs,
    .next = "paging.next",
    .after = "paging.cursors.after",
    .own_token = &own_token,
};

const struct discovery *
graph_discovery(const void *settings)
{
    (void)settings;
    return &discovery;
}
