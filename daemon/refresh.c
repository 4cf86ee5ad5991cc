/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A round is a chain: derive_stale() until nothing is left that can be derived, for ten seconds at
 * most (--once: while there is less each time) → round('dirty' or 'ageing') → refresh_due() →
 * refresh_view() for each → rest. One at a time, each a transaction with the time that
 * ops.refresh_policy gives it; one that fails or takes longer is told, and the chain goes on.
 */

#include "refresh.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/when.h"
#include "refresh_tell.h"
#include "sched/backoff.h"
#include "store/rowset.h"

#define RETRY_MIN_US       WHEN_SECOND
#define RETRY_MAX_US       (5 * WHEN_MINUTE)
#define RETRY_WHOLE_US     (10 * WHEN_SECOND) /* while somebody waits for it */
#define ARENA_BYTES_MAX    (4u << 20)
#define VIEWS_MAX          64u
#define ROUND_ERROR_COLUMN 3 /* of STATEMENT_REFRESH_ROUND */
#define PATIENCE_US        WHEN_MINUTE
#define BUSY_PAUSE_US      (200 * WHEN_SECOND / 1000)
#define PAUSE_ROUNDS       3 /* a pause is at least so many times what was made before it */
#define YIELD_MAX_US       (30 * WHEN_SECOND)
#define STALE_THREADS_MAX  200 /* of one transaction: it holds their accounts */
#define STALE_MAX_US       (10 * WHEN_SECOND)
#define ROUND_VIEW         STR("metrics.response_rolling_store")

enum refresh_state {
    REFRESH_DOWN,
    REFRESH_RESTING,
    REFRESH_STALE,
    REFRESH_ROUND,
    REFRESH_DUE,
    REFRESH_VIEW,
};

struct refresh {
    struct loop *loop;
    struct log *log;
    struct counters *counters;
    const struct writer *writer;
    struct config_refresh settings;
    struct pgconn *conn;
    struct loop_timer *timer;
    enum refresh_state state;
    int64_t retry_us, next_ageing_us, next_views_us;
    int64_t lost_us;               /* when the connection was lost; 0: it stands */
    int64_t began_us;              /* the round under way, then its views */
    int64_t round_us;              /* what the round took, without views */
    int64_t rest_us;               /* when it last began to rest */
    int64_t looked_us, written_us; /* when the writer was last looked at, and its work until then */
    int64_t as_of_us;
    struct arena *arena; /* of one round */
    struct str views[VIEWS_MAX];
    size_t view_count, view_next;
    const char *kind;                 /* of the round that follows the derivation */
    int64_t stale_derived;            /* threads, by the last derivation */
    int64_t stale_left, stale_before; /* marks, after it and after the one before */
    bool is_whole;                    /* dirty, then ageing, then every view: --once */
    bool aged;                        /* of a whole round: the second half runs */
    bool busy;                        /* the round found another session at it, and did nothing */
    int64_t patience_us; /* until then a whole round is tried again when that happens */
    bool failed;
    void (*done)(void *ctx, bool ok);
    void *done_ctx;
};

/* Never more than a quarter of a core: while a history is read in, rounds are long, and what they
 * take is missing where it is stored. A view that takes long makes views rare, not rounds. */
static int64_t
pause_of(const struct refresh *refresh)
{
    int64_t pause_us = refresh->round_us * PAUSE_ROUNDS;

    return pause_us > refresh->settings.dirty_interval_us ? pause_us
                                                          : refresh->settings.dirty_interval_us;
}

static void
take_pause(struct refresh *refresh)
{
    refresh->looked_us = loop_now_us();
    refresh->written_us = writer_writing_us(refresh->writer);
    loop_timer_after(refresh->timer, pause_of(refresh));
}

static void
rest(struct refresh *refresh)
{
    void (*done)(void *ctx, bool ok) = refresh->done;

    refresh->state = REFRESH_RESTING;
    if (refresh->is_whole && !refresh->aged) {
        /* Asked for while views of an earlier round were made. */
        loop_timer_after(refresh->timer, 0);
        return;
    }
    if (refresh->is_whole && done != NULL) {
        refresh->is_whole = false;
        refresh->done = NULL;
        done(refresh->done_ctx, !refresh->failed);
    }
    refresh->rest_us = loop_now_us();
    take_pause(refresh);
}

