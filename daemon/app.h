/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Owns every part of the running daemon and is the only file that knows them all: the order of
 * start and stop, signals, reload, and what systemd is told.
 */

#ifndef DAEMON_APP_H
#define DAEMON_APP_H

#include "base/base.h"

struct app_options {
    const char *config_path;
    const char *version;
    const char *credentials_directory;                        /* $CREDENTIALS_DIRECTORY, or NULL */
    const char *journal_stream;                               /* $JOURNAL_STREAM, or NULL */
    const char *notify_socket, *watchdog_usec, *watchdog_pid; /* of systemd, or NULL */
    bool once, online;
};

enum app_exit {
    APP_OK = 0,
    APP_FAILED = 1,
    APP_USAGE = 2,
    APP_HELD = 75,   /* EX_TEMPFAIL: another daemon polls what --once should; or a platform could
                        not be asked */
    APP_CONFIG = 78, /* EX_CONFIG */
};

/* Runs until told to stop; the program's exit status. */
enum app_exit app_run(const struct app_options *options);
/*
 * Checks files and credentials, and with online what the platforms say of them; says what is wrong
 * on stderr, or "… is good" on stdout.
 */
enum app_exit app_check_config(const struct app_options *options);
/* Running values (documented: every setting with its meaning) on stdout. */
enum app_exit app_print_config(const struct app_options *options, bool documented);
/* Graphviz text of job_edges on stdout. */
enum app_exit app_print_states(void);

#endif
