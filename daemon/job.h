/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One visit: the requests, answers and writes of one stream (of one target, where it has targets)
 * until it is caught up, fails or is cancelled. It follows the adapter's plan and the policy table
 * and decides nothing else; when the next visit comes is the collector's business, to which it
 * reports. A struct job exists only while a visit is under way.
 */

#ifndef DAEMON_JOB_H
#define DAEMON_JOB_H

#include "counter.h"
#include "fetch.h"
#include "job_notes.h"
#include "log.h"
#include "pseudonym.h"
#include "roster.h"
#include "sched/policy.h"
#include "unknown.h"
#include "writer.h"

struct job;

/* What a visit came to. Everything it points to dies with the job. */
struct job_report {
    uint32_t slot;
    struct str target;         /* STR_NONE for streams without targets */
    int64_t started_us;        /* wall time: what was there before it has been seen, if complete */
    int64_t asked_us;          /* monotonic: its last request */
    enum policy_action action; /* NEXT_VISIT: it went well */
    bool complete;             /* everything there is was shown */
    bool held;                 /* by the collector alone: no visit, one that was due must wait */
    bool fenced;               /* another daemon has the stream now */
    bool beside;               /* of a part of the history (job_range): no visit of the schedule */
    bool goes_on;              /* it came to its bound: the next visit may go on where it stands */
    bool saved;         /* its end was committed with its last page: cursor, progress, run row */
    bool cursor_moved;  /* where the next visit starts differs from where this one did */
    bool same_messages; /* a complete visit that listed what the one before it did */
    int64_t changed, items, rejected, bytes;
    int64_t oldest_us; /* of the items it saw, or WHEN_NONE */
    int64_t reach_us;  /* so far back it listed posts beyond the overlap; 0: as usual */
    unsigned pages;
    struct source_outcome outcome;       /* verdict, scope and cause of the last answer */
    const struct error *error;           /* of a failed visit */
    int http_status;                     /* of the last request's answer; 0: there was none */
    const struct source_target *targets; /* what the visit was about */
    size_t target_count;
    const bool *passed; /* of each: the platform neither showed it nor called it gone; NULL: none */
    const struct str *gone_posts; /* of those, the posts that are gone */
    size_t gone_post_count;
    struct str ids; /* of the messages it saw, newline after each; for complete visits of targets */
    const struct job_announcement *announcements;
    size_t announcement_count;
    struct str handle;                /* of the account, where an answer told it */
    enum tri is_private, is_withheld; /* the same */
};

struct job_context { /* what all jobs share; owned by the collector */
    struct loop *loop;
    struct log *log;
    struct counters *counters;
    struct fetch *fetch;
    struct writer *writer;
    const struct pseudonym *pseudonym;
    struct memo_pool *memo_pool;
    struct unknown *unknown;
    struct roster *roster;
    int64_t timeout_us, history_us;
    size_t max_response_bytes;
    unsigned pages_per_visit;
    /*
     * The visit is over. The job is freed after this call; but where it goes_on, true keeps it, for
     * job_go_on() or job_drop().
     */
    bool (*over)(void *ctx, struct job *job, const struct job_report *report);
    /* An answer told of an allowance. */
    void (*quota)(void *ctx, uint32_t slot, const struct source_quota_note *note);
    /* Whether the next page may be asked for; and that a request was made. */
    bool (*may_ask)(void *ctx, uint32_t slot);
    void (*asked)(void *ctx, uint32_t slot);
    void *ctx;
};

/*
 * choice: which of the account's posts, or how many of its look-ups, as the stream's flags say;
 * ignored for streams without targets; or a part of the history, of such a stream: one page, which
 * moves nothing of the stream's own. The answer to it comes from the loop, always through over().
 */
struct job *job_start(const struct job_context *context, uint32_t slot, struct job_choice choice);
/* The next visit of the same stream and target: all that the one before saw counts. */
void job_go_on(struct job *job);
/* Forgets one that was kept. */
void job_drop(struct job *job);
/* Of its target; STR_NONE where its stream has none. */
struct str job_target_id(const struct job *job);
/* Ends it: at once without a report; or, where it is writing, when its page is written, with a
 * report like that of a visit that came to its bound. */
void job_cancel(struct job *job);
/* Where the page it writes will be dropped (page.h): it ends then, without a report. */
void job_abandon(struct job *job);

#endif
