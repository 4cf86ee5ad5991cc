/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What fetch.c needs to know of one transfer of libcurl's: how libcurl is set up, which options
 * every transfer has, and what its errors mean. For fetch.c alone.
 */

#ifndef DAEMON_FETCH_EASY_H
#define DAEMON_FETCH_EASY_H

#include <curl/curl.h>

#include "base/error.h"

/* The settings as C strings. */
struct fetch_network {
    char *proxy, *proxy_user, *proxy_password, *no_proxy, *ca_file, *user_agent;
    int64_t connect_timeout_us;
};

/* Gives libcurl an allocator that wipes. False where it was built without what is needed. */
bool fetch_easy_setup(struct error *err) MUST_CHECK;
/* With every option that does not depend on the request. */
CURL *fetch_easy_new(const struct fetch_network *network);
/*
 * words: libcurl's own for this transfer, or empty. proxied: it never came past the connection, and
 * a proxy is set. Nothing of URL, headers or body goes into err.
 */
void fetch_easy_explain(CURL *easy, CURLcode code, const char *words, bool proxied,
                        struct error *err);

#endif
