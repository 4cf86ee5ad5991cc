/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "handshake.h"

#include <stdint.h>

#include "base/ascii.h"

/* Columns of STATEMENT_HANDSHAKE. */
enum handshake_column {
    HANDSHAKE_NUMBER,
    HANDSHAKE_BREAKING,
    HANDSHAKE_VERSION,
    HANDSHAKE_MISSING,
    HANDSHAKE_READ_ONLY,
};

static int64_t
migration_of(const struct pgconn_result *result)
{
    return pgconn_result_rows(result) == 0 ? 0 : pgconn_get_int(result, 0, HANDSHAKE_NUMBER, 0);
}

/* The next number of a version, which it leaves behind; 0 at its end. */
static int64_t
take_number(struct str *version)
{
    int64_t number = 0;

    while (version->n > 0 && ascii_is_digit(version->p[0]) && number < INT32_MAX) {
        number = 10 * number + (version->p[0] - '0');
        *version = str_sub(*version, 1, version->n);
    }
    if (version->n > 0)
        *version = str_sub(*version, 1, version->n);
    return number;
}

/* Below 0: a is the older one. */
static int
compare_versions(struct str a, struct str b)
{
    while (a.n > 0 || b.n > 0) {
        int64_t one = take_number(&a);
        int64_t other = take_number(&b);
        if (one != other)
            return one < other ? -1 : 1;
    }
    return 0;
}

/* Functions change without a migration: what is called may be gone, or be another's by now. */
static bool
check_functions(const struct pgconn_result *result, const char *version, struct error *err)
{
    struct str missing = pgconn_get_str(result, 0, HANDSHAKE_MISSING);
    struct str theirs = pgconn_get_str(result, 0, HANDSHAKE_VERSION);

    if (str_is_none(missing))
        return true;
    error_set(err, ERROR_DATABASE,
              "the database's functions are of Pantau %.*s, this pantaud is %s: it lacks, or may "
              "not call, %.*s",
              STR_ARGS(theirs.n == 0 ? STR("?") : theirs), version, STR_ARGS(missing));
    if (compare_versions(theirs, str_from(version)) > 0)
        return error_hint(err, "Install the pantaud that belongs to the database.");
    return error_hint(err, "Run pantau-migrate of this version on it, and grant pantau_writer to "
                           "the role in database.dsn.");
}

bool
handshake_check(const struct pgconn_result *result, const char *version, struct error *err)
{
    int64_t migration = migration_of(result);

    if (migration < HANDSHAKE_MIGRATION) {
        error_set(err, ERROR_DATABASE, "the database is at migration %d, this pantaud needs %d",
                  (int)migration, HANDSHAKE_MIGRATION);
        return error_hint(err, "Run pantau-migrate on it.");
    }
    /* The newest migration that an older program cannot live with, not only the newest of all. */
    if (pgconn_get_int(result, 0, HANDSHAKE_BREAKING, 0) > HANDSHAKE_MIGRATION) {
        error_set(err, ERROR_DATABASE,
                  "the database is at migration %d, which this pantaud (made for %d) cannot use",
                  (int)migration, HANDSHAKE_MIGRATION);
        return error_hint(err, "Install the pantaud that belongs to the database.");
    }
    if (pgconn_get_bool(result, 0, HANDSHAKE_READ_ONLY, false)) {
        error_set(err, ERROR_DATABASE,
                  "the database takes no writes: it is a standby or read only");
        return error_hint(err, "Let database.dsn name all its hosts and "
                               "target_session_attrs=read-write, or see what made it read only.");
    }
    return check_functions(result, version, err);
}

int64_t
handshake_newer(const struct pgconn_result *result)
{
    return migration_of(result) > HANDSHAKE_MIGRATION ? migration_of(result) : 0;
}
