/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What is polled: the first setup, a reload, and leases that came or went. Each ends with a roster
 * that the collector adopts.
 */

#include "app_inside.h"

#include <inttypes.h>
#include <malloc.h>
#include <stdint.h>

#include "sched/backoff.h"

#define LEASE_RENEWALS 3 /* in one lease */
#define AGAIN_MAX_US   (30 * WHEN_SECOND)

static void setup(struct app *app, const struct generation *generation); /* again when refused */

/* A setup is under way or about to be, or there is nothing to change any more. */
static bool
is_busy(const struct app *app)
{
    return !app->running || app->stopping || app->setting_up || app->next_generation != NULL;
}

/* ---- leases ---- */

static int32_t
lease_s(const struct app *app)
{
    return (int32_t)(app->generation->file.config->collector.lease_us / WHEN_SECOND);
}

/* What was gained or lost is set up like a reload: cursors and targets come from the database. */
static void
on_drained_for_leases(void *ctx)
{
    struct app *app = ctx;

    if (!app->stopping)
        setup(app, app->generation);
}

static void
tell_leases(struct app *app, size_t polled)
{
    size_t wanted = roster_wanted(collector_roster(app->collector));

    if (polled < wanted)
        log_trouble(app->log, LOG_LEVEL_WARNING, "leases", NULL,
                    "%zu of %zu streams are polled by another daemon, and taken over when it is "
                    "silent for collector.lease",
                    wanted - polled, wanted);
    else
        log_trouble_over(app->log, "leases", NULL, "all %zu streams are polled here now", wanted);
}

static void
on_renewed(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct app *app = ctx;
    const struct roster_lease *before;
    struct roster_lease now;

    if (err != NULL && !app->ended)
        log_trouble(app->log, LOG_LEVEL_ERROR, "lease", NULL,
                    "leases could not be renewed, another daemon may take the streams: %s",
                    err->text);
    if (err != NULL || is_busy(app))
        return;
    log_trouble_over(app->log, "lease", NULL, "leases are renewed again");
    before = &collector_roster(app->collector)->lease;
    now = sync_lease(result);
    if (now.taken == before->taken && now.held == before->held)
        return;
    app->next_generation = app->generation;
    collector_drain(app->collector, on_drained_for_leases, app);
}

void
app_setup_lease(struct app *app)
{
    if (writer_is_up(app->writer)) {
        setup_renew(app->writer, app->instance, lease_s(app), on_renewed, app);
        requests_retry(app->requests);
    }
    loop_timer_after(app->lease, lease_s(app) * WHEN_SECOND / LEASE_RENEWALS);
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
    struct collector_settings settings;

    settings = collector_settings(app, app->next_generation->file.config);
    collector_adopt(app->collector, roster, &app->next_generation->pseudonym, &settings);
    keeper_adopt(app->keeper, app->next_generation);
    if (app->generation != app->next_generation)
        generation_free(app->generation); /* nothing points into it any more */
    app->generation = TAKE(app->next_generation);
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
    requests_listen(app->requests);
    loop_timer_after(app->lease, lease_s(app) * WHEN_SECOND / LEASE_RENEWALS);
    if (app->options->once)
        collector_on_caught_up(app->collector, app_on_caught_up, app);
}

/* False and a line in the log: the settings before stay. */
static bool
use_network(struct app *app, const struct generation *generation)
{
    struct fetch_settings settings = generation_fetch_settings(generation);
    struct error err = ERROR_INIT;

    if (fetch_configure(app->fetch, &settings, &err))
        return true;
    log_error(app->log, LOG_LEVEL_ERROR, NULL, &err,
              "the new configuration was refused, the old one stays");
    return false;
}

/*
 * The old one goes on; where it is refused too, or nothing ran yet, it is tried until the database
 * takes it.
 */
static void
on_refused(struct app *app, const struct error *err)
{
    bool is_new = app->next_generation != app->generation;

    if (is_new)
        generation_free(app->next_generation);
    app->next_generation = NULL;
    if (!app->running && (err->kind == ERROR_CONFIG || app->options->once)) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, err, "cannot start");
        app->exit = err->kind == ERROR_CONFIG ? APP_CONFIG : APP_FAILED;
        app_stop(app);
    } else if (is_new) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, err,
                  "the new configuration was refused, the old one stays");
        (void)use_network(app, app->generation);
        setup(app, app->generation);
    } else {
        log_trouble_because(
            app->log, &(struct log_trouble){ LOG_LEVEL_ERROR, "setup", err->text }, NULL,
            "the database refuses the configuration in force, polling waits: %s%s%s", err->text,
            err->hint[0] != '\0' ? ". " : "", err->hint);
        app->again_us = backoff_next(app->again_us, WHEN_SECOND, AGAIN_MAX_US, loop_random());
        loop_timer_after(app->again, app->again_us);
    }
}

