/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What is polled: the first setup, another one (app_reload.c), and leases that came or went
 * (app_lease.c). A configuration comes to the database first (delivery), while what is polled goes
 * on; then what the database has is set up and ends with a roster that the collector adopts.
 */

#include "app_inside.h"

#include <inttypes.h>
#include <malloc.h>
#include <stdint.h>

#include "sched/backoff.h"

#define AGAIN_MAX_US (30 * WHEN_SECOND)
#define ONCE_PARTS   10 /* statement timeouts: --once waits so long with its configuration */

static void bring(struct app *app, struct generation *generation); /* again when refused */
static void setup(struct app *app);

/* What failed behind a delivery, or never began, left nothing to poll by. */
static bool
stands_still(const struct app *app)
{
    return !app->running || (!app->setting_up && collector_is_draining(app->collector));
}

/* Or is being set up behind such a failure, which may fail as well. */
static bool
polls_nothing(const struct app *app)
{
    return stands_still(app) || (app->astray && collector_is_draining(app->collector));
}

/* ---- setting up, and again at a reload ---- */

static struct collector_settings
collector_settings(const struct app *app, const struct config *config)
{
    return (struct collector_settings){
        .max_in_flight = config->collector.max_in_flight,
        .pages_per_visit = config->collector.pages_per_visit,
        .max_response_bytes = config->http.max_response_bytes,
        .timeout_us = config->http.timeout_us,
        .history_us = config->collector.history_us,
        .sweep_interval_us = config->collector.sweep_interval_us,
        .flush_interval_us = config->collector.flush_interval_us,
        .retry_min_us = config->collector.retry_min_us,
        .retry_max_us = config->collector.retry_max_us,
        .once = app->options->once,
    };
}

static void
adopt(struct app *app, struct roster *roster)
{
    struct generation *coming = app->coming;
    struct collector_settings settings;

    settings = collector_settings(app, coming->file.config);
    collector_adopt(app->collector, roster, &coming->pseudonym, &settings);
    keeper_adopt(app->keeper, coming);
    if (app->coming_delivered) {
        if (app->generation != coming)
            generation_free(app->generation); /* nothing points into it any more */
        app->generation = TAKE(app->next_generation);
        app->delivered = app->astray = false;
    }
    malloc_trim(0); /* a setup leaves holes between what stays: a quarter of a large daemon */
    refresh_configure(app->refresh, &app->generation->file.config->refresh);
    log_set_level(app->log, (enum log_level)app->generation->file.config->log.level);
    pulse_start(app->pulse, app->generation->file.config->digest);
}

static void
on_other(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct app *app = ctx;
    struct str other = err == NULL && pgconn_result_rows(result) > 0 ? pgconn_get_str(result, 0, 0)
                                                                     : STR("(not known)");

    if (app->stopping || app->ended)
        return;
    log_write(app->log, LOG_LEVEL_ERROR, LOG_FIELDS({ "instance", other }),
              "polled nothing: another daemon holds all %zu streams and polls them",
              roster_wanted(collector_roster(app->collector)));
    app->exit = APP_HELD;
    app_stop(app);
}

static void
on_first_setup(struct app *app, size_t polled)
{
    struct error err = ERROR_INIT;

    app->running = true;
    if (app->options->once && polled == 0 && roster_wanted(collector_roster(app->collector)) > 0) {
        setup_ask_other(app->writer, app->instance, on_other, app);
        return;
    }
    log_write(app->log, LOG_LEVEL_INFO, NULL, "polling %zu streams of %" PRIu32 " accounts", polled,
              collector_roster(app->collector)->account_count);
    if (!refresh_start(app->refresh, &err))
        log_error(app->log, LOG_LEVEL_ERROR, NULL, &err, "figures cannot be refreshed");
    app_texts_start(app);
    requests_listen(app->requests);
    app_lease_await(app);
    if (app->options->once)
        collector_on_caught_up(app->collector, app_on_caught_up, app);
}

static void
say_refused(struct app *app, const struct error *err)
{
    log_troubles_forget(app->log, "setup"); /* it waits no longer */
    log_error(app->log, LOG_LEVEL_ERROR, NULL, err,
              app->running ? "the new configuration was refused, the old one stays"
                           : "the new configuration was refused, the one before is tried again");
}

/* False and a line in the log: the settings before stay. */
static bool
use_network(struct app *app, const struct generation *generation)
{
    struct fetch_settings settings = generation_fetch_settings(generation);
    struct error err = ERROR_INIT;

    if (fetch_configure(app->fetch, &settings, &err))
        return true;
    say_refused(app, &err);
    return false;
}

