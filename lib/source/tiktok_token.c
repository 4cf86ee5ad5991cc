/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tokens of TikTok live a day, the refresh token a year; each renewal may bring a new one of
 * those, and ends the one before. Both APIs have an address of their own for it (documentation of
 * "Refresh a creator access token" and of "Manage user access tokens").
 */

#include "source/tiktok.h"

#include "source/authorize.h"
#include "source/discovery.h"

#define HOUR_S INT64_C(3600)

/* The secrets that say who asks, and what an answer with tokens has, of either API. */
#define BUSINESS_CLIENT                                \
    { RENEWAL_JSON("client_id", "client_id") },        \
    {                                                  \
        RENEWAL_JSON("client_secret", "client_secret") \
    }
#define BUSINESS_TOLD                                                                       \
    .token = "data.access_token", .refresh_token = "data.refresh_token",                    \
    .expires_in = "data.expires_in", .refresh_expires_in = "data.refresh_token_expires_in", \
    .scopes = "data.scope"
#define DISPLAY_CLIENT                                 \
    { RENEWAL_FORM("client_key", "client_id") },       \
    {                                                  \
        RENEWAL_FORM("client_secret", "client_secret") \
    }
#define DISPLAY_TOLD                                                                       \
    .token = "access_token", .refresh_token = "refresh_token", .expires_in = "expires_in", \
    .refresh_expires_in = "refresh_expires_in", .scopes = "scope"

static const struct renewal business = {
    .call = { .method = HTTP_POST,
              .path = "/tt_user/oauth2/refresh_token/",
              .body = "{\"grant_type\":\"refresh_token\"}",
              .content_type = "application/json",
              .secrets = { BUSINESS_CLIENT, { RENEWAL_JSON("refresh_token", "refresh_token") } },
              .secret_count = 3 },
    .needs = { "client_id", "client_secret", "refresh_token" },
    .renewed_part = "token",
    .refreshes = true,
    .before_s = 6 * HOUR_S,
    BUSINESS_TOLD,
};

static const struct renewal display = {
    .call = { .method = HTTP_POST,
              .path = "/oauth/token/",
              .body = "grant_type=refresh_token",
              .content_type = "application/x-www-form-urlencoded",
              .secrets = { DISPLAY_CLIENT, { RENEWAL_FORM("refresh_token", "refresh_token") } },
              .secret_count = 3 },
    .needs = { "client_id", "client_secret", "refresh_token" },
    .renewed_part = "token",
    .refreshes = true,
    .before_s = 6 * HOUR_S,
    DISPLAY_TOLD,
};

const struct renewal *
tiktok_renewal(const void *settings)
{
    const struct tiktok_settings *set = settings;

    return set->api == TIKTOK_DISPLAY ? &display : &business;
}

/* ---- how its owner allows it ---- */

static const struct renewal business_exchange = {
    .call = { .method = HTTP_POST,
              .path = "/tt_user/oauth2/token/",
              .body = "{\"grant_type\":\"authorization_code\"}",
              .content_type = "application/json",
              .secrets = { BUSINESS_CLIENT,
                           { RENEWAL_JSON("auth_code", "code") },
                           { RENEWAL_JSON("redirect_uri", "redirect_uri") } },
              .secret_count = 4 },
    BUSINESS_TOLD,
    .account_id = "data.open_id",
};

static const struct renewal display_exchange = {
    .call = { .method = HTTP_POST,
              .path = "/oauth/token/",
              .body = "grant_type=authorization_code",
              .content_type = "application/x-www-form-urlencoded",
              .secrets = { DISPLAY_CLIENT,
                           { RENEWAL_FORM("code", "code") },
                           { RENEWAL_FORM("redirect_uri", "redirect_uri") },
                           { RENEWAL_FORM("code_verifier", "code_verifier"), .optional = true } },
              .secret_count = 5 },
    DISPLAY_TOLD,
    .account_id = "open_id",
};

static const struct renewal_scope business_scopes[] = {
    { "user.info.basic", "account" },
    { "user.info.username", "account" },
    { "user.info.stats", "account" },
    { "video.list", "posts" },
    { "video.insights", "reach" },
    { "comment.list", "comments" },
    { NULL, NULL },
};

static const struct renewal_scope display_scopes[] = {
    { "user.info.basic", "account" },
    { "user.info.profile", "account" },
    { "user.info.stats", "account" },
    { "video.list", "posts" },
    { NULL, NULL },
};

#define CONSENT                                                                          \
    .address = "https://www.tiktok.com/v2/auth/authorize/", .client_name = "client_key", \
    .client_part = "client_id", .secret_part = "client_secret", .separator = ','

static const struct authorization business_authorization = {
    CONSENT,
    .scopes = business_scopes,
    .exchange = &business_exchange,
};

/* An app that runs on somebody's own machine must prove that the code is its own. */
static const struct authorization display_authorization = {
    CONSENT,
    .scopes = display_scopes,
    .proof = AUTHORIZE_PROOF_LOOPBACK,
    .exchange = &display_exchange,
};

const struct authorization *
tiktok_authorization(const void *settings)
{
    const struct tiktok_settings *set = settings;

    return set->api == TIKTOK_DISPLAY ? &display_authorization : &business_authorization;
}

/* ---- whose it is: the Business API wants the id that came with the token ---- */

static const struct discovery_account business_accounts[] = {
    { .platform = "tiktok",
      .at = "",
      .handle = "username",
      .name = "display_name",
      .followers = "followers_count",
      .verified = "is_verified" },
    { .platform = NULL },
};

static const struct discovery_account display_accounts[] = {
    { .platform = "tiktok",
      .at = "",
      .id = "open_id",
      .handle = "username",
      .name = "display_name",
      .followers = "follower_count",
      .verified = "is_verified" },
    { .platform = NULL },
};

static const struct discovery business_discovery = {
    .call = { .method = HTTP_GET,
              .path = "/business/get/?fields=%5B%22username%22%2C%22display_name%22%2C"
                      "%22followers_count%22%5D",
              .secrets = { { .place = HTTP_SECRET_HEADER, .name = "Access-Token", .part = "token" },
                           { .place = HTTP_SECRET_QUERY,
                             .name = "business_id",
                             .part = "open_id" } },
              .secret_count = 2 },
    .list = "data",
    .accounts = business_accounts,
    .id_part = "open_id",
};

static const struct discovery display_discovery = {
    .begins = "act.",
    .call = { .method = HTTP_GET,
              .path = "/user/info/?fields=open_id,username,display_name,is_verified,follower_count",
              .secrets = { { .place = HTTP_SECRET_HEADER,
                             .transform = HTTP_SECRET_BEARER,
                             .name = "Authorization",
                             .part = "token" } },
              .secret_count = 1 },
    .list = "data.user",
    .accounts = display_accounts,
};

const struct discovery *
tiktok_discovery(const void *settings)
{
    const struct tiktok_settings *set = settings;

    return set->api == TIKTOK_DISPLAY ? &display_discovery : &business_discovery;
}
