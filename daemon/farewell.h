/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The last words of a daemon whose writer cannot say them any more, because what it waits for was
 * not over in time: that it ended with work left, and that its streams are free. Over a connection
 * of its own, within some seconds. It decides nothing and logs nothing.
 */

#ifndef DAEMON_FAREWELL_H
#define DAEMON_FAREWELL_H

#include "pgconn.h"

struct farewell;

/* err: why the database was not told, NULL when it was. From the loop; then only free it. */
typedef void (*farewell_fn)(void *ctx, const struct error *err);

/* instance must live until it is freed. */
struct farewell *farewell_start(struct loop *loop, const struct pgconn_settings *connection,
                                const char *instance, farewell_fn fn, void *ctx);
void farewell_free(struct farewell *farewell);
DEFINE_FREEP(farewell);

#endif
