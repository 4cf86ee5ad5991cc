/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * poll: a row in ops.request that wakes the daemon, and a wait for its result.
 */

#include <inttypes.h>
#include <stdio.h>

#include "base/when.h"
#include "ctl.h"
#include "ctl_show.h"
#include "ctl_sql.h"
#include "loop.h"
#include "source/source.h"
#include "json/jdoc.h"

/* A daemon that has not been seen for so long will hardly answer; it beats every ten seconds. */
#define AWAY_S 60
/* NOTIFY may be lost where a pooler stands in between: look at least this often. */
#define LOOK_US (2 * WHEN_SECOND)

static void
copy_text(char *ret_text, size_t size, struct str text)
{
    (void)snprintf(ret_text, size, "%.*s", STR_ARGS(text));
}

static void
list_accounts(const PGresult *rows)
{
    for (int row = 0; row < PQntuples(rows); row++)
        (void)fprintf(stderr, "  %s:%s (government %s)\n", PQgetvalue(rows, row, 3),
                      PQgetvalue(rows, row, 4), PQgetvalue(rows, row, 2));
}

/* list: "comments, posts". */
static bool
has_stream(struct str list, const char *stream)
{
    struct str part;

    while (str_split(&list, ',', &part))
        if (str_equal_c(str_trim(part), stream))
            return true;
    return false;
}

enum ctl_exit
ctl_find_account(struct ctl *ctl, const char *stream, struct ctl_account *ret_target)
{
    const char *values[] = { ctl->argv[0], ctl->government };
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_accounts, values, ARRAY_SIZE(values));
    enum ctl_exit exit = CTL_USAGE;

    if (rows == NULL)
        return CTL_DATABASE;
    if (PQntuples(rows) == 0) {
        (void)fprintf(stderr, "pantauctl: no active account \"%s\"; see: pantauctl sources\n",
                      ctl->argv[0]);
    } else if (PQntuples(rows) > 1) {
        (void)fprintf(stderr, "pantauctl: \"%s\" is more than one account:\n", ctl->argv[0]);
        list_accounts(rows);
    } else if (stream != NULL && !has_stream(ctl_db_value(rows, 0, 5), stream)) {
        (void)fprintf(stderr, "pantauctl: \"%s\" has no stream \"%s\", it has: %s\n", ctl->argv[0],
                      stream, PQgetvalue(rows, 0, 5));
    } else {
        copy_text(ret_target->government_id, sizeof(ret_target->government_id),
                  ctl_db_value(rows, 0, 0));
        copy_text(ret_target->account_id, sizeof(ret_target->account_id), ctl_db_value(rows, 0, 1));
        (void)snprintf(ret_target->label, sizeof(ret_target->label), "%s:%s",
                       PQgetvalue(rows, 0, 3), PQgetvalue(rows, 0, 4));
        exit = CTL_OK;
    }
    PQclear(rows);
    return exit;
}

enum ctl_exit
ctl_find_filters(struct ctl *ctl)
{
    const struct source *source = ctl->channel == NULL ? NULL : source_find(str_from(ctl->channel));
    const char *values[] = { ctl->government, ctl->channel };
    PGresult *rows;
    bool knows_government;
    bool knows_channel;

    if (ctl->government == NULL && ctl->channel == NULL)
        return CTL_OK;
    rows = ctl_db_query(ctl->db, ctl_sql_filters, values, ARRAY_SIZE(values));
    if (rows == NULL)
        return CTL_DATABASE;
    knows_government = str_equal_c(ctl_db_value(rows, 0, 0), "t");
    /* A platform that nobody is on is no mistake. */
    knows_channel =
        (source != NULL && !source->is_feed) || str_equal_c(ctl_db_value(rows, 0, 1), "t");
    PQclear(rows);
    if (!knows_government)
        (void)fprintf(stderr, "pantauctl: there is no government \"%s\"; see: pantauctl sources\n",
                      ctl->government);
    else if (!knows_channel)
        (void)fprintf(stderr,
                      "pantauctl: there is no platform or feed \"%s\"; see: pantauctl sources\n",
                      ctl->channel);
    return knows_government && knows_channel ? CTL_OK : CTL_USAGE;
}

