/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The form of values is fixed when the connection opens, so that no setting of server or user
 * changes what is printed.
 */

#include "ctl_db.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "store/rowset.h"
#include "store/statement.h"

#define SENSELESS "PT007" /* sql/README.md */

struct ctl_db {
    PGconn *pq;
    bool is_senseless;
    bool prepared[STATEMENT_COUNT];
};

/*
 * The server's message as it is, with its hint; what the last line of a terminal should not lack.
 */
static void
complain(const char *what, const char *words)
{
    struct str text = str_trim(str_from(words));

    (void)fprintf(stderr, "pantauctl: %s: %.*s\n", what, STR_ARGS(text));
}

static void
drop_notice(void *ctx, const PGresult *notice)
{
    (void)ctx;
    (void)notice;
}

struct ctl_db *
ctl_db_open(const char *conninfo)
{
    /* What the string says itself comes later, and the later of two wins. */
    const char *keywords[] = { "fallback_application_name", "client_encoding", "connect_timeout",
                               "dbname", NULL };
    const char *values[] = { "pantauctl", "UTF8", "10", conninfo, NULL };
    struct ctl_db *db = xcalloc(1, sizeof(*db));

    db->pq = PQconnectdbParams(keywords, values, 1);
    (void)PQsetNoticeReceiver(db->pq, drop_notice, NULL);
    if (PQstatus(db->pq) != CONNECTION_OK) {
        complain("no database connection", PQerrorMessage(db->pq));
    } else if (ctl_db_do(db, "set timezone to 'UTC'; set datestyle to 'ISO, YMD'; "
                             "set bytea_output to 'hex'; set intervalstyle to 'postgres'")) {
        return db;
    }
    ctl_db_close(db);
    return NULL;
}

void
ctl_db_close(struct ctl_db *db)
{
    if (db == NULL)
        return;
    PQfinish(db->pq);
    free(db);
}

/* What to do about a refusal, where the code of the error says it. */
static const char *
refusal_hint(const char *sqlstate)
{
    static const struct {
        const char *sqlstate, *hint;
    } hints[] = {
        { "42501", "The login needs the role pantau_operator; to import it needs pantau_writer." },
        { "42P01",
          "Is this Pantau's database, and as new as this program? See pantau-migrate(8)." },
        { "42703", "Is the database as new as this program? See pantau-migrate(8)." },
        { "42883", "Is the database as new as this program? See pantau-migrate(8)." },
    };

    for (size_t i = 0; i < ARRAY_SIZE(hints); i++) {
        if (sqlstate != NULL && strcmp(sqlstate, hints[i].sqlstate) == 0)
            return hints[i].hint;
    }
    return NULL;
}

/* Without the place in a statement that the reader never wrote. */
static void
complain_of(struct ctl_db *db, const PGresult *result)
{
    const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *hint = refusal_hint(sqlstate);

    db->is_senseless = sqlstate != NULL && strcmp(sqlstate, SENSELESS) == 0;
    if (db->is_senseless) {
        hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
        (void)fprintf(stderr, "pantauctl: %s%s%s\n", words, hint != NULL ? "; " : "",
                      hint != NULL ? hint : "");
        return;
    }
    complain("the database refused", words != NULL ? words : PQerrorMessage(db->pq));
    if (hint != NULL)
        (void)fprintf(stderr, "%s\n", hint);
}

static PGresult *
checked(struct ctl_db *db, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return result;
    complain_of(db, result);
    PQclear(result);
    return NULL;
}

bool
ctl_db_is_senseless(const struct ctl_db *db)
{
    return db->is_senseless;
}

PGresult *
ctl_db_query(struct ctl_db *db, const char *sql, const char *const *values, size_t count)
{
    return checked(db, PQexecParams(db->pq, sql, (int)count, NULL, values, NULL, NULL, 0));
}

static bool
prepare(struct ctl_db *db, enum statement_id id)
{
    const struct statement *statement = &statements[id];
    PGresult *result;

    if (db->prepared[id])
        return true;
    result = checked(db, PQprepare(db->pq, statement->name, statement->sql,
                                   (int)statement->parameter_count, statement->parameter_types));
    PQclear(result);
    db->prepared[id] = result != NULL;
    return result != NULL;
}

PGresult *
ctl_db_run(struct ctl_db *db, const struct rowset *rowset)
{
    if (!prepare(db, rowset->statement))
        return NULL;
    return checked(db, PQexecPrepared(db->pq, statements[rowset->statement].name,
                                      (int)rowset->parameter_count, rowset->values, rowset->lengths,
                                      rowset->formats, 0));
}

bool
ctl_db_do(struct ctl_db *db, const char *sql)
{
    PGresult *result = checked(db, PQexec(db->pq, sql));

    PQclear(result);
    return result != NULL;
}

bool
ctl_db_copy(struct ctl_db *db, const char *sql, bool (*put)(void *ctx, struct str line), void *ctx)
{
    PGresult *result = PQexec(db->pq, sql);
    bool is_copy = PQresultStatus(result) == PGRES_COPY_OUT;
    bool written = true;
    char *line;
    int length;

    if (!is_copy) {
        complain_of(db, result);
        PQclear(result);
        return false;
    }
    PQclear(result);
    while (written && (length = PQgetCopyData(db->pq, &line, 0)) > 0) {
        written = put(ctx, (struct str){ line, (size_t)length });
        PQfreemem(line);
    }
    if (!written) {
        complain("output", strerror(errno));
        return false;
    }
    /* What went wrong on the way comes behind the lines. */
    result = checked(db, PQgetResult(db->pq));
    PQclear(result);
    return result != NULL;
}

bool
ctl_db_wait(struct ctl_db *db, int64_t timeout_us)
{
    struct pollfd wait = { .fd = PQsocket(db->pq), .events = POLLIN };
    PGnotify *notify;

    if (poll(&wait, 1, (int)(timeout_us / 1000)) < 0 && errno != EINTR)
        return false;
    if (PQconsumeInput(db->pq) != 1) {
        complain("the database connection broke", PQerrorMessage(db->pq));
        return false;
    }
    while ((notify = PQnotifies(db->pq)) != NULL)
        PQfreemem(notify);
    return true;
}

struct str
ctl_db_value(const PGresult *rows, int row, int column)
{
    if (PQgetisnull(rows, row, column))
        return STR_NONE;
    return (struct str){ PQgetvalue(rows, row, column), (size_t)PQgetlength(rows, row, column) };
}

int64_t
ctl_db_int(const PGresult *rows, int row, int column)
{
    int64_t value = 0;

    return parse_int(ctl_db_value(rows, row, column), &value) ? value : 0;
}
