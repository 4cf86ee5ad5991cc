/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What becomes of what was written. When a group fails, its pages are tried again one by one, so
 * that only the page at fault is refused; what may pass by itself is tried until it does. Only what
 * takes too long alone, again and again, has an end: it would hold a lane for ever.
 */

#include "writer_inside.h"

#include <stdio.h>
#include <string.h>

#include "sched/backoff.h"

#define TRIES_AT_ONCE 3 /* where two transactions were in each other's way */
#define QUERY_KEY_MAX 80u
/* Alone, before a page that takes too long is refused: where others passed meanwhile, the fault is
 * the page's; where none did, it is the database's for longer. */
#define SLOW_TRIES      5u
#define SLOW_TRIES_MAX  10u
#define HELD_TRIES_ONCE 2u /* of --once, where its account is another session's */
#define NOTE_TRIES      3u /* of a note that takes too long */

/* ---- queries ---- */

/* Nobody waits for it. Where the disk is full each poll has some of these: once for each kind. */
static void
say_query(const struct writer *writer, const struct query *query)
{
    const char *reason = query->error.text;
    char key[QUERY_KEY_MAX];

    snprintf(key, sizeof(key), "query %s", statements[query->rowset.statement].name);
    if (error_is_set(&query->error))
        log_trouble_because(writer->log, &(struct log_trouble){ LOG_LEVEL_WARNING, key, reason },
                            NULL, "a query was refused: %s", reason);
    else if (log_trouble_count(writer->log) > 0)
        log_trouble_over(writer->log, key, NULL, "%s: taken again", key);
}

/* Refused for a reason that passes, or held; true when it was taken to be sent again. */
static bool
keeps_note(struct writer *writer, struct query *query)
{
    if (query->is_held) {
        writer_note_release(writer);
        writer_note_hold(writer, query);
        return true;
    }
    if (!error_is_set(&query->error) || !pgconn_sqlstate_may_pass(query->sqlstate))
        return false;
    query->slow += strcmp(query->sqlstate, PGCONN_TOO_LONG) == 0;
    if (query->slow >= NOTE_TRIES)
        return false;
    writer_note_keep(writer, query);
    return true;
}

void
writer_settle_query(struct writer *writer, struct query *query)
{
    bool is_kept = false;

    if (error_is_set(&query->error) && query->fn != NULL)
        query->fn(query->ctx, NULL, &query->error);
    else if (query->fn == NULL)
        say_query(writer, query);
    if (query->is_note)
        is_kept = keeps_note(writer, query);
    if (query->is_note && !is_kept)
        writer_note_release(writer);
    query->taken = !error_is_set(&query->error);
    if (!is_kept)
        writer_query_free(query);
    writer_pump(writer);
}

/* ---- pages ---- */

/* The trouble lasts until each page that failed in it is settled: others may pass meanwhile. */
static void
end_trouble(struct writer *writer, struct page *page)
{
    if (!page->is_failing)
        return;
    page->is_failing = false;
    if (--writer->failing == 0)
        log_trouble_over(writer->log, "database write", NULL, "the database takes writes again");
}

static void
finish_group(struct lane *lane, enum page_outcome outcome, const struct error *err)
{
    struct page *pages[TRANSACTION_PAGES_MAX];
    size_t count = lane->group_count;

    memcpy(pages, lane->group, count * sizeof(*pages));
    lane->group_count = 0;
    for (size_t i = 0; i < count; i++) {
        end_trouble(lane->writer, pages[i]);
        pages[i]->done(pages[i]->ctx, outcome, pages[i]->changed, err);
    }
}

static bool
failed_with(const struct lane *lane, const char *sqlstate)
{
    const char *own = transaction_sqlstate(lane->transaction);

    return strncmp(own, sqlstate, strlen(sqlstate)) == 0;
}

static bool
took_too_long(const struct lane *lane)
{
    return failed_with(lane, PGCONN_TOO_LONG) || failed_with(lane, PGCONN_LOCK_TOO_LONG);
}

/* Ended while it waited for an account that another session holds. */
static bool
is_held(const struct lane *lane)
{
    return took_too_long(lane) && transaction_was_locked_out(lane->transaction);
}

/* Neither the page nor the platform is at fault. */
static void
say_held(struct error *err)
{
    error_hint(err,
               "Another session holds the account: pg_stat_activity shows it by "
               "\"select pid from pg_locks where locktype = 'advisory' and granted\". The page "
               "is asked for again.");
}