bool
ctl_warn_of_absence(struct ctl *ctl)
{
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_daemon_age, NULL, 0);
    char lasting[16];

    if (rows == NULL)
        return false;
    if (PQgetisnull(rows, 0, 0))
        (void)fprintf(stderr, "pantauctl: no daemon has ever written to this database\n");
    else if (str_equal_c(ctl_db_value(rows, 0, 1), "t"))
        (void)fprintf(stderr, "pantauctl: no daemon runs, the last one ended %s ago\n",
                      ctl_show_duration(ctl_db_int(rows, 0, 0) * WHEN_SECOND, lasting));
    else if (ctl_db_int(rows, 0, 0) > AWAY_S)
        (void)fprintf(stderr, "pantauctl: no daemon has been seen for %s\n",
                      ctl_show_duration(ctl_db_int(rows, 0, 0) * WHEN_SECOND, lasting));
    PQclear(rows);
    return true;
}

/* The members of one stream's result that both outputs show. */
struct outcome {
    bool ok;
    struct str stream, target, verdict, cause, error;
    int64_t visits, items, changed;
};

static struct str
text_of(struct jdoc_node node, const char *name)
{
    struct str text = STR_NONE;

    return jdoc_get_str(jdoc_member(node, name), &text) ? text : STR_NONE;
}

static struct outcome
read_outcome(struct jdoc_node node)
{
    struct outcome outcome = { .items = 0 };

    (void)jdoc_get_bool(jdoc_member(node, "ok"), &outcome.ok);
    (void)jdoc_get_int(jdoc_member(node, "visits"), &outcome.visits);
    (void)jdoc_get_int(jdoc_member(node, "items"), &outcome.items);
    (void)jdoc_get_int(jdoc_member(node, "changed"), &outcome.changed);
    outcome.stream = text_of(node, "stream");
    outcome.target = text_of(node, "target");
    outcome.verdict = text_of(node, "verdict");
    outcome.cause = text_of(node, "cause");
    outcome.error = text_of(node, "error");
    return outcome;
}

static void
print_outcome(const char *label, const struct outcome *outcome)
{
    if (outcome->visits == 0 && outcome->ok) {
        (void)printf("%s %.*s: nothing to ask\n", label, STR_ARGS(outcome->stream));
        return;
    }
    (void)printf("%s %.*s: %.*s, %" PRId64 " %s, %" PRId64 " items, %" PRId64 " changed\n", label,
                 STR_ARGS(outcome->stream), STR_ARGS(outcome->verdict), outcome->visits,
                 outcome->visits == 1 ? "visit" : "visits", outcome->items, outcome->changed);
    if (!str_is_none(outcome->error))
        (void)printf("    %.*s\n", STR_ARGS(outcome->error));
}

static void
show_tables(const char *label, struct jdoc_node root)
{
    struct jdoc_node streams = jdoc_member(root, "streams");
    struct str error = text_of(root, "error");

    for (size_t i = 0; i < jdoc_size(streams); i++) {
        struct outcome outcome = read_outcome(jdoc_at(streams, i));
        print_outcome(label, &outcome);
    }
    if (!str_is_none(error))
        (void)printf("%s: %.*s\n", label, STR_ARGS(error));
}

static void
write_outcome(struct jout *out, const struct outcome *outcome)
{
    jout_object(out, NULL);
    jout_str(out, "stream", outcome->stream);
    jout_bool(out, "ok", outcome->ok);
    jout_str(out, "verdict", outcome->verdict);
    jout_str(out, "cause", outcome->cause);
    jout_int(out, "visits", outcome->visits);
    jout_int(out, "items", outcome->items);
    jout_int(out, "changed", outcome->changed);
    jout_str(out, "target", outcome->target);
    jout_str(out, "error", outcome->error);
    jout_close_object(out);
}

