/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Normalized records: what every platform's items become, and the only thing the store knows. Views
 * point into the batch's arena. Conventions: absent text STR_NONE, absent time WHEN_NONE, absent
 * count -1; all become null. Ids are opaque text, never numbers.
 */

#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/error.h"
#include "base/str.h"
#include "base/when.h"
#include "record/record_words.h"

/* Longest texts kept, in bytes; longer ones are cut at a character and marked. Same numbers as the
 * check constraints in sql/. */
#define RECORD_ID_MAX   256
#define RECORD_TEXT_MAX 65536
#define RECORD_LINE_MAX 2048

struct account_sample { /* counters of the account itself, at the time of the visit */
    struct str name, handle;
    int64_t followers, following, posts, views, fans;
    struct str external_id; /* not stored, for who checks a configuration: who answered … */
    enum tri is_private;    /* … and are only some let in? */
    enum tri is_withheld;   /* … does the platform show it to nobody in Indonesia? */
};

struct post {
    struct str external_id, alias_id, text, permalink, language;
    struct str links, address_name; /* as of a message */
    int64_t published_at_us, edited_at_us;
    enum post_format format;
    int64_t announced_comments;    /* what the platform says there are, listed or not */
    enum tri hidden, comments_off; /* closed by the account: what is announced is not listed */
};

struct post_sample { /* counters of one post at the time of the visit */
    struct str post_external_id;
    int64_t likes, comments, shares, views, saves, reach;
};

struct message {
    struct str external_id, post_external_id; /* post absent: a mention or direct message */
    struct str thread_key; /* external id of the top-level message; its own id where it is one */
    struct str parent_external_id; /* absent at the top */
    struct str author_id; /* platform's id; absent = withheld. Only its keyed pseudonym is stored */
    /* Name of the author where the id says nothing of who it is (scoped to the asking app, or not
     * told): registered accounts are known by it, current or former. Never stored. */
    struct str author_handle;
    struct str permalink, text, language;
    /* Addresses that the platform gives beside the text, parted by blanks. Never stored: what they
     * point to is (struct reference). */
    struct str links;
    /* What permalink names, as the key of a reference does; absent where that is an id given above.
     * Adapters leave it out. */
    struct str address_name;
    int64_t sent_at_us, edited_at_us; /* sent: cut to the second */
    int64_t likes;
    enum message_kind kind;
    enum tri hidden;
    bool automatic, truncated; /* marked by the platform as sent by a machine; text cut */
    /* thread_key is the topmost message known, not said to be the top; others may have been put
     * under this one's name. */
    bool thread_guessed;
};

struct mention { /* an official account tagged or named in a message, or in a leader's post */
    struct str message_external_id; /* of a post as the account named would list it */
    struct str post_external_id;    /* absent in a message */
    int64_t sent_at_us;             /* or published */
    struct str mentioned_external_id, mentioned_handle; /* one of the two at least */
};

struct reference {          /* what a message that names an account points to, or a leader's post */
    struct str external_id; /* the message's or the post's */
    bool in_post;
    struct str channel, key; /* as in source/link.h */
};

struct message_gone { /* confirmed by id: it no longer exists or is no longer visible */
    struct str external_id;
    int64_t last_seen_at_us, first_missed_at_us;
    enum removed_by removed_by;
};

struct complaint {
    struct str external_id, topic, title, text, permalink;
    struct str unit_ref;                       /* institution as the feed names it: id or name */
    struct str class_name, visibility, status; /* vocabulary of sql/README.md */
    struct str status_raw, closed_by, district_code, village_code;
    struct str district_name, village_name, language;
    int64_t received_at_us, verified_at_us, disposed_at_us, last_activity_at_us, closed_at_us;
    int64_t precision_s;                /* of the times above; -1 where no time is given */
    double latitude, longitude, rating; /* NAN = absent */
    bool truncated;
};

struct complaint_event {
    struct str complaint_external_id;
    /* Stable over visits: a hash of what the feed shows of it, plus the occurrence. */
    struct str event_key;
    struct str kind; /* vocabulary of sql/README.md: "disposed", "answered" … */
    struct str unit_ref, from_unit_ref, actor, text;
    struct str rule; /* id of the rule that typed it; absent where the feed said so itself */
    int64_t at_earliest_us, at_latest_us, precision_s, ordinal;
    double confidence; /* 0 to 1 */
    enum tri attached; /* a photograph or a document */
};

struct record {
    enum record_kind kind;
    union {
        struct account_sample account_sample;
        struct post post;
        struct post_sample post_sample;
        struct message message;
        struct mention mention;
        struct reference reference;
        struct message_gone message_gone;
        struct complaint complaint;
        struct complaint_event complaint_event;
    } of;
};

/* True when the record may be stored: required ids present and within bounds, times in range, texts
 * valid UTF-8. err names the field. */
bool record_check(const struct record *record, struct error *err) MUST_CHECK;

#endif
