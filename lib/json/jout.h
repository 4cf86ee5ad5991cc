/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Writes JSON text into a buf: what the daemon sends to PostgreSQL as jsonb and prints for --json.
 * Strings are escaped and must be valid UTF-8. Commas are placed by itself; the caller opens and
 * closes. Any failure (the buf's maximum) is remembered and told by jout_end().
 */

#ifndef JSON_JOUT_H
#define JSON_JOUT_H

#include "base/buf.h"

#define JOUT_DEPTH_MAX 16

struct jout {
    struct buf *buf;
    unsigned depth;
    bool comma[JOUT_DEPTH_MAX + 1];
    bool failed;
};

void jout_init(struct jout *out, struct buf *buf);
/* name is NULL inside arrays and at the top. */
void jout_object(struct jout *out, const char *name);
void jout_array(struct jout *out, const char *name);
void jout_close_object(struct jout *out);
void jout_close_array(struct jout *out);
/* STR_NONE writes null. */
void jout_str(struct jout *out, const char *name, struct str value);
void jout_int(struct jout *out, const char *name, int64_t value);
void jout_bool(struct jout *out, const char *name, bool value);
/* True when everything fitted and every level was closed. */
bool jout_end(struct jout *out) MUST_CHECK;

#endif
