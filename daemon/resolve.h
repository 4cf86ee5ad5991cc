/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Host names to addresses without standing still: libpq resolves names inside PQconnectStart(), so
 * pgconn asks here first and passes addresses. Reads /etc/resolv.conf and /etc/hosts, not
 * nsswitch.conf. libcurl has a resolver of its own.
 */

#ifndef DAEMON_RESOLVE_H
#define DAEMON_RESOLVE_H

#include "base/error.h"
#include "loop.h"

#define RESOLVE_ADDRESSES_MAX 8
#define RESOLVE_ADDRESS_SIZE  46 /* INET6_ADDRSTRLEN */

struct resolve;

/* count 0: err says why. The array lives as long as the call. */
typedef void (*resolve_done_fn)(void *ctx, const char (*addresses)[RESOLVE_ADDRESS_SIZE],
                                size_t count, const struct error *err);

/* Always answers from the loop, once, unless freed first. The owner frees it, also from done. */
struct resolve *resolve_start(struct loop *loop, const char *host, int64_t timeout_us,
                              resolve_done_fn done, void *ctx);
void resolve_free(struct resolve *resolve);

#endif
