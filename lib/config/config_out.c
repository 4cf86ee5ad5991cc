/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Lines of YAML.
 */

#include "config/config_out.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"

#define WIDTH     100
#define VALUE_MAX ((size_t)64 * 1024)

void
config_out_format(struct config_out *out, const char *format, ...)
{
    char text[1024]; /* the longest: an institution of a feed (500) and a unit's code (64) */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    out->fits = out->fits && buf_append_str(out->buf, str_from(text));
}

void
config_out_text(struct config_out *out, struct str text)
{
    out->fits = out->fits && setting_quote(text, out->buf);
}

void
config_out_begin(struct config_out *out)
{
    config_out_format(out, "%s%*s", out->margin, (int)out->indent, "");
    if (out->item) {
        config_out_format(out, "- ");
        out->indent += 2;
        out->item = false;
    }
}

void
config_out_comment(struct config_out *out, const char *words)
{
    struct str rest = str_from(words);
    struct str word;
    size_t room = 0;
    bool first = true;
    while (str_split(&rest, ' ', &word)) {
        if (first || word.n + 1 > room) {
            config_out_format(out, "%s%s%*s#", first ? "" : "\n", out->margin, (int)out->indent,
                              "");
            room = WIDTH - strlen(out->margin) - out->indent - 1;
            first = false;
        }
        config_out_format(out, " %.*s", (int)word.n, word.p);
        room -= word.n + 1;
    }
    config_out_format(out, "\n");
}

/* Bytes that two dotted paths share as groups, up to and with the last common dot. */
static size_t
common_groups(const char *a, const char *b)
{
    size_t common = 0;
    for (size_t i = 0; a != NULL && a[i] != '\0' && a[i] == b[i]; i++)
        common = a[i] == '.' ? i + 1 : common;
    return common;
}

static unsigned
count_dots(const char *path, size_t n)
{
    unsigned dots = 0;
    for (size_t i = 0; i < n; i++)
        dots += path[i] == '.' ? 1 : 0;
    return dots;
}

const char *
config_out_enter(struct config_out *out, const char *path)
{
    size_t start = common_groups(out->previous, path);
    out->indent += 2 * count_dots(path, start);
    const char *dot;
    while ((dot = strchr(path + start, '.')) != NULL) {
        config_out_begin(out);
        config_out_format(out, "%.*s:\n", (int)(dot - path - (ptrdiff_t)start), path + start);
        start = (size_t)(dot - path) + 1;
        out->indent += 2;
    }
    out->previous = path;
    return path + start;
}

void
config_out_leave(struct config_out *out, const char *path)
{
    out->indent -= 2 * count_dots(path, strlen(path));
}

void
config_out_table(struct config_out *out, const struct setting *table, const void *values)
{
    out->previous = NULL;
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL;
         setting++) {
        CLEANUP(buf_done) struct buf value = BUF_INIT(VALUE_MAX);
        must(setting_show(setting, values, &value)); /* no value is longer than its type allows */
        if (value.used == 0)
            continue; /* an absent text */
        const char *name = config_out_enter(out, setting->path);
        config_out_begin(out);
        config_out_format(out, "%s: ", name);
        out->fits = out->fits && buf_append_str(out->buf, buf_str(&value));
        config_out_format(out, "\n");
        config_out_leave(out, setting->path);
    }
}

void
config_out_schedule(struct config_out *out, const struct config_schedule *schedule)
{
    for (size_t i = 0; i < schedule->entry_count; i++) {
        const struct config_schedule_entry *entry = &schedule->entries[i];
        char duration[PARSE_FORMAT_MAX];
        const char *pace = "off";
        if (entry->adaptive)
            pace = "adaptive";
        else if (entry->interval_us != 0)
            pace = parse_format_duration(entry->interval_us, duration);
        config_out_format(out, "%s%s: %s", i > 0 ? ", " : "", entry->stream.p, pace);
    }
}
