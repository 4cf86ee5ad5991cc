/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Start, in order: configuration and credentials · loop and signals · fetch · writer (connects; the
 * database is asked whether it fits) · delivery (units to core) · setup (streams leased) ·
 * collector, refresh · READY. Stop is the same list backwards: the collector drains, what is
 * written is committed, leases go back, the loop ends.
 */

#include "app_inside.h"

#include <signal.h>
#include <unistd.h>

#include "handshake.h"
#include "sole.h"

#define DRAIN_POLL_US    (20 * INT64_C(1000))
#define LEASE_WAITS      4 /* in one lease: less than from one renewal to the next */
#define PATIENCE_LOOK_US WHEN_SECOND
#define REFRESH_TIMEOUT_US \
    (30 * WHEN_MINUTE)               /* the first round over years of history; it holds up nobody */
#define PATIENCE_US      WHEN_MINUTE /* of --once with a database that is away or takes nothing */
#define HELD_PATIENCE_US (10 * WHEN_SECOND) /* of --once with rows that another session holds */

/* ---- the end ---- */

static void
on_farewell(void *ctx, const struct error *err)
{
    struct app *app = ctx;

    if (err != NULL)
        log_write(app->log, LOG_LEVEL_WARNING, NULL,
                  "the database was not told of the end, streams are free when collector.lease is "
                  "over: %s",
                  err->text);
    loop_stop(app->loop);
}

/*
 * Leases went back, and the database knows that this daemon ended; or it is told now, over another
 * connection than the one that waits.
 */
static void
leave(struct app *app)
{
    bool told = app->released && writer_is_up(app->writer) && writer_is_idle(app->writer);
    struct pgconn_settings connection;

    if (told || !app->running) {
        loop_stop(app->loop);
        return;
    }
    connection = generation_connection(app->generation, "pantaud farewell");
    app->farewell = farewell_start(app->loop, &connection, app->instance, on_farewell, app);
}

/* Asked again every few milliseconds while the writer still has work, up to the deadline. */
static void
on_drain_timer(void *ctx)
{
    struct app *app = ctx;
    bool late = loop_now_us() >= app->stop_deadline_us;
    struct collector_summary left;

    if (app->farewell != NULL)
        return;
    if (!late && (keeper_is_busy(app->keeper) ||
                  (writer_is_up(app->writer) && !writer_is_idle(app->writer)))) {
        loop_timer_after(app->drain, DRAIN_POLL_US);
        return;
    }
    if (!late && writer_is_up(app->writer) && !app->released) {
        app->released = true;
        loop_timer_stop(app->lease); /* a renewal behind it would take everything back */
        setup_release(app->writer, app->instance);
        loop_timer_after(app->drain, DRAIN_POLL_US);
        return;
    }
    collector_summarize(app->collector, &left);
    if (late || left.in_flight > 0) {
        log_write(app->log, LOG_LEVEL_WARNING, NULL,
                  "stopped before everything was written; it is polled again at the next start");
        app->exit = app->options->once ? APP_FAILED : app->exit;
    }
    leave(app);
}

static void
on_drained_for_stop(void *ctx)
{
    struct app *app = ctx;

    loop_timer_after(app->drain, 0);
}

void
app_stop(struct app *app)
{
    if (app->stopping)
        return;
    app->stopping = true;
    app->stop_deadline_us =
        loop_now_us() + app->generation->file.config->collector.shutdown_timeout_us;
    notify_stopping(app->notify);
    pulse_stop(app->pulse);
    requests_end(app->requests);
    delivery_stop(app->delivery); /* what is being written waits behind it */
    keeper_stop(app->keeper);
    if (app->running)
        collector_drain(app->collector, on_drained_for_stop, app);
    /* The deadline holds even where a write never ends. */
    loop_timer_at(app->drain, app->running ? app->stop_deadline_us : loop_now_us());
}

static void
on_stop_signal(void *ctx)
{
    struct app *app = ctx;

    if (app->farewell != NULL) {
        loop_stop(app->loop);
        return;
    }
    if (app->stopping) {
        log_write(app->log, LOG_LEVEL_INFO, NULL, "told to stop again, waiting for nothing");
        app->stop_deadline_us = loop_now_us();
        loop_timer_after(app->drain, 0);
        return;
    }
    log_write(app->log, LOG_LEVEL_INFO, NULL, "told to stop, finishing what is being written");
    app->exit = app->options->once ? APP_FAILED : app->exit; /* it has not caught up */
    app_stop(app);
}

static void
on_reload_signal(void *ctx)
{
    app_reload(ctx);
}

static void
on_lease(void *ctx)
{
    app_lease_renew(ctx);
}

static void
on_again(void *ctx)
{
    app_setup_again(ctx);
}

static void
on_refreshed(void *ctx, bool ok)
{
    struct app *app = ctx;

    if (!ok)
        app->exit = APP_FAILED;
    app_stop(app);
}