static void
on_setup(void *ctx, struct roster *roster, size_t polled, const struct error *err)
{
    struct app *app = ctx;
    bool first = !app->running;

    app->setting_up = false;
    if (app->stopping || app->ended) {
        roster_free(roster);
        return;
    }
    if (err != NULL) {
        roster_free(roster);
        on_refused(app, err);
        return;
    }
    adopt(app, roster);
    loop_timer_stop(app->again); /* a reload or a lease came before it */
    app->again_us = 0;
    log_trouble_over(app->log, "setup", NULL, "the database takes the configuration again");
    if (first)
        on_first_setup(app, polled);
    else
        log_write(app->log, LOG_LEVEL_INFO, NULL, "reloaded, polling %zu streams", polled);
    requests_repeat(app->requests);
    if (!app->options->once || polled > 0)
        tell_leases(app, polled);
    notify_ready(app->notify);
    if (app->reload_wanted)
        app_setup_reload(app);
}

static void
setup(struct app *app, const struct generation *generation)
{
    struct setup_order order = {
        .writer = app->writer,
        .config = generation->file.config,
        .pseudonym = &generation->pseudonym,
        .roster = roster_new(generation->file.config, generation->secrets),
        .instance = app->instance,
        .lease_s = lease_s(app),
        .done = on_setup,
        .ctx = app,
    };

    app->setting_up = true;
    app->next_generation = (struct generation *)(uintptr_t)generation;
    setup_start(&order);
}

/* ---- reload ---- */

static void
on_drained_for_reload(void *ctx)
{
    struct app *app = ctx;
    if (app->stopping)
        return;
    if (!use_network(app, app->next_generation)) {
        generation_free(app->next_generation);
        app->next_generation = app->generation;
    }
    setup(app, app->next_generation);
}

/* Unless a reload or a lease came first, and set it up. */
void
app_setup_again(struct app *app)
{
    bool first = !app->running && !app->setting_up && !app->stopping;

    if (first ? writer_is_up(app->writer) : !is_busy(app))
        setup(app, app->generation);
}

static void
on_warning(void *ctx, const struct error *err)
{
    struct app *app = ctx;

    log_error(app->log, LOG_LEVEL_WARNING, NULL, err, "configuration");
}

void
app_setup_warn(struct app *app, const struct generation *generation)
{
    generation_warn(generation, on_warning, app);
}

void
app_setup_first(struct app *app)
{
    setup(app, app->generation);
}

/* A bad file changes nothing: it is loaded whole before anything is stopped. */
void
app_setup_reload(struct app *app)
{
    CLEANUP(buf_done) struct buf lines = BUF_INIT(1u << 20);
    struct config_errors errors = { .count = 0 };
    struct generation *next;
    int64_t now_us = loop_now_us();
    size_t restarts = 0;

    app->reload_wanted = is_busy(app); /* then it is done when that is over */
    if (app->reload_wanted)
        return;
    notify_reloading(app->notify, loop_now_us());
    next = generation_load(app->options->config_path, app->options->credentials_directory, &errors);
    if (next == NULL) {
        counter_add(&app->counters, COUNTER_RELOADS_REFUSED, 1);
        for (size_t i = 0; i < errors.count && i < CONFIG_ERRORS_MAX; i++)
            log_error(app->log, LOG_LEVEL_ERROR, NULL, &errors.items[i], "reload refused");
        log_write(app->log, LOG_LEVEL_ERROR, NULL,
                  "%zu problem%s in the new configuration: the old one stays in force",
                  errors.count, errors.count == 1 ? "" : "s");
        notify_ready(app->notify);
        return;
    }
    counter_add(&app->counters, COUNTER_RELOADS, 1);
    if (config_diff(app->generation->file.config, next->file.config, &lines, &restarts))
        log_lines(app->log, LOG_LEVEL_INFO, buf_str(&lines));
    app_setup_warn(app, next);
    next->loaded_us = now_us;
    app->next_generation = next;
    collector_drain(app->collector, on_drained_for_reload, app);
}
