/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A request with its secrets filled in, ready to be sent: URL, body and header lines as C strings
 * in memory that is never moved (so that no copy stays behind) and wiped by fill_done(). Only
 * fetch.c holds one, for as long as the transfer runs.
 */

#ifndef DAEMON_FILL_H
#define DAEMON_FILL_H

#include "base/error.h"
#include "http/http.h"
#include "secret.h"

/* The request's own, its secrets', and a content type. */
#define FILL_HEADERS_MAX (HTTP_HEADERS_MAX + HTTP_SECRETS_MAX + 1)

struct fill {
    char *url;
    char *body; /* NULL: none */
    size_t body_size;
    char *headers[FILL_HEADERS_MAX]; /* "name: value" */
    size_t header_count;
};

/*
 * secret may be NULL. False: ERROR_DENIED where the credential lacks a part that is not optional;
 * ERROR_INTERNAL where the request cannot be sent as it is (a line end in a header, a form secret
 * in a GET). ret_fill needs no fill_done() then.
 */
bool fill_request(const struct http_request *request, const struct secret *secret,
                  struct fill *ret_fill, struct error *err) MUST_CHECK;
void fill_done(struct fill *fill);

#endif
