/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "log.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/parse.h"
#include "loop.h"

struct trouble {
    char *key; /* NULL: free place */
    int64_t since_us, times;
    char *told;  /* the reason that was written, or NULL */
    char *newer; /* one that came instead, since newer_us; or NULL */
    int64_t newer_us;
};

struct log {
    int fd;
    enum log_level level;
    bool journal;
    struct trouble *troubles;
    size_t trouble_count;
    bool full_told;
    int64_t dropped;
};

/* A line under construction; what does not fit is cut. One byte is kept for the line's end. */
struct line {
    char text[LOG_LINE_MAX];
    size_t used;
};

static const char *const journal_prefix[LOG_LEVEL_COUNT] = { "<3>", "<4>", "<6>", "<7>" };
static const char *const plain_prefix[LOG_LEVEL_COUNT] = { "error: ", "warning: ", "", "debug: " };

static void
line_add(struct line *line, const char *bytes, size_t n)
{
    size_t room = sizeof(line->text) - 1 - line->used;

    if (n > room)
        n = room;
    memcpy(line->text + line->used, bytes, n);
    line->used += n;
}

/* Control bytes, and inside quotes the quote and the backslash, in C's notation. */
static void
line_add_escaped(struct line *line, struct str text, bool quoted)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        char hex[8];

        if (c == '\n') {
            line_add(line, "\\n", 2);
        } else if (c < 0x20 || c == 0x7f) {
            (void)snprintf(hex, sizeof(hex), "\\x%02x", c);
            line_add(line, hex, 4);
        } else if (quoted && (c == '"' || c == '\\')) {
            line_add(line, "\\", 1);
            line_add(line, text.p + i, 1);
        } else {
            line_add(line, text.p + i, 1);
        }
    }
}

/* Bare when nobody could misread it. */
static bool
needs_quotes(struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] <= ' ' || strchr("\"\\=\x7f", value.p[i]) != NULL)
            return true;
    return value.n == 0;
}

static void
line_add_field(struct line *line, const char *key, struct str value)
{
    bool quoted = needs_quotes(value);

    line_add(line, " ", 1);
    line_add(line, key, strlen(key));
    line_add(line, "=", 1);
    if (quoted)
        line_add(line, "\"", 1);
    line_add_escaped(line, value, quoted);
    if (quoted)
        line_add(line, "\"", 1);
}

static void
line_start(struct line *line, const struct log *log, enum log_level level)
{
    const char *prefix = log->journal ? journal_prefix[level] : plain_prefix[level];

    line->used = 0;
    line_add(line, prefix, strlen(prefix));
}

PRINTF_LIKE(2, 0)
static void
line_add_message(struct line *line, const char *format, va_list args)
{
    char text[LOG_LINE_MAX];
    int n = vsnprintf(text, sizeof(text), format, args);

    if (n < 0)
        return;
    line_add_escaped(
        line, (struct str){ text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1 }, false);
}

static void
line_add_fields(struct line *line, const struct log_field *fields)
{
    for (; fields != NULL && fields->key != NULL; fields++)
        if (!str_is_none(fields->value))
            line_add_field(line, fields->key, fields->value);
}

/* The journal's socket may be full: then the line is lost, the loop goes on. */
static bool
line_send(struct line *line, const struct log *log)
{
    ssize_t written;

    line->text[line->used++] = '\n';
    written = send(log->fd, line->text, line->used, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written < 0 && errno == ENOTSOCK)
        written = write(log->fd, line->text, line->used);
    return written == (ssize_t)line->used;
}

/* What was lost is told behind the first line that goes through again. */
static void
tell_dropped(struct log *log)
{
    struct line line;
    char text[96];
    int n = snprintf(text, sizeof(text), "%" PRId64 " lines of this log were lost", log->dropped);

    line_start(&line, log, LOG_LEVEL_WARNING);
    line_add(&line, text, (size_t)n);
    if (line_send(&line, log))
        log->dropped = 0;
}

static void
line_write(struct line *line, struct log *log)
{
    if (!line_send(line, log))
        log->dropped++;
    else if (log->dropped > 0)
        tell_dropped(log);
}

