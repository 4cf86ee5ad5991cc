/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tokens of X. An app's bearer token has no end and is what the manual advises. A user's lives two
 * hours; where its credential has the refresh token of the scope offline.access it is renewed, and
 * the refresh token with it: each can be used once. (X documentation, OAuth 2.0 Authorization Code
 * Flow with PKCE.)
 */

#include "source/x.h"

#include "source/authorize.h"
#include "source/discovery.h"

/* Where tokens are had, and who asks: a confidential client says who it is with its secret; a
 * public one has none. */
#define TOKENS                                                           \
    .method = HTTP_POST, .path = "/2/oauth2/token", .from_origin = true, \
    .content_type = "application/x-www-form-urlencoded"
#define CLIENT_ID                              \
    {                                          \
        RENEWAL_FORM("client_id", "client_id") \
    }
#define CLIENT_SECRET                                                                         \
    {                                                                                         \
        .place = HTTP_SECRET_HEADER, .transform = HTTP_SECRET_BASIC, .name = "Authorization", \
        .part = "client_id", .key_part = "client_secret", .optional = true                    \
    }
#define TOLD                                                                               \
    .token = "access_token", .refresh_token = "refresh_token", .expires_in = "expires_in", \
    .scopes = "scope"

static const struct renewal renewal = {
    .call = { TOKENS, .body = "grant_type=refresh_token",
              .secrets = { { RENEWAL_FORM("refresh_token", "refresh_token") },
                           CLIENT_ID,
                           CLIENT_SECRET },
              .secret_count = 3 },
    .needs = { "refresh_token", "client_id" },
    .renewed_part = "token",
    .refreshes = true,
    .before_s = INT64_C(30) * 60,
    TOLD,
};

const struct renewal *
x_renewal(const void *settings)
{
    (void)settings;
    return &renewal;
}

static const struct renewal exchange = {
    .call = { TOKENS, .body = "grant_type=authorization_code",
              .secrets = { { RENEWAL_FORM("code", "code") },
                           CLIENT_ID,
                           { RENEWAL_FORM("redirect_uri", "redirect_uri") },
                           { RENEWAL_FORM("code_verifier", "code_verifier") },
                           CLIENT_SECRET },
              .secret_count = 5 },
    TOLD,
};

static const struct renewal_scope scopes[] = {
    { "tweet.read", "posts, mentions, comments" },
    { "users.read", "account" },
    { "offline.access", "anything after two hours" },
    { NULL, NULL },
};

static const struct authorization authorization = {
    .address = "https://x.com/i/oauth2/authorize",
    .client_name = "client_id",
    .client_part = "client_id",
    .secret_part = "client_secret",
    .secret_optional = true,
    .scopes = scopes,
    .separator = ' ',
    .proof = AUTHORIZE_PROOF,
    .exchange = &exchange,
};

const struct authorization *
x_authorization(const void *settings)
{
    (void)settings;
    return &authorization;
}

/* ---- whose it is, and whose a name is: an app's token has no account of its own ---- */

#define USER_FIELDS "user.fields=id,name,username,verified_type,public_metrics"
#define ASKING                                      \
    .secrets = { { .place = HTTP_SECRET_HEADER,     \
                   .transform = HTTP_SECRET_BEARER, \
                   .name = "Authorization",         \
                   .part = "token" } },             \
    .secret_count = 1

static const struct discovery_account accounts[] = {
    { .platform = "x",
      .at = "",
      .id = "id",
      .handle = "username",
      .name = "name",
      .followers = "public_metrics.followers_count",
      .verified = "verified_type" },
    { .platform = NULL },
};

static const struct discovery discovery = {
    .begins = "AAAAAAAAAAAA",
    .call = { .method = HTTP_GET, .path = "/users/me?" USER_FIELDS, ASKING },
    .by_handle = { .method = HTTP_GET, .path = "/users/by?" USER_FIELDS "&usernames=", ASKING },
    .list = "data",
    .accounts = accounts,
};

const struct discovery *
x_discovery(const void *settings)
{
    (void)settings;
    return &discovery;
}
