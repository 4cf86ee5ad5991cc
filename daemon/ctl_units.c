/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_units.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"
#include "ctl_sql.h"

#define ID_MAX 16

/* False where it was there. */
static bool
add(struct ctl_units *units, struct str name, bool is_mapped)
{
    struct str copy;
    uint64_t before;

    must(arena_str(units->arena, name, &copy));
    return nameset_add(&units->mapped, copy, is_mapped, &before);
}

/* With the feed's key before it, and one parameter more where there is one. */
static PGresult *
ask(const struct ctl_units *units, const char *sql, const char *name)
{
    char government[ID_MAX];
    char account[ID_MAX];
    const char *values[] = { government, account, name };

    (void)snprintf(government, sizeof(government), "%" PRId32, units->government_id);
    (void)snprintf(account, sizeof(account), "%" PRId32, units->account_id);
    return ctl_db_query(units->db, sql, values, name == NULL ? 2 : 3);
}

bool
ctl_units_load(struct ctl_units *units, struct ctl_db *db, int32_t government_id,
               int32_t account_id)
{
    PGresult *refs;

    *units = (struct ctl_units){ .db = db,
                                 .government_id = government_id,
                                 .account_id = account_id,
                                 .arena = arena_new(SIZE_MAX) };
    nameset_init(&units->mapped, units->arena);
    refs = ask(units, ctl_sql_feed_units, NULL);
    if (refs == NULL)
        return false;
    for (int row = 0; row < PQntuples(refs); row++)
        (void)add(units, ctl_db_value(refs, row, 0), true);
    PQclear(refs);
    return true;
}

void
ctl_units_done(struct ctl_units *units)
{
    arena_free(units->arena);
}

/* A name that is not in the map may be a list of names that are: that is the database's to say. */
static bool
ask_about(struct ctl_units *units, struct str name, uint64_t *ret_mapped)
{
    struct str clean;
    PGresult *answer;

    must(utf8_repair(units->arena, name, &clean) && arena_str(units->arena, clean, &clean));
    answer = ask(units, ctl_sql_is_mapped, clean.p);
    if (answer == NULL)
        return false;
    *ret_mapped = str_equal_c(ctl_db_value(answer, 0, 0), "t");
    PQclear(answer);
    if (add(units, name, *ret_mapped != 0) && *ret_mapped == 0 &&
        units->unknown_count < CTL_UNITS_UNKNOWN_MAX)
        units->unknown[units->unknown_count++] = clean;
    return true;
}

bool
ctl_units_ref(struct ctl_units *units, struct str id, struct str name, struct str *ret_ref)
{
    uint64_t mapped = 0;

    *ret_ref = id;
    if (id.n > 0 && nameset_find(&units->mapped, id, &mapped) && mapped != 0)
        return true;
    if (name.n > 0 && !nameset_find(&units->mapped, name, &mapped) &&
        !ask_about(units, name, &mapped))
        return false;
    if (name.n == 0 && id.n > 0 && !nameset_find(&units->mapped, id, &mapped) &&
        !ask_about(units, id, &mapped))
        return false;
    if (mapped != 0 || id.n == 0 || str_equal_c(id, "0"))
        *ret_ref = name;
    return true;
}