/* In the time that the view has, whatever it is; NULL: in that of the session. */
static void
send(struct refresh *refresh, struct rowset *rowset, const struct str *view,
     enum refresh_state state)
{
    struct rowset limit;
    struct rowset outcome;

    refresh->state = state;
    if (view != NULL) {
        rowset_start(&limit, STATEMENT_REFRESH_LIMIT);
        must(rowset_text(&limit, refresh->arena, *view));
        rowset_start(&outcome, STATEMENT_REFRESH_OUTCOME);
        must(rowset_text(&outcome, refresh->arena, *view));
    }
    if ((view == NULL || pgconn_send(refresh->conn, &limit)) &&
        pgconn_send(refresh->conn, rowset) &&
        (state != REFRESH_VIEW || pgconn_send(refresh->conn, &outcome)))
        (void)!pgconn_sync(refresh->conn);
}

/* Before the figures: they shall rest on it. */
static void
derive_stale(struct refresh *refresh)
{
    struct rowset rowset;

    arena_reset(refresh->arena);
    refresh->stale_before = refresh->stale_left;
    refresh->stale_derived = refresh->stale_left = 0;
    rowset_start(&rowset, STATEMENT_DERIVE_STALE);
    must(rowset_int4(&rowset, refresh->arena, STALE_THREADS_MAX));
    send(refresh, &rowset, NULL, REFRESH_STALE);
}

static void
start_chain(struct refresh *refresh, const char *kind)
{
    refresh->kind = kind;
    refresh->began_us = loop_now_us();
    refresh->stale_left = INT64_MAX;
    derive_stale(refresh);
}

static void
start_round(struct refresh *refresh, const char *kind)
{
    struct rowset rowset;

    arena_reset(refresh->arena);
    refresh->busy = false;
    refresh->as_of_us = loop_wall_us();
    rowset_start(&rowset, STATEMENT_REFRESH_ROUND);
    must(rowset_time(&rowset, refresh->arena, refresh->as_of_us));
    must(rowset_text(&rowset, refresh->arena, str_from(kind)));
    send(refresh, &rowset, &ROUND_VIEW, REFRESH_ROUND);
}

static void
ask_due(struct refresh *refresh)
{
    struct rowset rowset;

    refresh->view_count = refresh->view_next = 0;
    rowset_start(&rowset, STATEMENT_REFRESH_DUE);
    /* A whole round makes every view: by then all are due. */
    must(rowset_time(&rowset, refresh->arena, refresh->is_whole ? WHEN_MAX : refresh->as_of_us));
    send(refresh, &rowset, NULL, REFRESH_DUE);
}

static void
next_view(struct refresh *refresh)
{
    int64_t pause_us = (loop_now_us() - refresh->began_us) * PAUSE_ROUNDS;
    struct rowset rowset;
    const struct str *view;

    if (refresh->view_next >= refresh->view_count) {
        if (pause_us < refresh->settings.view_interval_us)
            pause_us = refresh->settings.view_interval_us;
        refresh->next_views_us = loop_now_us() + pause_us;
        rest(refresh);
        return;
    }
    view = &refresh->views[refresh->view_next++];
    rowset_start(&rowset, STATEMENT_REFRESH_VIEW);
    must(rowset_text(&rowset, refresh->arena, *view));
    must(rowset_time(&rowset, refresh->arena, refresh->as_of_us));
    send(refresh, &rowset, view, REFRESH_VIEW);
}

/* While the writer is busy facts go first: another pause, unless somebody waits for the round or it
 * would be half a minute late. */
static bool
yields(struct refresh *refresh)
{
    int64_t now_us = loop_now_us();
    int64_t written_us = writer_writing_us(refresh->writer) - refresh->written_us;

    if (refresh->is_whole || written_us < (now_us - refresh->looked_us) / 2 ||
        now_us + pause_of(refresh) > refresh->rest_us + YIELD_MAX_US)
        return false;
    take_pause(refresh);
    return true;
}

static void
on_timer(void *ctx)
{
    struct refresh *refresh = ctx;
    struct error err = ERROR_INIT;

    if (refresh->state == REFRESH_DOWN) {
        if (!pgconn_open(refresh->conn, &err))
            log_error(refresh->log, LOG_LEVEL_ERROR, NULL, &err, "figures cannot be refreshed");
        return;
    }
    if (refresh->state != REFRESH_RESTING || yields(refresh))
        return;
    if (refresh->is_whole || loop_now_us() < refresh->next_ageing_us) {
        start_chain(refresh, "dirty");
    } else {
        refresh->next_ageing_us = loop_now_us() + refresh->settings.ageing_interval_us;
        start_chain(refresh, "ageing");
    }
}

