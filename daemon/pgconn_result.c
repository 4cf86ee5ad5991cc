/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Values come as text, so that nothing here depends on the server's binary forms; the session is
 * set to UTC, ISO dates and hex bytea.
 */

#include "pgconn_result.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/parse.h"
#include "base/when.h"
#include "pgconn_answer.h"

unsigned
pgconn_result_statement(const struct pgconn_result *result)
{
    return result->statement;
}

const struct error *
pgconn_result_error(const struct pgconn_result *result)
{
    return error_is_set(&result->error) ? &result->error : NULL;
}

bool
pgconn_result_skipped(const struct pgconn_result *result)
{
    return result->skipped;
}

const char *
pgconn_result_sqlstate(const struct pgconn_result *result)
{
    return result->sqlstate;
}

bool
pgconn_sqlstate_may_pass(const char *sqlstate)
{
    /* By their beginning: connection, read only, rollback, a right, resources, operator, system. */
    static const char *const classes[] = { "08", "25006", "40", "42501", "53", "55", "57", "58" };

    for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
        if (strncmp(sqlstate, classes[i], strlen(classes[i])) == 0)
            return true;
    return false;
}

size_t
pgconn_result_rows(const struct pgconn_result *result)
{
    return (size_t)PQntuples(result->result);
}

int64_t
pgconn_result_affected(const struct pgconn_result *result)
{
    /* libpq's parameter is not const in version 15, though nothing is changed. */
    PGresult *own = (PGresult *)(uintptr_t)result->result;
    int64_t count = 0;

    return parse_int(str_from(PQcmdTuples(own)), &count) ? count : 0;
}

struct str
pgconn_get_str(const struct pgconn_result *result, size_t row, size_t column)
{
    assert(row < pgconn_result_rows(result) && column < (size_t)PQnfields(result->result));
    if (PQgetisnull(result->result, (int)row, (int)column))
        return STR_NONE;
    return (struct str){ PQgetvalue(result->result, (int)row, (int)column),
                         (size_t)PQgetlength(result->result, (int)row, (int)column) };
}

int64_t
pgconn_get_int(const struct pgconn_result *result, size_t row, size_t column, int64_t fallback)
{
    struct str text = pgconn_get_str(result, row, column);
    int64_t value = fallback;

    must_hold(str_is_none(text) || parse_int(text, &value), "an integer column");
    return value;
}

bool
pgconn_get_bool(const struct pgconn_result *result, size_t row, size_t column, bool fallback)
{
    struct str text = pgconn_get_str(result, row, column);

    if (str_is_none(text))
        return fallback;
    assert(text.p != NULL && (str_equal_c(text, "t") || str_equal_c(text, "f")));
    return text.p[0] == 't';
}

/* "2026-11-22 01:22:57.123456+00": the offset without its minutes, since the session is in UTC. */
int64_t
pgconn_get_time(const struct pgconn_result *result, size_t row, size_t column)
{
    struct str text = pgconn_get_str(result, row, column);
    char full[48];
    int64_t us;

    if (str_is_none(text) || str_ends(text, STR("infinity")))
        return WHEN_NONE;
    assert(str_ends(text, STR("+00")) && text.n + 4 < sizeof(full));
    (void)snprintf(full, sizeof(full), "%.*s:00", STR_ARGS(text));
    must_hold(when_parse_rfc3339(str_from(full), &us), "a time column");
    return us;
}

/* PostgreSQL writes nothing else in a bytea's hex form. */
static unsigned
hex_digit(char c)
{
    int value = ascii_hex(c);

    assert(value >= 0);
    return (unsigned)value;
}

size_t
pgconn_get_bytes(const struct pgconn_result *result, size_t row, size_t column, void *buffer,
                 size_t size)
{
    struct str text = pgconn_get_str(result, row, column);
    unsigned char *bytes = buffer;
    size_t length = text.n / 2 - 1;

    if (str_is_none(text))
        return 0;
    assert(text.p != NULL && str_starts(text, STR("\\x")) && text.n % 2 == 0);
    for (size_t i = 0; i < length && i < size; i++)
        bytes[i] =
            (unsigned char)(hex_digit(text.p[2 + 2 * i]) << 4 | hex_digit(text.p[3 + 2 * i]));
    return length <= size ? length : SIZE_MAX;
}
