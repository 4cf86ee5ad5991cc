/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * JSON text into a buffer.
 */

#include "json/jout.h"

#include <inttypes.h>

void
jout_init(struct jout *out, struct buf *buf)
{
    *out = (struct jout){ .buf = buf };
}

static void
append(struct jout *out, struct str text)
{
    out->failed = out->failed || !buf_append_str(out->buf, text);
}

static void
append_escaped(struct jout *out, char c)
{
    switch (c) {
    case '"':
        append(out, STR("\\\""));
        break;
    case '\\':
        append(out, STR("\\\\"));
        break;
    case '\n':
        append(out, STR("\\n"));
        break;
    default:
        out->failed = out->failed || !buf_printf(out->buf, "\\u%04x", (unsigned)c);
        break;
    }
}

/* Runs that need no escape are appended whole. */
static void
append_quoted(struct jout *out, struct str text)
{
    size_t from = 0;
    append(out, STR("\""));
    for (size_t at = 0; at < text.n; at++) {
        char c = text.p[at];
        if ((unsigned char)c >= 0x20 && c != '"' && c != '\\')
            continue;
        append(out, str_sub(text, from, at - from));
        append_escaped(out, c);
        from = at + 1;
    }
    append(out, str_sub(text, from, SIZE_MAX));
    append(out, STR("\""));
}

/* What stands before any value: the comma and the name. A second value at the top is a failure. */
static void
start_value(struct jout *out, const char *name)
{
    if (out->comma[out->depth]) {
        append(out, STR(","));
        out->failed = out->failed || out->depth == 0;
    }
    out->comma[out->depth] = true;
    if (name != NULL) {
        append_quoted(out, str_from(name));
        append(out, STR(":"));
    }
}

static void
open_level(struct jout *out, const char *name, struct str bracket)
{
    start_value(out, name);
    append(out, bracket);
    if (out->depth == JOUT_DEPTH_MAX) {
        out->failed = true;
        return;
    }
    out->depth++;
    out->comma[out->depth] = false;
}

static void
close_level(struct jout *out, struct str bracket)
{
    append(out, bracket);
    if (out->depth == 0) {
        out->failed = true;
        return;
    }
    out->depth--;
}

void
jout_object(struct jout *out, const char *name)
{
    open_level(out, name, STR("{"));
}

void
jout_array(struct jout *out, const char *name)
{
    open_level(out, name, STR("["));
}

void
jout_close_object(struct jout *out)
{
    close_level(out, STR("}"));
}

void
jout_close_array(struct jout *out)
{
    close_level(out, STR("]"));
}

void
jout_str(struct jout *out, const char *name, struct str value)
{
    start_value(out, name);
    if (str_is_none(value))
        append(out, STR("null"));
    else
        append_quoted(out, value);
}

void
jout_int(struct jout *out, const char *name, int64_t value)
{
    start_value(out, name);
    out->failed = out->failed || !buf_printf(out->buf, "%" PRId64, value);
}

void
jout_bool(struct jout *out, const char *name, bool value)
{
    start_value(out, name);
    append(out, value ? STR("true") : STR("false"));
}

bool
jout_end(struct jout *out)
{
    return !out->failed && out->depth == 0 && out->comma[0];
}
