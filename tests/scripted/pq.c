/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The linker sends every call of these names here (-Wl,--wrap). The prefix is the linker's.
 */

#include "pq.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A connection is a number, a result too: nothing looks inside. */
static struct script {
    const struct pq_step *next;
    const char *error;
    int fd;
    bool bad;
    char connection, result;
    int result_status;
} script;

void
pq_script(const struct pq_step *steps)
{
    script = (struct script){ .next = steps, .error = "", .fd = script.fd };
}

void
pq_script_done(void)
{
    if (script.next->call != NULL)
        fail_msg("the script waits for %s", script.next->call);
}

void
pq_socket(int fd)
{
    script.fd = fd;
}

static int
play(const char *call, const char *argument)
{
    const struct pq_step *step = script.next;

    if (step->call == NULL || strcmp(step->call, call) != 0)
        fail_msg("%s was called, the script has %s", call,
                 step->call != NULL ? step->call : "come to its end");
    if (argument != NULL && step->text != NULL && strcmp(argument, step->text) != 0)
        fail_msg("%s(%s), the script has %s", call, argument, step->text);
    if (argument == NULL && step->text != NULL)
        script.error = step->text;
    script.next++;
    return step->result;
}

#define WRAP(type, name, arguments) \
    type __wrap_##name arguments;   \
    type __wrap_##name arguments

WRAP(PGconn *, PQconnectStartParams,
     (const char *const *keywords, const char *const *values, int expand))
{
    (void)keywords;
    (void)values;
    (void)expand;
    script.bad = play("PQconnectStartParams", NULL) == CONNECTION_BAD;
    return (PGconn *)(void *)&script.connection;
}

WRAP(PostgresPollingStatusType, PQconnectPoll, (PGconn * conn))
{
    (void)conn;
    return (PostgresPollingStatusType)play("PQconnectPoll", NULL);
}

WRAP(ConnStatusType, PQstatus, (const PGconn *conn))
{
    (void)conn;
    return script.bad ? CONNECTION_BAD : CONNECTION_OK;
}

WRAP(int, PQsocket, (const PGconn *conn))
{
    (void)conn;
    return script.fd;
}

WRAP(char *, PQerrorMessage, (const PGconn *conn))
{
    (void)conn;
    return (char *)(uintptr_t)script.error;
}

WRAP(PQnoticeReceiver, PQsetNoticeReceiver, (PGconn * conn, PQnoticeReceiver receiver, void *ctx))
{
    (void)conn;
    (void)ctx;
    return receiver;
}

WRAP(int, PQsetnonblocking, (PGconn * conn, int on))
{
    (void)conn;
    (void)on;
    return 0;
}

WRAP(int, PQenterPipelineMode, (PGconn * conn))
{
    (void)conn;
    return 1;
}

WRAP(int, PQsendQueryParams,
     (PGconn * conn, const char *sql, int count, const Oid *types, const char *const *values,
      const int *lengths, const int *formats, int format))
{
    (void)conn;
    (void)sql;
    (void)count;
    (void)types;
    (void)values;
    (void)lengths;
    (void)formats;
    (void)format;
    return play("PQsendQueryParams", NULL);
}

WRAP(int, PQsendPrepare,
     (PGconn * conn, const char *name, const char *sql, int count, const Oid *types))
{
    (void)conn;
    (void)sql;
    (void)count;
    (void)types;
    return play("PQsendPrepare", name);
}

WRAP(int, PQsendQueryPrepared,
     (PGconn * conn, const char *name, int count, const char *const *values, const int *lengths,
      const int *formats, int format))
{
    (void)conn;
    (void)count;
    (void)values;
    (void)lengths;
    (void)formats;
    (void)format;
    return play("PQsendQueryPrepared", name);
}

WRAP(int, PQpipelineSync, (PGconn * conn))
{
    (void)conn;
    return play("PQpipelineSync", NULL);
}

WRAP(int, PQflush, (PGconn * conn))
{
    (void)conn;
    return play("PQflush", NULL);
}

WRAP(int, PQconsumeInput, (PGconn * conn))
{
    (void)conn;
    return play("PQconsumeInput", NULL);
}

WRAP(int, PQisBusy, (PGconn * conn))
{
    (void)conn;
    return script.next->call == NULL || strcmp(script.next->call, "PQgetResult") != 0;
}

WRAP(PGresult *, PQgetResult, (PGconn * conn))
{
    int status = play("PQgetResult", NULL);

    (void)conn;
    if (status == -1) /* the one before it is still looked at */
        return NULL;
    script.result_status = status;
    return (PGresult *)(void *)&script.result;
}

WRAP(ExecStatusType, PQresultStatus, (const PGresult *result))
{
    (void)result;
    return (ExecStatusType)script.result_status;
}

WRAP(char *, PQresultErrorField, (const PGresult *result, int field))
{
    (void)result;
    (void)field;
    return NULL;
}

WRAP(char *, PQresultErrorMessage, (const PGresult *result))
{
    (void)result;
    return (char *)(uintptr_t)script.error;
}

WRAP(PGnotify *, PQnotifies, (PGconn * conn))
{
    (void)conn;
    return NULL;
}

WRAP(void, PQclear, (PGresult * result))
{
    (void)result;
}

WRAP(void, PQfinish, (PGconn * conn))
{
    if (conn != NULL)
        (void)play("PQfinish", NULL);
}
