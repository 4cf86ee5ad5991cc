/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * HTTP on the loop: one order, one completion. The only door to libcurl. It fills secrets in at the
 * last moment and wipes them, holds every request to the origin it was meant for, follows no
 * redirect (3xx is an ordinary response), and bounds body, headers and time. It knows no platform,
 * no job and no quota, and it never logs: no text that leaves it holds a secret or a query.
 */

#ifndef DAEMON_FETCH_H
#define DAEMON_FETCH_H

#include "base/error.h"
#include "http/http.h"
#include "loop.h"
#include "secret.h"

#define FETCH_HEADERS_MAX      64          /* what exceeds them is dropped */
#define FETCH_HEADER_BYTES_MAX (64u << 10) /* of all headers of one answer */

struct fetch;        /* connections, name cache, settings: one for the program */
struct fetch_handle; /* one transfer */

struct fetch_settings {
    struct str proxy;                      /* empty: none; the environment is never asked */
    struct str proxy_user, proxy_password; /* its login; empty: none */
    struct str no_proxy;                   /* comma-separated hosts */
    struct str ca_file; /* empty: the system's; else only what this file holds is trusted */
    struct str user_agent;
    int64_t connect_timeout_us;
    int64_t max_connections, max_connections_per_host;
};

struct fetch_order {
    const struct http_request *request; /* copied where needed; may go after fetch_start() */
    const struct secret
        *secret;       /* NULL: none. Must hold what request->secrets name, but for optional ones */
    struct str origin; /* url_origin() of the configured base URL: the request's must equal it */
    int64_t timeout_us; /* from fetch_start() to the last byte, waiting for a connection included */
    size_t max_bytes;   /* of the body, after decoding */
};

struct fetch_result {
    bool ok; /* an answer of whatever status came whole; else error says why not */
    struct http_response response; /* valid when ok */
    /*
     * TIMEOUT; IO: no connection, TLS refused, cut body; LIMIT: max_bytes; PEER: no HTTP, broken
     * encoding.
     */
    struct error error;
    int64_t total_us, first_byte_us; /* since fetch_start(); first_byte_us 0 when there was none */
    int64_t wire_bytes;              /* body bytes as received, before decoding */
    int http_version;                /* 10, 11, 20; 0 when there was no answer */
    /* A connection stood, TLS and proxy included; else whoever asks this origin has the trouble. */
    bool reached;
    bool reused; /* went over a connection that was there already */
};

/*
 * result and what it points to live until fetch_close(). Never called from inside fetch_start() or
 * fetch_close().
 */
typedef void (*fetch_done_fn)(void *ctx, const struct fetch_result *result);

/* Can http.ca_file be read? Ends in NUL; empty: there is none to read. */
bool fetch_check_ca_file(struct str path, struct error *err) MUST_CHECK;
/* NULL and *err when ca_file cannot be read or libcurl lacks something that is needed. */
struct fetch *fetch_new(struct loop *loop, const struct fetch_settings *settings,
                        struct error *err) MUST_CHECK;
/* Every handle must have been closed. Not from a done callback. */
void fetch_free(struct fetch *fetch);
DEFINE_FREEP(fetch);
/* For transfers that start from now on; all or nothing. */
bool fetch_configure(struct fetch *fetch, const struct fetch_settings *settings,
                     struct error *err) MUST_CHECK;

/*
 * Begins a transfer; done will be called once unless the handle is closed first. The caller owns
 * the handle. NULL and *err: DENIED when the URL's origin is not the order's, or the credential
 * lacks a part; INTERNAL for a request that can never be sent.
 */
struct fetch_handle *fetch_start(struct fetch *fetch, const struct fetch_order *order,
                                 fetch_done_fn done, void *ctx, struct error *err) MUST_CHECK;
/*
 * Before done: cancels, done will not be called. After, also from inside done: frees the result.
 * NULL is allowed.
 */
void fetch_close(struct fetch_handle *handle);
/* Transfers that have not ended. */
size_t fetch_running(const struct fetch *fetch);

#endif
