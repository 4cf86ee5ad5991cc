/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_decide.h"

#include <stdio.h>

#include "usage.h"

enum ctl_exit
ctl_decide_check(const struct ctl *ctl)
{
    if (ctl->by != NULL && ctl->reason != NULL)
        return CTL_OK;
    usage_refuse("pantauctl", "who decides, and why? --by=NAME --reason=TEXT");
    return CTL_USAGE;
}

static void
show(const struct ctl *ctl, const struct ctl_decision *what, const PGresult *rows)
{
    ctl_show_rows(rows, what->columns, what->column_count, ctl->json, ctl->colour);
}

enum ctl_exit
ctl_decide(struct ctl *ctl, const struct ctl_decision *decision)
{
    PGresult *rows;

    if (!ctl_db_do(ctl->db, "begin"))
        return CTL_DATABASE;
    rows = ctl_db_query(ctl->db, decision->sql, decision->values, decision->value_count);
    if (rows == NULL)
        return ctl_db_is_senseless(ctl->db) ? CTL_USAGE : CTL_DATABASE;
    if (!ctl_db_do(ctl->db, ctl->dry_run ? "rollback" : "commit")) {
        PQclear(rows);
        return CTL_DATABASE;
    }
    show(ctl, decision, rows);
    PQclear(rows);
    if (ctl->dry_run && !ctl->json)
        (void)printf("Nothing was kept.\n");
    return CTL_OK;
}

enum ctl_exit
ctl_decide_list(struct ctl *ctl, const struct ctl_decision *list, const char *nothing)
{
    enum ctl_exit exit = ctl_find_filters(ctl);
    PGresult *rows;

    if (exit != CTL_OK)
        return exit;
    rows = ctl_db_query(ctl->db, list->sql, list->values, list->value_count);
    if (rows == NULL)
        return CTL_DATABASE;
    if (!ctl->json && PQntuples(rows) == 0)
        (void)printf("%s\n", nothing);
    else
        show(ctl, list, rows);
    PQclear(rows);
    return CTL_OK;
}