static void
drop_next(struct app *app)
{
    if (app->next_generation != app->generation)
        generation_free(app->next_generation);
    app->next_generation = NULL;
    app->delivered = false;
}

/* The configuration in force: it is tried until the database takes it. */
static void
try_again(struct app *app, const struct error *err)
{
    log_trouble_because(app->log, &(struct log_trouble){ LOG_LEVEL_ERROR, "setup", err->text },
                        NULL, "the database refuses the configuration in force, polling %s: %s%s%s",
                        polls_nothing(app) ? "waits" : "goes on", err->text,
                        err->hint[0] != '\0' ? ". " : "", err->hint);
    app->again_us = backoff_next(app->again_us, WHEN_SECOND, AGAIN_MAX_US, loop_random());
    loop_timer_after(app->again, app->again_us);
    if (app->reload_wanted)
        app_reload(app); /* the newer file may be taken */
}

/* A reload or a lease may have come before the next one. */
static void
end_tries(struct app *app)
{
    loop_timer_stop(app->again);
    app->again_us = 0;
    if (app->next_generation == NULL)
        log_trouble_over(app->log, "setup", NULL, "the database takes the configuration again");
}

/* A setup or a delivery is over, and something else may begin. */
static void
go_on(struct app *app)
{
    if (app->running)
        notify_ready(app->notify);
    else
        notify_reloaded(app->notify);
    if (app->delivered)
        setup(app);
    else if (app->reload_wanted)
        app_reload(app);
}

/*
 * The database has what was refused, or may have it. The one in force is polled as far as the
 * database lets it meanwhile: that it comes back there may wait for another session.
 */
static void
bring_back(struct app *app)
{
    app->astray = true;
    bring(app, app->generation);
    if (stands_still(app) && app->running)
        setup(app);
}

/* ---- setup: what the database has is polled ---- */

static void
on_setup_failed(struct app *app, const struct error *err)
{
    bool is_new = app->coming != app->generation;

    if (app->coming_delivered)
        drop_next(app);
    if (!app->running && app->options->once) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, err, "cannot start");
        app->exit = APP_FAILED;
        app_stop(app);
    } else if (is_new) {
        say_refused(app, err);
        (void)use_network(app, app->generation);
        bring_back(app);
    } else {
        try_again(app, err);
    }
}

static void
on_setup(void *ctx, struct roster *roster, size_t polled, const struct error *err)
{
    struct app *app = ctx;
    bool first = !app->running;

    app->setting_up = false;
    if (app->stopping || app->ended || err != NULL)
        roster_free(roster);
    if (app->stopping || app->ended)
        return;
    if (err != NULL) {
        on_setup_failed(app, err);
        return;
    }
    adopt(app, roster);
    if (!app->refused)
        end_tries(app);
    if (first)
        on_first_setup(app, polled);
    else
        log_write(app->log, LOG_LEVEL_INFO, NULL, "reloaded, polling %zu streams", polled);
    requests_repeat(app->requests);
    if (!app->astray && !app->delivered && (!app->options->once || polled > 0))
        app_lease_tell(app, polled);
    go_on(app);
}

static void
on_drained(void *ctx)
{
    struct app *app = ctx;
    struct setup_order order = {
        .writer = app->writer,
        .instance = app->instance,
        .lease_s = app_lease_s(app),
        .done = on_setup,
        .ctx = app,
    };

    if (app->stopping)
        return;
    app->coming_delivered = app->delivered;
    app->coming = app->delivered ? app->next_generation : app->generation;
    if (app->coming != app->generation && !use_network(app, app->coming)) {
        app->setting_up = false;
        drop_next(app);
        bring_back(app);
        return;
    }
    order.roster = roster_new(app->coming->file.config, app->coming->secrets);
    setup_start(&order);
}

/* Of what was delivered, or of the generation in force. */
static void
setup(struct app *app)
{
    app->setting_up = true;
    if (app->running)
        collector_drain(app->collector, on_drained, app);
    else
        loop_defer(app->loop, on_drained, app);
}

/* ---- delivery: what is in a file comes to the database ---- */

/* A file at fault that was never taken; one that was written since may be right. */
static bool
cannot_start(const struct app *app, const struct error *err)
{
    if (app->running)
        return false;
    return app->options->once || (err->kind == ERROR_CONFIG && !app->reload_wanted);
}

