/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What people enter from a spreadsheet: register, what an office knows and no platform tells;
 * assess, what juries say of items. The file goes to the database whole, which checks each row,
 * keeps all of them or none, and says what came of each.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "ctl.h"
#include "ctl_decide.h"
#include "ctl_rows.h"
#include "ctl_show.h"
#include "ctl_sql.h"
#include "ctl_sql_decide.h"
#include "usage.h"

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

static const struct ctl_column verdicts[] = {
    { "assessment", "NUMBER", CTL_NUMBER }, { "government", NULL, CTL_FOR_JSON },
    { "kind", "KIND", CTL_TEXT },           { "account", "ACCOUNT", CTL_TEXT },
    { "item", "ITEM", CTL_TEXT },           { "criterion", "CRITERION", CTL_TEXT },
    { "verdict", "VERDICT", CTL_TEXT },     { "score", "SCORE", CTL_TEXT },
    { "assessor", "BY", CTL_TEXT },         { "standing", "STANDING", CTL_TEXT },
    { "decided_at", "SINCE", CTL_AGO },     { "entered_by", NULL, CTL_FOR_JSON },
    { "reason", NULL, CTL_NOTE },
};

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
        (void)printf("%zu new, %zu changed, %zu unchanged%s%s\n", count_of(rows, "new"),
                     count_of(rows, "changed"), count_of(rows, "unchanged"),
                     count_of(rows, "taken back") > 0 ? ", some taken back" : "",
                     ctl->dry_run ? "; nothing is kept: --dry-run" : "");
    return refused == 0 ? CTL_OK : CTL_TROUBLE;
}

/* The file as JSON; says on stderr where it cannot be read. */
static bool
read_rows(const char *path, const char *heading, struct buf *ret_json)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(CTL_ROWS_FILE_MAX);
    struct error err = ERROR_INIT;

    if (!ctl_rows_load(path, &bytes)) {
        (void)fprintf(stderr, "pantauctl: cannot read \"%s\": %s\n", path, strerror(errno));
        return false;
    }
    if (!ctl_rows_read(buf_str(&bytes), heading, ret_json, &err)) {
        (void)fprintf(stderr, "pantauctl: \"%s\": %s\n%s\n", path, err.text, err.hint);
        return false;
    }
    return true;
}

static enum ctl_exit
enter(struct ctl *ctl, const char *sql, const char *const *values, size_t count)
{
    PGresult *rows = ctl_db_query(ctl->db, sql, values, count);
    enum ctl_exit exit;

    if (rows == NULL)
        return ctl_db_is_senseless(ctl->db) ? CTL_USAGE : CTL_DATABASE;
    exit = show(ctl, rows);
    PQclear(rows);
    return exit;
}

enum ctl_exit
ctl_register(struct ctl *ctl)
{
    CLEANUP(buf_done) struct buf json = BUF_INIT(CTL_ROWS_JSON_MAX);
    const struct kind *kind = find_kind(ctl->argv[0]);

    if (kind == NULL) {
        (void)fprintf(stderr,
                      "pantauctl: nothing of the kind \"%s\" is registered\n"
                      "Kinds are population, officers and totals.\n",
                      ctl->argv[0]);
        return CTL_USAGE;
    }
    if (!read_rows(ctl->argv[1], kind->heading, &json))
        return CTL_USAGE;
    return enter(ctl, ctl_sql_register,
                 (const char *[]){ kind->name, ctl->government, json.data, ctl->by, ctl->reason,
                                   ctl->dry_run ? "t" : "f" },
                 6);
}

static enum ctl_exit
list_verdicts(struct ctl *ctl)
{
    char limit[32];
    const char *values[] = { ctl->government, limit };
    struct ctl_decision all = { ctl_sql_assessments, values, ARRAY_SIZE(values), verdicts,
                                ARRAY_SIZE(verdicts) };

    (void)snprintf(limit, sizeof(limit), "%" PRId64, ctl->limit);
    return ctl_decide_list(ctl, &all, "Nothing was assessed.");
}

enum ctl_exit
ctl_assess(struct ctl *ctl)
{
    CLEANUP(buf_done) struct buf json = BUF_INIT(CTL_ROWS_JSON_MAX);

    if (ctl->list == (ctl->argc > 0)) {
        usage_refuse("pantauctl", "assess takes a FILE or --list");
        return CTL_USAGE;
    }
    if (ctl->list)
        return list_verdicts(ctl);
    if (ctl_decide_check(ctl) != CTL_OK || !read_rows(ctl->argv[0], "criterion", &json))
        return CTL_USAGE;
    return enter(ctl, ctl_sql_assess,
                 (const char *[]){ ctl->government, json.data, ctl->by, ctl->reason,
                                   ctl->dry_run ? "t" : "f" },
                 5);
}
