/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The arrays of lib/store against a real server: each must be, byte for byte, what the server
 * itself sends for the same values (array_send()), and must come back as these values. No time
 * passes as infinity, and none before the server's first day passes at all.
 */

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/when.h"
#include "store/element.h"
#include "store/rowset.h"

struct row {
    bool flag;
    int64_t time_us, large, small;
    struct str text, bytes;
};

static const struct rowset_field fields[] = {
    { ROWSET_TEXT, offsetof(struct row, text) },    { ROWSET_BYTEA, offsetof(struct row, bytes) },
    { ROWSET_TIME, offsetof(struct row, time_us) }, { ROWSET_INT8, offsetof(struct row, large) },
    { ROWSET_INT4, offsetof(struct row, small) },   { ROWSET_BOOL, offsetof(struct row, flag) },
};

/* 2000-01-01, a second before it, a time with microseconds, far ahead. */
static const struct row rows[] = {
    { true, INT64_C(946684800000000), 0, 0, STR("a"), STR("\0\xff") },
    { false, WHEN_NONE, -1, -1, STR_NONE, STR_NONE },
    { false, INT64_C(946684799000000), 9223372036854775807, 2147483647, STR(""), STR("") },
    { true, INT64_C(1764556496123456), 258, 259, STR("N\xc3\xb1 \xf0\x9f\x99\x8f {\"\\\","),
      STR("x") },
};

/* The same as SQL, in the order of fields. */
static const struct {
    const char *type, *values;
} wanted[] = {
    { "text[]", "array['a', null, '', U&'N\\00F1 \\+01F64F {\"\\\\\",']::text[]" },
    { "bytea[]", "array['\\x00ff', null, '', '\\x78']::bytea[]" },
    { "timestamptz[]", "array['2000-01-01 00:00:00+00', null, '1999-12-31 23:59:59+00',"
                       " '2025-12-01 02:34:56.123456+00']::timestamptz[]" },
    { "int8[]", "array[0, null, 9223372036854775807, 258]::int8[]" },
    { "int4[]", "array[0, null, 2147483647, 259]::int4[]" },
    { "bool[]", "array[true, false, false, true]::bool[]" },
};

static unsigned count;

static void
report(bool good, const char *what, const char *type)
{
    printf("%sok %u - %s %s\n", good ? "" : "not ", ++count, type, what);
}

/* One value of one row, as text. */
static bool
is_true(PGconn *conn, const char *sql, const char *value, int length)
{
    const int binary = 1;
    PGresult *result = PQexecParams(conn, sql, 1, NULL, &value, &length, &binary, 0);
    bool good = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1 &&
                strcmp(PQgetvalue(result, 0, 0), "t") == 0;

    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        printf("# %s\n", PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    PQclear(result);
    return good;
}

static void
test_arrays(PGconn *conn, const struct rowset *rowset)
{
    char sql[512];

    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
        const char *value = rowset->values[i];
        (void)snprintf(sql, sizeof(sql), "select $1::bytea = array_send(%s)", wanted[i].values);
        report(is_true(conn, sql, value, rowset->lengths[i]), "as the server sends it",
               wanted[i].type);
        (void)snprintf(sql, sizeof(sql), "select $1::%s is not distinct from %s", wanted[i].type,
                       wanted[i].values);
        report(is_true(conn, sql, value, rowset->lengths[i]), "as the server reads it",
               wanted[i].type);
    }
}

static void
test_empty(PGconn *conn, const struct rowset *rowset)
{
    char sql[128];

    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
        (void)snprintf(sql, sizeof(sql), "select $1::bytea = array_send('{}'::%s)", wanted[i].type);
        report(is_true(conn, sql, rowset->values[i], rowset->lengths[i]), "without elements",
               wanted[i].type);
    }
}

/* Times that are none of the server's, and those at its ends. */
static void
test_times(PGconn *conn, struct arena *arena)
{
    static const struct {
        int64_t us;
        const char *want; /* NULL: refused */
    } times[] = {
        { INT64_MAX, "294247-01-10 04:00:54.775807+00" },
        { INT64_C(-62135596800000000), "0001-01-01 00:00:00+00" },
        { INT64_C(-300000000000000000), NULL }, /* before the server's first day */
    };
    char sql[128];

    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        struct rowset rowset;
        bool good;
        rowset_start(&rowset, STATEMENT_PROGRESS_FLUSH);
        good = rowset_time_array(&rowset, arena, &times[i].us, 1);
        (void)snprintf(sql, sizeof(sql), "select $1::timestamptz[] = array['%s'::timestamptz]",
                       times[i].want == NULL ? "-infinity" : times[i].want);
        good = good &&
               is_true(conn, sql, rowset.values[0], rowset.lengths[0]) == (times[i].want != NULL);
        report(good, times[i].want == NULL ? "refuses what is out of range" : times[i].want,
               "timestamptz[]");
    }
}

int
main(void)
{
    struct arena *arena = arena_new(64u << 10);
    struct rowset_table table = { fields, ARRAY_SIZE(fields), rows, sizeof(*rows),
                                  ARRAY_SIZE(rows) };
    PGconn *conn = PQconnectdb("");
    struct rowset full;
    struct rowset empty;

    rowset_start(&full, STATEMENT_RUN_INSERT);
    rowset_start(&empty, STATEMENT_RUN_INSERT);
    if (PQstatus(conn) != CONNECTION_OK || !rowset_rows(&full, arena, &table)) {
        printf("Bail out! %s\n", PQerrorMessage(conn));
        return 1;
    }
    table.row_count = 0;
    test_arrays(conn, &full);
    if (rowset_rows(&empty, arena, &table))
        test_empty(conn, &empty);
    test_times(conn, arena);
    printf("1..%u\n", count);
    PQfinish(conn);
    arena_free(arena);
    return 0;
}
