/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "server.h"

#include "feed.h"
#include "platform.h"
#include "served.h"
#include "truth.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

/* The simulator's own paths */

static void
control_truth(struct server *server, struct answer *answer)
{
    if (!server_write_truth(server)) {
        answer_json(answer, 500, json_pack("{s:s}", "error", "truth.json could not be written"));
        return;
    }
    answer_json(answer, 200, json_pack("{s:s+}", "written", server->out, "/truth.json"));
}

static void
control_state(struct server *server, struct answer *answer)
{
    int64_t until = reveal_until(server->reveal, reveal_clock());

    answer_json(answer, 200,
                json_pack("{s:I, s:b, s:I, s:I, s:o}", "revealed_until", (json_int_t)until, "done",
                          until >= server->reveal->end, "begin", (json_int_t)server->reveal->begin,
                          "end", (json_int_t)server->reveal->end, "faults",
                          fault_state(&server->faults)));
}

static void
control_fault(struct server *server, const struct request *request, struct answer *answer)
{
    const char *reason = "";

    if (strcmp(request->method, "DELETE") == 0)
        fault_clear(&server->faults);
    else if (!fault_add(&server->faults, request->body, &reason)) {
        answer_json(answer, 400, json_pack("{s:s}", "error", reason));
        return;
    }
    answer_json(answer, 200, json_pack("{s:o}", "faults", fault_state(&server->faults)));
}

static void
control_reveal(struct server *server, const struct request *request, struct answer *answer)
{
    json_t *root = json_loads(request->body, 0, NULL);
    json_t *until = json_object_get(root, "until");

    if (json_is_integer(until))
        reveal_pin(server->reveal, json_integer_value(until));
    else if (json_is_string(until) && strcmp(json_string_value(until), "all") == 0)
        reveal_pin(server->reveal, server->reveal->end);
    else {
        json_decref(root);
        answer_json(answer, 400, json_pack("{s:s}", "error", "until: epoch seconds or \"all\""));
        return;
    }
    json_decref(root);
    control_state(server, answer);
}

static void
control(struct server *server, const struct request *request, struct answer *answer)
{
    const char *what = request->path + strlen("/_sim/");

    if (strcmp(what, "consent") == 0)
        oauth_consent(&server->oauth, request, answer);
    else if (strcmp(what, "fault") == 0)
        control_fault(server, request, answer);
    else if (server->world != NULL && strcmp(what, "truth") == 0)
        control_truth(server, answer);
    else if (server->world != NULL && strcmp(what, "state") == 0)
        control_state(server, answer);
    else if (server->world != NULL && strcmp(what, "reveal") == 0)
        control_reveal(server, request, answer);
    else
        answer_json(answer, 404, json_pack("{s:s}", "error", "no such path"));
}

static bool
begins(const char *path, const char *prefix)
{
    return strncmp(path, prefix, strlen(prefix)) == 0;
}

/* Only what the city is on; false: nothing of it has this path. */
static bool
answer_of_city(struct world *world, const struct request *request, struct answer *answer)
{
    size_t i;

    for (i = 0; i < world->n_channels; i++) {
        if (!begins(request->path, world->channels[i]->platform->prefix))
            continue;
        world->channels[i]->platform->answer(world->channels[i], request, answer);
        return true;
    }
    for (i = 0; i < world->n_feeds; i++) {
        if (!begins(request->path, world->feeds[i]->prefix))
            continue;
        world->feeds[i]->answer(world, request, answer);
        return true;
    }
    return false;
}

static void
fill(struct server *server, const struct request *request, struct answer *answer)
{
    if (server->special != NULL && server->special(server->special_arg, request, answer))
        return;
    if (oauth_answer(&server->oauth, server->world, request, answer))
        return;
    if (server->world == NULL || !answer_of_city(server->world, request, answer))
        answer_json(answer, 404, json_pack("{s:s}", "error", "no such path"));
}

static const char *
method_name(struct evhttp_request *req)
{
    switch (evhttp_request_get_command(req)) {
    case EVHTTP_REQ_GET:
        return "GET";
    case EVHTTP_REQ_POST:
        return "POST";
    case EVHTTP_REQ_DELETE:
        return "DELETE";
    default:
        return "OTHER";
    }
}

static void
serve(struct server *server, struct evhttp_request *req, struct request *request)
{
    struct answer answer = { 0 };
    struct fault_effect effect = { .wire = WIRE_WHOLE };
    double started = reveal_clock();

    request->at = server->reveal != NULL ? reveal_until(server->reveal, started) : 0;
    if (strncmp(request->path, "/_sim/", 6) == 0) {
        control(server, request, &answer);
    } else {
        fill(server, request, &answer);
        effect = fault_apply(&server->faults, request, &answer);
        served_write(server->served, request, &answer, &effect, started);
    }
    wire_send(&server->wire, req, &answer, &effect);
    answer_done(&answer);
}

