/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Inside of lib/config: lines of YAML into a bounded buffer. "It did not fit" is carried along, so
 * that each line needs no question of its own.
 */

#ifndef CONFIG_CONFIG_OUT_H
#define CONFIG_CONFIG_OUT_H

#include "base/buf.h"
#include "config/config_parts.h"

struct config_out {
    struct buf *buf;
    bool fits;
    const char *margin;   /* before every line: "#" in the documented file */
    unsigned indent;      /* blanks before a line */
    bool item;            /* the next line begins an item of a list: "- " */
    const char *previous; /* dotted path of the setting written last, or NULL */
};

void config_out_format(struct config_out *out, const char *format, ...) PRINTF_LIKE(2, 3);
void config_out_text(struct config_out *out, struct str text);
/* Margin, indentation and, where it begins one, the dash of the item. */
void config_out_begin(struct config_out *out);
/* Words as a comment, wrapped at the house's width. */
void config_out_comment(struct config_out *out, const char *words);
/*
 * Opens the groups of a dotted path that are not open yet, each on its line, and moves the
 * indentation into the innermost; returns the name within it. Undone by config_out_leave().
 */
const char *config_out_enter(struct config_out *out, const char *path);
void config_out_leave(struct config_out *out, const char *path);
/* All settings of a table (NULL: none) that have a value; begins with no group open. */
void config_out_table(struct config_out *out, const struct setting *table, const void *values);
/* "posts: 15m, comments: adaptive, mentions: off", in one line without an end. */
void config_out_schedule(struct config_out *out, const struct config_schedule *schedule);

#endif