/* A daemon waits for its database for ever; a command ends. */
static void
on_patience(void *ctx)
{
    struct app *app = ctx;

    if (app->stopping)
        return;
    loop_timer_after(app->patience, PATIENCE_LOOK_US);
    if (writer_is_up(app->writer))
        app->database_seen_us = loop_now_us();
    if (loop_now_us() - app->database_seen_us < PATIENCE_US)
        return;
    log_write(app->log, LOG_LEVEL_ERROR, NULL,
              "gave up: the database did not come within a minute");
    app->exit = APP_FAILED;
    app_stop(app);
}

static void
say_unwritten(struct app *app)
{
    if (writer_is_idle(app->writer)) {
        log_write(app->log, LOG_LEVEL_WARNING, NULL,
                  "not all that was visited is noted: another session holds the rows, the next run "
                  "visits it again");
        return;
    }
    log_write(app->log, LOG_LEVEL_ERROR, NULL,
              "not everything was written within a minute, the figures are made without it, the "
              "next run visits it again");
    app->exit = APP_FAILED;
}

/* The figures rest on what was visited last, too; it goes over another connection than theirs. */
static void
on_written_timer(void *ctx)
{
    struct app *app = ctx;
    bool is_idle = writer_is_idle(app->writer);
    bool is_written = is_idle && !writer_holds_notes(app->writer);
    int64_t patience_us = is_idle ? HELD_PATIENCE_US : PATIENCE_US;

    if (app->caught_up_us == 0) /* a renewal was awaited */
        collector_wake(app->collector);
    if (app->stopping || app->caught_up_us == 0)
        return;
    if (!is_written && loop_now_us() < app->caught_up_us + patience_us) {
        loop_timer_after(app->written, DRAIN_POLL_US);
        return;
    }
    if (!is_written)
        say_unwritten(app);
    app_texts_figures(app, on_refreshed);
}

/* --once: everything was visited; when it is written the figures follow, then the end. */
void
app_on_caught_up(void *ctx, const struct collector_given_up *given_up)
{
    struct app *app = ctx;
    bool well = given_up->streams + given_up->targets == 0;

    if (keeper_renews(app->keeper)) { /* who was refused asks again then */
        loop_timer_after(app->written, DRAIN_POLL_US);
        return;
    }
    collector_on_caught_up(app->collector, NULL, NULL);
    if (well)
        log_write(app->log, LOG_LEVEL_INFO, NULL, "caught up");
    else
        log_write(app->log, LOG_LEVEL_ERROR, NULL,
                  "not caught up: %zu streams and %zu targets were given up (the reasons stand "
                  "above), the next run tries them again",
                  given_up->streams, given_up->targets);
    app->exit = well ? app->exit : APP_FAILED;
    app->caught_up_us = loop_now_us();
    loop_timer_after(app->written, 0);
}

/* ---- events of the writer and the collector ---- */

static void
on_database_up(void *ctx)
{
    struct app *app = ctx;

    if (app->running)
        requests_listen(app->requests);
    else if (!app->stopping)
        app_setup_first(app);
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
    if (app->running)
        collector_backfill_look(app->collector);
}

static void
on_visit(void *ctx, const struct account *account, const char *stream,
         const struct job_report *report)
{
    struct app *app = ctx;

    requests_visit_over(app->requests, account, stream, report);
    if (report->outcome.verdict == VERDICT_DENIED && report->outcome.scope == SCOPE_CREDENTIAL &&
        (report->outcome.cause == CAUSE_TOKEN_EXPIRED ||
         report->outcome.cause == CAUSE_TOKEN_INVALID) &&
        account->credential != NULL)
        keeper_expired(app->keeper, account->credential->name, report->asked_us);
}

static bool
polls(void *ctx, struct str credential)
{
    struct app *app = ctx;

    return app->running && collector_polls_with(app->collector, credential);
}

static bool
may_ask(void *ctx, struct str credential)
{
    struct app *app = ctx;

    return app->running && collector_may_ask(app->collector, credential);
}

static void
on_renewed(void *ctx, struct str credential)
{
    struct app *app = ctx;

    if (app->running)
        collector_poll_credential(app->collector, credential);
}

/* ---- the beginning ---- */

/* Until it is handled it would end the program: whoever sends it while a large file is read means
 * another one. */
static void
hold_reload_signal(int how)
{
    sigset_t signals;

    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGHUP);
    (void)sigprocmask(how, &signals, NULL);
}

static bool
on_handshake(void *ctx, const struct pgconn_result *result, struct error *err)
{
    struct app *app = ctx;

    if (!handshake_check(result, app->options->version, err))
        return false;
    if (handshake_newer(result) > 0)
        log_trouble(app->log, LOG_LEVEL_WARNING, "newer database", NULL,
                    "the database is at migration %d, newer than this pantaud (made for %d); it "
                    "fits, but install the pantaud that belongs to it",
                    (int)handshake_newer(result), HANDSHAKE_MIGRATION);
    return true;
}

