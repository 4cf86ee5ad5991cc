/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The words that records are made of, and how each is written in golden files, errors and the
 * database.
 */

#ifndef RECORD_RECORD_WORDS_H
#define RECORD_RECORD_WORDS_H

enum tri { TRI_UNKNOWN = -1, TRI_NO = 0, TRI_YES = 1 };

enum message_kind { MESSAGE_COMMENT, MESSAGE_REPLY, MESSAGE_MENTION, MESSAGE_DIRECT };
#define MESSAGE_KIND_COUNT (MESSAGE_DIRECT + 1)
enum removed_by { REMOVED_BY_AUTHOR, REMOVED_BY_UNIT, REMOVED_BY_PLATFORM, REMOVED_BY_UNKNOWN };
#define REMOVED_BY_COUNT (REMOVED_BY_UNKNOWN + 1)
enum post_format {
    FORMAT_TEXT,
    FORMAT_PHOTO,
    FORMAT_VIDEO,
    FORMAT_REEL,
    FORMAT_STORY,
    FORMAT_LINK,
    FORMAT_EVENT,
    FORMAT_OTHER
};
#define POST_FORMAT_COUNT (FORMAT_OTHER + 1)

enum record_kind {
    RECORD_ACCOUNT_SAMPLE,
    RECORD_POST,
    RECORD_POST_SAMPLE,
    RECORD_MESSAGE,
    RECORD_MENTION,
    RECORD_REFERENCE,
    RECORD_MESSAGE_GONE,
    RECORD_COMPLAINT,
    RECORD_COMPLAINT_EVENT,
};
#define RECORD_KIND_COUNT (RECORD_COMPLAINT_EVENT + 1)

const char *record_kind_name(enum record_kind kind);
const char *record_message_kind_name(enum message_kind kind);
const char *record_removed_by_name(enum removed_by by);
const char *record_format_name(enum post_format format);

#endif
