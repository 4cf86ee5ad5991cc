/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What libpq answered, in the program's words: the inside of struct pgconn_result and the errors of
 * a connection. For pgconn.c and pgconn_result.c alone.
 */

#ifndef DAEMON_PGCONN_ANSWER_H
#define DAEMON_PGCONN_ANSWER_H

#include <libpq-fe.h>

#include "base/error.h"

struct pgconn_result {
    const PGresult *result;
    unsigned statement;
    struct error error; /* kind ERROR_NONE: it succeeded */
    bool skipped;
    char sqlstate[6];
};

/* name: of the statement. A view on result: nothing needs to be freed. */
void pgconn_answer_read(struct pgconn_result *ret_view, const PGresult *result, unsigned statement,
                        const char *name);
/* Why the connection is of no use: DATABASE where the server said so (FATAL), else IO. */
void pgconn_answer_failure(const PGconn *pq, const char *what, struct error *err);

#endif
