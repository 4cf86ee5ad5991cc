/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "conn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/rowset.h"

struct conn conn;

struct pgconn *__wrap_pgconn_new(struct loop *loop, const struct pgconn_settings *settings,
                                 pgconn_fn fn, void *ctx);
void __wrap_pgconn_free(struct pgconn *made);
bool __wrap_pgconn_open(struct pgconn *made, struct error *err);
void __wrap_pgconn_close(struct pgconn *made);
bool __wrap_pgconn_is_up(const struct pgconn *made);
bool __wrap_pgconn_send(struct pgconn *made, const struct rowset *rowset);
bool __wrap_pgconn_sync(struct pgconn *made);

/* It is never looked into. */
struct pgconn *
__wrap_pgconn_new(struct loop *loop, const struct pgconn_settings *settings, pgconn_fn fn,
                  void *ctx)
{
    (void)loop, (void)settings;
    conn = (struct conn){ .news = fn, .ctx = ctx };
    return (struct pgconn *)(void *)&conn;
}

void
__wrap_pgconn_free(struct pgconn *made)
{
    (void)made;
}

bool
__wrap_pgconn_open(struct pgconn *made, struct error *err)
{
    (void)made, (void)err;
    conn.is_open = true;
    return true;
}

void
__wrap_pgconn_close(struct pgconn *made)
{
    (void)made;
    conn.is_open = false;
}

bool
__wrap_pgconn_is_up(const struct pgconn *made)
{
    (void)made;
    return conn.is_open;
}

bool
__wrap_pgconn_send(struct pgconn *made, const struct rowset *rowset)
{
    (void)made;
    assert_true(conn.is_open && conn.sent_count < CONN_SENT_MAX);
    conn.sent[conn.sent_count++] = rowset->statement;
    return true;
}

bool
__wrap_pgconn_sync(struct pgconn *made)
{
    (void)made;
    return true;
}

void
conn_tell(enum pgconn_event event)
{
    struct error err = ERROR_INIT;

    (void)error_set(&err, ERROR_IO, "connection reset by peer");
    if (event == PGCONN_UP || event == PGCONN_DOWN)
        conn.is_open = event == PGCONN_UP;
    conn.news(conn.ctx,
              &(struct pgconn_news){ .event = event, .error = event == PGCONN_DOWN ? &err : NULL });
}
