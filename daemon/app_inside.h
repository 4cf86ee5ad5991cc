/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What app.c and app_setup.c share. Nobody else includes it. */

#ifndef DAEMON_APP_INSIDE_H
#define DAEMON_APP_INSIDE_H

#include "app.h"
#include "collector.h"
#include "farewell.h"
#include "generation.h"
#include "keeper.h"
#include "pulse.h"
#include "refresh.h"
#include "requests.h"
#include "setup.h"

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
    struct keeper *keeper;
    struct farewell *farewell; /* past the shutdown timeout */
    struct loop_signal *signals[3];
    struct pulse *pulse;
    struct loop_timer *lease, *drain, *patience, *written, *again;
    int64_t stop_deadline_us, caught_up_us;
    int64_t database_seen_us, again_us; /* again_us: the last pause before it */
    bool running;                       /* set up once */
    bool setting_up, stopping, released, ended;
    bool reload_wanted; /* asked for while another setup was under way */
    int sole_fd;        /* keeps other daemons out of the state directory; -1: there is none */
    enum app_exit exit;
};

/* Logs what a configuration allows and surely does not mean. */
void app_setup_warn(struct app *app, const struct generation *generation);
/* Sets the daemon up with its generation, for the first time. */
void app_setup_first(struct app *app);
/* SIGHUP: all of the new configuration, or nothing of it. */
void app_setup_reload(struct app *app);
/* What the database refused is set up once more. */
void app_setup_again(struct app *app);
/* Renews the leases, and goes on doing so. */
void app_setup_lease(struct app *app);
/* Ends: nothing new is started, what is being written is finished. */
void app_stop(struct app *app);
/* --once: called when the collector has caught up. */
void app_on_caught_up(void *ctx, const struct collector_given_up *given_up);

#endif
