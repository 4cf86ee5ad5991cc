/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A connection is a line of phases (enum phase); each turn of the loop moves it on.
 *
 * Everything that goes wrong inside a call of the owner's is told later (fail_later()), because no
 * event may arrive inside that call. After every event the connection may have been closed: whoever
 * calls tell() looks at pipe.pq before going on.
 */

#include "pgconn.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "pgconn_answer.h"
#include "pgconn_dsn.h"
#include "pgconn_pipe.h"
#include "store/rowset.h"
#include "store/statement.h"

/* After the server's own limit for a statement, for what is on its way. */
#define ANSWER_GRACE_US INT64_C(10000000)
#define LONG_FACTOR     10 /* what takes long may take so many times the statement timeout */

enum phase {
    PHASE_CLOSED,
    PHASE_RESOLVING,  /* names to addresses */
    PHASE_CONNECTING, /* PQconnectPoll() */
    PHASE_GREETING,   /* session settings and the handshake */
    PHASE_PREPARING,  /* every other statement */
    PHASE_UP,
};

struct pgconn {
    struct loop *loop;
    struct pgconn_settings settings;
    char *dsn_text, *application_name;
    pgconn_fn fn;
    void *ctx;
    enum phase phase;
    struct pgconn_dsn *dsn;
    struct resolve *resolve;
    struct error unresolved; /* the last name that had no address */
    struct pgconn_pipe pipe; /* pipe.pq: the connection, NULL when there is none */
    struct loop_watch *watch;
    struct loop_timer *start; /* so that nothing happens inside pgconn_open() */
    struct loop_timer *deadline;
    struct error failed; /* told when the deadline's timer fires next */
    bool is_long;        /* among what is not answered is something that takes long */
};

static void
tell(struct pgconn *conn, struct pgconn_news news)
{
    conn->fn(conn->ctx, &news);
}

/* Back to PHASE_CLOSED, whatever the phase. */
static void
shut(struct pgconn *conn)
{
    resolve_free(conn->resolve);
    conn->resolve = NULL;
    loop_watch_free(conn->watch);
    conn->watch = NULL;
    pgconn_pipe_close(&conn->pipe);
    pgconn_dsn_free(conn->dsn);
    conn->dsn = NULL;
    loop_timer_stop(conn->start);
    loop_timer_stop(conn->deadline);
    conn->is_long = false;
    conn->phase = PHASE_CLOSED;
}

static void
go_down(struct pgconn *conn, const struct error *why)
{
    struct error copy = *why; /* it may be conn->failed */

    shut(conn);
    conn->failed = (struct error)ERROR_INIT;
    tell(conn, (struct pgconn_news){ .event = PGCONN_DOWN, .error = &copy });
}

static void
go_down_by_libpq(struct pgconn *conn, const char *what)
{
    struct error err = ERROR_INIT;

    pgconn_answer_failure(conn->pipe.pq, what, &err);
    go_down(conn, &err);
}

/* For calls of the owner's: DOWN comes in the next turn. */
static bool
fail_later(struct pgconn *conn)
{
    pgconn_answer_failure(conn->pipe.pq, "database connection lost", &conn->failed);
    loop_timer_after(conn->deadline, 0);
    return false;
}

static void
on_deadline(void *ctx)
{
    struct pgconn *conn = ctx;
    struct error err = conn->failed;

    if (!error_is_set(&err) && conn->phase == PHASE_UP)
        (void)error_set(&err, ERROR_TIMEOUT, "the database did not answer in time");
    else if (!error_is_set(&err))
        (void)error_set(&err, ERROR_TIMEOUT, "no database connection within %" PRId64 " s",
                        conn->settings.connect_timeout_us / 1000000);
    go_down(conn, &err);
}

/* A wait begins or goes on: from now on as long as one statement may take. */
static void
arm_deadline(struct pgconn *conn)
{
    int64_t limit_us = conn->settings.statement_timeout_us * (conn->is_long ? LONG_FACTOR : 1);

    if (conn->phase != PHASE_UP || error_is_set(&conn->failed))
        return;
    if (conn->pipe.count == 0)
        loop_timer_stop(conn->deadline);
    else
        loop_timer_after(conn->deadline, limit_us + ANSWER_GRACE_US);
}

