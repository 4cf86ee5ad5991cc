/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "peer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/listener.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define REQUESTS_MAX    64
#define CONNECTIONS_MAX 64

struct connection {
    struct peer *peer;
    struct bufferevent *bev; /* NULL: closed */
    struct loop_timer *drip;
    const struct peer_answer *answer; /* being played */
    size_t sent;
};

struct peer {
    struct loop *loop;
    struct evconnlistener *listener;
    SSL_CTX *ssl;
    const struct peer_answer *answers;
    size_t answer_count, next;
    char origin[64];
    int port;
    struct connection connections[CONNECTIONS_MAX];
    size_t connection_count, open;
    char *requests[REQUESTS_MAX];
    size_t request_count;
};

static void
drop(struct connection *connection)
{
    if (connection->bev == NULL)
        return;
    bufferevent_free(connection->bev);
    connection->bev = NULL;
    connection->peer->open--;
    loop_timer_stop(connection->drip);
}

static void
finish_answer(struct connection *connection)
{
    enum peer_end end = connection->answer->end;

    connection->answer = NULL;
    if (end == PEER_CLOSE && evbuffer_get_length(bufferevent_get_output(connection->bev)) == 0)
        drop(connection);
}

static void
on_drip(void *ctx)
{
    struct connection *connection = ctx;
    const struct peer_answer *answer = connection->answer;

    if (connection->sent == answer->bytes.n) {
        finish_answer(connection);
        return;
    }
    (void)bufferevent_write(connection->bev, answer->bytes.p + connection->sent++, 1);
    loop_timer_after(connection->drip, answer->drip_us);
}

/* The answer was given to the kernel. */
static void
on_written(struct bufferevent *bev, void *ctx)
{
    struct connection *connection = ctx;

    (void)bev;
    if (connection->answer != NULL && connection->answer->drip_us == 0)
        finish_answer(connection);
}

static void
play(struct connection *connection)
{
    struct peer *peer = connection->peer;

    assert(peer->next < peer->answer_count);
    connection->answer = &peer->answers[peer->next++];
    connection->sent = 0;
    if (connection->answer->drip_us > 0)
        on_drip(connection);
    else if (connection->answer->bytes.n > 0)
        (void)bufferevent_write(connection->bev, connection->answer->bytes.p,
                                connection->answer->bytes.n);
    else
        finish_answer(connection);
}

/* Length of the first whole request in text, 0 when it is not there yet. */
static size_t
whole_request(const char *text)
{
    const char *end = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "\r\nContent-Length:");
    size_t size;

    if (end == NULL)
        return 0;
    size = (size_t)(end - text) + 4;
    if (length != NULL && length < end)
        size += strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
    return strlen(text) >= size ? size : 0;
}

static void
on_read(struct bufferevent *bev, void *ctx)
{
    struct connection *connection = ctx;
    struct peer *peer = connection->peer;
    struct evbuffer *input = bufferevent_get_input(bev);
    size_t length = evbuffer_get_length(input), size;
    char *text = xcalloc(1, length + 1);

    (void)evbuffer_copyout(input, text, length);
    size = whole_request(text);
    if (size == 0) {
        free(text);
        return;
    }
    (void)evbuffer_drain(input, size);
    text[size] = '\0';
    assert(peer->request_count < REQUESTS_MAX);
    peer->requests[peer->request_count++] = text;
    play(connection);
}

static void
on_event(struct bufferevent *bev, short what, void *ctx)
{
    (void)bev;
    if ((what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) != 0)
        drop(ctx);
}

static void
on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int size,
          void *ctx)
{
    struct peer *peer = ctx;
    struct event_base *base = evconnlistener_get_base(listener);
    struct connection *connection = &peer->connections[peer->connection_count++];

    (void)address;
    (void)size;
    assert(peer->connection_count < CONNECTIONS_MAX);
    *connection = (struct connection){ .peer = peer };
    connection->drip = loop_timer_new(peer->loop, on_drip, connection);
    connection->bev =
        peer->ssl != NULL
            ? bufferevent_openssl_socket_new(base, fd, SSL_new(peer->ssl),
                                             BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE)
            : bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    peer->open++;
    bufferevent_setcb(connection->bev, on_read, on_written, on_event, connection);
    (void)bufferevent_enable(connection->bev, EV_READ | EV_WRITE);
}

struct peer *
peer_new(struct loop *loop, const struct peer_answer *answers, size_t count, struct peer_ssl *ssl)
{
    struct peer *peer = xcalloc(1, sizeof(*peer));
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof(address);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *peer = (struct peer){
        .loop = loop, .answers = answers, .answer_count = count, .ssl = (SSL_CTX *)(void *)ssl
    };
    peer->listener = evconnlistener_new_bind(loop_base(loop), on_accept, peer,
                                             LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 16,
                                             (struct sockaddr *)&address, sizeof(address));
    assert(peer->listener != NULL);
    assert(getsockname(evconnlistener_get_fd(peer->listener), (struct sockaddr *)&address, &size) ==
           0);
    peer->port = ntohs(address.sin_port);
    (void)snprintf(peer->origin, sizeof(peer->origin), "%s://127.0.0.1:%d",
                   ssl != NULL ? "https" : "http", peer->port);
    return peer;
}

void
peer_free(struct peer *peer)
{
    for (size_t i = 0; i < peer->connection_count; i++) {
        drop(&peer->connections[i]);
        loop_timer_free(peer->connections[i].drip);
    }
    for (size_t i = 0; i < peer->request_count; i++)
        free(peer->requests[i]);
    evconnlistener_free(peer->listener);
    free(peer);
}

int
peer_port(const struct peer *peer)
{
    return peer->port;
}

const char *
peer_origin(const struct peer *peer)
{
    return peer->origin;
}

size_t
peer_connections(const struct peer *peer)
{
    return peer->connection_count;
}

size_t
peer_requests(const struct peer *peer)
{
    return peer->request_count;
}

size_t
peer_open(const struct peer *peer)
{
    return peer->open;
}

const char *
peer_request(const struct peer *peer, size_t index)
{
    return index < peer->request_count ? peer->requests[index] : "";
}

/* Self-signed, for an hour, with the address as its name. */
static X509 *
make_certificate(EVP_PKEY *key)
{
    X509 *certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_EXTENSION *address =
        X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");

    (void)X509_set_version(certificate, 2);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    (void)X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    (void)X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    (void)X509_set_pubkey(certificate, key);
    (void)X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"pantau test",
                                     -1, -1, 0);
    (void)X509_set_issuer_name(certificate, name);
    (void)X509_add_ext(certificate, address, -1);
    X509_EXTENSION_free(address);
    assert(X509_sign(certificate, key, EVP_sha256()) != 0);
    return certificate;
}

struct peer_ssl *
peer_ssl_new(const char *path)
{
    SSL_CTX *ssl = SSL_CTX_new(TLS_server_method());
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = make_certificate(key);
    FILE *file = fopen(path, "w");

    assert(file != NULL && PEM_write_X509(file, certificate) == 1);
    (void)fclose(file);
    assert(SSL_CTX_use_certificate(ssl, certificate) == 1);
    assert(SSL_CTX_use_PrivateKey(ssl, key) == 1);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return (struct peer_ssl *)(void *)ssl;
}

void
peer_ssl_free(struct peer_ssl *ssl)
{
    SSL_CTX_free((SSL_CTX *)(void *)ssl);
}
