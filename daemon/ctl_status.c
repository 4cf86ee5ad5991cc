/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * status, sources, errors: what the daemon and its sources do, read from ops. No question goes to
 * the daemon itself, so they work when it does not.
 */

#include <inttypes.h>
#include <stdio.h>

#include "base/when.h"
#include "ctl.h"
#include "ctl_show.h"
#include "ctl_sql.h"
#include "loop.h"

static const struct ctl_column daemon_columns[] = {
    { "instance", "INSTANCE", CTL_TEXT },    { "state", "STATE", CTL_STATE },
    { "version", "VERSION", CTL_TEXT },      { "pid", "PID", CTL_NUMBER },
    { "started_at", "STARTED", CTL_AGO },    { "seen_at", "SEEN", CTL_AGO },
    { "config_digest", NULL, CTL_FOR_JSON },
};
static const struct ctl_column stream_columns[] = {
    { "channel", "CHANNEL", CTL_TEXT },   { "stream", "STREAM", CTL_TEXT },
    { "streams", "SOURCES", CTL_NUMBER }, { "working", "WORKING", CTL_NUMBER },
    { "late", "LATE", CTL_NUMBER },       { "failing", "FAILING", CTL_NUMBER },
    { "never", "NEVER", CTL_NUMBER },     { "oldest_success_at", "OLDEST SUCCESS", CTL_AGO },
};
static const struct ctl_column trouble_columns[] = {
    { "channel", "CHANNEL", CTL_TEXT },   { "account", "ACCOUNT", CTL_TEXT },
    { "unit", "UNIT", CTL_TEXT },         { "streams", "STREAMS", CTL_TEXT },
    { "since", "SINCE", CTL_AGO },        { "cause", "CAUSE", CTL_TEXT },
    { "advice", "WHAT TO DO", CTL_TEXT },
};
static const struct ctl_column hold_columns[] = {
    { "scope", "WHAT", CTL_TEXT },        { "name", "NAME", CTL_TEXT },
    { "since", "SINCE", CTL_AGO },        { "until", "UNTIL", CTL_AGO },
    { "cause", "CAUSE", CTL_TEXT },       { "sources", "SOURCES", CTL_NUMBER },
    { "advice", "WHAT TO DO", CTL_TEXT },
};
static const struct ctl_column quota_columns[] = {
    { "credential", "CREDENTIAL", CTL_TEXT }, { "quota", "QUOTA", CTL_TEXT },
    { "used", "USED", CTL_NUMBER },           { "limit", "OF", CTL_NUMBER },
    { "period_s", "PERIOD", CTL_SECONDS },    { "waits_until", "WAITS UNTIL", CTL_AGO },
    { "noted_at", "NOTED", CTL_AGO },         { "resets_at", "RESETS", CTL_AGO },
};
static const struct ctl_column unmapped_columns[] = {
    { "channel", "CHANNEL", CTL_TEXT },
    { "institution", "INSTITUTION", CTL_TEXT },
    { "since", "SINCE", CTL_AGO },
    { "complaint", "FIRST COMPLAINT", CTL_TEXT },
};
static const struct ctl_column calendar_columns[] = {
    { "calendar", "CALENDAR", CTL_TEXT },
    { "decided_to", "DECIDED TO", CTL_TEXT },
    { "governments", "GOVERNMENTS", CTL_TEXT },
};
static const struct ctl_column notice_columns[] = {
    { "notice", NULL, CTL_FOR_JSON }, { "words", "WHAT", CTL_TEXT },
    { "count", "COUNT", CTL_NUMBER }, { "since", "SINCE", CTL_AGO },
    { "see", "SEE", CTL_TEXT },
};
static const struct ctl_column state_columns[] = {
    { "figures_as_of", "FIGURES AS OF", CTL_AGO },
    { "requests_waiting", "REQUESTS WAITING", CTL_NUMBER },
    { "unknown_unit_refs", "UNKNOWN UNITS", CTL_NUMBER },
};
static const struct ctl_column source_columns[] = {
    { "government", "GOVERNMENT", CTL_TEXT },
    { "channel", "CHANNEL", CTL_TEXT },
    { "account", "ACCOUNT", CTL_TEXT },
    { "external_id", NULL, CTL_FOR_JSON },
    { "unit", "UNIT", CTL_TEXT },
    { "stream", "STREAM", CTL_TEXT },
    { "state", "STATE", CTL_STATE },
    { "last_success_at", "LAST SUCCESS", CTL_AGO },
    { "interval_s", "EVERY", CTL_SECONDS },
    { "failing_since", "FAILING SINCE", CTL_AGO },
    { "fail_count", "FAILURES", CTL_NUMBER },
    { "not_before", "NEXT TRY", CTL_AGO },
    { "cause", "CAUSE", CTL_TEXT },
    { "waits_with", "WAITS WITH", CTL_TEXT },
    { "waits_since", "SINCE", CTL_AGO },
    { "error", NULL, CTL_NOTE },
    { "hint", NULL, CTL_NOTE },
};
static const struct ctl_column import_columns[] = {
    { "feed", "FEED", CTL_TEXT },
    { "file", "FILE", CTL_TEXT },
    { "at", "IMPORTED", CTL_AGO },
    { "by", "BY", CTL_TEXT },
    { "made_at", "MADE", CTL_AGO },
    { "rows", "ROWS", CTL_NUMBER },
    { "new", "NEW", CTL_NUMBER },
    { "changed", "CHANGED", CTL_NUMBER },
    { "unchanged", "UNCHANGED", CTL_NUMBER },
    { "refused", "REFUSED", CTL_NUMBER },
    { "digest", NULL, CTL_FOR_JSON },
    { "government", NULL, CTL_FOR_JSON },
    { "unknown_units", NULL, CTL_NOTE },
    { "refusals", NULL, CTL_NOTE },
};
static const struct ctl_column error_columns[] = {
    { "at", "WHEN", CTL_AGO },
    { "government", NULL, CTL_FOR_JSON },
    { "channel", "CHANNEL", CTL_TEXT },
    { "account", "ACCOUNT", CTL_TEXT },
    { "stream", "STREAM", CTL_TEXT },
    { "target", NULL, CTL_NOTE },
    { "verdict", "VERDICT", CTL_TEXT },
    { "cause", "CAUSE", CTL_TEXT },
    { "http_status", "HTTP", CTL_NUMBER },
    { "error", "ERROR", CTL_TEXT },
    { "hint", NULL, CTL_NOTE },
};