/* While not everything is written: wait for both, the server may wait for us to read. */
static bool
flush_out(struct pgconn *conn)
{
    int left = PQflush(conn->pipe.pq);

    if (left < 0)
        return false;
    loop_watch_want(conn->watch, left > 0 ? LOOP_READ | LOOP_WRITE : LOOP_READ);
    return true;
}

static bool
greet(struct pgconn *conn)
{
    const struct pgconn_settings *settings = &conn->settings;
    struct pgconn_pipe *pipe = &conn->pipe;
    unsigned handshake = (unsigned)settings->handshake;

    conn->phase = PHASE_GREETING;
    if (!pgconn_pipe_start(pipe) || !pgconn_pipe_session(pipe, settings->statement_timeout_us))
        return false;
    if (settings->handshake >= 0 &&
        (!pgconn_pipe_prepare(pipe, &settings->statements[handshake], handshake) ||
         !pgconn_pipe_send(pipe, &settings->statements[handshake], handshake, NULL)))
        return false;
    return pgconn_pipe_sync(pipe) && flush_out(conn);
}

static bool
prepare_all(struct pgconn *conn)
{
    const struct pgconn_settings *settings = &conn->settings;

    conn->phase = PHASE_PREPARING;
    for (size_t i = 0; i < settings->statement_count; i++)
        if ((int)i != settings->handshake &&
            !pgconn_pipe_prepare(&conn->pipe, &settings->statements[i], (unsigned)i))
            return false;
    return pgconn_pipe_sync(&conn->pipe) && flush_out(conn);
}

/* What was asked by this file itself must succeed. */
static void
take_own_answer(struct pgconn *conn, enum pgconn_question_kind kind,
                const struct pgconn_result *result)
{
    if (!error_is_set(&result->error) || error_is_set(&conn->failed))
        return;
    conn->failed = result->error;
    if (kind == PGCONN_QUESTION_PREPARE)
        (void)error_wrap(&conn->failed, "statement cannot be prepared: ");
    if (strcmp(result->sqlstate, "42501") == 0)
        (void)error_hint(&conn->failed, "Grant pantau_writer to the role in database.dsn.");
    /* What a statement names is not there: classes 42 and 3F. */
    else if (kind == PGCONN_QUESTION_PREPARE &&
             (strncmp(result->sqlstate, "42", 2) == 0 || strncmp(result->sqlstate, "3F", 2) == 0))
        (void)error_hint(&conn->failed,
                         "Run pantau-migrate: the database's schema is not the one that this "
                         "program needs.");
}

static void
take_answer(struct pgconn *conn, const struct pgconn_question *question, const PGresult *answer)
{
    bool own = question->kind != PGCONN_QUESTION_STATEMENT;
    const struct statement *statement = &conn->settings.statements[question->statement];
    struct pgconn_result result;

    if (question->kind == PGCONN_QUESTION_LIMIT)
        return; /* where it failed, so does what follows it */
    pgconn_answer_read(&result, answer, question->statement,
                       question->kind == PGCONN_QUESTION_SESSION ? "session" : statement->name);
    if (own || conn->phase != PHASE_UP)
        take_own_answer(conn, question->kind, &result);
    if (!own)
        tell(conn, (struct pgconn_news){ .event = PGCONN_RESULT, .result = &result });
}

/* A group is over: the next phase of coming up, or the owner's business. */
static void
take_sync(struct pgconn *conn)
{
    if (conn->phase == PHASE_UP) {
        /* Groups are sent behind each other: the end of one says nothing of the next. */
        conn->is_long =
            conn->is_long && pgconn_pipe_is_long(&conn->pipe, conn->settings.statements);
        tell(conn, (struct pgconn_news){ .event = PGCONN_SYNCED });
    } else if (error_is_set(&conn->failed)) {
        go_down(conn, &conn->failed);
    } else if (conn->phase == PHASE_GREETING) {
        if (!prepare_all(conn))
            go_down_by_libpq(conn, "database connection lost");
    } else {
        conn->phase = PHASE_UP;
        tell(conn, (struct pgconn_news){ .event = PGCONN_UP });
    }
}