static void
keep_views(struct refresh *refresh, const struct pgconn_result *result)
{
    size_t rows = pgconn_result_rows(result);

    for (size_t row = 0; row < rows && refresh->view_count < VIEWS_MAX; row++) {
        must(arena_str(refresh->arena, pgconn_get_str(result, row, 0),
                       &refresh->views[refresh->view_count]));
        refresh->view_count++;
    }
}

/* Of the view whose turn it was: a row says what went wrong with it. */
static void
keep_outcome(struct refresh *refresh, const struct pgconn_result *result)
{
    struct str reason = pgconn_result_rows(result) == 0 ? STR_NONE : pgconn_get_str(result, 0, 0);

    refresh->failed |= !str_is_none(reason);
    refresh_tell_view(refresh->log, refresh->views[refresh->view_next - 1], reason);
}

static void
keep_stale(struct refresh *refresh, const struct pgconn_result *result)
{
    refresh->stale_derived = pgconn_get_int(result, 0, 0, 0);
    refresh->stale_left = pgconn_get_int(result, 0, 1, 0);
    refresh->failed |= !refresh_tell_derived(refresh->log, pgconn_get_str(result, 0, 2));
}

static void
on_error(struct refresh *refresh, const struct error *err)
{
    refresh->failed = true;
    if (refresh->state == REFRESH_STALE)
        refresh_tell_stale(refresh->log, err);
    else
        refresh_tell_round(refresh->log, str_from(err->text));
}

/* The functions keep a record of what failed inside them, so they tell it as a value. */
static void
keep_figures(struct refresh *refresh, const struct pgconn_result *result)
{
    bool is_round = refresh->state == REFRESH_ROUND;
    bool is_empty = pgconn_result_rows(result) == 0;
    struct str reason =
        is_round && !is_empty ? pgconn_get_str(result, 0, ROUND_ERROR_COLUMN) : STR_NONE;

    refresh->failed |= !str_is_none(reason);
    refresh->busy = is_round && is_empty;
    counter_add(refresh->counters, COUNTER_REFRESHES, is_round && !is_empty && str_is_none(reason));
    if (is_round)
        refresh_tell_round(refresh->log, reason);
    else if (refresh->state == REFRESH_DUE)
        keep_views(refresh, result);
}

static void
on_result(struct refresh *refresh, const struct pgconn_result *result)
{
    const struct error *err = pgconn_result_error(result);
    enum statement_id statement = (enum statement_id)pgconn_result_statement(result);

    if (refresh->state == REFRESH_DOWN || (err != NULL && pgconn_result_skipped(result)))
        return; /* the handshake, which the writer judges; what stood behind an error */
    if (err != NULL)
        on_error(refresh, err);
    else if (statement == STATEMENT_DERIVE_STALE)
        keep_stale(refresh, result);
    else if (statement == STATEMENT_REFRESH_OUTCOME)
        keep_outcome(refresh, result);
    else if (statement != STATEMENT_REFRESH_LIMIT)
        keep_figures(refresh, result);
}

static void
start_over(struct refresh *refresh)
{
    refresh->state = REFRESH_RESTING;
    refresh->aged = false;
    loop_timer_after(refresh->timer, BUSY_PAUSE_US);
}

/* What is left waits for transactions of others, or for accounts that others hold: for the next
 * chain, unless this one is the last. */
static void
on_stale_derived(struct refresh *refresh)
{
    bool is_left = refresh->is_whole && refresh->stale_left > 0;
    bool goes_on = refresh->is_whole ? refresh->stale_left < refresh->stale_before
                                     : loop_now_us() < refresh->began_us + STALE_MAX_US;

    if (refresh->stale_derived >= STALE_THREADS_MAX && goes_on) {
        refresh->patience_us = loop_now_us() + PATIENCE_US;
        derive_stale(refresh);
    } else if (is_left && loop_now_us() < refresh->patience_us) {
        start_over(refresh);
    } else {
        refresh->failed |= is_left;
        if (is_left)
            refresh_tell_left(refresh->log, refresh->stale_left);
        start_round(refresh, refresh->kind);
    }
}

/* Somebody else is at the figures: another daemon, or what a killed one left running. Its round
 * began before our last rows came, so a whole round must have one of its own. */
