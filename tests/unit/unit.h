/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What every unit test needs: cmocka with the headers it wants before it, and checks that name the
 * row of the table that failed.
 */

#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

#include <inttypes.h>

/* row: any text that tells which line of the table it was. */
#define EXPECT(row, condition)                        \
    do {                                              \
        if (!(condition)) {                           \
            fail_msg("%s: not: %s", row, #condition); \
        }                                             \
    } while (0)

#define EXPECT_INT(row, got, want)                                                        \
    do {                                                                                  \
        int64_t got_ = (int64_t)(got);                                                    \
        int64_t want_ = (int64_t)(want);                                                  \
        if (got_ != want_) {                                                              \
            fail_msg("%s: %s is %" PRId64 ", expected %" PRId64, row, #got, got_, want_); \
        }                                                                                 \
    } while (0)

/* want: struct str; absent equals only absent. */
#define EXPECT_STR(row, got, want)                                                               \
    do {                                                                                         \
        struct str got_ = (got);                                                                 \
        struct str want_ = (want);                                                               \
        if (!str_equal(got_, want_)) {                                                           \
            fail_msg("%s: %s is \"%.*s\" (%zu bytes), expected \"%.*s\" (%zu bytes)", row, #got, \
                     STR_ARGS(got_), got_.n, STR_ARGS(want_), want_.n);                          \
        }                                                                                        \
    } while (0)

#endif
