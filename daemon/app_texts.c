/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Texts are measured from the first setup on; --once waits until all are, because figures rest on
 * them.
 */

#include "app_inside.h"

#include "store/statement.h"

void
app_texts_start(struct app *app)
{
    struct pgconn_settings connection = generation_connection(app->generation, "pantaud texts");
    struct error err = ERROR_INIT;

    connection.statement_count = STATEMENT_TEXT_SAVE + 1; /* the first ones, for less time */
    app->texts = texts_new(app->loop, app->log, app->writer, &connection);
    if (!texts_start(app->texts, &err))
        log_error(app->log, LOG_LEVEL_ERROR, NULL, &err, "texts cannot be measured");
}

static void
on_measured(void *ctx)
{
    struct app *app = ctx;

    refresh_now(app->refresh, app->on_figures, app);
}

void
app_texts_figures(struct app *app, void (*done)(void *ctx, bool ok))
{
    app->on_figures = done;
    texts_now(app->texts, on_measured, app);
}
