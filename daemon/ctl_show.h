/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Rows of a query for people (a table, colour on a terminal only) or for programs (JSON). What
 * comes from outside is cleaned of control characters before a terminal sees it.
 */

#ifndef DAEMON_CTL_SHOW_H
#define DAEMON_CTL_SHOW_H

#include <libpq-fe.h>

#include "json/jout.h"

enum ctl_form {
    CTL_TEXT,
    CTL_NUMBER,   /* to the right */
    CTL_AGO,      /* a time: "3m ago", "in 3m" for people, RFC 3339 for programs */
    CTL_SECONDS,  /* "15m" for people, a number for programs */
    CTL_YES_NO,   /* a boolean */
    CTL_STATE,    /* a word that is coloured: working, late, failing, never, stopped, away */
    CTL_NOTE,     /* text; for people a line of its own below the row, where there is any */
    CTL_FOR_JSON, /* text that only programs are given */
};

/* Columns of the query, in order; title is the table's heading, name the member of the object. */
struct ctl_column {
    const char *name, *title;
    enum ctl_form form;
};

#define CTL_OUTPUT_MAX (256u << 20)
/* An array of objects, as member name (NULL: at the top). */
void ctl_show_json(struct jout *out, const char *name, const PGresult *rows,
                   const struct ctl_column *columns, size_t count);
/* The table, with a heading; nothing for no rows. now_us: what "ago" is counted from. */
void ctl_show_table(const PGresult *rows, const struct ctl_column *columns, size_t count,
                    bool colour, int64_t now_us);
/* What stands above, alone on stdout: an array for programs, else a table. */
void ctl_show_rows(const PGresult *rows, const struct ctl_column *columns, size_t count, bool json,
                   bool colour);
/* Begins a document on stdout, and ends it with a line end. */
void ctl_show_start(struct jout *out, struct buf *buf);
void ctl_show_finish(struct jout *out, struct buf *buf);
/* A copy without control characters, for a line; to be freed. */
char *ctl_show_clean(const char *text) MUST_CHECK;
/* "12s", "3m", "5h", "2d". */
const char *ctl_show_duration(int64_t us, char buf[16]);

#endif
