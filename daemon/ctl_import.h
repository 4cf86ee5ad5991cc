/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One file on its way into a complaint feed, for the parts of the import: the rows, the file, the
 * folder.
 */

#ifndef DAEMON_CTL_IMPORT_H
#define DAEMON_CTL_IMPORT_H

#include <sys/stat.h>

#include "base/buf.h"
#include "ctl.h"
#include "ctl_laporan.h"
#include "ctl_units.h"

#define CTL_IMPORT_REFUSALS_MAX 100 /* that are told */
#define CTL_IMPORT_SAID_MAX     (1u << 20)

struct unknown;

struct ctl_import {
    struct ctl *ctl;
    const char *file; /* as the operator named it */
    char *shown;      /* that, without what writes lines of its own; owned */
    struct buf said;  /* what stderr was told of this file, for its report */
    int32_t government_id, account_id;
    char feed[512];
    char digest[65];
    size_t bytes;
    struct stat opened; /* of a file out of a folder */
    struct laporan_made made;
    struct laporan laporan;
    struct ctl_units units;
    struct unknown *unknown; /* states that nobody knows, while its rows are read */
    struct arena *arena;     /* of the batch */
    bool is_too_large;       /* a row of it, for any memory */
    bool is_known;           /* it was imported before, and is not read again */
    char first_at[64];
    int64_t rows, refused, added, changed, unchanged;
    struct buf refusals; /* lines */
};

/* To stderr, and into what was said. */
void ctl_import_say(struct ctl_import *import, const char *format, ...) PRINTF_LIKE(2, 3);
/* The rows behind the headings, in transactions. False, and why was said: it was broken off. */
bool ctl_import_rows(struct ctl_import *import) MUST_CHECK;
/* Begins with a file that is not read. */
void ctl_import_start(struct ctl_import *import, struct ctl *ctl, const char *path);
/* A file from its name to its row in ops.import; to be ended in each case. */
enum ctl_exit ctl_import_file(struct ctl_import *import, struct ctl *ctl, const char *path);
void ctl_import_done(struct ctl_import *import);
/* What came of it, in lines for people. False when it does not fit. */
bool ctl_import_report(const struct ctl_import *import, struct buf *out) MUST_CHECK;
/* On stdout, in the form that was asked for. */
void ctl_import_show(const struct ctl_import *import);
/* Every export of a folder, which is then moved to done/ or failed/ with its report. */
enum ctl_exit ctl_import_folder(struct ctl *ctl);

#endif
