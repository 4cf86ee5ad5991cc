/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How YouTube is asked: with a key, for which nobody need be asked. A key sees no channels of its
 * own, so channels are found by their handles; an owner's token sees his. That one lives an hour;
 * where its credential has what Google gave beside it, it is renewed: the refresh token stays good.
 * (Google, "Using OAuth 2.0 for Web Server Applications".)
 */

#include "source/youtube.h"

#include "source/authorize.h"
#include "source/discovery.h"

/* Where tokens are had, who asks, and what an answer with one has. */
#define TOKENS                                                                                   \
    .method = HTTP_POST, .path = "/token", .from_origin = true,                                  \
    .own_origin = "https://www.googleapis.com", .token_origin = "https://oauth2.googleapis.com", \
    .content_type = "application/x-www-form-urlencoded"
#define CLIENT                                         \
    { RENEWAL_FORM("client_id", "client_id") },        \
    {                                                  \
        RENEWAL_FORM("client_secret", "client_secret") \
    }
#define TOLD                                                                               \
    .token = "access_token", .refresh_token = "refresh_token", .expires_in = "expires_in", \
    .refresh_expires_in = "refresh_token_expires_in", .scopes = "scope"

static const struct renewal renewal = {
    .call = { TOKENS, .body = "grant_type=refresh_token",
              .secrets = { CLIENT, { RENEWAL_FORM("refresh_token", "refresh_token") } },
              .secret_count = 3 },
    .needs = { "client_id", "client_secret", "refresh_token" },
    .renewed_part = "token",
    .refreshes = true,
    .before_s = INT64_C(15) * 60,
    TOLD,
};

const struct renewal *
youtube_renewal(const void *settings)
{
    (void)settings;
    return &renewal;
}

/* ---- how its owner allows it ---- */

static const struct renewal exchange = {
    .call = { TOKENS, .body = "grant_type=authorization_code",
              .secrets = { CLIENT,
                           { RENEWAL_FORM("code", "code") },
                           { RENEWAL_FORM("redirect_uri", "redirect_uri") },
                           { RENEWAL_FORM("code_verifier", "code_verifier") } },
              .secret_count = 5 },
    TOLD,
};

/*
 * What each call wants is written in Google's description of the API ("scopes" of youtube:v3):
 * channels, playlistItems and videos are content with the first; commentThreads and comments take
 * the second alone, though they only read.
 */
static const struct renewal_scope scopes[] = {
    { "https://www.googleapis.com/auth/youtube.readonly", "account, posts" },
    { "https://www.googleapis.com/auth/youtube.force-ssl", "comments" },
    { NULL, NULL },
};

/* A refresh token comes for who is to be asked for while he is away, and at a new consent alone. */
static const struct authorization authorization = {
    .address = "https://accounts.google.com/o/oauth2/v2/auth",
    .also = "&access_type=offline&prompt=consent",
    .note = "YouTube shows public channels to a key, for which nobody need be asked: see "
            "pantau-youtube(7).",
    .client_name = "client_id",
    .client_part = "client_id",
    .secret_part = "client_secret",
    .scopes = scopes,
    .separator = ' ',
    .proof = AUTHORIZE_PROOF,
    .exchange = &exchange,
};

const struct authorization *
youtube_authorization(const void *settings)
{
    (void)settings;
    return &authorization;
}

/* ---- whose it is, and whose a handle is ---- */

#define ASKING                                      \
    .secrets = { { .place = HTTP_SECRET_HEADER,     \
                   .name = "X-Goog-Api-Key",        \
                   .part = "key",                   \
                   .optional = true },              \
                 { .place = HTTP_SECRET_HEADER,     \
                   .transform = HTTP_SECRET_BEARER, \
                   .name = "Authorization",         \
                   .part = "token",                 \
                   .optional = true } },            \
    .secret_count = 2

static const struct discovery_account accounts[] = {
    { .platform = "youtube",
      .at = "",
      .id = "id",
      .handle = "snippet.customUrl",
      .name = "snippet.title",
      .followers = "statistics.subscriberCount" },
    { .platform = NULL },
};

static const struct discovery discovery = {
    .begins = "AIza",
    .call = { .method = HTTP_GET, .path = "/channels?part=snippet,statistics&mine=true", ASKING },
    .by_handle = { .method = HTTP_GET,
                   .path = "/channels?part=snippet,statistics&forHandle=%40",
                   ASKING },
    .list = "items",
    .accounts = accounts,
};

const struct discovery *
youtube_discovery(const void *settings)
{
    (void)settings;
    return &discovery;
}