static void
on_request(struct evhttp_request *req, void *arg)
{
    struct server *server = arg;
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(req);
    const char *query = evhttp_uri_get_query(uri);
    struct evbuffer *input = evhttp_request_get_input_buffer(req);
    struct evkeyvalq parameters = { 0 };
    struct blob body = { 0 };
    char *path = evhttp_uridecode(evhttp_uri_get_path(uri), 0, NULL);
    struct request request = { .method = method_name(req),
                               .path = path != NULL && *path != '\0' ? path : "/",
                               .query = &parameters,
                               .headers = evhttp_request_get_input_headers(req),
                               .base = server->base.at };

    TAILQ_INIT(&parameters);
    if (query != NULL)
        evhttp_parse_query_str(query, &parameters);
    blob_add(&body, evbuffer_pullup(input, -1), evbuffer_get_length(input));
    request.body = body.at;
    serve(server, req, &request);
    evhttp_clear_headers(&parameters);
    blob_done(&body);
    free(path);
}

/* Listening */

static struct bufferevent *
on_tls_connection(struct event_base *loop, void *arg)
{
    return bufferevent_openssl_socket_new(loop, -1, SSL_new(arg), BUFFEREVENT_SSL_ACCEPTING,
                                          BEV_OPT_CLOSE_ON_FREE);
}

static void
on_refused(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int n,
           void *arg)
{
    (void)listener;
    (void)address;
    (void)n;
    (void)arg;
    evutil_closesocket(fd);
}

static int
port_of(evutil_socket_t fd)
{
    struct sockaddr_in address = { 0 };
    socklen_t n = sizeof(address);

    getsockname(fd, (struct sockaddr *)&address, &n);
    return ntohs(address.sin_port);
}

/*
 * Without Nagle's algorithm, as servers of the web have it: the last part of a large answer would
 * wait for the acknowledgement of the parts before, which a kept connection delays by 40 ms.
 * Connections take it over from the socket that listens.
 */
static void
send_at_once(evutil_socket_t fd)
{
    int on = 1;

    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

static bool
tls_start(struct server *server, const char *cert, const char *key)
{
    server->tls = SSL_CTX_new(TLS_server_method());
    if (server->tls == NULL || SSL_CTX_use_certificate_chain_file(server->tls, cert) != 1 ||
        SSL_CTX_use_PrivateKey_file(server->tls, key, SSL_FILETYPE_PEM) != 1) {
        fprintf(stderr, "simulator: certificate or key cannot be used: %s, %s\n", cert, key);
        return false;
    }
    evhttp_set_bevcb(server->http, on_tls_connection, server->tls);
    return true;
}

bool
server_start(struct server *server, int port, const char *cert, const char *key)
{
    struct sockaddr_in loopback = { .sin_family = AF_INET };
    struct evhttp_bound_socket *bound;

    server->wire.base = server->loop;
    server->http = evhttp_new(server->loop);
    evhttp_set_gencb(server->http, on_request, server);
    evhttp_set_max_body_size(server->http, 1024 * 1024);
    if (cert != NULL && !tls_start(server, cert, key))
        return false;
    bound = evhttp_bind_socket_with_handle(server->http, "127.0.0.1", (uint16_t)port);
    if (bound == NULL) {
        fprintf(stderr, "simulator: port %d cannot be listened on\n", port);
        return false;
    }
    send_at_once(evhttp_bound_socket_get_fd(bound));
    server->port = port_of(evhttp_bound_socket_get_fd(bound));
    blob_format(&server->base, "%s://127.0.0.1:%d", cert != NULL ? "https" : "http", server->port);
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->refuser =
        evconnlistener_new_bind(server->loop, on_refused, NULL, LEV_OPT_CLOSE_ON_FREE, 16,
                                (struct sockaddr *)&loopback, (int)sizeof(loopback));
    server->refused_port =
        server->refuser != NULL ? port_of(evconnlistener_get_fd(server->refuser)) : 0;
    return true;
}

void
server_stop(struct server *server)
{
    fault_clear(&server->faults);
    oauth_done(&server->oauth);
    wire_done(&server->wire);
    if (server->refuser != NULL)
        evconnlistener_free(server->refuser);
    if (server->http != NULL)
        evhttp_free(server->http);
    SSL_CTX_free(server->tls);
    blob_done(&server->base);
}

bool
server_write_truth(const struct server *server)
{
    struct blob path = { 0 };
    char *text;
    json_t *root = truth_json(server->world, server->reveal);
    bool ok;

    text = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(16));
    json_decref(root);
    if (text == NULL)
        abort();
    blob_format(&path, "%s/truth.json", server->out);
    ok = file_write(path.at, text, strlen(text), 0644);
    blob_done(&path);
    free(text);
    return ok;
}
