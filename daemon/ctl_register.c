/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * pantauctl register: what an office knows and no platform tells, from a spreadsheet. The file goes
 * to the database whole, which checks each row, keeps all of them or none, and says what came of
 * each.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "ctl.h"
#include "ctl_rows.h"
#include "ctl_show.h"
#include "ctl_sql.h"

/* The heading by which the heading row is known, for each kind. */
static const struct kind {
    const char *name, *heading;
} kinds[] = {
    { "population", "residents" },
    { "officers", "role" },
    { "totals", "total" },
};

static const struct ctl_column columns[] = {
    { "line", "LINE", CTL_NUMBER },
    { "outcome", "OUTCOME", CTL_TEXT },
    { "subject", "WHAT", CTL_TEXT },
    { "problem", NULL, CTL_NOTE },
};
#define OUTCOME_COLUMN 1

static const struct kind *
find_kind(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

static size_t
count_of(const PGresult *rows, const char *outcome)
{
    size_t count = 0;

    for (int row = 0; row < PQntuples(rows); row++)
        count += str_equal_c(ctl_db_value(rows, row, OUTCOME_COLUMN), outcome);
    return count;
}

static enum ctl_exit
show(const struct ctl *ctl, const PGresult *rows)
{
    size_t refused = count_of(rows, "refused");

    ctl_show_rows(rows, columns, ARRAY_SIZE(columns), ctl->json, ctl->colour);
    if (ctl->json)
        return refused == 0 ? CTL_OK : CTL_TROUBLE;
    if (refused > 0)
        (void)printf("%zu of %d lines are refused: nothing is kept. Mend them and try again.\n",
                     refused, PQntuples(rows));
    else
        (void)printf("%zu new, %zu changed, %zu unchanged%s\n", count_of(rows, "new"),
                     count_of(rows, "changed"), count_of(rows, "unchanged"),
                     ctl->dry_run ? "; nothing is kept: --dry-run" : "");
    return refused == 0 ? CTL_OK : CTL_TROUBLE;
}

static enum ctl_exit
enter(struct ctl *ctl, const struct kind *kind, const char *json)
{
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_register,
                                  (const char *[]){ kind->name, ctl->government, json, ctl->by,
                                                    ctl->reason, ctl->dry_run ? "t" : "f" },
                                  6);
    enum ctl_exit exit;

    if (rows == NULL)
        return CTL_DATABASE;
    exit = show(ctl, rows);
    PQclear(rows);
    return exit;
}

enum ctl_exit
ctl_register(struct ctl *ctl)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(CTL_ROWS_FILE_MAX);
    CLEANUP(buf_done) struct buf json = BUF_INIT(CTL_ROWS_JSON_MAX);
    const struct kind *kind = find_kind(ctl->argv[0]);
    const char *path = ctl->argv[1];
    struct error err = ERROR_INIT;

    if (kind == NULL) {
        (void)fprintf(stderr,
                      "pantauctl: nothing of the kind \"%s\" is registered\n"
                      "Kinds are population, officers and totals.\n",
                      ctl->argv[0]);
        return CTL_USAGE;
    }
    if (!ctl_rows_load(path, &bytes)) {
        (void)fprintf(stderr, "pantauctl: cannot read \"%s\": %s\n", path, strerror(errno));
        return CTL_USAGE;
    }
    if (!ctl_rows_read(buf_str(&bytes), kind->heading, &json, &err)) {
        (void)fprintf(stderr, "pantauctl: \"%s\": %s\n%s\n", path, err.text, err.hint);
        return CTL_USAGE;
    }
    return enter(ctl, kind, json.data);
}
