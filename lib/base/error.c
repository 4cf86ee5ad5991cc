/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Errors as values.
 */

#include "base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* A text that was cut ends with a whole character (it may go to the database): the last byte that
 * fitted and the character it belongs to are dropped. */
PRINTF_LIKE(3, 0)
static void
format_cut(char *text, size_t size, const char *format, va_list arguments)
{
    int length = vsnprintf(text, size, format, arguments);
    must_hold(length >= 0, format);
    if ((size_t)length >= size)
        text[utf8_cut((struct str){ text, size - 1 }, size - 2).n] = '\0';
}

bool
error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
    assert(kind != ERROR_NONE);
    if (err == NULL || error_is_set(err))
        return false;
    va_list arguments;
    va_start(arguments, format);
    err->kind = kind;
    err->hint[0] = '\0';
    format_cut(err->text, sizeof(err->text), format, arguments);
    va_end(arguments);
    return false;
}

bool
error_wrap(struct error *err, const char *format, ...)
{
    if (!error_is_set(err))
        return false;
    char before[sizeof(err->text)];
    memcpy(before, err->text, sizeof(before));
    va_list arguments;
    va_start(arguments, format);
    format_cut(err->text, sizeof(err->text), format, arguments);
    va_end(arguments);
    size_t used = strlen(err->text);
    struct str rest = utf8_cut(str_from(before), sizeof(err->text) - 1 - used);
    memcpy(err->text + used, rest.p, rest.n);
    err->text[used + rest.n] = '\0';
    return false;
}

bool
error_hint(struct error *err, const char *format, ...)
{
    if (!error_is_set(err) || err->hint[0] != '\0')
        return false;
    va_list arguments;
    va_start(arguments, format);
    format_cut(err->hint, sizeof(err->hint), format, arguments);
    va_end(arguments);
    return false;
}

bool
error_is_set(const struct error *err)
{
    return err != NULL && err->kind != ERROR_NONE;
}

void
error_clear(struct error *err)
{
    if (err != NULL)
        *err = (struct error)ERROR_INIT;
}

const char *
error_kind_name(enum error_kind kind)
{
    static const char *const names[ERROR_KIND_COUNT] = {
        [ERROR_NONE] = "none",   [ERROR_CONFIG] = "config",     [ERROR_PEER] = "peer",
        [ERROR_IO] = "io",       [ERROR_TIMEOUT] = "timeout",   [ERROR_DENIED] = "denied",
        [ERROR_LIMIT] = "limit", [ERROR_DATABASE] = "database", [ERROR_INTERNAL] = "internal",
    };
    assert((unsigned)kind < ERROR_KIND_COUNT);
    return names[kind];
}
