/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One evdns base for each look-up: look-ups are rare (a reconnect), and so a changed resolv.conf is
 * seen. libevent answers a cancelled request in a later turn and needs its base until then, so a
 * freed object is kept by a deferred call until libevent has let go of it.
 */

#include "resolve.h"

#include <stdlib.h>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <event2/dns.h>
#include <event2/util.h>

struct resolve {
    struct loop *loop;
    struct evdns_base *dns;
    struct evdns_getaddrinfo_request *request; /* while libevent works on it */
    struct loop_timer *deadline;
    resolve_done_fn done;
    void *ctx;
    char host[256];
    char addresses[RESOLVE_ADDRESSES_MAX][RESOLVE_ADDRESS_SIZE];
    size_t count;
    struct error error;
    bool answered; /* libevent's callback came */
    bool told;     /* done was called, or will never be */
};

static void
keep_addresses(struct resolve *resolve, const struct evutil_addrinfo *list)
{
    for (; list != NULL && resolve->count < RESOLVE_ADDRESSES_MAX; list = list->ai_next) {
        const void *bytes;

        if (list->ai_family == AF_INET)
            bytes = &((const struct sockaddr_in *)(const void *)list->ai_addr)->sin_addr;
        else if (list->ai_family == AF_INET6)
            bytes = &((const struct sockaddr_in6 *)(const void *)list->ai_addr)->sin6_addr;
        else
            continue;
        if (inet_ntop(list->ai_family, bytes, resolve->addresses[resolve->count],
                      RESOLVE_ADDRESS_SIZE) != NULL)
            resolve->count++;
    }
}

static void
tell(void *ctx)
{
    struct resolve *resolve = ctx;

    if (resolve->told)
        return;
    resolve->told = true;
    resolve->done(resolve->ctx, resolve->addresses, resolve->count, &resolve->error);
}

/* May come from inside evdns_getaddrinfo(), hence the deferred call. */
static void
on_answer(int result, struct evutil_addrinfo *list, void *ctx)
{
    struct resolve *resolve = ctx;

    resolve->answered = true;
    resolve->request = NULL;
    if (resolve->told) { /* cancelled */
        if (list != NULL)
            evutil_freeaddrinfo(list);
        return;
    }
    loop_timer_stop(resolve->deadline);
    if (result == 0)
        keep_addresses(resolve, list);
    if (list != NULL)
        evutil_freeaddrinfo(list);
    if (resolve->count == 0)
        (void)error_set(&resolve->error, ERROR_IO, "host \"%s\" has no address: %s", resolve->host,
                        result != 0 ? evutil_gai_strerror(result) : "none of a known kind");
    loop_defer(resolve->loop, tell, resolve);
}

static void
on_deadline(void *ctx)
{
    struct resolve *resolve = ctx;

    (void)error_set(&resolve->error, ERROR_TIMEOUT,
                    "the name server did not answer in time for host \"%s\"", resolve->host);
    tell(resolve);
}

struct resolve *
resolve_start(struct loop *loop, const char *host, int64_t timeout_us, resolve_done_fn done,
              void *ctx)
{
    struct resolve *resolve = xcalloc(1, sizeof(*resolve));
    struct evutil_addrinfo hints = { .ai_family = AF_UNSPEC,
                                     .ai_socktype = SOCK_STREAM,
                                     .ai_flags = EVUTIL_AI_ADDRCONFIG };
    struct evdns_getaddrinfo_request *request;

    resolve->loop = loop;
    resolve->done = done;
    resolve->ctx = ctx;
    (void)evutil_snprintf(resolve->host, sizeof(resolve->host), "%s", host);
    resolve->deadline = loop_timer_new(loop, on_deadline, resolve);
    loop_timer_after(resolve->deadline, timeout_us);
    must(resolve->dns = evdns_base_new(loop_base(loop), 0));
    /* A missing file is no error: libevent then asks 127.0.0.1, as the C library does. */
    (void)evdns_base_resolv_conf_parse(resolve->dns, DNS_OPTIONS_ALL, "/etc/resolv.conf");
    /* Mixed case in questions is a defence that some name servers and boxes do not survive. */
    (void)evdns_base_set_option(resolve->dns, "randomize-case:", "0");
    request = evdns_getaddrinfo(resolve->dns, host, NULL, &hints, on_answer, resolve);
    if (!resolve->answered)
        resolve->request = request;
    return resolve;
}

static void
release(void *ctx)
{
    struct resolve *resolve = ctx;

    if (!resolve->answered) { /* the answer to the cancel comes in one of the next turns */
        loop_defer(resolve->loop, release, resolve);
        return;
    }
    evdns_base_free(resolve->dns, 0);
    free(resolve);
}

void
resolve_free(struct resolve *resolve)
{
    if (resolve == NULL)
        return;
    resolve->told = true;
    loop_timer_free(resolve->deadline);
    resolve->deadline = NULL;
    if (resolve->request != NULL)
        evdns_getaddrinfo_cancel(resolve->request);
    resolve->request = NULL;
    loop_defer(resolve->loop, release, resolve);
}