static void
build_writer(struct app *app)
{
    const struct config *config = app->generation->file.config;
    struct writer_settings settings = {
        .connection = generation_connection(app->generation, "pantaud writer"),
        .lanes = (size_t)config->database.writers,
        .queue_limit = (size_t)config->collector.queue_limit,
        .once = app->options->once,
        .retry_min_us = WHEN_SECOND / 5,
        .retry_max_us = config->database.reconnect_max_us,
        .wait_us = config->collector.lease_us / LEASE_WAITS,
    };
    struct writer_events events = { .up = on_database_up,
                                    .handshake = on_handshake,
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
                                     .visited_ctx = app,
                                     .instance = app->instance };

    connection.statement_timeout_us = REFRESH_TIMEOUT_US;
    app->collector = collector_new(&parts);
    app->pulse = pulse_new(&(struct pulse_parts){ .loop = app->loop,
                                                  .log = app->log,
                                                  .counters = &app->counters,
                                                  .notify = app->notify,
                                                  .writer = app->writer,
                                                  .collector = app->collector,
                                                  .instance = app->instance,
                                                  .version = app->options->version });
    app->requests = requests_new(app->log, app->writer, app->collector, app->instance);
    app->refresh = refresh_new(app->loop, app->log, &app->counters, app->writer, &connection,
                               &app->generation->file.config->refresh);
    app->keeper = keeper_new(&(struct keeper_parts){ .loop = app->loop,
                                                     .log = app->log,
                                                     .fetch = app->fetch,
                                                     .writer = app->writer,
                                                     .polls = polls,
                                                     .may_ask = may_ask,
                                                     .renewed = on_renewed,
                                                     .ctx = app });
    app->delivery = app_setup_delivery(app);
    app->lease = loop_timer_new(app->loop, on_lease, app);
    app->again = loop_timer_new(app->loop, on_again, app);
    app->drain = loop_timer_new(app->loop, on_drain_timer, app);
    app->patience = loop_timer_new(app->loop, on_patience, app);
    app->written = loop_timer_new(app->loop, on_written_timer, app);
    app->signals[0] = loop_signal_new(app->loop, SIGTERM, on_stop_signal, app);
    app->signals[1] = loop_signal_new(app->loop, SIGINT, on_stop_signal, app);
    app->signals[2] = loop_signal_new(app->loop, SIGHUP, on_reload_signal, app);
    hold_reload_signal(SIG_UNBLOCK);
}

static bool
build(struct app *app)
{
    struct fetch_settings settings = generation_fetch_settings(app->generation);
    struct error err = ERROR_INIT;

    app->loop = loop_new();
    app->log = log_new(STDERR_FILENO, (enum log_level)app->generation->file.config->log.level,
                       app->options->journal_stream);
    app_reload_warn(app, app->generation);
    app->notify = notify_new(app->options->notify_socket, app->options->watchdog_usec,
                             app->options->watchdog_pid, getpid());
    if (sole_take(app->generation->file.config->state_directory.p, &app->sole_fd, &err))
        app->fetch = fetch_new(app->loop, &settings, &err);
    if (app->fetch == NULL) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, &err, "cannot start");
        return false;
    }
    build_writer(app);
    build_rest(app);
    app->database_seen_us = loop_now_us();
    if (app->options->once)
        on_patience(app);
    if (!writer_start(app->writer, &err)) {
        log_error(app->log, LOG_LEVEL_ERROR, NULL, &err, "cannot start");
        return false;
    }
    return true;
}

static void
take_down(struct app *app)
{
    app->ended = true;
    for (size_t i = 0; i < ARRAY_SIZE(app->signals); i++)
        loop_signal_free(app->signals[i]);
    pulse_free(app->pulse);
    loop_timer_free(app->lease);
    loop_timer_free(app->again);
    loop_timer_free(app->drain);
    loop_timer_free(app->patience);
    loop_timer_free(app->written);
    refresh_free(app->refresh);
    texts_free(app->texts);
    delivery_free(app->delivery);
    farewell_free(app->farewell);
    keeper_free(app->keeper);
    collector_abandon(app->collector);
    writer_free(app->writer); /* tells those who wait for it */
    loop_settle(app->loop);   /* ended visits still hold transfers */
    requests_free(app->requests);
    collector_free(app->collector);
    fetch_free(app->fetch);
    notify_free(app->notify);
    loop_free(app->loop);
    log_free(app->log);
    if (app->next_generation != app->generation)
        generation_free(app->next_generation);
    generation_free(app->generation);
    if (app->sole_fd >= 0)
        (void)close(app->sole_fd);
}

enum app_exit
app_run(const struct app_options *options)
{
    struct app app = { .options = options, .exit = APP_OK, .sole_fd = -1 };
    struct config_errors errors = { .count = 0 };

    hold_reload_signal(SIG_BLOCK);
    app.generation = generation_load(options->config_path, options->credentials_directory, &errors);
    if (app.generation == NULL) {
        conffile_show_errors(&errors);
        return APP_CONFIG;
    }
    (void)signal(SIGPIPE, SIG_IGN); /* whoever read the log may go away */
    setup_name_instance(options->config_path, app.instance);
    if (build(&app)) {
        loop_run(app.loop);
    } else {
        app.exit = APP_FAILED;
    }
    take_down(&app);
    return app.exit;
}
