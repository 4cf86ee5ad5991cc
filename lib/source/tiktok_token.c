/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tokens of TikTok live a day, the refresh token a year; each renewal may bring a new one of
 * those, and ends the one before. Both APIs have an address of their own for it (documentation of
 * "Refresh a creator access token" and of "Manage user access tokens").
 */

#include "source/tiktok.h"

#define HOUR_S INT64_C(3600)

static const struct renewal business = {
    .call = { .method = HTTP_POST,
              .path = "/tt_user/oauth2/refresh_token/",
              .body = "{\"grant_type\":\"refresh_token\"}",
              .content_type = "application/json",
              .secrets = { { .place = HTTP_SECRET_JSON, .name = "client_id", .part = "client_id" },
                           { .place = HTTP_SECRET_JSON,
                             .name = "client_secret",
                             .part = "client_secret" },
                           { .place = HTTP_SECRET_JSON,
                             .name = "refresh_token",
                             .part = "refresh_token" } },
              .secret_count = 3 },
    .needs = { "client_id", "client_secret", "refresh_token" },
    .renewed_part = "token",
    .rotates = true,
    .before_s = 6 * HOUR_S,
    .token = "data.access_token",
    .refresh_token = "data.refresh_token",
    .expires_in = "data.expires_in",
    .refresh_expires_in = "data.refresh_token_expires_in",
    .scopes = "data.scope",
};

static const struct renewal display = {
    .call = { .method = HTTP_POST,
              .path = "/oauth/token/",
              .body = "grant_type=refresh_token",
              .content_type = "application/x-www-form-urlencoded",
              .secrets = { { .place = HTTP_SECRET_FORM, .name = "client_key", .part = "client_id" },
                           { .place = HTTP_SECRET_FORM,
                             .name = "client_secret",
                             .part = "client_secret" },
                           { .place = HTTP_SECRET_FORM,
                             .name = "refresh_token",
                             .part = "refresh_token" } },
              .secret_count = 3 },
    .needs = { "client_id", "client_secret", "refresh_token" },
    .renewed_part = "token",
    .rotates = true,
    .before_s = 6 * HOUR_S,
    .token = "access_token",
    .refresh_token = "refresh_token",
    .expires_in = "expires_in",
    .refresh_expires_in = "refresh_expires_in",
    .scopes = "scope",
};

const struct renewal *
tiktok_renewal(const void *settings)
{
    const struct tiktok_settings *set = settings;

    return set->api == TIKTOK_DISPLAY ? &display : &business;
}
