/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How the owner of a Page or of an Instagram account allows an app to read it. (Documentation of
 * Meta, "Manually Build a Login Flow".)
 */

#include "source/graph.h"

#include "source/authorize.h"

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

static const struct authorize_scope facebook_scopes[] = {
    { "pages_show_list", "the list of Pages" },
    { "pages_read_engagement", "account, posts" },
    { "pages_read_user_content", "comments, mentions" },
    { "pages_manage_metadata", "direct_messages" },
    { "pages_messaging", "direct_messages" },
    { NULL, NULL },
};

static const struct authorize_scope instagram_scopes[] = {
    { "pages_show_list", "the list of Pages" },
    { "pages_read_engagement", "account, posts" },
    { "instagram_basic", "account, posts, stories" },
    { "instagram_manage_comments", "comments, mentions" },
    { "instagram_manage_messages", "direct_messages" },
    { "pages_messaging", "direct_messages" },
    { NULL, NULL },
};

static const struct authorization facebook = { .scopes = facebook_scopes, DIALOG };
static const struct authorization instagram = { .scopes = instagram_scopes, DIALOG };

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