static const struct ctl_column official_columns[] = {
    { "government", NULL, CTL_FOR_JSON }, { "unit", "UNIT", CTL_TEXT },
    { "channel", "CHANNEL", CTL_TEXT },   { "author", "AUTHOR", CTL_TEXT },
    { "replies", "REPLIES", CTL_NUMBER }, { "threads", "THREADS", CTL_NUMBER },
    { "worded", "WORDED", CTL_NUMBER },   { "first_at", NULL, CTL_FOR_JSON },
    { "last_at", "LAST", CTL_AGO },       { "examples", NULL, CTL_NOTE },
};

/* One part of status: a query, its name for programs, its heading for people. */
struct part {
    const char *sql, *name, *heading;
    const struct ctl_column *columns;
    size_t count;
};
enum part_number {
    PART_DAEMONS,
    PART_STREAMS,
    PART_TROUBLE,
    PART_HOLDS,
    PART_QUOTAS,
    PART_IMPORTS,
    PART_UNMAPPED,
    PART_CALENDARS,
    PART_NOTICES,
    PART_STATE
};
#define PART_COUNT (PART_STATE + 1)

static const struct part parts[PART_COUNT] = {
    [PART_DAEMONS] = { ctl_sql_daemons, "daemons", "Daemons", daemon_columns,
                       ARRAY_SIZE(daemon_columns) },
    [PART_STREAMS] = { ctl_sql_streams, "streams", "Sources", stream_columns,
                       ARRAY_SIZE(stream_columns) },
    [PART_TROUBLE] = { ctl_sql_trouble, "trouble", "Trouble", trouble_columns,
                       ARRAY_SIZE(trouble_columns) },
    [PART_HOLDS] = { ctl_sql_holds, "waiting", "Waiting together", hold_columns,
                     ARRAY_SIZE(hold_columns) },
    [PART_QUOTAS] = { ctl_sql_quotas, "quotas", "Quotas", quota_columns,
                      ARRAY_SIZE(quota_columns) },
    [PART_IMPORTS] = { ctl_sql_new_imports, "imports", "Imports of the last seven days",
                       import_columns, ARRAY_SIZE(import_columns) },
    [PART_UNMAPPED] = { ctl_sql_unmapped, "unmapped",
                        "Institutions that units: of their feed lacks", unmapped_columns,
                        ARRAY_SIZE(unmapped_columns) },
    [PART_CALENDARS] = { ctl_sql_calendars, "calendars", "Calendars whose last decree ends soon",
                         calendar_columns, ARRAY_SIZE(calendar_columns) },
    [PART_NOTICES] = { ctl_sql_notices, "notices", "Worth a look", notice_columns,
                       ARRAY_SIZE(notice_columns) },
    [PART_STATE] = { ctl_sql_state, "state", "State", state_columns, ARRAY_SIZE(state_columns) },
};

