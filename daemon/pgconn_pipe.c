/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The queue is an array that is moved to its front when its end is reached.
 */

#include "pgconn_pipe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/rowset.h"
#include "store/statement.h"

static void
add_question(struct pgconn_pipe *pipe, enum pgconn_question_kind kind, unsigned statement)
{
    if (pipe->first > 0 && pipe->first + pipe->count == pipe->size) {
        memmove(pipe->questions, pipe->questions + pipe->first,
                pipe->count * sizeof(pipe->questions[0]));
        pipe->first = 0;
    }
    if (pipe->count == pipe->size) {
        pipe->size = pipe->size == 0 ? 64 : pipe->size * 2;
        pipe->questions = xrealloc(pipe->questions, pipe->size * sizeof(pipe->questions[0]));
    }
    pipe->questions[pipe->first + pipe->count++] = (struct pgconn_question){ kind, statement };
}

static struct pgconn_question
take_question(struct pgconn_pipe *pipe)
{
    pipe->count--;
    return pipe->questions[pipe->first++];
}

void
pgconn_pipe_close(struct pgconn_pipe *pipe)
{
    PQclear(pipe->held);
    pipe->held = NULL;
    PQfinish(pipe->pq);
    pipe->pq = NULL;
    pipe->first = pipe->count = 0;
}

void
pgconn_pipe_done(struct pgconn_pipe *pipe)
{
    pgconn_pipe_close(pipe);
    free(pipe->questions);
    pipe->questions = NULL;
    pipe->size = 0;
}

bool
pgconn_pipe_start(struct pgconn_pipe *pipe)
{
    return PQsetnonblocking(pipe->pq, 1) == 0 && PQenterPipelineMode(pipe->pq) == 1;
}

bool
pgconn_pipe_session(struct pgconn_pipe *pipe, int64_t statement_timeout_us)
{
    char timeout[32];
    const char *values[] = { timeout };

    (void)snprintf(timeout, sizeof(timeout), "%" PRId64, statement_timeout_us / 1000);
    add_question(pipe, PGCONN_QUESTION_SESSION, 0);
    return PQsendQueryParams(
               pipe->pq,
               "select set_config('TimeZone', 'UTC', false), "
               "set_config('DateStyle', 'ISO, YMD', false), "
               "set_config('bytea_output', 'hex', false), "
               "set_config('extra_float_digits', '1', false), "
               "set_config('default_transaction_isolation', 'read committed', false), "
               "set_config('lock_timeout', '0', false), "
               "set_config('statement_timeout', $1, false), "
               "set_config('idle_in_transaction_session_timeout', $1, false)",
               1, NULL, values, NULL, NULL, 0) == 1;
}

bool
pgconn_pipe_limit(struct pgconn_pipe *pipe, int64_t statement_timeout_us)
{
    char timeout[32];
    const char *values[] = { timeout };

    (void)snprintf(timeout, sizeof(timeout), "%" PRId64, statement_timeout_us / 1000);
    add_question(pipe, PGCONN_QUESTION_LIMIT, 0);
    return PQsendQueryParams(pipe->pq, "select set_config('statement_timeout', $1, true)", 1, NULL,
                             values, NULL, NULL, 0) == 1;
}

bool
pgconn_pipe_prepare(struct pgconn_pipe *pipe, const struct statement *statement, unsigned number)
{
    add_question(pipe, PGCONN_QUESTION_PREPARE, number);
    return PQsendPrepare(pipe->pq, statement->name, statement->sql, (int)statement->parameter_count,
                         statement->parameter_types) == 1;
}

bool
pgconn_pipe_send(struct pgconn_pipe *pipe, const struct statement *statement, unsigned number,
                 const struct rowset *rowset)
{
    static const struct rowset none = { .parameter_count = 0 };

    if (rowset == NULL)
        rowset = &none;
    add_question(pipe, PGCONN_QUESTION_STATEMENT, number);
    return PQsendQueryPrepared(pipe->pq, statement->name, (int)rowset->parameter_count,
                               rowset->values, rowset->lengths, rowset->formats, 0) == 1;
}

bool
pgconn_pipe_sync(struct pgconn_pipe *pipe)
{
    add_question(pipe, PGCONN_QUESTION_SYNC, 0);
    return PQpipelineSync(pipe->pq) == 1;
}

bool
pgconn_pipe_is_long(const struct pgconn_pipe *pipe, const struct statement *table)
{
    for (size_t i = pipe->first; i < pipe->first + pipe->count; i++) {
        const struct pgconn_question *question = &pipe->questions[i];

        if (question->kind == PGCONN_QUESTION_STATEMENT && table[question->statement].is_long)
            return true;
    }
    return false;
}

bool
pgconn_pipe_next(struct pgconn_pipe *pipe, struct pgconn_question *ret_question,
                 PGresult **ret_answer)
{
    while (pipe->count > 0 && !PQisBusy(pipe->pq)) {
        PGresult *answer = PQgetResult(pipe->pq);

        if (answer == NULL && pipe->held == NULL)
            return false;
        /* An answer is whole when NULL follows it; a sync comes alone. */
        if (answer != NULL && PQresultStatus(answer) != PGRES_PIPELINE_SYNC) {
            PQclear(pipe->held);
            pipe->held = answer;
            continue;
        }
        PQclear(answer);
        *ret_question = take_question(pipe);
        *ret_answer = TAKE(pipe->held);
        return true;
    }
    return false;
}
