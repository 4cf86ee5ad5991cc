/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Records of which nothing was said yet: everything whose zero would be a statement is absent. For
 * what an adapter reads into before it knows whether the item is worth a record; batch_add() begins
 * its records with the same.
 */

#ifndef RECORD_ABSENT_H
#define RECORD_ABSENT_H

#include "base/when.h"
#include "record/record.h"

#define ABSENT_ACCOUNT_SAMPLE                                                   \
    {                                                                           \
        .followers = -1, .following = -1, .posts = -1, .views = -1, .fans = -1, \
        .is_private = TRI_UNKNOWN, .is_withheld = TRI_UNKNOWN                   \
    }
#define ABSENT_POST(kind)                                                            \
    {                                                                                \
        .published_at_us = WHEN_NONE, .edited_at_us = WHEN_NONE, .format = (kind),   \
        .announced_comments = -1, .hidden = TRI_UNKNOWN, .comments_off = TRI_UNKNOWN \
    }
#define ABSENT_POST_SAMPLE                                                               \
    {                                                                                    \
        .likes = -1, .comments = -1, .shares = -1, .views = -1, .saves = -1, .reach = -1 \
    }
#define ABSENT_MESSAGE                                                                         \
    {                                                                                          \
        .sent_at_us = WHEN_NONE, .edited_at_us = WHEN_NONE, .likes = -1, .hidden = TRI_UNKNOWN \
    }

#endif
