/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the writer share. Nobody else includes it. writer.c has the queue and says what
 * is next; a lane (writer_lane.c) is one connection, with what is under way on it; what becomes of
 * that at its end is decided in writer_settle.c; writer_note.c keeps notes that were refused.
 */

#ifndef DAEMON_WRITER_INSIDE_H
#define DAEMON_WRITER_INSIDE_H

#include "writer.h"

#include "transaction.h"

struct query {
    struct list link;
    struct rowset rowset;
    struct arena *arena; /* the rowset's bytes */
    writer_answer_fn fn;
    void *ctx;
    bool answered;      /* fn was called: it must not be called again */
    struct error error; /* what it failed with; told when the connection outlives it */
    char sqlstate[6];   /* of the error */
    bool is_note;
    bool is_probe; /* a kept note, sent alone to see whether the others may follow */
    bool is_held;  /* of a note: another session held some of what it was to write */
    bool taken;    /* the same: all of it was written */
    writer_noted_fn noted;
    void *noted_ctx;
    uint64_t number; /* notes are in this order */
    unsigned slow;   /* times that the server ended it as too long */
    size_t bytes;    /* of a note: what it takes while it is kept */
};

enum lane_state {
    LANE_DOWN,     /* no connection; the retry timer runs or it connects */
    LANE_IDLE,     /* up, nothing under way */
    LANE_QUERYING, /* queries */
    LANE_WRITING,  /* a transaction */
};

/* The first lane is the one that the daemon stands on: queries and notifications are its own, and
 * without it nothing is written. The others only share the pages. */
struct lane {
    struct writer *writer;
    char name[32]; /* as the server sees it */
    struct pgconn *conn;
    struct loop_timer *retry;
    int64_t retry_us;
    unsigned lost; /* connections and tries to connect, since it was up */
    enum lane_state state;
    struct list queries; /* under way, in the order they were sent */
    struct page *group[TRANSACTION_PAGES_MAX];
    size_t group_count;
    struct transaction *transaction;
    int64_t wait_us; /* one wait of it for a lock; 0: as long as a statement may take */
    int64_t began_us, writing_us; /* the transaction under way; all before it */
};

struct writer {
    struct loop *loop;
    struct log *log;
    struct counters *counters;
    struct writer_settings settings;
    struct writer_events events;
    struct lane lanes[WRITER_LANES_MAX]; /* settings.lanes of them */
    struct loop_timer *pause; /* runs after the database took no pages: none starts meanwhile */
    int64_t pause_us;
    size_t failing; /* pages that failed, and whose trouble is not over */
    bool was_full;
    uint64_t commits; /* transactions that came through */

    struct list pages, queries;
    size_t page_count;

    struct list kept; /* notes that were refused, and those behind them */
    size_t kept_bytes;
    uint64_t note_count; /* ever */
    struct loop_timer *again;
    int64_t again_us;  /* the last wait before it */
    struct list held;  /* notes of which another session held something; others need not wait */
    size_t held_bytes; /* of those that are said again */
    struct loop_timer *held_again;
};

/* ---- writer.c ---- */

/* Starts on every lane with nothing under way what is next for it. */
void writer_pump(struct writer *writer);
/* What is under way on a lane goes back to the front of its queue, in its old order. */
void writer_requeue(struct lane *lane);
/* Whoever waits for the note learns what became of it. */
void writer_query_free(struct query *query);

/* ---- writer_note.c ---- */

void writer_note_init(struct writer *writer);
/* Kept ones are dropped. */
void writer_note_done(struct writer *writer);
/* Takes a note whose turn it would be, where it must wait behind others. */
bool writer_note_holds(struct writer *writer, struct query *query) MUST_CHECK;
/* A note was refused for a reason that may pass; takes it. */
void writer_note_keep(struct writer *writer, struct query *query);
/* By the answer to it: another session held it, or a part of it. */
bool writer_note_was_held(const struct query *query, const struct pgconn_result *result) MUST_CHECK;
/* It, or a part of it, waits for another session, and no other note for it; takes it. */
void writer_note_hold(struct writer *writer, struct query *query);
/* Of those that wait for another session, is there one that nobody says again? */
bool writer_note_is_left(const struct writer *writer) MUST_CHECK;
/* One was taken, or can never be: the others follow. */
void writer_note_release(struct writer *writer);

/* ---- writer_lane.c ---- */

void writer_lane_init(struct lane *lane, struct writer *writer);
void writer_lane_end(struct lane *lane);
/* Starts to connect, and goes on trying. False only for a DSN that can never work. */
bool writer_lane_open(struct lane *lane, struct error *err) MUST_CHECK;
/* Takes the query over. Nothing but queries may be under way. */
void writer_lane_ask(struct lane *lane, struct query *query);
/* Starts a transaction of lane->group. The lane must be idle. */
void writer_lane_write(struct lane *lane);

/* ---- writer_settle.c ---- */

/* A transaction is over, the connection stands, and the lane is idle. */
void writer_settle_transaction(struct lane *lane, enum transaction_end end);
/* A query is over; takes it. */
void writer_settle_query(struct writer *writer, struct query *query);

#endif