/*
 * $JOURNAL_STREAM is "device:inode" of the stream that systemd gave as stdout and stderr
 * (systemd.exec(5)).
 */
static bool
is_journal(int fd, const char *journal_stream)
{
    struct str rest = str_from(journal_stream);
    struct str part;
    int64_t device;
    int64_t inode;
    struct stat st;

    if (!str_split(&rest, ':', &part) || !parse_int(part, &device) || !parse_int(rest, &inode))
        return false;
    return fstat(fd, &st) == 0 && st.st_dev == (dev_t)device && st.st_ino == (ino_t)inode;
}

struct log *
log_new(int fd, enum log_level level, const char *journal_stream)
{
    struct log *log = xcalloc(1, sizeof(*log));

    log->fd = fd;
    log->level = level;
    log->journal = is_journal(fd, journal_stream);
    log->troubles = xcalloc(LOG_TROUBLES_MAX, sizeof(log->troubles[0]));
    return log;
}

static void
clear_trouble(struct trouble *trouble)
{
    free(trouble->key);
    free(trouble->told);
    free(trouble->newer);
    *trouble = (struct trouble){ .key = NULL };
}

void
log_free(struct log *log)
{
    if (log == NULL)
        return;
    for (size_t i = 0; i < LOG_TROUBLES_MAX; i++)
        clear_trouble(&log->troubles[i]);
    free(log->troubles);
    free(log);
}

void
log_set_level(struct log *log, enum log_level level)
{
    log->level = level;
}

bool
log_wants(const struct log *log, enum log_level level)
{
    return level <= log->level;
}

/* err may be NULL: then it is the message alone. */
PRINTF_LIKE(5, 0)
static void
write_message(struct log *log, enum log_level level, const struct log_field *fields,
              const struct error *err, const char *format, va_list args)
{
    struct line line;

    if (!log_wants(log, level))
        return;
    line_start(&line, log, level);
    line_add_message(&line, format, args);
    if (err != NULL) {
        line_add(&line, ": ", 2);
        line_add_escaped(&line, str_from(err->text), false);
    }
    line_add_fields(&line, fields);
    if (err != NULL && err->hint[0] != '\0')
        line_add_field(&line, "hint", str_from(err->hint));
    line_write(&line, log);
}

void
log_write(struct log *log, enum log_level level, const struct log_field *fields, const char *format,
          ...)
{
    va_list args;

    va_start(args, format);
    write_message(log, level, fields, NULL, format, args);
    va_end(args);
}

void
log_error(struct log *log, enum log_level level, const struct log_field *fields,
          const struct error *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_message(log, level, fields, err, format, args);
    va_end(args);
}

static struct trouble *
trouble_find(const struct log *log, const char *key)
{
    for (size_t i = 0; i < LOG_TROUBLES_MAX && log->trouble_count > 0; i++)
        if (log->troubles[i].key != NULL && strcmp(log->troubles[i].key, key) == 0)
            return &log->troubles[i];
    return NULL;
}

/* NULL when the register is full. */
static struct trouble *
trouble_add(struct log *log, const char *key)
{
    for (size_t i = 0; i < LOG_TROUBLES_MAX; i++) {
        struct trouble *trouble = &log->troubles[i];

        if (trouble->key != NULL)
            continue;
        *trouble = (struct trouble){ .key = xstrdup(key), .since_us = loop_now_us() };
        log->trouble_count++;
        return trouble;
    }
    if (!log->full_told)
        log_write(log, LOG_LEVEL_WARNING, NULL,
                  "more than %u troubles at a time: further ones are not shown", LOG_TROUBLES_MAX);
    log->full_told = true;
    return NULL;
}

void
log_lines(struct log *log, enum log_level level, struct str text)
{
    struct str line;

    while (str_split(&text, '\n', &line)) {
        if (line.n > 0)
            log_write(log, level, NULL, "%.*s", STR_ARGS(line));
    }
}

static void
replace(char **text, const char *by)
{
    free(*text);
    *text = by == NULL ? NULL : xstrdup(by);
}

