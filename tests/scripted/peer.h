/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A server that behaves as a script says, on the loop of the test: it reads whole requests, keeps
 * their text, and plays the next answer byte for byte. What no HTTP library would send is easy
 * here.
 */

#ifndef SCRIPTED_PEER_H
#define SCRIPTED_PEER_H

#include "base/str.h"
#include "loop.h"

enum peer_end {
    PEER_KEEP,  /* the connection stays open for the next request */
    PEER_CLOSE, /* closed after the last byte */
    PEER_HANG,  /* nothing more ever comes */
};

/* One answer: its bytes, at once or drip by drip, then the end. */
struct peer_answer {
    struct str bytes;
    enum peer_end end;
    int64_t drip_us; /* > 0: one byte each */
};

struct peer_ssl; /* an SSL_CTX */
struct peer;

/* On a free port of 127.0.0.1. ssl NULL: no TLS. answers: played in order, over all connections. */
struct peer *peer_new(struct loop *loop, const struct peer_answer *answers, size_t count,
                      struct peer_ssl *ssl);
void peer_free(struct peer *peer);
int peer_port(const struct peer *peer);
/* "http://127.0.0.1:port" (https with TLS). */
const char *peer_origin(const struct peer *peer);
size_t peer_connections(const struct peer *peer);
size_t peer_requests(const struct peer *peer);
/* Connections that are open. */
size_t peer_open(const struct peer *peer);
/* The whole text of a request; "" when there was none. */
const char *peer_request(const struct peer *peer, size_t index);

/* A key and a certificate of its own making for 127.0.0.1; the certificate goes to path as PEM. */
struct peer_ssl *peer_ssl_new(const char *path);
void peer_ssl_free(struct peer_ssl *ssl);

#endif
