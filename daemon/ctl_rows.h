/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What people enter from a spreadsheet, as JSON for a function of the database: an array of objects
 * with the headings as names (small letters, what is no letter or digit becomes "_": "Valid from"
 * is valid_from), the cells as text, and "line". What a cell means is the database's to say.
 */

#ifndef DAEMON_CTL_ROWS_H
#define DAEMON_CTL_ROWS_H

#include "base/buf.h"
#include "base/error.h"

#define CTL_ROWS_FILE_MAX (64u << 20)
#define CTL_ROWS_JSON_MAX (256u << 20)

/*
 * The file's bytes; "-" is standard input. False where it is not there or cannot be read: errno
 * says which, EFBIG where the buf is too small.
 */
bool ctl_rows_load(const char *path, struct buf *ret_bytes) MUST_CHECK;
/*
 * The rows of a workbook or CSV whose heading row has the heading named (as it is called in the
 * objects). False where it cannot be read: ERROR_CONFIG, ERROR_PEER, ERROR_LIMIT.
 */
bool ctl_rows_read(struct str bytes, const char *heading, struct buf *ret_json,
                   struct error *err) MUST_CHECK;

#endif
