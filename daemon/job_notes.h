/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What a visit must remember until its end: cursors asked for (loops of any length are found), ids
 * of the messages seen (what is missing can then be looked up), posts announced. Bounded; past the
 * bound ids are given up as a whole, because a part of them would make the rest look missing.
 */

#ifndef DAEMON_JOB_NOTES_H
#define DAEMON_JOB_NOTES_H

#include "base/buf.h"
#include "roster.h"

struct job_announcement { /* a post that the visit saw and the database holds */
    struct str external_id;
    int64_t published_at_us, announced;
};

struct job_range { /* a part of the history, read a page at a time beside the schedule */
    bool is_set;
    int64_t from_us, until_us;
    const struct cursor *at; /* where it goes on; read once */
};

struct job_choice {
    size_t index; /* into the account's posts */
    size_t max;   /* of look-ups */
    struct job_range range;
};

struct job_target { /* what the visit is about, where its stream has targets */
    bool is_set;
    const struct source_target *all; /* one, or the look-ups of one request */
    size_t count;
    struct source_target of;           /* the first of them */
    const int64_t *first_missed_at_us; /* of each look-up; WHEN_NONE: now */
    int64_t last_complete_us;          /* of a post: its last complete visit */
};

struct job_notes {
    struct arena *arena; /* owned */
    struct buf cursors, ids;
    size_t ids_from; /* where the ids of the page under way start */
    bool ids_overflowed;
    int64_t newest_us; /* of the newest post, message, complaint or event seen, or WHEN_NONE */
    int64_t oldest_us; /* of the oldest, by when it was written */
    struct job_announcement *announcements;
    size_t announcement_count, announcement_size;
    struct str handle; /* of the account, as the platform tells it now; else absent */
    enum tri is_private, is_withheld; /* the same */
};

void job_notes_init(struct job_notes *notes);
void job_notes_done(struct job_notes *notes);
/*
 * Copies the account's post of that index, or its first look-ups that may be asked for together, no
 * more than max, as the stream's flags say.
 */
void job_notes_target(struct job_notes *notes, const struct account *account,
                      const struct source_stream *stream, struct job_choice choice,
                      struct job_target *ret_target);
/* True when the cursor was noted before, or when there are too many; notes it. */
bool job_notes_repeats(struct job_notes *notes, const struct cursor *cursor);
/* A page begins. */
void job_notes_page(struct job_notes *notes);
/* Moves newest_us and oldest_us on. */
void job_notes_newest(struct job_notes *notes, const struct batch *batch);
/* The posts among its records, which are written, but for stories: those take no comments. */
void job_notes_posts(struct job_notes *notes, const struct batch *batch);
/* What its last account sample says of who was asked for. */
void job_notes_account(struct job_notes *notes, const struct batch *batch);
/* The id of one message of it, or those that a memo kept of all (NULL: none). */
void job_notes_id(struct job_notes *notes, struct str id);
void job_notes_ids(struct job_notes *notes, const char *ids);
/*
 * True when an earlier page of the visit held the same messages: a platform that repeats itself
 * under new cursors. A page without messages repeats nothing.
 */
bool job_notes_same_page(struct job_notes *notes);
/* Ids of the page under way, and of the whole visit: newline after each; STR_NONE after an
 * overflow. */
struct str job_notes_page_ids(const struct job_notes *notes);
struct str job_notes_all_ids(const struct job_notes *notes);

#endif