static void
show_json(const char *label, const char *request_id, bool ok, struct jdoc_node root)
{
    struct jdoc_node streams = jdoc_member(root, "streams");
    struct buf buf;
    struct jout out;

    ctl_show_start(&out, &buf);
    jout_object(&out, NULL);
    jout_str(&out, "request", str_from(request_id));
    jout_str(&out, "account", str_from(label));
    jout_bool(&out, "ok", ok);
    jout_array(&out, "streams");
    for (size_t i = 0; i < jdoc_size(streams); i++) {
        struct outcome outcome = read_outcome(jdoc_at(streams, i));
        write_outcome(&out, &outcome);
    }
    jout_close_array(&out);
    jout_str(&out, "error", text_of(root, "error"));
    jout_close_object(&out);
    ctl_show_finish(&out, &buf);
}

static enum ctl_exit
finish(const struct ctl *ctl, const char *label, const char *request_id, struct str result)
{
    struct error err = ERROR_INIT;
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(result, &err);
    bool ok = false;

    if (doc == NULL) {
        (void)fprintf(stderr, "pantauctl: the daemon's result cannot be read: %s\n", err.text);
        return CTL_TROUBLE;
    }
    (void)jdoc_get_bool(jdoc_member(jdoc_root(doc), "ok"), &ok);
    if (ctl->json)
        show_json(label, request_id, ok, jdoc_root(doc));
    else
        show_tables(label, jdoc_root(doc));
    return ok ? CTL_OK : CTL_TROUBLE;
}

/* Columns of ctl_sql_answer: done, taken, result. */
static enum ctl_exit
wait_for(struct ctl *ctl, const char *label, const char *request_id)
{
    int64_t until_us = loop_now_us() + ctl->timeout_us;
    enum ctl_exit exit;
    bool taken;

    for (;;) {
        PGresult *rows = ctl_db_query(ctl->db, ctl_sql_answer, &request_id, 1);
        int64_t left_us = until_us - loop_now_us();

        if (rows == NULL || PQntuples(rows) == 0) {
            PQclear(rows);
            return CTL_DATABASE;
        }
        if (str_equal_c(ctl_db_value(rows, 0, 0), "t")) {
            exit = finish(ctl, label, request_id, ctl_db_value(rows, 0, 2));
            PQclear(rows);
            return exit;
        }
        taken = str_equal_c(ctl_db_value(rows, 0, 1), "t");
        PQclear(rows);
        if (left_us <= 0)
            break;
        if (!ctl_db_wait(ctl->db, left_us < LOOK_US ? left_us : LOOK_US))
            return CTL_DATABASE;
    }
    (void)fprintf(stderr, "pantauctl: request %s was %s in time\n", request_id,
                  taken ? "taken but not finished" : "not taken by any daemon");
    return CTL_TIMEOUT;
}

enum ctl_exit
ctl_poll(struct ctl *ctl)
{
    const char *stream = ctl->argc > 1 ? ctl->argv[1] : NULL;
    struct ctl_account target;
    enum ctl_exit exit = ctl_find_account(ctl, stream, &target);
    const char *values[] = { "poll", target.government_id, target.account_id, stream };
    PGresult *rows;

    if (exit != CTL_OK)
        return exit;
    if (!ctl_db_do(ctl->db, "listen pantau_request_done") || !ctl_warn_of_absence(ctl))
        return CTL_DATABASE;
    rows = ctl_db_query(ctl->db, ctl_sql_request, values, ARRAY_SIZE(values));
    if (rows == NULL)
        return CTL_DATABASE;
    if (ctl->no_wait)
        (void)printf(ctl->json ? "{\"request\":\"%s\"}\n" : "request %s\n", PQgetvalue(rows, 0, 0));
    else
        exit = wait_for(ctl, target.label, PQgetvalue(rows, 0, 0));
    PQclear(rows);
    return exit;
}
