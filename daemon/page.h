/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One page of records on its way into the database: what a job hands to the writer, and how it
 * learns what became of it. Committed with its cursor or not at all.
 */

#ifndef DAEMON_PAGE_H
#define DAEMON_PAGE_H

#include "base/arena.h"
#include "base/list.h"
#include "store/rowset.h"

struct page_closing; /* page_rows.h */

enum page_outcome {
    PAGE_COMMITTED,
    PAGE_REFUSED, /* the rows themselves were refused; err says why */
    PAGE_HELD,    /* its account stayed locked by another session; err says so */
    PAGE_FENCED,  /* another daemon took the stream over: this one must let go of it */
    PAGE_DROPPED, /* the program ends before it was written; err is NULL */
};

enum page_key_kind { PAGE_THREADS, PAGE_COMPLAINTS, PAGE_POSTS, PAGE_KEY_KINDS };

/* One page of records, encoded. Its owner's memory; nothing of it may change until done() was
 * called. */
struct page {
    int32_t government_id, account_id;
    const char *stream;
    int64_t fence;
    const struct rowset *upserts;
    size_t upsert_count;
    struct arena *arena; /* the transaction keeps here what must be derived */
    /* Inside the transaction, after the upserts: what closes it (cursor, run row), knowing how many
     * items changed. Its views live until done(). May be called again when the transaction is
     * repeated. */
    void (*close)(void *ctx, int64_t changed, struct page_closing *ret_closing);
    void (*done)(void *ctx, enum page_outcome outcome, int64_t changed, const struct error *err);
    void *ctx;

    struct page_keys { /* the writer's and transaction's own: what must be derived */
        struct str *items;
        size_t count, size;
    } keys[PAGE_KEY_KINDS];
    size_t bytes; /* of its upserts */
    struct list link;
    int64_t changed;
    unsigned tries;    /* that failed though they might have passed */
    unsigned slow;     /* of them in a transaction of its own that the server ended as too long */
    int64_t waited_us; /* for locks of other sessions, since the last of those */
    uint64_t commits;  /* the writer's, before the first of those */
    bool alone;        /* in a transaction of its own */
    bool is_failing;   /* its trouble was told and is not over */
};

#endif
