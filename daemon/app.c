/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Start, in order: configuration and credentials · loop and signals · fetch · writer (connects; the
 * database is asked whether it fits) · setup (units to core, streams leased) · collector, refresh ·
 * READY. Stop is the same list backwards: the collector drains, what is written is committed,
 * leases go back, the loop ends.
 */

#include "app.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector.h"
#include "generation.h"
#include "handshake.h"
#include "pulse.h"
#include "refresh.h"
#include "requests.h"
#include "setup.h"

#define DRAIN_POLL_US  (20 * INT64_C(1000))
#define LEASE_RENEWALS 3 /* in one lease */
#define REFRESH_TIMEOUT_US \
    (30 * WHEN_MINUTE)          /* the first round over years of history; it holds up nobody */
#define PATIENCE_US WHEN_MINUTE /* of --once with a database that does not come */

struct app {
    const struct app_options *options;
    char instance[SETUP_INSTANCE_MAX];
    struct counters counters;
    struct generation *generation, *next_generation; /* next: a reload under way */
    struct loop *loop;
    struct log *log;
    struct notify *notify;
    struct fetch *fetch;
    struct writer *writer;
    struct collector *collector;
    struct requests *requests;
    struct refresh *refresh;
    struct loop_signal *signals[3];
    struct pulse *pulse;
    struct loop_timer *lease, *drain, *patience;
    int64_t stop_deadline_us;
    bool running; /* set up once */
    bool setting_up, stopping, released;
    enum app_exit exit;
};

static void setup(struct app *app, const struct generation *generation); /* again when refused */

/* ---- the end ---- */

/* Asked again every few milliseconds while the writer still has work, up to the deadline. */
static void
on_drain_timer(void *ctx)
{
    struct app *app = ctx;
    bool late = loop_now_us() >= app->stop_deadline_us;

    if (!late && writer_is_up(app->writer) && !writer_is_idle(app->writer)) {
        loop_timer_after(app->drain, DRAIN_POLL_US);
        return;
    }
    if (!late && writer_is_up(app->writer) && !app->released) {
        app->released = true;
        setup_release(app->writer, app->instance);
        loop_timer_after(app->drain, DRAIN_POLL_US);
        return;
    }
    if (late)
        log_write(app->log, LOG_LEVEL_WARNING, NULL,
                  "stopped before everything was written; it is polled again at the next start");
    loop_stop(app->loop);
}

static void
on_drained_for_stop(void *ctx)
{
    struct app *app = ctx;

    loop_timer_after(app->drain, 0);
}

static void
stop(struct app *app)
{
    if (app->stopping)
        return;
    app->stopping = true;
    app->stop_deadline_us =
        loop_now_us() + app->generation->file.config->collector.shutdown_timeout_us;
    notify_stopping(app->notify);
    if (app->running)
        collector_drain(app->collector, on_drained_for_stop, app);
    /* The deadline holds even where a write never ends. */
    loop_timer_at(app->drain, app->running ? app->stop_deadline_us : loop_now_us());
}

static void
on_stop_signal(void *ctx)
{
    struct app *app = ctx;

    log_write(app->log, LOG_LEVEL_INFO, NULL, "told to stop, finishing what is being written");
    stop(app);
}

static void
on_refreshed(void *ctx, bool ok)
{
    struct app *app = ctx;

    if (!ok)
        app->exit = APP_FAILED;
    stop(app);
}

/* A daemon waits for its database for ever; a command ends. */
static void
on_patience(void *ctx)
{
    struct app *app = ctx;

    if (app->running || app->stopping)
        return;
    log_write(app->log, LOG_LEVEL_ERROR, NULL,
              "gave up: the database did not come within a minute");
    app->exit = APP_FAILED;
    stop(app);
}

/* --once: everything was visited; the figures follow, then the end. */
static void
on_caught_up(void *ctx, size_t failed)
{
    struct app *app = ctx;

    collector_on_caught_up(app->collector, NULL, NULL);
    log_write(app->log, LOG_LEVEL_INFO, NULL, "caught up, %zu %s given up", failed,
              failed == 1 ? "stream" : "streams");
    if (failed > 0)
        app->exit = APP_FAILED;
    refresh_now(app->refresh, on_refreshed, app);
}

/* ---- leases ---- */

static int32_t
lease_s(const struct app *app)
{
    return (int32_t)(app->generation->file.config->collector.lease_us / WHEN_SECOND);
}

