/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * calendar: what working time rests on, shown, and decrees brought in from a file. Its rows go to
 * the database as text: what a day is, and what says otherwise, is judged there, where the days
 * are. All of a file is taken or nothing.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/when.h"
#include "ctl.h"
#include "ctl_recompute.h"
#include "ctl_rows.h"
#include "ctl_show.h"
#include "ctl_sql_recompute.h"
#include "json/jout.h"

#define LIST_MAX 65536u
#define TAKES    "calendar takes import FILE, list, or show CALENDAR"

static const struct ctl_column list_columns[] = {
    { "calendar", "CALENDAR", CTL_TEXT },  { "base", "DERIVES FROM", CTL_TEXT },
    { "name", "NAME", CTL_TEXT },          { "decided_to", "DECIDED TO", CTL_TEXT },
    { "last_on", "LAST DAY", CTL_TEXT },   { "uses", "USES", CTL_NUMBER },
    { "imported_at", NULL, CTL_FOR_JSON }, { "source", NULL, CTL_FOR_JSON },
};

static const struct ctl_column day_columns[] = {
    { "kind", "WHAT", CTL_TEXT },          { "first_on", "FROM", CTL_TEXT },
    { "last_on", "TO", CTL_TEXT },         { "season", "SEASON", CTL_TEXT },
    { "weekdays", "WEEKDAYS", CTL_TEXT },  { "hours", "HOURS", CTL_TEXT },
    { "decree", "DECREE", CTL_TEXT },      { "decided_on", "DECIDED ON", CTL_TEXT },
    { "calendar", "CALENDAR", CTL_TEXT },  { "imported_at", NULL, CTL_FOR_JSON },
    { "provisional", NULL, CTL_FOR_JSON },
};

static const struct ctl_column change_columns[] = {
    { "calendar", "CALENDAR", CTL_TEXT },
    { "days_amended", "DAYS AMENDED", CTL_NUMBER },
    { "first_on", "FROM", CTL_TEXT },
    { "last_on", "TO", CTL_TEXT },
    { "governments", "GOVERNMENTS", CTL_TEXT },
    { "units_touched", "UNITS TOUCHED", CTL_NUMBER },
    { "inquiries_touched", "INQUIRIES TOUCHED", CTL_NUMBER },
};

/* The rows as JSON, found by a heading in either language. */
static bool
read_rows(const char *file, struct buf *json)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(CTL_ROWS_FILE_MAX);
    struct error err = ERROR_INIT;
    struct error other = ERROR_INIT;

    if (!ctl_rows_load(file, &bytes)) {
        (void)fprintf(stderr, "pantauctl: cannot read \"%s\": %s\n", file, strerror(errno));
        return false;
    }
    if (ctl_rows_read(buf_str(&bytes), "kind", json, &err))
        return true;
    buf_clear(json);
    if (ctl_rows_read(buf_str(&bytes), "jenis", json, &other))
        return true;
    (void)fprintf(stderr, "pantauctl: \"%s\": %s\n%s%s", file, err.text, err.hint,
                  err.hint[0] != '\0' ? "\n" : "");
    return false;
}

/* True where nothing is wrong; else each line that is was told. */
static enum ctl_exit
check_rows(struct ctl *ctl, const char *file, const char *json)
{
    PGresult *wrong = ctl_db_query(ctl->db, ctl_sql_calendar_check, &json, 1);
    enum ctl_exit exit = CTL_OK;

    if (wrong == NULL)
        return CTL_DATABASE;
    for (int row = 0; row < PQntuples(wrong); row++) {
        char *problem = ctl_show_clean(PQgetvalue(wrong, row, 1));

        (void)fprintf(stderr, "pantauctl: %s:%s: %s\n", file, PQgetvalue(wrong, row, 0), problem);
        free(problem);
        exit = CTL_USAGE;
    }
    if (exit != CTL_OK)
        (void)fprintf(stderr, "Nothing of the file was taken.\n");
    PQclear(wrong);
    return exit;
}

/* {"id-asn","kota"}: as a parameter. Names have no quotation marks (core.calendar_check). */
static void
list_calendars(const PGresult *changes, struct buf *list)
{
    must(buf_printf(list, "{"));
    for (int row = 0; row < PQntuples(changes); row++)
        must(buf_printf(list, "%s\"%s\"", row == 0 ? "" : ",", PQgetvalue(changes, row, 0)));
    must(buf_printf(list, "}") && buf_append(list, "", 1));
}