/* For --check: somebody should look. Columns 4 to 6 of the streams: late, failing, never. */
static bool
is_well(PGresult *const results[PART_COUNT])
{
    const PGresult *daemons = results[PART_DAEMONS];
    const PGresult *streams = results[PART_STREAMS];
    bool running = false;

    for (int row = 0; row < PQntuples(daemons); row++)
        running = running || str_equal_c(ctl_db_value(daemons, row, 1), "running");
    for (int row = 0; row < PQntuples(streams); row++)
        for (int column = 4; column <= 6; column++)
            if (ctl_db_int(streams, row, column) > 0)
                return false;
    return running;
}

static void
show_status_json(PGresult *const results[PART_COUNT])
{
    struct buf buf;
    struct jout out;

    ctl_show_start(&out, &buf);
    jout_object(&out, NULL);
    for (size_t i = 0; i < PART_COUNT; i++)
        ctl_show_json(&out, parts[i].name, results[i], parts[i].columns, parts[i].count);
    jout_close_object(&out);
    ctl_show_finish(&out, &buf);
}

static void
show_status_tables(const struct ctl *ctl, PGresult *const results[PART_COUNT])
{
    if (PQntuples(results[PART_DAEMONS]) == 0)
        (void)printf("No daemon has ever written to this database.\n");
    for (size_t i = 0; i < PART_COUNT; i++) {
        if (PQntuples(results[i]) == 0)
            continue;
        (void)printf("%s%s\n", i == PART_DAEMONS ? "" : "\n", parts[i].heading);
        ctl_show_table(results[i], parts[i].columns, parts[i].count, ctl->colour, loop_wall_us());
    }
}

enum ctl_exit
ctl_status(struct ctl *ctl)
{
    PGresult *results[PART_COUNT] = { NULL };
    bool well, read = true;

    for (size_t i = 0; i < PART_COUNT && read; i++) {
        results[i] = ctl_db_query(ctl->db, parts[i].sql, NULL, 0);
        read = results[i] != NULL;
    }
    if (read && ctl->json)
        show_status_json(results);
    else if (read)
        show_status_tables(ctl, results);
    well = read && is_well(results);
    for (size_t i = 0; i < PART_COUNT; i++)
        PQclear(results[i]);
    if (!read)
        return CTL_DATABASE;
    return ctl->check && !well ? CTL_TROUBLE : CTL_OK;
}

static enum ctl_exit
show(const struct ctl *ctl, PGresult *rows, const struct ctl_column *columns, size_t count,
     const char *none)
{
    if (rows == NULL)
        return CTL_DATABASE;
    if (!ctl->json && PQntuples(rows) == 0)
        (void)printf("%s\n", none);
    else
        ctl_show_rows(rows, columns, count, ctl->json, ctl->colour);
    PQclear(rows);
    return CTL_OK;
}

enum ctl_exit
ctl_sources(struct ctl *ctl)
{
    const char *values[] = { ctl->government, ctl->channel, ctl->failing ? "t" : "f" };

    return show(ctl, ctl_db_query(ctl->db, ctl_sql_sources, values, ARRAY_SIZE(values)),
                source_columns, ARRAY_SIZE(source_columns),
                ctl->failing ? "No source fails." : "No such source is polled.");
}

enum ctl_exit
ctl_quotas(struct ctl *ctl)
{
    return show(ctl, ctl_db_query(ctl->db, ctl_sql_all_quotas, NULL, 0), quota_columns,
                ARRAY_SIZE(quota_columns),
                "No platform told of a quota, and the configuration has no budget.");
}

enum ctl_exit
ctl_errors(struct ctl *ctl)
{
    char since[32];
    char limit[32];
    const char *values[] = { ctl->government, ctl->channel, since, limit };

    (void)snprintf(since, sizeof(since), "%" PRId64, ctl->since_us / WHEN_SECOND);
    (void)snprintf(limit, sizeof(limit), "%" PRId64, ctl->limit);
    return show(ctl, ctl_db_query(ctl->db, ctl_sql_errors, values, ARRAY_SIZE(values)),
                error_columns, ARRAY_SIZE(error_columns), "No errors in that time.");
}

enum ctl_exit
ctl_officials(struct ctl *ctl)
{
    const char *values[] = { ctl->government, ctl->channel };

    return show(ctl, ctl_db_query(ctl->db, ctl_sql_officials, values, ARRAY_SIZE(values)),
                official_columns, ARRAY_SIZE(official_columns),
                "Nobody who is not registered answers like an official.");
}

enum ctl_exit
ctl_imports(struct ctl *ctl)
{
    char limit[32];
    const char *values[] = { ctl->government, limit };

    (void)snprintf(limit, sizeof(limit), "%" PRId64, ctl->limit);
    return show(ctl, ctl_db_query(ctl->db, ctl_sql_imports, values, ARRAY_SIZE(values)),
                import_columns, ARRAY_SIZE(import_columns), "Nothing was imported.");
}
