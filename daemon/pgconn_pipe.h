/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * libpq's pipeline mode as a queue of questions: what was sent and is not answered, in order. libpq
 * answers in that order, so every result finds its statement without a number going over the wire.
 * It waits for nothing and tells nobody. For pgconn.c alone.
 */

#ifndef DAEMON_PGCONN_PIPE_H
#define DAEMON_PGCONN_PIPE_H

#include <libpq-fe.h>

#include "base/base.h"

struct rowset;
struct statement;

enum pgconn_question_kind {
    PGCONN_QUESTION_SESSION, /* the session's settings */
    PGCONN_QUESTION_LIMIT,   /* the statement timeout up to the next sync */
    PGCONN_QUESTION_PREPARE,
    PGCONN_QUESTION_STATEMENT,
    PGCONN_QUESTION_SYNC,
};

struct pgconn_question {
    enum pgconn_question_kind kind;
    unsigned statement;
};

struct pgconn_pipe {
    PGconn *pq;     /* owned; NULL: closed */
    PGresult *held; /* an answer that is not followed by its NULL yet */
    struct pgconn_question *questions;
    size_t first, count, size;
};

/* Closes the connection and forgets what was asked. May be used again afterwards. */
void pgconn_pipe_close(struct pgconn_pipe *pipe);
/* Closes, and frees the queue. */
void pgconn_pipe_done(struct pgconn_pipe *pipe);

/* False: the connection is of no use any more; PQerrorMessage() says why. So with all below. */
bool pgconn_pipe_start(struct pgconn_pipe *pipe) MUST_CHECK;
/* Nothing of the server's configuration may change the form of a value. */
bool pgconn_pipe_session(struct pgconn_pipe *pipe, int64_t statement_timeout_us) MUST_CHECK;
/* Another statement timeout for what follows, up to the next sync. */
bool pgconn_pipe_limit(struct pgconn_pipe *pipe, int64_t statement_timeout_us) MUST_CHECK;
bool pgconn_pipe_prepare(struct pgconn_pipe *pipe, const struct statement *statement,
                         unsigned number) MUST_CHECK;
/* number: what the question will be known by. rowset NULL: without parameters. */
bool pgconn_pipe_send(struct pgconn_pipe *pipe, const struct statement *statement, unsigned number,
                      const struct rowset *rowset) MUST_CHECK;
bool pgconn_pipe_sync(struct pgconn_pipe *pipe) MUST_CHECK;
/* Among what is not answered is a statement that takes long. table: index = its number. */
bool pgconn_pipe_is_long(const struct pgconn_pipe *pipe, const struct statement *table);

/*
 * The next question that is answered whole; false when there is none yet. *ret_answer is the
 * caller's to PQclear(), NULL for a sync.
 */
bool pgconn_pipe_next(struct pgconn_pipe *pipe, struct pgconn_question *ret_question,
                      PGresult **ret_answer) MUST_CHECK;

#endif