/* may_be_there: a try that nobody answered may have been taken. */
static void
on_refused(struct app *app, const struct error *err, bool may_be_there)
{
    bool is_new = app->next_generation != app->generation;

    drop_next(app);
    if (!is_new && cannot_start(app, err)) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, err, "cannot start");
        app->exit = err->kind == ERROR_CONFIG ? APP_CONFIG : APP_FAILED;
        app_stop(app);
    } else if (is_new) {
        say_refused(app, err);
        if (may_be_there || app->astray)
            bring_back(app);
        else if (stands_still(app))
            bring(app, app->generation);
        go_on(app);
    } else {
        app->refused = true;
        try_again(app, err);
    }
}

/* Sent again only because leases came or went, and everything was there: nothing to set up. */
static bool
is_old_news(const struct app *app, int64_t changed)
{
    return !stands_still(app) && app->next_generation == app->generation && changed == 0;
}

static void
on_delivered(void *ctx, int64_t changed, const struct error *err)
{
    struct app *app = ctx;

    if (app->stopping || app->ended)
        return;
    if (err != NULL) {
        on_refused(app, err, changed > 0);
        return;
    }
    app->refused = false;
    if (app->next_generation == app->generation)
        app->astray = false;
    if (is_old_news(app, changed)) {
        drop_next(app);
        end_tries(app);
    } else {
        app->delivered = true;
    }
    if (!app->setting_up)
        go_on(app);
}

/* What is polled goes on as it was, under leases that are renewed. */
static void
on_waits(void *ctx, const struct error *err)
{
    struct app *app = ctx;
    char since[WHEN_FORMAT_MAX];
    char reason[sizeof(err->text) + 64];
    const char *what = "the new configuration waits, the old one goes on";

    if (app->stopping)
        return;
    if (polls_nothing(app))
        what = "the configuration waits, nothing is polled";
    else if (app->next_generation == app->generation)
        what = "the configuration waits, polling goes on";
    (void)snprintf(reason, sizeof(reason), "%s: %s", what, err->text);
    log_trouble_because(app->log, &(struct log_trouble){ LOG_LEVEL_WARNING, "setup", reason }, NULL,
                        "%s, since %s: %s%s%s", what, when_format(app->sent_us, since), err->text,
                        err->hint[0] != '\0' ? ". " : "", err->hint);
    notify_reloaded(app->notify);
    if (app->reload_wanted)
        app_reload(app); /* the newer file instead */
}

/* Whether the database fits at all is asked by the writer: nothing comes there before it stands. */
static void
bring(struct app *app, struct generation *generation)
{
    app->next_generation = generation;
    app->delivered = false;
    app->held = !app->running && !writer_is_up(app->writer);
    app->sent_us = loop_wall_us();
    if (app->held)
        delivery_stop(app->delivery);
    else
        delivery_start(app->delivery, generation);
}

struct delivery *
app_setup_delivery(struct app *app)
{
    const struct config_database *database = &app->generation->file.config->database;
    struct delivery_parts parts = {
        .loop = app->loop,
        .connection = generation_connection(app->generation, "pantaud delivery"),
        .instance = app->instance,
        .retry_min_us = WHEN_SECOND,
        .retry_max_us = database->reconnect_max_us,
        .patience_us = app->options->once ? ONCE_PARTS * database->statement_timeout_us : 0,
        .waits = on_waits,
        .done = on_delivered,
        .ctx = app,
    };

    return delivery_new(&parts);
}

/* ---- again, or another one ---- */

/* Unless a reload or a lease came first. */
void
app_setup_again(struct app *app)
{
    bool goes_first = app->running && app->next_generation != NULL && !stands_still(app);

    if (app->stopping)
        return;
    if (app->setting_up || goes_first) {
        loop_timer_after(app->again, app->again_us);
        return;
    }
    if (app->running || writer_is_up(app->writer))
        app_setup_first(app);
    if (app->running && stands_still(app))
        setup(app); /* of the one in force, as far as the database lets it */
}

void
app_setup_first(struct app *app)
{
    if (app->setting_up)
        return;
    if (app->next_generation == NULL)
        bring(app, app->generation);
    else if (app->held)
        bring(app, app->next_generation);
}

void
app_setup_repeat(struct app *app)
{
    if (app->next_generation == NULL)
        bring(app, app->generation);
    setup(app);
}

bool
app_setup_is_busy(const struct app *app)
{
    return app->stopping || app->setting_up || !delivery_rests(app->delivery);
}

void
app_setup_replace(struct app *app, struct generation *next)
{
    drop_next(app); /* one that waits */
    bring(app, next);
    if (app->held)
        notify_reloaded(app->notify);
}