static void
on_renewed(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct app *app = ctx;
    size_t taken;

    if (err != NULL || collector_roster(app->collector) == NULL || app->setting_up)
        return;
    taken = sync_fences(collector_roster(app->collector), result);
    if (taken > 0)
        log_trouble(app->log, LOG_LEVEL_WARNING, "leases", NULL,
                    "%zu streams are polled by another daemon now", taken);
    else
        log_trouble_over(app->log, "leases", NULL, "every stream is polled here again");
}

static void
on_lease(void *ctx)
{
    struct app *app = ctx;

    if (writer_is_up(app->writer))
        setup_renew(app->writer, app->instance, lease_s(app), on_renewed, app);
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
    if (app->generation != app->next_generation)
        generation_free(app->generation); /* nothing points into it any more */
    app->generation = TAKE(app->next_generation);
    refresh_configure(app->refresh, &app->generation->file.config->refresh);
    log_set_level(app->log, (enum log_level)app->generation->file.config->log.level);
    pulse_start(app->pulse, app->generation->file.config->digest);
}

static void
on_first_setup(struct app *app, size_t polled)
{
    struct error err = ERROR_INIT;

    app->running = true;
    log_write(app->log, LOG_LEVEL_INFO, NULL, "polling %zu streams of %" PRIu32 " accounts", polled,
              collector_roster(app->collector)->account_count);
    if (!refresh_start(app->refresh, &err))
        log_error(app->log, LOG_LEVEL_ERROR, NULL, &err, "figures cannot be refreshed");
    requests_listen(app->requests);
    loop_timer_after(app->lease, lease_s(app) * WHEN_SECOND / LEASE_RENEWALS);
    if (app->options->once)
        collector_on_caught_up(app->collector, on_caught_up, app);
}

static void
on_setup(void *ctx, struct roster *roster, size_t polled, const struct error *err)
{
    struct app *app = ctx;
    bool first = !app->running;

    app->setting_up = false;
    if (err != NULL) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, err,
                  first ? "cannot start" : "the new configuration was refused, the old one stays");
        roster_free(roster);
        if (app->next_generation != app->generation)
            generation_free(app->next_generation);
        app->next_generation = NULL;
        if (first)
            app->exit = APP_FAILED;
        if (first)
            stop(app);
        else
            setup(app, app->generation);
        return;
    }
    adopt(app, roster);
    if (first)
        on_first_setup(app, polled);
    else
        log_write(app->log, LOG_LEVEL_INFO, NULL, "reloaded, polling %zu streams", polled);
    notify_ready(app->notify);
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
    const struct generation *generation = app->next_generation;
    struct fetch_settings settings = generation_fetch_settings(generation);
    struct error err = ERROR_INIT;

    if (app->stopping)
        return;
    if (!fetch_configure(app->fetch, &settings, &err)) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, &err,
                  "the new configuration was refused, the old one stays");
        generation_free(app->next_generation);
        generation = app->generation;
    }
    setup(app, generation);
}

/* A bad file changes nothing: it is loaded whole before anything is stopped. */
static void
on_reload_signal(void *ctx)
{
    struct app *app = ctx;
    CLEANUP(buf_done) struct buf lines = BUF_INIT(1u << 20);
    struct config_errors errors = { .count = 0 };
    struct generation *next;
    size_t restarts = 0;

    if (app->stopping || app->setting_up || app->next_generation != NULL || !app->running)
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
    app->next_generation = next;
    collector_drain(app->collector, on_drained_for_reload, app);
}

/* ---- events of the writer and the collector ---- */

static void
on_database_up(void *ctx)
{
    struct app *app = ctx;

    if (!app->running && !app->setting_up && !app->stopping)
        setup(app, app->generation);
    else if (app->running)
        requests_listen(app->requests);
}

static void
on_room(void *ctx)
{
    struct app *app = ctx;

    if (app->running)
        collector_wake(app->collector);
}

static void
on_notified(void *ctx, struct str channel, struct str payload)
{
    struct app *app = ctx;

    (void)channel, (void)payload;
    if (app->running)
        requests_take(app->requests);
}

static void
on_visit(void *ctx, const struct account *account, const char *stream,
         const struct job_report *report)
{
    struct app *app = ctx;

    requests_visit_over(app->requests, account, stream, report);
}

