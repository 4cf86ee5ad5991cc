/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Reads the configuration's files from disk: the main one and those that its include: globs name,
 * in the order of their names. What they mean is lib/config's; this only opens, reads and bounds.
 */

#ifndef DAEMON_CONFFILE_H
#define DAEMON_CONFFILE_H

#include "config/config.h"

#define CONFFILE_DEFAULT   "/etc/pantau/pantau.yaml"
#define CONFFILE_BYTES_MAX (64u << 20) /* of one file; 100,000 accounts are 14 MB */

struct conffile {
    struct arena
        *arena; /* names of files and the adapters' tables: the configuration points here */
    struct config *config; /* NULL when something is wrong */
};

/* Of what lies outside of the files: struct config_input.check. */
struct conffile_check {
    void (*check)(void *ctx, const struct config *config, const struct config_report *report);
    void *ctx;
};

void conffile_done(struct conffile *conffile);
/*
 * Every problem of every file, and of what check (may be NULL) looks at, is in errors, in order of
 * place. False when there is any. Relative globs start at the main file's folder.
 */
bool conffile_load(const char *path, const struct conffile_check *check,
                   struct conffile *ret_conffile, struct config_errors *errors) MUST_CHECK;
/* Writes it, or them, to stderr: message and hint, one line each. */
void conffile_show_error(const struct error *err);
void conffile_show_errors(const struct config_errors *errors);

#endif