static void
show_changes(const struct ctl *ctl, const PGresult *changes, const PGresult *runs)
{
    CLEANUP(buf_done) struct buf buf = BUF_INIT(CTL_OUTPUT_MAX);
    struct jout out;

    if (!ctl->json) {
        if (PQntuples(changes) == 0)
            (void)printf("All of it is known already.\n");
        ctl_show_rows(changes, change_columns, ARRAY_SIZE(change_columns), false, ctl->colour);
        if (runs != NULL)
            ctl_recompute_show(ctl, runs);
        return;
    }
    ctl_show_start(&out, &buf);
    jout_object(&out, NULL);
    ctl_show_json(&out, "calendars", changes, change_columns, ARRAY_SIZE(change_columns));
    if (runs != NULL)
        ctl_recompute_json(&out, "runs", runs);
    jout_close_object(&out);
    ctl_show_finish(&out, &buf);
}

/* Who uses what changed: their inquiries and figures follow. */
static enum ctl_exit
follow(struct ctl *ctl, const PGresult *changes, PGresult **ret_runs)
{
    CLEANUP(buf_done) struct buf list = BUF_INIT(LIST_MAX);
    char reason[512];
    PGresult *governments;
    enum ctl_exit exit;

    list_calendars(changes, &list);
    (void)snprintf(reason, sizeof(reason), "calendar import %s", ctl->argv[1]);
    if (ctl->reason == NULL)
        ctl->reason = reason;
    governments = ctl_db_query(ctl->db, ctl_sql_calendar_users, (const char *[]){ list.data }, 1);
    exit = governments == NULL ? CTL_DATABASE : ctl_recompute_these(ctl, governments, ret_runs);
    PQclear(governments);
    return exit;
}

static enum ctl_exit
import_rows(struct ctl *ctl, const char *json)
{
    PGresult *changes = NULL;
    PGresult *runs = NULL;
    enum ctl_exit exit = CTL_DATABASE;

    if (ctl_db_do(ctl->db, "begin"))
        changes = ctl_db_query(ctl->db, ctl_sql_calendar_import, &json, 1);
    if (changes == NULL)
        return CTL_DATABASE;
    if (ctl_db_do(ctl->db, ctl->dry_run ? "rollback" : "commit"))
        exit = CTL_OK;
    if (exit == CTL_OK && !ctl->dry_run && PQntuples(changes) > 0)
        exit = follow(ctl, changes, &runs);
    if (exit == CTL_OK || runs != NULL)
        show_changes(ctl, changes, runs);
    PQclear(runs);
    PQclear(changes);
    return exit;
}

static enum ctl_exit
import_file(struct ctl *ctl, const char *file)
{
    CLEANUP(buf_done) struct buf json = BUF_INIT(CTL_ROWS_JSON_MAX);
    enum ctl_exit exit;

    if (!read_rows(file, &json))
        return CTL_USAGE;
    exit = check_rows(ctl, file, json.data);
    return exit == CTL_OK ? import_rows(ctl, json.data) : exit;
}

static enum ctl_exit
show_query(struct ctl *ctl, const char *sql, const char *const values[3],
           const struct ctl_column *columns, size_t count)
{
    PGresult *rows = ctl_db_query(ctl->db, sql, values, values == NULL ? 0 : 3);

    if (rows == NULL)
        return CTL_DATABASE;
    ctl_show_rows(rows, columns, count, ctl->json, ctl->colour);
    PQclear(rows);
    return CTL_OK;
}

/* A day of the command line as it was written; of a time its day in UTC. */
static const char *
day_of(const struct ctl_moment *moment, char text[WHEN_FORMAT_MAX])
{
    return moment->us == WHEN_NONE ? NULL : when_format(moment->us, text);
}

static enum ctl_exit
show_one(struct ctl *ctl, const char *calendar)
{
    char from[WHEN_FORMAT_MAX];
    char to[WHEN_FORMAT_MAX];
    const char *values[] = { calendar, day_of(&ctl->from, from), day_of(&ctl->to, to) };
    PGresult *known = ctl_db_query(ctl->db, ctl_sql_calendar_is, &calendar, 1);
    bool is_known = known != NULL && PQntuples(known) > 0;

    PQclear(known);
    if (known == NULL)
        return CTL_DATABASE;
    if (is_known)
        return show_query(ctl, ctl_sql_calendar_show, values, day_columns, ARRAY_SIZE(day_columns));
    (void)fprintf(stderr, "pantauctl: there is no calendar \"%s\"\nSee: pantauctl calendar list\n",
                  calendar);
    return CTL_USAGE;
}

enum ctl_exit
ctl_calendar(struct ctl *ctl)
{
    const char *what = ctl->argv[0];

    if (strcmp(what, "list") == 0 && ctl->argc == 1)
        return show_query(ctl, ctl_sql_calendar_list, NULL, list_columns, ARRAY_SIZE(list_columns));
    if (strcmp(what, "show") == 0 && ctl->argc == 2)
        return show_one(ctl, ctl->argv[1]);
    if (strcmp(what, "import") == 0 && ctl->argc == 2)
        return import_file(ctl, ctl->argv[1]);
    (void)fprintf(stderr, "pantauctl: %s\n", TAKES);
    return CTL_USAGE;
}
