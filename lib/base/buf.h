/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Growable bytes, born with a maximum: what comes from outside can never grow past it. A NUL always
 * follows the bytes and is not counted, so that buf.data can be given to C functions once something
 * was appended.
 */

#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/base.h"
#include "base/str.h"

struct buf {
    char *data;
    size_t used, size, max;
};
#define BUF_INIT(max_bytes) \
    {                       \
        .max = (max_bytes)  \
    }

void buf_done(struct buf *buf);
/* Empties it, keeps the memory. */
void buf_clear(struct buf *buf);
/* False when the maximum would be passed; then nothing was appended. */
bool buf_append(struct buf *buf, const void *bytes, size_t n) MUST_CHECK;
bool buf_append_str(struct buf *buf, struct str s) MUST_CHECK;
bool buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3) MUST_CHECK;
/* Valid until the next change. */
struct str buf_str(const struct buf *buf);

#endif
