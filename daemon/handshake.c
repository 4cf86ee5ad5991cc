/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "handshake.h"

static int64_t
migration_of(const struct pgconn_result *result)
{
    return pgconn_result_rows(result) == 0 ? 0 : pgconn_get_int(result, 0, 0, 0);
}

bool
handshake_check(const struct pgconn_result *result, struct error *err)
{
    int64_t migration = migration_of(result);

    if (migration < HANDSHAKE_MIGRATION) {
        error_set(err, ERROR_DATABASE, "the database is at migration %d, this pantaud needs %d",
                  (int)migration, HANDSHAKE_MIGRATION);
        return error_hint(err, "Run pantau-migrate on it.");
    }
    /* The newest migration that an older program cannot live with, not only the newest of all. */
    if (pgconn_get_int(result, 0, 1, 0) > HANDSHAKE_MIGRATION) {
        error_set(err, ERROR_DATABASE,
                  "the database is at migration %d, which this pantaud (made for %d) cannot use",
                  (int)migration, HANDSHAKE_MIGRATION);
        return error_hint(err, "Install the pantaud that belongs to the database.");
    }
    return true;
}

int64_t
handshake_newer(const struct pgconn_result *result)
{
    return migration_of(result) > HANDSHAKE_MIGRATION ? migration_of(result) : 0;
}
