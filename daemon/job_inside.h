/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What job.c (the chain of steps) and job_read.c (what an answer means) share. Nobody else
 * includes it.
 */

#ifndef DAEMON_JOB_INSIDE_H
#define DAEMON_JOB_INSIDE_H

#include "job.h"
#include "page_rows.h"
#include "json/jlist.h"

/* The list of the page under way, where its elements can be told apart. */
struct job_cut {
    struct jlist list;
    bool *read;      /* of each element: to be read now; else it is known */
    struct str *ids; /* of the messages of those known */
    uint64_t *items; /* digests; NULL: none, or they cannot be told to belong to an id each */
    size_t read_count;
};

struct job {
    const struct job_context *context;
    uint32_t slot;
    struct arena *page_arena;
    struct job_notes notes;
    struct job_target target;
    struct job_range range; /* its place is in at */
    struct cursor at;
    int64_t asked_at_us; /* wall time: what the answer shows was there then, or came later */
    struct fetch_handle *fetch;
    const struct http_response *response; /* of fetch, until it is closed */
    size_t skip;                          /* of its list: read and stored already */
    struct batch batch;
    struct job_cut cut;
    unsigned char digest[MEMO_DIGEST_BYTES];
    struct page page;
    struct page_rows rows;
    struct job_report report;
    struct error error;
    unsigned pages_max; /* of this visit and those that it goes on with */
    bool looped;        /* the platform gave a cursor again: the visit fails, the page is kept */
    bool resumed;       /* went on in the middle of a visit that a restart cut off */
    bool ending;        /* no page after the one that is being written */
    bool abandoned;     /* nobody is told how it ended */
};

struct stream *job_stream(const struct job *job);
struct account *job_account(const struct job *job);
const struct source_stream *job_source(const struct job *job);
struct source_view job_view(const struct job *job);

/*
 * Reads an answer: outcome, records and notes are in the job afterwards. True when there is
 * something to write; false when it was known already, is empty, or must be dropped.
 */
bool job_read(struct job *job);
/* The same for what its batch had no room for, behind job->skip. */
bool job_read_rest(struct job *job);
/* The page was written, or needed no writing: the same answer is known from now on. */
void job_remember(struct job *job);
/* The visit is over and has shown everything. */
void job_remember_all(struct job *job);

/* Leaves out of the answer what is known; memo may be NULL. */
void job_cut(struct job *job, const struct memo *memo, struct http_response *response);
/* After the answer was read: notes the ids of all messages of the page, in its order. */
void job_cut_note(struct job *job);

#endif
