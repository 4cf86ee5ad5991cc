/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of app share. Nobody else includes it. */

#ifndef DAEMON_APP_INSIDE_H
#define DAEMON_APP_INSIDE_H

#include "app.h"
#include "collector.h"
#include "delivery.h"
#include "farewell.h"
#include "generation.h"
#include "keeper.h"
#include "pulse.h"
#include "refresh.h"
#include "requests.h"
#include "setup.h"
#include "texts.h"

struct app {
    const struct app_options *options;
    char instance[SETUP_INSTANCE_MAX];
    struct counters counters;
    struct generation *generation; /* in force */
    /* On its way to the database, or taken by it (delivered); the one in force is sent again when
     * leases come or go. NULL: none. */
    struct generation *next_generation;
    struct generation *coming; /* of the setup under way: one of the two */
    struct delivery *delivery;
    struct loop *loop;
    struct log *log;
    struct notify *notify;
    struct fetch *fetch;
    struct writer *writer;
    struct collector *collector;
    struct requests *requests;
    struct refresh *refresh;
    struct texts *texts;
    void (*on_figures)(void *ctx, bool ok); /* --once: they are made */
    struct keeper *keeper;
    struct farewell *farewell; /* past the shutdown timeout */
    struct loop_signal *signals[3];
    struct pulse *pulse;
    struct loop_timer *lease, *drain, *patience, *written, *again;
    int64_t stop_deadline_us, caught_up_us;
    int64_t database_seen_us, again_us; /* again_us: the last pause before it */
    bool running;                       /* set up once */
    bool delivered, coming_delivered;   /* next_generation; it was when that setup began */
    bool setting_up;                    /* the collector drains, or streams are asked for */
    bool stopping, released, ended;
    bool reload_wanted; /* asked for when it could not be */
    bool refused;       /* generation, on its way to the database, where it is brought again */
    bool astray;        /* the database has another file than generation, or may have it */
    bool held;          /* next_generation, until the writer stands for the first time */
    int64_t sent_us;    /* wall: next_generation, for the first time */
    int sole_fd;        /* keeps other daemons out of the state directory; -1: there is none */
    enum app_exit exit;
};

/* Logs what a configuration allows and surely does not mean. */
void app_reload_warn(struct app *app, const struct generation *generation);
/* What brings configurations to the database. */
struct delivery *app_setup_delivery(struct app *app);
/* Sets the daemon up with its generation, for the first time; unless that is under way. */
void app_setup_first(struct app *app);
/* SIGHUP: all of the new configuration, or nothing of it; also where none was ever taken. */
void app_reload(struct app *app);
/* A reload cannot begin: a setup is under way, or a configuration on its way to the database. */
bool app_setup_is_busy(const struct app *app);
/* Brings this one to the database, in the place of one that waits; takes it. */
void app_setup_replace(struct app *app, struct generation *next);
/* What the database refused is set up once more. */
void app_setup_again(struct app *app);
/* After leases moved: what is polled, as the database has it now; the file goes there besides, for
 * another daemon's may have come in between. */
void app_setup_repeat(struct app *app);
/* Renews the leases, and goes on doing so. */
void app_lease_renew(struct app *app);
/* The same, when it is time. */
void app_lease_await(struct app *app);
int32_t app_lease_s(const struct app *app);
/* polled: streams with a lease. Who has the others? */
void app_lease_tell(struct app *app, size_t polled);
/* From the first setup on texts are measured. */
void app_texts_start(struct app *app);
/* --once: when all are, the figures; then done. */
void app_texts_figures(struct app *app, void (*done)(void *ctx, bool ok));
/* Ends: nothing new is started, what is being written is finished. */
void app_stop(struct app *app);
/* --once: called when the collector has caught up. */
void app_on_caught_up(void *ctx, const struct collector_given_up *given_up);

#endif
