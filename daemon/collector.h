/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Who is next: the due heap over all streams, how many requests run, what waits for quotas, and
 * what follows from the end of each visit. It reads no answer and writes no page (job.c), and keeps
 * nothing that must survive a restart: cursors and times are in the database.
 */

#ifndef DAEMON_COLLECTOR_H
#define DAEMON_COLLECTOR_H

#include "job.h"

struct collector;

struct collector_settings {
    int64_t max_in_flight, pages_per_visit, max_response_bytes;
    int64_t timeout_us, history_us, flush_interval_us, retry_min_us, retry_max_us;
    int64_t sweep_interval_us;
    bool once; /* visit everything until caught up, then tell */
};

struct collector_parts { /* not owned */
    struct loop *loop;
    struct log *log;
    struct counters *counters;
    struct fetch *fetch;
    struct writer *writer;
    /* A visit ended, well or badly, or is held for long; may be NULL. */
    void (*visited)(void *ctx, const struct account *account, const char *stream,
                    const struct job_report *report);
    void *visited_ctx;
    const char *instance; /* whose leases count */
};

struct collector_summary {
    size_t accounts, streams, failing, disabled, in_flight;
    int64_t next_due_us; /* monotonic; INT64_MAX: nothing */
};

struct collector *collector_new(const struct collector_parts *parts);
/* Cancels what runs; what is writing ends when the writer drops its page. Then writer_free(). */
void collector_abandon(struct collector *collector);
/* After that. */
void collector_free(struct collector *collector);
DEFINE_FREEP(collector);
/*
 * Takes a roster over and polls it (pseudonym: not owned, as long as the roster); the one before is
 * freed after what it learnt was carried over. What worked keeps its due time; what failed is tried
 * soon, for that may be why there is a new one. Not while visits run: collector_drain() first.
 */
void collector_adopt(struct collector *collector, struct roster *roster,
                     const struct pseudonym *pseudonym, const struct collector_settings *settings);
/* Cancels requests, lets the pages that are being written end their visits, starts nothing more;
 * drained() is called from the loop when nothing runs. */
void collector_drain(struct collector *collector, loop_fn drained, void *ctx);
/* Looks at the heap again: the writer has room, or the database is back. */
void collector_wake(struct collector *collector);
/* Looks which parts of the history are to be read; also called by itself once a minute. */
void collector_backfill_look(struct collector *collector);
struct collector_asked {
    const char *stream; /* the adapter's own constant */
    size_t visits;      /* that will end because of it: one, or one for each target */
    bool after_this;    /* a visit from before is under way: nothing was done, ask when it ended */
};
#define COLLECTOR_ASKED_MAX 16u
/*
 * Makes a stream due at once, whatever it waited for; all of the account's where stream is
 * STR_NONE. Returns how many streams, 0: unknown here.
 */
size_t collector_poll_now(struct collector *collector, int32_t government_id, int32_t account_id,
                          struct str stream, struct collector_asked ret_asked[]);
/* One of the streams held here is asked for with it. */
bool collector_polls_with(const struct collector *collector, struct str credential);
/*
 * What its accounts ask for would not have to wait: for the daily look at its token, which no
 * budget counts.
 */
bool collector_may_ask(struct collector *collector, struct str credential);
/* Its token was renewed: what was refused with the one before is asked again at once. */
void collector_poll_credential(struct collector *collector, struct str credential);
/* A visit that will be made, as far as is known now; what it names lives as long as the roster. */
struct collector_planned {
    uint32_t slot;
    const struct account *account;
    const char *stream;    /* the adapter's own constant */
    struct str target;     /* the post it is about; STR_NONE: none */
    size_t target_index;   /* of the account's posts, or TARGET_NONE */
    bool beside;           /* the next page of a part of the history: no visit of the schedule */
    int64_t at_us;         /* monotonic; INT64_MAX: nothing is to be asked */
    const char *reason;    /* one word, for programs */
    char why[256];         /* the same for people */
    size_t requests, cost; /* of all its pages, by the last visit; in units of its quota */
};
/* Of all accounts, or of those named. */
struct collector_plan_filter {
    const int32_t (*accounts)[2]; /* government, account; NULL: all */
    size_t account_count;
    int64_t until_us; /* monotonic */
};
/*
 * The next visits in their order, as many as there is room for; of accounts that are named also the
 * streams that nothing is asked of. Returns how many; *ret_left is how many more are due until
 * then.
 */
size_t collector_plan(const struct collector *collector, const struct collector_plan_filter *filter,
                      struct collector_planned *ret_items, size_t size, size_t *ret_left);
/* Writes the successes that are only in memory; called by itself every flush interval. */
void collector_flush(struct collector *collector);
/* Tells the database what makes many streams wait, where that changed; with each sign of life. */
void collector_holds_save(struct collector *collector, const char *instance);
struct collector_given_up {
    size_t streams, targets;
};
/* once: called when everything was visited or given up. */
void collector_on_caught_up(struct collector *collector,
                            void (*fn)(void *ctx, const struct collector_given_up *given_up),
                            void *ctx);
/* Nothing is started: a new roster follows, or the end. */
bool collector_is_draining(const struct collector *collector);
struct roster *collector_roster(struct collector *collector);
void collector_summarize(const struct collector *collector, struct collector_summary *ret_summary);

#endif
