/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The HTTP server: hands each request to the API it belongs to, spoils the answer as told, sends it
 * and logs it. Listens on the loopback only.
 */

#ifndef SIMULATOR_SERVER_H
#define SIMULATOR_SERVER_H

#include "fault.h"
#include "oauth.h"
#include "reveal.h"
#include "wire.h"
#include "world.h"

#include <stdio.h>

struct event_base;
struct evhttp;
struct evconnlistener;
struct ssl_ctx_st;

struct server {
    struct event_base *loop;
    struct wire_list wire;
    struct evhttp *http;
    struct evconnlistener *refuser; /* a port on which every handshake fails */
    struct ssl_ctx_st *tls;         /* NULL: plain */
    struct blob base;               /* "http://127.0.0.1:8080" */
    int port, refused_port;
    struct world *world; /* NULL: only files or pages are served */
    struct reveal *reveal;
    struct fault_list faults;
    struct oauth oauth;
    FILE *served;
    const char *out;
    /* Looks at the request before the APIs do; true when it filled the answer. */
    bool (*special)(void *arg, const struct request *request, struct answer *ret_answer);
    void *special_arg;
};

/* Port 0: any. cert and key NULL: plain HTTP. False with a line on stderr. */
bool server_start(struct server *server, int port, const char *cert, const char *key);
void server_stop(struct server *server);
/* DIR/truth.json; false with errno set. */
bool server_write_truth(const struct server *server);

#endif
