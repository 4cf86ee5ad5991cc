/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The daemon's pulse: every few seconds its state to systemd (STATUS), to ops.daemon, and the
 * watchdog fed by the loop itself, so that a stuck callback is a restart.
 */

#ifndef DAEMON_PULSE_H
#define DAEMON_PULSE_H

#include "collector.h"
#include "notify.h"

struct pulse;

struct pulse_parts { /* not owned */
    struct loop *loop;
    struct log *log;
    struct counters *counters;
    struct notify *notify;
    struct writer *writer;
    struct collector *collector;
    const char *instance, *version;
};

/*
 * The watchdog is fed from the first turn on. A database that lets the start wait for some seconds
 * lets systemd wait no longer: READY, with a STATUS that says so.
 */
struct pulse *pulse_new(const struct pulse_parts *parts);
void pulse_free(struct pulse *pulse);
DEFINE_FREEP(pulse);
/* Starts telling; again after a reload, with the digest of the new configuration (copied). */
void pulse_start(struct pulse *pulse, const char *config_digest);
/* The end: the database is told nothing more; the watchdog is fed on. */
void pulse_stop(struct pulse *pulse);

#endif