/* True where it is not the one that was told, and has been the only one for long enough. */
static bool
is_other_reason(struct trouble *trouble, const char *reason)
{
    if (reason == NULL || trouble->told == NULL || strcmp(trouble->told, reason) == 0) {
        replace(&trouble->newer, NULL);
        return false;
    }
    if (trouble->newer == NULL || strcmp(trouble->newer, reason) != 0) {
        replace(&trouble->newer, reason);
        trouble->newer_us = loop_now_us();
    }
    return loop_now_us() - trouble->newer_us >= LOG_REASON_US;
}

/* Counts it, and says at which level it is to be written. */
static enum log_level
trouble_note(struct trouble *trouble, enum log_level level, const char *reason)
{
    trouble->times++;
    if (trouble->times > 1 && !is_other_reason(trouble, reason))
        return LOG_LEVEL_DEBUG;
    replace(&trouble->told, reason);
    replace(&trouble->newer, NULL);
    return level;
}

bool
log_trouble(struct log *log, enum log_level level, const char *key, const struct log_field *fields,
            const char *format, ...)
{
    struct trouble *trouble = trouble_find(log, key);
    bool is_new = trouble == NULL;
    va_list args;

    if (is_new)
        trouble = trouble_add(log, key);
    if (trouble == NULL)
        return false;
    va_start(args, format);
    write_message(log, trouble_note(trouble, level, NULL), fields, NULL, format, args);
    va_end(args);
    return is_new;
}

bool
log_trouble_because(struct log *log, const struct log_trouble *what, const struct log_field *fields,
                    const char *format, ...)
{
    struct trouble *trouble = trouble_find(log, what->key);
    bool is_new = trouble == NULL;
    va_list args;

    if (is_new)
        trouble = trouble_add(log, what->key);
    if (trouble == NULL)
        return false;
    va_start(args, format);
    write_message(log, trouble_note(trouble, what->level, what->reason), fields, NULL, format,
                  args);
    va_end(args);
    return is_new;
}

/* "7s", "12m", "3h": to the unit that a reader cares for. */
static void
format_lasting(int64_t us, char *text, size_t size)
{
    int64_t seconds = us / 1000000;

    if (seconds < 1)
        (void)snprintf(text, size, "%" PRId64 "ms", us / 1000);
    else if (seconds < 120)
        (void)snprintf(text, size, "%" PRId64 "s", seconds);
    else if (seconds < 7200)
        (void)snprintf(text, size, "%" PRId64 "m", seconds / 60);
    else
        (void)snprintf(text, size, "%" PRId64 "h", seconds / 3600);
}

static void
trouble_remove(struct log *log, struct trouble *trouble)
{
    clear_trouble(trouble);
    log->trouble_count--;
    log->full_told = false;
}

bool
log_trouble_over(struct log *log, const char *key, const struct log_field *fields,
                 const char *format, ...)
{
    struct trouble *trouble = trouble_find(log, key);
    char after[32];
    char times[32];
    struct line line;
    va_list args;

    if (trouble == NULL)
        return false;
    format_lasting(loop_now_us() - trouble->since_us, after, sizeof(after));
    (void)snprintf(times, sizeof(times), "%" PRId64, trouble->times);
    trouble_remove(log, trouble);
    if (!log_wants(log, LOG_LEVEL_INFO))
        return true;
    line_start(&line, log, LOG_LEVEL_INFO);
    va_start(args, format);
    line_add_message(&line, format, args);
    va_end(args);
    line_add_fields(&line, fields);
    line_add_field(&line, "after", str_from(after));
    line_add_field(&line, "times", str_from(times));
    line_write(&line, log);
    return true;
}

void
log_troubles_forget(struct log *log, const char *beginning)
{
    for (size_t i = 0; i < LOG_TROUBLES_MAX && log->trouble_count > 0; i++) {
        struct trouble *trouble = &log->troubles[i];

        if (trouble->key != NULL && strncmp(trouble->key, beginning, strlen(beginning)) == 0)
            trouble_remove(log, trouble);
    }
}

bool
log_is_trouble(const struct log *log, const char *key)
{
    return trouble_find(log, key) != NULL;
}

size_t
log_trouble_count(const struct log *log)
{
    return log->trouble_count;
}

int64_t
log_dropped(const struct log *log)
{
    return log->dropped;
}
