/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which streams are this daemon's, and for how long: renewed in time, and set up again when they
 * came or went.
 */

#include "app_inside.h"

#define RENEWALS 3 /* in one lease */

int32_t
app_lease_s(const struct app *app)
{
    return (int32_t)(app->generation->file.config->collector.lease_us / WHEN_SECOND);
}

void
app_lease_tell(struct app *app, size_t polled)
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
    if (err != NULL || !app->running || app->stopping || app->setting_up)
        return;
    log_trouble_over(app->log, "lease", NULL, "leases are renewed again");
    before = &collector_roster(app->collector)->lease;
    now = sync_lease(result);
    if (now.taken != before->taken || now.held != before->held)
        app_setup_repeat(app);
}

void
app_lease_await(struct app *app)
{
    loop_timer_after(app->lease, app_lease_s(app) * WHEN_SECOND / RENEWALS);
}

void
app_lease_renew(struct app *app)
{
    if (writer_is_up(app->writer)) {
        setup_renew(app->writer, app->instance, app_lease_s(app), on_renewed, app);
        requests_retry(app->requests);
    }
    app_lease_await(app);
}
