/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How YouTube is asked: with a key, for which nobody need be asked. A key sees no channels of its
 * own, so channels are found by their handles; an owner's token sees his. That one lives an hour;
 * where its credential has what Google gave beside it, it is renewed: the refresh token stays good.
 * (Google, "Using OAuth 2.0 for Web Server Applications", "Refreshing an access token".)
 */

#include "source/youtube.h"

#include "source/authorize.h"
#include "source/discovery.h"

static const struct authorization authorization = {
    .instead = "YouTube shows channels to a key, nobody need allow it: make one in the Google "
               "Cloud console (pantau-youtube(7)) and write it as key=... into a credential.",
};

const struct authorization *
youtube_authorization(const void *settings)
{
    (void)settings;
    return &authorization;
}

static const struct renewal renewal = {
    .call = { .method = HTTP_POST,
              .path = "/token",
              .from_origin = true,
              .own_origin = "https://www.googleapis.com",
              .token_origin = "https://oauth2.googleapis.com",
              .body = "grant_type=refresh_token",
              .content_type = "application/x-www-form-urlencoded",
              .secrets = { { .place = HTTP_SECRET_FORM, .name = "client_id", .part = "client_id" },
                           { .place = HTTP_SECRET_FORM,
                             .name = "client_secret",
                             .part = "client_secret" },
                           { .place = HTTP_SECRET_FORM,
                             .name = "refresh_token",
                             .part = "refresh_token" } },
              .secret_count = 3 },
    .needs = { "client_id", "client_secret", "refresh_token" },
    .renewed_part = "token",
    .refreshes = true,
    .before_s = INT64_C(15) * 60,
    .token = "access_token",
    .refresh_token = "refresh_token",
    .expires_in = "expires_in",
    .refresh_expires_in = "refresh_token_expires_in",
    .scopes = "scope",
};

const struct renewal *
youtube_renewal(const void *settings)
{
    (void)settings;
    return &renewal;
}

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