static void
take_answers(struct pgconn *conn)
{
    const PGconn *pq = conn->pipe.pq;
    struct pgconn_question question;
    PGresult *answer;

    while (conn->pipe.pq == pq && pgconn_pipe_next(&conn->pipe, &question, &answer)) {
        if (question.kind != PGCONN_QUESTION_SYNC)
            take_answer(conn, &question, answer);
        else if (PQstatus(pq) == CONNECTION_OK) /* libpq ends the groups of a lost one by itself */
            take_sync(conn);
        PQclear(answer);
    }
}

static void
take_notifies(struct pgconn *conn)
{
    const PGconn *pq = conn->pipe.pq;
    PGnotify *notify;

    while (conn->pipe.pq == pq && pq != NULL && (notify = PQnotifies(conn->pipe.pq)) != NULL) {
        tell(conn, (struct pgconn_news){ .event = PGCONN_NOTIFIED,
                                         .channel = str_from(notify->relname),
                                         .payload = str_from(notify->extra) });
        PQfreemem(notify);
    }
}

static void
on_ready(void *ctx, unsigned ready)
{
    struct pgconn *conn = ctx;
    const PGconn *pq = conn->pipe.pq;
    bool alive = true;

    if ((ready & LOOP_READ) != 0)
        alive = PQconsumeInput(conn->pipe.pq) == 1;
    alive = alive && flush_out(conn);
    take_answers(conn);
    if (conn->pipe.pq == pq)
        take_notifies(conn);
    if (conn->pipe.pq != pq || pq == NULL)
        return;
    if (!alive || PQstatus(conn->pipe.pq) == CONNECTION_BAD)
        go_down_by_libpq(conn, "database connection lost");
    else
        arm_deadline(conn);
}

/* Connecting */

/* The server's notices are for its own log. */
static void
drop_notice(void *ctx, const PGresult *notice)
{
    (void)ctx;
    (void)notice;
}

/* libpq may close its socket and open another: nothing is watched while it works. */
static void poll_connection(struct pgconn *conn);

static void
on_connecting(void *ctx, unsigned ready)
{
    (void)ready;
    poll_connection(ctx);
}

static void
watch_socket(struct pgconn *conn, loop_ready_fn fn, unsigned interest)
{
    conn->watch = loop_watch_new(conn->loop, PQsocket(conn->pipe.pq), fn, conn);
    loop_watch_want(conn->watch, interest);
}

static void
poll_connection(struct pgconn *conn)
{
    loop_watch_free(conn->watch);
    conn->watch = NULL;
    switch (PQconnectPoll(conn->pipe.pq)) {
    case PGRES_POLLING_READING:
        watch_socket(conn, on_connecting, LOOP_READ);
        return;
    case PGRES_POLLING_WRITING:
        watch_socket(conn, on_connecting, LOOP_WRITE);
        return;
    case PGRES_POLLING_OK:
        watch_socket(conn, on_ready, LOOP_READ);
        if (!greet(conn))
            go_down_by_libpq(conn, "database connection lost");
        return;
    default:
        go_down_by_libpq(conn, "no database connection");
    }
}

static void
start_connecting(struct pgconn *conn)
{
    const char *const *keywords;
    const char *const *values;

    conn->phase = PHASE_CONNECTING;
    if (!pgconn_dsn_finish(conn->dsn, &keywords, &values)) {
        go_down(conn, &conn->unresolved);
        return;
    }
    must(conn->pipe.pq = PQconnectStartParams(keywords, values, 0));
    if (PQstatus(conn->pipe.pq) == CONNECTION_BAD) {
        go_down_by_libpq(conn, "no database connection");
        return;
    }
    (void)PQsetNoticeReceiver(conn->pipe.pq, drop_notice, NULL);
    /* libpq's manual: behave as if the last poll had said "writing". */
    watch_socket(conn, on_connecting, LOOP_WRITE);
}

