/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The one way into the database: pages of records in transactions, queries between them, over a few
 * connections that are kept up. It holds the daemon's only queue: when that is full, the collector
 * starts nothing, and that is all the back-pressure there is.
 *
 * Each connection is a lane. All lanes take pages from the one queue, never two of them pages of
 * one account; the first lane runs the queries too and hears the notifications, and without it
 * nothing is written.
 *
 * What it promises: a page is committed with its cursor or not at all; what the database could not
 * take because it was away, is taken when it is back (every write can be repeated without harm);
 * what the database refuses is told to the page's owner, and other pages do not suffer; a note that
 * is refused for a reason that passes is kept, and notes stay in their order. It knows no stream
 * and no platform.
 */

#ifndef DAEMON_WRITER_H
#define DAEMON_WRITER_H

#include "counter.h"
#include "log.h"
#include "page.h"
#include "pgconn.h"

#define WRITER_LANES_MAX 16u

struct writer;

/* One statement outside transactions of pages. result is NULL when it failed (err). Repeated after
 * a lost connection. */
typedef void (*writer_answer_fn)(void *ctx, const struct pgconn_result *result,
                                 const struct error *err);
/* The end of a note: it was taken, or never will be. */
typedef void (*writer_noted_fn)(void *ctx, bool taken);

struct writer_events {
    /* The first lane's connection stands (again) and its handshake was accepted. */
    void (*up)(void *ctx);
    /* First result of each connection: false and *err when this database is not for this program.
     */
    bool (*handshake)(void *ctx, const struct pgconn_result *result, struct error *err);
    /* Room in the queue again after it was full, or the database is back. */
    void (*room)(void *ctx);
    void (*notified)(void *ctx, struct str channel, struct str payload);
    void *ctx;
};

struct writer_settings {
    struct pgconn_settings connection; /* lanes beyond the first add their number to the name */
    size_t lanes;                      /* 1 to WRITER_LANES_MAX */
    size_t queue_limit;
    int64_t retry_min_us, retry_max_us;
    int64_t wait_us; /* for a page whose account another session holds: queries wait behind it */
    bool once;       /* the program ends when all is written: what others hold is not waited for */
};

struct writer *writer_new(struct loop *loop, struct log *log, struct counters *counters,
                          const struct writer_settings *settings,
                          const struct writer_events *events);
/* What is queued or under way is told to its owners: DROPPED pages, queries that failed. */
void writer_free(struct writer *writer);
DEFINE_FREEP(writer);
/* Starts to connect, and goes on trying. False only for a DSN that can never work. */
bool writer_start(struct writer *writer, struct error *err) MUST_CHECK;

/* Appends; done() comes from the loop. The owner must ask writer_has_room() before it fetches, not
 * before it submits. */
void writer_submit(struct writer *writer, struct page *page);
/* The rowset's bytes are copied. fn may be NULL. */
void writer_query(struct writer *writer, const struct rowset *rowset, writer_answer_fn fn,
                  void *ctx);
/*
 * What the database must learn and nobody waits for. Behind a note that was refused for a reason
 * that may pass (a full disk) the others wait; past a bound of memory the oldest is dropped.
 */
void writer_note(struct writer *writer, const struct rowset *rowset);
/* The same; fn is called once. */
void writer_note_and_tell(struct writer *writer, const struct rowset *rowset, writer_noted_fn fn,
                          void *ctx);
bool writer_has_room(const struct writer *writer);
/* True when nothing is queued, kept or under way, but for notes that wait for another session and
 * that the next visit says again. */
bool writer_is_idle(const struct writer *writer);
/* Some notes wait for another session. */
bool writer_holds_notes(const struct writer *writer);
/* How long its connections have written since the start, on average: that it is half of a span or
 * more means that what is fetched keeps it busy. */
int64_t writer_writing_us(const struct writer *writer);
bool writer_is_up(const struct writer *writer);

#endif