static bool
try_again(struct refresh *refresh)
{
    if (!refresh->is_whole || !refresh->busy)
        return false;
    if (loop_now_us() >= refresh->patience_us) {
        refresh->failed = true;
        refresh_tell_busy(refresh->log);
        return false;
    }
    start_over(refresh);
    return true;
}

static void
on_synced(struct refresh *refresh)
{
    switch (refresh->state) {
    case REFRESH_STALE:
        on_stale_derived(refresh);
        break;
    case REFRESH_ROUND:
        refresh->round_us = loop_now_us() - refresh->began_us;
        refresh->began_us = loop_now_us();
        if (try_again(refresh))
            return;
        if (refresh->is_whole && !refresh->aged) {
            refresh->aged = true;
            start_chain(refresh, "ageing");
        } else if (refresh->is_whole || loop_now_us() >= refresh->next_views_us) {
            ask_due(refresh);
        } else {
            rest(refresh);
        }
        break;
    case REFRESH_DUE:
    case REFRESH_VIEW:
        next_view(refresh);
        break;
    case REFRESH_DOWN:
    case REFRESH_RESTING:
        break;
    }
}

/* Whoever asked for a whole round waits a minute for a connection, the daemon for ever. */
static void
give_up(struct refresh *refresh)
{
    refresh_tell_gave_up(refresh->log);
    refresh->is_whole = false;
    refresh->done(refresh->done_ctx, false);
}

static void
on_down(struct refresh *refresh, const struct error *err)
{
    int64_t now_us = loop_now_us();

    if (refresh->lost_us == 0)
        refresh->lost_us = now_us;
    refresh->state = REFRESH_DOWN;
    refresh->aged = false;
    refresh->retry_us =
        backoff_next(refresh->retry_us, RETRY_MIN_US,
                     refresh->is_whole ? RETRY_WHOLE_US : RETRY_MAX_US, loop_random());
    loop_timer_after(refresh->timer, refresh->retry_us);
    refresh_tell_lost(refresh->log, err);
    if (refresh->is_whole && now_us - refresh->lost_us >= PATIENCE_US)
        give_up(refresh);
}

static void
on_news(void *ctx, const struct pgconn_news *news)
{
    struct refresh *refresh = ctx;

    switch (news->event) {
    case PGCONN_UP:
        refresh_tell_lost(refresh->log, NULL);
        refresh->state = REFRESH_RESTING;
        refresh->retry_us = refresh->lost_us = 0;
        loop_timer_after(refresh->timer, 0);
        break;
    case PGCONN_RESULT:
        on_result(refresh, news->result);
        break;
    case PGCONN_SYNCED:
        on_synced(refresh);
        break;
    case PGCONN_NOTIFIED:
        break;
    case PGCONN_DOWN:
        on_down(refresh, news->error);
        break;
    }
}

struct refresh *
refresh_new(struct loop *loop, struct log *log, struct counters *counters,
            const struct writer *writer, const struct pgconn_settings *connection,
            const struct config_refresh *settings)
{
    struct refresh *refresh = xcalloc(1, sizeof(*refresh));

    refresh->loop = loop;
    refresh->log = log;
    refresh->counters = counters;
    refresh->writer = writer;
    refresh->settings = *settings;
    refresh->conn = pgconn_new(loop, connection, on_news, refresh);
    refresh->timer = loop_timer_new(loop, on_timer, refresh);
    refresh->arena = arena_new(ARENA_BYTES_MAX);
    return refresh;
}

void
refresh_free(struct refresh *refresh)
{
    if (refresh == NULL)
        return;
    pgconn_free(refresh->conn);
    loop_timer_free(refresh->timer);
    arena_free(refresh->arena);
    free(refresh);
}

bool
refresh_start(struct refresh *refresh, struct error *err)
{
    return pgconn_open(refresh->conn, err);
}

void
refresh_configure(struct refresh *refresh, const struct config_refresh *settings)
{
    refresh->settings = *settings;
}

void
refresh_now(struct refresh *refresh, void (*done)(void *ctx, bool ok), void *ctx)
{
    refresh->is_whole = true;
    refresh->aged = false;
    refresh->failed = false;
    refresh->patience_us = loop_now_us() + PATIENCE_US;
    refresh->done = done;
    refresh->done_ctx = ctx;
    if (refresh->state == REFRESH_RESTING || loop_timer_is_set(refresh->timer)) /* to connect */
        loop_timer_after(refresh->timer, 0);
}