static void
on_resolved(void *ctx, const char (*addresses)[RESOLVE_ADDRESS_SIZE], size_t count,
            const struct error *err)
{
    struct pgconn *conn = ctx;

    pgconn_dsn_resolve(conn->dsn, addresses, count);
    if (count == 0)
        conn->unresolved = *err; /* told when no host is left */
    resolve_free(conn->resolve);
    conn->resolve = NULL;
    loop_timer_after(conn->start, 0);
}

/* One name a turn, then the connection itself. */
static void
on_start(void *ctx)
{
    struct pgconn *conn = ctx;
    const char *name = pgconn_dsn_unresolved(conn->dsn);

    if (name != NULL)
        conn->resolve =
            resolve_start(conn->loop, name, conn->settings.connect_timeout_us, on_resolved, conn);
    else
        start_connecting(conn);
}

/* What the owner calls. */

struct pgconn *
pgconn_new(struct loop *loop, const struct pgconn_settings *settings, pgconn_fn fn, void *ctx)
{
    struct pgconn *conn = xcalloc(1, sizeof(*conn));

    *conn = (struct pgconn){ .loop = loop, .settings = *settings, .fn = fn, .ctx = ctx };
    conn->dsn_text = xstrdup(settings->dsn);
    conn->application_name = xstrdup(settings->application_name);
    conn->start = loop_timer_new(loop, on_start, conn);
    conn->deadline = loop_timer_new(loop, on_deadline, conn);
    return conn;
}

void
pgconn_free(struct pgconn *conn)
{
    if (conn == NULL)
        return;
    shut(conn);
    pgconn_pipe_done(&conn->pipe);
    loop_timer_free(conn->start);
    loop_timer_free(conn->deadline);
    explicit_bzero(conn->dsn_text, strlen(conn->dsn_text)); /* it may hold a password */
    free(conn->dsn_text);
    free(conn->application_name);
    free(conn);
}

bool
pgconn_open(struct pgconn *conn, struct error *err)
{
    assert(conn->phase == PHASE_CLOSED);
    conn->dsn = pgconn_dsn_new(conn->dsn_text, conn->application_name, err);
    if (conn->dsn == NULL)
        return false;
    conn->phase = PHASE_RESOLVING;
    conn->failed = conn->unresolved = (struct error)ERROR_INIT;
    loop_timer_after(conn->start, 0);
    loop_timer_after(conn->deadline, conn->settings.connect_timeout_us);
    return true;
}

void
pgconn_close(struct pgconn *conn)
{
    shut(conn);
    conn->failed = (struct error)ERROR_INIT;
}

bool
pgconn_is_up(const struct pgconn *conn)
{
    return conn->phase == PHASE_UP && !error_is_set(&conn->failed);
}

/* The wait for answers begins with the first question. */
static bool
asked(struct pgconn *conn, bool ok)
{
    if (!ok)
        return fail_later(conn);
    if (conn->pipe.count == 1)
        arm_deadline(conn);
    return true;
}

bool
pgconn_send(struct pgconn *conn, const struct rowset *rowset)
{
    const struct statement *statement = &conn->settings.statements[rowset->statement];

    if (!pgconn_is_up(conn))
        return false;
    assert((size_t)rowset->statement < conn->settings.statement_count &&
           rowset->parameter_count == statement->parameter_count);
    conn->is_long = conn->is_long || statement->is_long;
    if (statement->is_long &&
        !asked(conn,
               pgconn_pipe_limit(&conn->pipe, conn->settings.statement_timeout_us * LONG_FACTOR)))
        return false;
    return asked(conn, pgconn_pipe_send(&conn->pipe, statement, rowset->statement, rowset));
}

bool
pgconn_sync(struct pgconn *conn)
{
    if (!pgconn_is_up(conn))
        return false;
    return asked(conn, pgconn_pipe_sync(&conn->pipe) && flush_out(conn));
}

size_t
pgconn_pending(const struct pgconn *conn)
{
    return conn->phase == PHASE_UP ? conn->pipe.count : 0;
}

bool
pgconn_in_transaction(const struct pgconn *conn)
{
    return conn->pipe.pq != NULL && PQtransactionStatus(conn->pipe.pq) != PQTRANS_IDLE;
}