/* ---- the beginning ---- */

static void
build_writer(struct app *app)
{
    const struct config *config = app->generation->file.config;
    struct writer_settings settings = {
        .connection = generation_connection(app->generation, "pantaud writer"),
        .queue_limit = (size_t)config->collector.queue_limit,
        .retry_min_us = WHEN_SECOND / 5,
        .retry_max_us = config->database.reconnect_max_us,
    };
    struct writer_events events = { .up = on_database_up,
                                    .handshake = handshake_check,
                                    .room = on_room,
                                    .notified = on_notified,
                                    .ctx = app };

    app->writer = writer_new(app->loop, app->log, &app->counters, &settings, &events);
}

static void
build_rest(struct app *app)
{
    struct pgconn_settings connection = generation_connection(app->generation, "pantaud refresher");
    struct collector_parts parts = { .loop = app->loop,
                                     .log = app->log,
                                     .counters = &app->counters,
                                     .fetch = app->fetch,
                                     .writer = app->writer,
                                     .visited = on_visit,
                                     .visited_ctx = app };

    connection.statement_timeout_us = REFRESH_TIMEOUT_US;
    app->collector = collector_new(&parts);
    app->pulse = pulse_new(&(struct pulse_parts){ .loop = app->loop,
                                                  .counters = &app->counters,
                                                  .notify = app->notify,
                                                  .writer = app->writer,
                                                  .collector = app->collector,
                                                  .instance = app->instance,
                                                  .version = app->options->version });
    app->requests = requests_new(app->log, app->writer, app->collector, app->instance);
    app->refresh = refresh_new(app->loop, app->log, &app->counters, &connection,
                               &app->generation->file.config->refresh);
    app->lease = loop_timer_new(app->loop, on_lease, app);
    app->drain = loop_timer_new(app->loop, on_drain_timer, app);
    app->patience = loop_timer_new(app->loop, on_patience, app);
    app->signals[0] = loop_signal_new(app->loop, SIGTERM, on_stop_signal, app);
    app->signals[1] = loop_signal_new(app->loop, SIGINT, on_stop_signal, app);
    app->signals[2] = loop_signal_new(app->loop, SIGHUP, on_reload_signal, app);
}

static bool
build(struct app *app)
{
    struct fetch_settings settings = generation_fetch_settings(app->generation);
    struct error err = ERROR_INIT;

    app->loop = loop_new();
    app->log = log_new(STDERR_FILENO, (enum log_level)app->generation->file.config->log.level,
                       app->options->journal_stream);
    app->notify = notify_new(app->options->notify_socket, app->options->watchdog_usec,
                             app->options->watchdog_pid, getpid());
    app->fetch = fetch_new(app->loop, &settings, &err);
    if (app->fetch == NULL) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, &err, "cannot start");
        return false;
    }
    build_writer(app);
    build_rest(app);
    if (app->options->once)
        loop_timer_after(app->patience, PATIENCE_US);
    if (!writer_start(app->writer, &err)) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, &err, "cannot start");
        return false;
    }
    return true;
}

static void
take_down(struct app *app)
{
    for (size_t i = 0; i < ARRAY_SIZE(app->signals); i++)
        loop_signal_free(app->signals[i]);
    pulse_free(app->pulse);
    loop_timer_free(app->lease);
    loop_timer_free(app->drain);
    loop_timer_free(app->patience);
    refresh_free(app->refresh);
    requests_free(app->requests);
    collector_free(app->collector);
    writer_free(app->writer);
    loop_settle(app->loop); /* ended visits still hold transfers */
    fetch_free(app->fetch);
    notify_free(app->notify);
    loop_free(app->loop);
    log_free(app->log);
    if (app->next_generation != app->generation)
        generation_free(app->next_generation);
    generation_free(app->generation);
}

enum app_exit
app_run(const struct app_options *options)
{
    struct app app = { .options = options, .exit = APP_OK };
    struct config_errors errors = { .count = 0 };

    app.generation = generation_load(options->config_path, options->credentials_directory, &errors);
    if (app.generation == NULL) {
        conffile_show_errors(&errors);
        return APP_CONFIG;
    }
    setup_name_instance(options->config_path, app.instance);
    if (build(&app)) {
        loop_run(app.loop);
    } else {
        app.exit = APP_FAILED;
    }
    take_down(&app);
    return app.exit;
}
