/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Prepares every statement of lib/store/statement.c on a real server, as the daemon does: after the
 * handshake, with the types of the table. The server must agree with each type. With --sql it
 * prints them instead as PREPARE commands, for the tests in SQL, and the words of the code's lists.
 */

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "record/verdict.h"
#include "source/source.h"
#include "store/statement.h"

static unsigned count;

static void
report(bool good, const char *name, const char *why)
{
    printf("%sok %u - %s\n", good ? "" : "not ", ++count, name);
    if (!good)
        printf("# %s\n", why);
}

static const char *
type_name(uint32_t type)
{
    static const struct {
        uint32_t type;
        const char *name;
    } names[] = {
        { TYPE_BOOL, "bool" },
        { TYPE_BYTEA, "bytea" },
        { TYPE_INT8, "int8" },
        { TYPE_INT4, "int4" },
        { TYPE_TEXT, "text" },
        { TYPE_FLOAT8, "float8" },
        { TYPE_TIME, "timestamptz" },
        { TYPE_BOOL_ARRAY, "bool[]" },
        { TYPE_BYTEA_ARRAY, "bytea[]" },
        { TYPE_INT4_ARRAY, "int4[]" },
        { TYPE_TEXT_ARRAY, "text[]" },
        { TYPE_INT8_ARRAY, "int8[]" },
        { TYPE_FLOAT8_ARRAY, "float8[]" },
        { TYPE_TIME_ARRAY, "timestamptz[]" },
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (names[i].type == type)
            return names[i].name;
    }
    return "unknown";
}

static bool
is_preparable(const struct statement *statement)
{
    return strncmp(statement->sql, "begin", 5) != 0 && strcmp(statement->sql, "commit") != 0 &&
           strcmp(statement->sql, "rollback") != 0 && strncmp(statement->sql, "listen", 6) != 0;
}

/* As rows (list, word): what is stored of an answer, and streams that have rows. */
static void
print_words(void)
{
    printf("prepare words as values ('cause', '%s')", cause_name(CAUSE_NONE + 1));
    for (unsigned i = CAUSE_NONE + 2; i < CAUSE_COUNT; i++)
        printf(", ('cause', '%s')", cause_name(i));
    for (size_t i = 0; sources[i] != NULL; i++) {
        for (size_t n = 0; n < sources[i]->stream_count; n++) {
            if (!(sources[i]->streams[n].flags & SOURCE_INTERNAL))
                printf(", ('stream', '%s')", sources[i]->streams[n].name);
        }
    }
    printf(";\n");
}

static void
print_sql(void)
{
    print_words();
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        const struct statement *statement = &statements[i];
        if (!is_preparable(statement))
            continue;
        printf("prepare %s", statement->name);
        for (unsigned p = 0; p < statement->parameter_count; p++)
            printf("%s%s", p == 0 ? " (" : ", ", type_name(statement->parameter_types[p]));
        printf("%s as\n%s;\n", statement->parameter_count > 0 ? ")" : "", statement->sql);
    }
}

static void
test_prepare(PGconn *conn, const struct statement *statement)
{
    PGresult *result = PQprepare(conn, statement->name, statement->sql,
                                 (int)statement->parameter_count, statement->parameter_types);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;

    report(good, statement->name, PQerrorMessage(conn));
    PQclear(result);
    if (!good)
        return;
    result = PQdescribePrepared(conn, statement->name);
    good = PQnparams(result) == (int)statement->parameter_count;
    for (unsigned p = 0; good && p < statement->parameter_count; p++)
        good = PQparamtype(result, (int)p) == statement->parameter_types[p] &&
               strcmp(type_name(statement->parameter_types[p]), "unknown") != 0;
    report(good, statement->name, "parameters differ");
    PQclear(result);
}

int
main(int argc, char **argv)
{
    PGconn *conn;
    PGresult *result;

    if (argc > 1 && strcmp(argv[1], "--sql") == 0) {
        print_sql();
        return 0;
    }
    conn = PQconnectdb("");
    if (PQstatus(conn) != CONNECTION_OK) {
        printf("Bail out! %s\n", PQerrorMessage(conn));
        PQfinish(conn);
        return 1;
    }
    result = PQexec(conn, statements[STATEMENT_HANDSHAKE].sql);
    report(PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1, "handshake answers",
           PQerrorMessage(conn));
    PQclear(result);
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        test_prepare(conn, &statements[i]);
    printf("1..%u\n", count);
    PQfinish(conn);
    return 0;
}
