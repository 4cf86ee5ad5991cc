/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Errors of the server and of libpq, each as one line.
 */

#include "pgconn_answer.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/str.h"

static void
one_line(const char *words, char *ret_text, size_t size)
{
    struct str text = str_trim(str_from(words));

    (void)snprintf(ret_text, size, "%.*s", STR_ARGS(text));
    for (char *p = ret_text; *p != '\0'; p++)
        if (*p == '\n' || *p == '\t')
            *p = ' ';
}

/* The primary message only: detail and context may quote rows. */
static void
read_error(struct pgconn_result *view, const char *name)
{
    const char *primary = PQresultErrorField(view->result, PG_DIAG_MESSAGE_PRIMARY);
    const char *state = PQresultErrorField(view->result, PG_DIAG_SQLSTATE);
    char text[256];

    one_line(primary != NULL ? primary : PQresultErrorMessage(view->result), text, sizeof(text));
    (void)snprintf(view->sqlstate, sizeof(view->sqlstate), "%s", state != NULL ? state : "XX000");
    (void)error_set(&view->error, ERROR_DATABASE, "%s: %s (SQLSTATE %s)", name, text,
                    view->sqlstate);
}

void
pgconn_answer_read(struct pgconn_result *ret_view, const PGresult *result, unsigned statement,
                   const char *name)
{
    ExecStatusType status = PQresultStatus(result);

    *ret_view =
        (struct pgconn_result){ .result = result, .statement = statement, .sqlstate = "00000" };
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return;
    ret_view->skipped = status == PGRES_PIPELINE_ABORTED;
    if (ret_view->skipped)
        (void)error_set(&ret_view->error, ERROR_DATABASE,
                        "%s: not run, because an earlier statement failed", name);
    else
        read_error(ret_view, name);
}

/* A server that speaks another language is quoted without advice. */
static const char *const strangers[] = { "authentication failed", "no pg_hba.conf entry",
                                         "does not exist", "not permitted to log in",
                                         "permission denied for database" };

void
pgconn_answer_failure(const PGconn *pq, const char *what, struct error *err)
{
    const char *words = PQerrorMessage(pq);
    bool refused = strstr(words, "FATAL:") != NULL;
    char text[320];

    one_line(words, text, sizeof(text));
    (void)error_set(err, refused ? ERROR_DATABASE : ERROR_IO, "%s: %s", what, text);
    /* Of what a server refuses these alone do not pass by themselves. */
    for (size_t i = 0; refused && i < ARRAY_SIZE(strangers); i++)
        if (strstr(words, strangers[i]) != NULL)
            (void)error_hint(err, "Correct database.dsn, or let that role in (pg_hba.conf).");
}
