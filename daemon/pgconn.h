/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One asynchronous PostgreSQL connection on the loop: connect (names resolved elsewhere), prepare
 * every statement, then a pipeline. The only door to libpq in the daemon. It knows no table,
 * retries nothing and logs nothing: its owner hears five events and decides. After DOWN or
 * pgconn_close() the owner may open it again, with its own backoff.
 */

#ifndef DAEMON_PGCONN_H
#define DAEMON_PGCONN_H

#include "base/error.h"
#include "base/str.h"
#include "loop.h"
#include "pgconn_result.h"

struct pgconn;
struct rowset;
struct statement;

enum pgconn_event {
    PGCONN_UP,       /* connected and every statement prepared: pgconn_send() works */
    PGCONN_RESULT,   /* the answer of the oldest statement not yet answered */
    PGCONN_SYNCED,   /* the oldest pgconn_sync() not yet answered: all before it is over */
    PGCONN_NOTIFIED, /* a NOTIFY of a channel that was listened to */
    PGCONN_DOWN, /* could not connect, or lost with all that was not answered; nothing follows */
};

struct pgconn_news {
    enum pgconn_event event;
    const struct pgconn_result *result; /* RESULT; lives as long as the call */
    struct str channel, payload;        /* NOTIFIED */
    const struct error *error; /* DOWN: TIMEOUT, IO, or DATABASE where the server itself refused */
};

/* Never called from inside a pgconn_ function. It may call any of them except pgconn_free(). */
typedef void (*pgconn_fn)(void *ctx, const struct pgconn_news *news);

struct pgconn_settings {
    const char *dsn; /* libpq's: key=value or URI, several hosts allowed; "service" is refused */
    const char *application_name; /* shown in pg_stat_activity */
    int64_t connect_timeout_us;   /* for all of it: names, TLS, login, preparing */
    /* The server's, for each statement; some seconds later the connection is given up. */
    int64_t statement_timeout_us;
    const struct statement *statements; /* index = enum statement_id; must outlive the connection */
    size_t statement_count;
    /*
     * A statement without parameters that is prepared and run alone before all others, or -1. Its
     * RESULT comes before UP: the owner looks at it and may close. Where it fails, DOWN follows.
     */
    int handshake;
};

struct pgconn *pgconn_new(struct loop *loop, const struct pgconn_settings *settings, pgconn_fn fn,
                          void *ctx);
void pgconn_free(struct pgconn *conn);
DEFINE_FREEP(pgconn);
/*
 * Starts to connect; UP or DOWN follows. False only for a DSN that can never work (ERROR_CONFIG).
 */
bool pgconn_open(struct pgconn *conn, struct error *err) MUST_CHECK;
/*
 * Drops the connection at once; no event follows. An open transaction is rolled back by the server.
 */
void pgconn_close(struct pgconn *conn);
bool pgconn_is_up(const struct pgconn *conn);

/*
 * Queues one prepared statement; the rowset's bytes are copied. After one that failed the server
 * skips the others up to the next sync (their results say so). The connection must be up. False
 * when it is dying: then DOWN follows and nothing needs to be done.
 */
bool pgconn_send(struct pgconn *conn, const struct rowset *rowset) MUST_CHECK;
/* Ends a group: SYNCED follows after its results. */
bool pgconn_sync(struct pgconn *conn) MUST_CHECK;
/* Statements and syncs not yet answered. */
size_t pgconn_pending(const struct pgconn *conn);
/*
 * True when the session stands in a transaction, failed or not. Right at SYNCED: then "rollback"
 * must be sent before anything else.
 */
bool pgconn_in_transaction(const struct pgconn *conn);

#endif
