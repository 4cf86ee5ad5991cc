/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Growable bytes.
 */

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_FIRST ((size_t)256)

void
buf_done(struct buf *buf)
{
    if (buf == NULL)
        return;
    free(buf->data);
    buf->data = NULL;
    buf->used = buf->size = 0;
}

void
buf_clear(struct buf *buf)
{
    buf->used = 0;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

/* Room for n more bytes and the NUL. size counts the NUL, used and max do not. */
static bool
make_room(struct buf *buf, size_t n)
{
    if (n > buf->max - buf->used)
        return false;
    size_t need = buf->used + n + 1;
    if (need <= buf->size)
        return true;
    size_t size = buf->size != 0 ? buf->size * 2 : SIZE_FIRST;
    size = size > buf->max ? buf->max + 1 : size;
    size = size < need ? need : size;
    buf->data = xrealloc(buf->data, size);
    buf->size = size;
    return true;
}

bool
buf_append(struct buf *buf, const void *bytes, size_t n)
{
    if (!make_room(buf, n))
        return false;
    if (n != 0)
        memcpy(buf->data + buf->used, bytes, n);
    buf->used += n;
    buf->data[buf->used] = '\0';
    return true;
}

bool
buf_append_str(struct buf *buf, struct str s)
{
    return buf_append(buf, s.p, s.n);
}

bool
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    must_hold(length >= 0, format);
    if (!make_room(buf, (size_t)length))
        return false;
    va_start(arguments, format);
    vsnprintf(buf->data + buf->used, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buf->used += (size_t)length;
    return true;
}

struct str
buf_str(const struct buf *buf)
{
    return buf->data != NULL ? (struct str){ buf->data, buf->used } : STR("");
}