static void
say_trouble(struct lane *lane)
{
    struct writer *writer = lane->writer;
    struct error err = *transaction_error(lane->transaction);

    if (is_held(lane))
        say_held(&err);
    log_trouble_because(writer->log,
                        &(struct log_trouble){ LOG_LEVEL_WARNING, "database write", err.text },
                        NULL, "the database does not take writes now, polling waits: %s%s%s",
                        err.text, err.hint[0] != '\0' ? ". " : "", err.hint);
    for (size_t i = 0; i < lane->group_count; i++) {
        writer->failing += !lane->group[i]->is_failing;
        lane->group[i]->is_failing = true;
    }
}

/* The server ended it because it took too long, once more. True when it is given up. */
static bool
is_too_slow(const struct lane *lane)
{
    const struct writer *writer = lane->writer;
    struct page *page = lane->group[0];

    if (lane->group_count > 1 || !took_too_long(lane))
        return false;
    if (page->slow++ == 0)
        page->commits = writer->commits;
    if (writer->settings.once && is_held(lane))
        return page->slow >= HELD_TRIES_ONCE;
    return page->slow >= (writer->commits > page->commits ? SLOW_TRIES : SLOW_TRIES_MAX);
}

static void
give_up(struct lane *lane)
{
    struct error err = *transaction_error(lane->transaction);

    if (is_held(lane)) {
        say_held(&err);
        finish_group(lane, PAGE_HELD, &err);
        return;
    }
    error_hint(&err, "Raise database.statement_timeout, or have the platform send less at a time; "
                     "the page is asked for again.");
    finish_group(lane, PAGE_REFUSED, &err);
}

/* Behind all others, so that they do not wait for it. */
static void
requeue_slow(struct lane *lane)
{
    struct page *page = lane->group[--lane->group_count];

    list_append(&lane->writer->pages, &page->link);
    lane->writer->page_count++;
}

/* What may pass. Two transactions that were in each other's way ("40") simply go on; anything else
 * is told, and everything waits. */
static void
try_again(struct lane *lane)
{
    struct writer *writer = lane->writer;
    bool at_once = failed_with(lane, "40");
    bool slow = took_too_long(lane);

    for (size_t i = 0; i < lane->group_count; i++) {
        struct page *page = lane->group[i];
        page->tries++;
        at_once = at_once && page->tries <= TRIES_AT_ONCE;
        page->alone = page->alone || slow; /* it may be quick alone */
    }
    if (!at_once) {
        say_trouble(lane);
        writer->pause_us = backoff_next(writer->pause_us, writer->settings.retry_min_us,
                                        writer->settings.retry_max_us, loop_random());
        loop_timer_after(writer->pause, writer->pause_us);
    }
    if (slow && lane->group_count == 1)
        requeue_slow(lane);
    writer_requeue(lane);
}

/* It only made way for queries: its waits count together, as one that lasts as long as any
 * statement may. */
static bool
waits_on(const struct lane *lane)
{
    struct page *page = lane->group[0];

    if (lane->wait_us == 0 || !failed_with(lane, PGCONN_LOCK_TOO_LONG))
        return false;
    page->waited_us += lane->wait_us;
    if (page->waited_us < lane->writer->settings.connection.statement_timeout_us)
        return true;
    page->waited_us = 0;
    return false;
}

static void
settle_failure(struct lane *lane)
{
    if (waits_on(lane)) {
        writer_requeue(lane);
        return;
    }
    counter_add(lane->writer->counters, COUNTER_TRANSACTIONS_FAILED, 1);
    if (is_too_slow(lane)) {
        give_up(lane);
    } else if (pgconn_sqlstate_may_pass(transaction_sqlstate(lane->transaction))) {
        try_again(lane);
    } else if (lane->group_count > 1) {
        for (size_t i = 0; i < lane->group_count; i++)
            lane->group[i]->alone = true;
        writer_requeue(lane);
    } else {
        finish_group(lane, failed_with(lane, "PT001") ? PAGE_FENCED : PAGE_REFUSED,
                     transaction_error(lane->transaction));
    }
}

void
writer_settle_transaction(struct lane *lane, enum transaction_end end)
{
    if (end == TRANSACTION_COMMITTED) {
        counter_add(lane->writer->counters, COUNTER_TRANSACTIONS, 1);
        lane->writer->pause_us = 0;
        lane->writer->commits++;
        finish_group(lane, PAGE_COMMITTED, NULL);
    } else {
        settle_failure(lane);
    }
    writer_pump(lane->writer);
}
