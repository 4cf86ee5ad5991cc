/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The daemon's voice: one line a call, "message key=value …", on stderr for the journal. Only
 * modules of daemon/ log, each what it catches, once. Control bytes are escaped, a line is bounded,
 * and a reader that does not read never stops the loop: lines are dropped, and how many is told.
 * Also the register of troubles: what lasts is said once, and once that it is over.
 */

#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include "base/base.h"
#include "base/error.h"
#include "base/str.h"

#define LOG_LINE_MAX     2048u
#define LOG_TROUBLES_MAX 1024u
#define LOG_REASON_US    (30 * INT64_C(1000000))

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };
#define LOG_LEVEL_COUNT (LOG_LEVEL_DEBUG + 1)

struct log;

struct log_field {
    const char *key;
    struct str value; /* STR_NONE: the field is left out */
};
/* LOG_FIELDS({ "account", id }, { "stream", name }): the context of one line. */
#define LOG_FIELDS(...) ((const struct log_field[]){ __VA_ARGS__, { NULL, STR_NONE } })

/*
 * fd is not closed. journal_stream: the value of $JOURNAL_STREAM or NULL; where it names fd, lines
 * carry "<3>" instead of "error: ".
 */
struct log *log_new(int fd, enum log_level level, const char *journal_stream);
void log_free(struct log *log);
DEFINE_FREEP(log);
void log_set_level(struct log *log, enum log_level level);
bool log_wants(const struct log *log, enum log_level level);

/*
 * fields may be NULL. The message follows the error style guide: short, lower case, no full stop.
 */
void log_write(struct log *log, enum log_level level, const struct log_field *fields,
               const char *format, ...) PRINTF_LIKE(4, 5);
/* "message: text of err" and, where there is one, hint="…" as the last field. */
void log_error(struct log *log, enum log_level level, const struct log_field *fields,
               const struct error *err, const char *format, ...) PRINTF_LIKE(5, 6);

/* Each line of text as a message of its own. */
void log_lines(struct log *log, enum log_level level, struct str text);

/*
 * A trouble by its key ("database", "credential fb-dbmsda"): written the first time, afterwards
 * only counted (at debug level it is written every time). Returns true when it was new. Beyond
 * LOG_TROUBLES_MAX at a time new ones are counted only, and one line says so.
 */
bool log_trouble(struct log *log, enum log_level level, const char *key,
                 const struct log_field *fields, const char *format, ...) PRINTF_LIKE(5, 6);
/*
 * The same, where the trouble may change: once another reason has lasted for LOG_REASON_US it is
 * written too. What comes and goes with it (a server that shuts down, refuses, starts) is not.
 */
struct log_trouble {
    enum log_level level;
    const char *key, *reason;
};
bool log_trouble_because(struct log *log, const struct log_trouble *what,
                         const struct log_field *fields, const char *format, ...) PRINTF_LIKE(4, 5);
/*
 * Ends it: one line "message" with after=… and times=…, at info level. Nothing and false when there
 * was no such trouble.
 */
bool log_trouble_over(struct log *log, const char *key, const struct log_field *fields,
                      const char *format, ...) PRINTF_LIKE(4, 5);
/* Ends those whose key begins so, without a word. */
void log_troubles_forget(struct log *log, const char *beginning);
bool log_is_trouble(const struct log *log, const char *key);
/* Troubles that last, for STATUS. */
size_t log_trouble_count(const struct log *log);
/* Lines that could not be written, and of which no line could tell yet. */
int64_t log_dropped(const struct log *log);

#endif
