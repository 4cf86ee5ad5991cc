/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * SIGHUP: the files are read anew, whole, before anything changes (app_setup.c).
 */

#include "app_inside.h"

static void
refuse(struct app *app, const struct config_errors *errors)
{
    counter_add(&app->counters, COUNTER_RELOADS_REFUSED, 1);
    for (size_t i = 0; i < errors->count && i < CONFIG_ERRORS_MAX; i++)
        log_error(app->log, LOG_LEVEL_ERROR, NULL, &errors->items[i], "reload refused");
    log_write(app->log, LOG_LEVEL_ERROR, NULL, "%zu problem%s in the new configuration: %s",
              errors->count, errors->count == 1 ? "" : "s",
              app->running ? "the old one stays in force" : "the one before is tried on");
    notify_reloaded(app->notify);
}

static void
on_warning(void *ctx, const struct error *err)
{
    struct app *app = ctx;

    log_error(app->log, LOG_LEVEL_WARNING, NULL, err, "configuration");
}

void
app_reload_warn(struct app *app, const struct generation *generation)
{
    generation_warn(generation, on_warning, app);
}

void
app_reload(struct app *app)
{
    CLEANUP(buf_done) struct buf lines = BUF_INIT(1u << 20);
    struct config_errors errors = { .count = 0 };
    struct generation *next;
    int64_t now_us = loop_now_us();
    size_t restarts = 0;

    app->reload_wanted = app_setup_is_busy(app); /* then it is done when that is over */
    if (app->reload_wanted)
        return;
    notify_reloading(app->notify, loop_now_us());
    next = generation_load(app->options->config_path, app->options->credentials_directory, &errors);
    if (next == NULL) {
        refuse(app, &errors);
        return;
    }
    counter_add(&app->counters, COUNTER_RELOADS, 1);
    if (config_diff(app->generation->file.config, next->file.config, &lines, &restarts))
        log_lines(app->log, LOG_LEVEL_INFO, buf_str(&lines));
    app_reload_warn(app, next);
    if (!app->running)
        log_write(app->log, LOG_LEVEL_INFO, NULL,
                  "nothing is polled yet: the configuration was read anew and is tried now");
    next->loaded_us = now_us;
    app_setup_replace(app, next);
}
