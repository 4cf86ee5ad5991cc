/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How YouTube is asked: with a key, for which nobody need be asked. A key sees no channels of its
 * own, so channels are found by their handles; an owner's token sees his.
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
