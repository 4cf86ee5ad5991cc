/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Two halves, each a group of the pipeline. The first sends the locks, fences and upserts at once;
 * from their results it knows which threads and complaints changed. The second sends their
 * derivation, the cursors and the commit. So a transaction costs two round trips whatever its size,
 * and a page without changes derives nothing. Between them the server counts the session as idle in
 * a transaction, and ends it where this program stands still: else its locks would stay.
 */

#include "transaction.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "page_rows.h"

#define STEPS_MAX       ((size_t)TRANSACTION_PAGES_MAX * 16)
#define ARENA_BYTES_MAX (16u << 20)
#define KEYS_FIRST_SIZE 32u
#define DERIVE_KEYS_MAX 1000u
#define NO_PAGE         SIZE_MAX

enum transaction_state {
    TRANSACTION_OVER,
    TRANSACTION_UPSERTING, /* first half */
    TRANSACTION_CLOSING,   /* second half */
    TRANSACTION_ROLLING_BACK,
};

struct step {      /* a statement of a transaction that has not been answered */
    size_t page;   /* NO_PAGE: of several, or of none */
    size_t wave;   /* the one whose messages it stores, where it collects for several pages */
    bool collects; /* its rows are keys to derive */
    bool locks;    /* waits for the accounts */
};

struct transaction {
    struct pgconn *conn;
    int32_t wait_ms;     /* for a lock that another session holds; 0: no limit of its own */
    struct arena *arena; /* rowsets of the statements that are the transaction's own */
    enum transaction_state state;
    struct page *pages[TRANSACTION_PAGES_MAX];
    size_t waves[TRANSACTION_PAGES_MAX]; /* how many pages of its account stand before a page */
    size_t page_count;
    struct page_closing closings[TRANSACTION_PAGES_MAX];
    struct step steps[STEPS_MAX];
    size_t step_count, steps_answered;
    struct error error; /* the first one */
    char sqlstate[6];
    bool locked_out; /* it came of the step that locks */
};

static bool
send_step(struct transaction *transaction, const struct rowset *rowset, const struct step *step)
{
    assert(transaction->step_count < STEPS_MAX);
    transaction->steps[transaction->step_count++] = *step;
    return pgconn_send(transaction->conn, rowset);
}

/* A statement whose result nobody reads. */
static bool
send_own(struct transaction *transaction, const struct rowset *rowset)
{
    return send_step(transaction, rowset, &(struct step){ .page = NO_PAGE });
}

static bool
send_plain(struct transaction *transaction, enum statement_id statement)
{
    struct rowset rowset;

    rowset_start(&rowset, statement);
    return send_own(transaction, &rowset);
}

static int
compare_int32(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a;
    int32_t right = *(const int32_t *)b;

    return (left > right) - (left < right);
}

/* In ascending order and as a statement of its own, so that two writers of one account queue up and
 * never deadlock. */
static bool
send_locks(struct transaction *transaction)
{
    int32_t accounts[TRANSACTION_PAGES_MAX];
    struct rowset rowset;

    for (size_t i = 0; i < transaction->page_count; i++)
        accounts[i] = transaction->pages[i]->account_id;
    qsort(accounts, transaction->page_count, sizeof(*accounts), compare_int32);
    rowset_start(&rowset, STATEMENT_ACCOUNT_LOCK);
    return rowset_int4(&rowset, transaction->arena, transaction->pages[0]->government_id) &&
           rowset_int4_array(&rowset, transaction->arena, accounts, transaction->page_count) &&
           rowset_int4(&rowset, transaction->arena, transaction->wait_ms) &&
           send_step(transaction, &rowset, &(struct step){ .page = NO_PAGE, .locks = true });
}

static bool
send_fences(struct transaction *transaction)
{
    struct rowset rowset;

    return page_rows_fence(transaction->pages, transaction->page_count, transaction->arena,
                           &rowset) &&
           send_own(transaction, &rowset);
}

/* The pages in waves: in each at most one of an account, in the order they came. What is sent once
 * for a wave is sent in the order of each account's pages. */
static void
plan_waves(struct transaction *transaction)
{
    for (size_t i = 0; i < transaction->page_count; i++) {
        struct page *page = transaction->pages[i];
        page->changed = 0;
        for (size_t kind = 0; kind < PAGE_KEY_KINDS; kind++)
            page->keys[kind].count = 0;
        transaction->waves[i] = 0;
        for (size_t before = 0; before < i; before++)
            transaction->waves[i] += transaction->pages[before]->account_id == page->account_id;
    }
}

/* Those of its upserts that stand before its messages, or those behind them. */
static bool
send_upserts(struct transaction *transaction, size_t index, bool behind)
{
    const struct page *page = transaction->pages[index];
    bool passed = false;

    for (size_t i = 0; i < page->upsert_count; i++) {
        bool is_messages = page->upserts[i].statement == STATEMENT_MESSAGE_WRITE;
        passed |= is_messages;
        if (!is_messages && passed == behind &&
            !send_step(transaction, &page->upserts[i], &(struct step){ index, 0, true }))
            return false;
    }
    return true;
}

/* The messages of all pages of the wave in one statement: its start costs as much as many rows. */
static bool
send_messages(struct transaction *transaction, size_t wave)
{
    const struct rowset *parts[TRANSACTION_PAGES_MAX];
    struct rowset joined;
    size_t count = 0;

    for (size_t i = 0; i < transaction->page_count; i++) {
        const struct page *page = transaction->pages[i];
        if (transaction->waves[i] != wave)
            continue;
        for (size_t k = 0; k < page->upsert_count; k++) {
            if (page->upserts[k].statement == STATEMENT_MESSAGE_WRITE)
                parts[count++] = &page->upserts[k];
        }
    }
    if (count == 0)
        return true;
    if (count == 1) /* as it is: a page alone may be larger than the arena */
        return send_step(transaction, parts[0], &(struct step){ NO_PAGE, wave, true });
    must(rowset_join(transaction->arena, parts, count, &joined));
    return send_step(transaction, &joined, &(struct step){ NO_PAGE, wave, true });
}

static bool
send_wave(struct transaction *transaction, size_t wave)
{
    for (size_t i = 0; i < transaction->page_count; i++) {
        if (transaction->waves[i] == wave && !send_upserts(transaction, i, false))
            return false;
    }
    if (!send_messages(transaction, wave))
        return false;
    for (size_t i = 0; i < transaction->page_count; i++) {
        if (transaction->waves[i] == wave && !send_upserts(transaction, i, true))
            return false;
    }
    return true;
}

static void
keep_key(struct page *page, struct page_keys *keys, struct str key)
{
    if (keys->count == keys->size) {
        size_t size = keys->size == 0 ? KEYS_FIRST_SIZE : keys->size * 2;
        keys->items = arena_grow(page->arena, keys->items, keys->size * sizeof(*keys->items),
                                 size * sizeof(*keys->items));
        must(keys->items);
        keys->size = size;
    }
    must(arena_str(page->arena, key, &keys->items[keys->count]));
    keys->count++;
}

/* What the rows that a statement returns are keys of. */
static struct page_keys *
keys_of(struct page *page, enum statement_id statement)
{
    static const struct {
        enum statement_id statement;
        enum page_key_kind kind;
    } derived[] = {
        { STATEMENT_POST_WRITE, PAGE_POSTS },
        { STATEMENT_THREAD_SETTLE, PAGE_THREADS },
        { STATEMENT_MENTION_WRITE, PAGE_THREADS },
        { STATEMENT_REFERENCE_WRITE, PAGE_THREADS },
        { STATEMENT_MESSAGE_GONE_WRITE, PAGE_THREADS },
        { STATEMENT_COMPLAINT_WRITE, PAGE_COMPLAINTS },
        { STATEMENT_COMPLAINT_EVENT_WRITE, PAGE_COMPLAINTS },
    };

    for (size_t i = 0; i < ARRAY_SIZE(derived); i++)
        if (derived[i].statement == statement)
            return &page->keys[derived[i].kind];
    return NULL;
}

static void
collect(struct page *page, const struct pgconn_result *result)
{
    struct page_keys *keys = keys_of(page, (enum statement_id)pgconn_result_statement(result));
    size_t rows = pgconn_result_rows(result);

    page->changed += rows > 0 ? (int64_t)rows : pgconn_result_affected(result);
    for (size_t row = 0; keys != NULL && row < rows; row++) {
        struct str key = pgconn_get_str(result, row, 0);
        if (!str_is_none(key)) /* null: a change of which nothing is derived */
            keep_key(page, keys, key);
    }
}

/* The only one of that account in it; there is one. */
static struct page *
page_in_wave(const struct transaction *transaction, size_t wave, int64_t account_id)
{
    size_t i = 0;

    while (transaction->waves[i] != wave || transaction->pages[i]->account_id != account_id)
        must(++i < transaction->page_count);
    return transaction->pages[i];
}

/* Of the pages of a wave, whose accounts the rows name. */
static void
collect_wave(struct transaction *transaction, size_t wave, const struct pgconn_result *result)
{
    struct page *page = transaction->pages[0];

    for (size_t row = 0; row < pgconn_result_rows(result); row++) {
        struct str key = pgconn_get_str(result, row, 0);
        int64_t account_id = pgconn_get_int(result, row, 1, -1);
        if (row == 0 || page->account_id != account_id)
            page = page_in_wave(transaction, wave, account_id);
        page->changed++;
        if (!str_is_none(key))
            keep_key(page, &page->keys[PAGE_THREADS], key);
    }
}

/* What the pages touched, each key beside its account. */
struct touched {
    int32_t *account_ids;
    struct str *keys;
    size_t count;
};

static struct touched
gather(const struct transaction *transaction, enum page_key_kind kind)
{
    struct touched touched = { 0 };
    size_t size = 0;

    for (size_t i = 0; i < transaction->page_count; i++)
        size += transaction->pages[i]->keys[kind].count;
    touched.account_ids = arena_array(transaction->arena, size, sizeof(*touched.account_ids));
    touched.keys = arena_array(transaction->arena, size, sizeof(*touched.keys));
    must(touched.account_ids && touched.keys);
    for (size_t i = 0; i < transaction->page_count; i++) {
        const struct page_keys *keys = &transaction->pages[i]->keys[kind];
        for (size_t k = 0; k < keys->count; k++) {
            touched.account_ids[touched.count] = transaction->pages[i]->account_id;
            touched.keys[touched.count++] = keys->items[k];
        }
    }
    return touched;
}

/*
 * One call for all accounts, for a call costs as much as some thirty threads before its first row;
 * in parts where it is a lot: memory of one call grows with its keys.
 */
static bool
send_derivation(struct transaction *transaction, enum page_key_kind kind)
{
    static const enum statement_id by_kind[] = {
        [PAGE_THREADS] = STATEMENT_DERIVE_MESSAGE,
        [PAGE_COMPLAINTS] = STATEMENT_DERIVE_COMPLAINT,
        [PAGE_POSTS] = STATEMENT_DERIVE_POST,
    };
    struct touched touched = gather(transaction, kind);
    struct rowset rowset;

    for (size_t from = 0; from < touched.count; from += DERIVE_KEYS_MAX) {
        size_t count =
            touched.count - from < DERIVE_KEYS_MAX ? touched.count - from : DERIVE_KEYS_MAX;
        rowset_start(&rowset, by_kind[kind]);
        if (!rowset_int4(&rowset, transaction->arena, transaction->pages[0]->government_id) ||
            !rowset_int4_array(&rowset, transaction->arena, touched.account_ids + from, count) ||
            !rowset_text_array(&rowset, transaction->arena, touched.keys + from, count) ||
            !send_own(transaction, &rowset))
            return false;
    }
    return true;
}

static bool
send_rows(struct transaction *transaction, const struct rowset *rowset)
{
    return rowset->row_count == 0 || send_own(transaction, rowset);
}

/* After the derivation: a target's row says whether somebody waits under it. Streams last: their
 * rows are waited for where leases are renewed, so they are held for the shortest time. */
static bool
send_closings(struct transaction *transaction)
{
    struct page_closing *closings = transaction->closings;
    struct rowset streams;
    struct rowset targets;
    struct rowset runs;
    size_t count = 0;

    for (size_t i = 0; i < transaction->page_count; i++) {
        struct page *page = transaction->pages[i];
        if (page->close != NULL)
            page->close(page->ctx, page->changed, &closings[count++]);
    }
    if (count == 0)
        return true;
    must(page_rows_streams(closings, count, transaction->arena, &streams) &&
         page_rows_targets(closings, count, transaction->arena, &targets) &&
         page_rows_runs(closings, count, transaction->arena, &runs));
    return send_rows(transaction, &targets) && send_rows(transaction, &runs) &&
           send_rows(transaction, &streams);
}

static void
send_second_half(struct transaction *transaction)
{
    transaction->step_count = transaction->steps_answered = 0;
    transaction->state = TRANSACTION_CLOSING;
    if (send_derivation(transaction, PAGE_THREADS) &&
        send_derivation(transaction, PAGE_COMPLAINTS) && send_derivation(transaction, PAGE_POSTS) &&
        send_closings(transaction) && send_plain(transaction, STATEMENT_COMMIT))
        (void)!pgconn_sync(transaction->conn);
}

static void
note_error(struct transaction *transaction, const struct step *step,
           const struct pgconn_result *result)
{
    if (error_is_set(&transaction->error))
        return;
    transaction->error = *pgconn_result_error(result);
    transaction->locked_out = step->locks;
    memcpy(transaction->sqlstate, pgconn_result_sqlstate(result), sizeof(transaction->sqlstate));
}

void
transaction_on_result(struct transaction *transaction, const struct pgconn_result *result)
{
    const struct step *step;

    if (transaction->state == TRANSACTION_ROLLING_BACK)
        return; /* the rollback's own, whose sync is on its way */
    step = &transaction->steps[transaction->steps_answered++];
    if (pgconn_result_error(result) != NULL)
        note_error(transaction, step, result);
    else if (step->collects && step->page == NO_PAGE)
        collect_wave(transaction, step->wave, result);
    else if (step->collects)
        collect(transaction->pages[step->page], result);
}

/* The server has skipped what came behind the error. */
static enum transaction_end
fail(struct transaction *transaction)
{
    struct rowset rowset;

    transaction->state = TRANSACTION_OVER;
    if (!pgconn_in_transaction(transaction->conn))
        return TRANSACTION_FAILED;
    transaction->state = TRANSACTION_ROLLING_BACK;
    rowset_start(&rowset, STATEMENT_ROLLBACK);
    if (pgconn_send(transaction->conn, &rowset))
        (void)!pgconn_sync(transaction->conn);
    return TRANSACTION_RUNS;
}

enum transaction_end
transaction_on_synced(struct transaction *transaction)
{
    enum transaction_state state = transaction->state;

    if (state == TRANSACTION_UPSERTING && !error_is_set(&transaction->error)) {
        send_second_half(transaction);
        return TRANSACTION_RUNS;
    }
    if (state == TRANSACTION_UPSERTING ||
        (state == TRANSACTION_CLOSING && error_is_set(&transaction->error)))
        return fail(transaction);
    transaction->state = TRANSACTION_OVER;
    return state == TRANSACTION_CLOSING ? TRANSACTION_COMMITTED : TRANSACTION_FAILED;
}

void
transaction_start(struct transaction *transaction, struct page *const *pages, size_t count)
{
    bool sent;

    assert(count > 0 && count <= TRANSACTION_PAGES_MAX);
    memcpy(transaction->pages, pages, count * sizeof(*pages));
    transaction->page_count = count;
    arena_reset(transaction->arena);
    error_clear(&transaction->error);
    transaction->locked_out = false;
    transaction->step_count = transaction->steps_answered = 0;
    transaction->state = TRANSACTION_UPSERTING;
    sent = send_plain(transaction, STATEMENT_BEGIN) && send_locks(transaction) &&
           send_fences(transaction);
    plan_waves(transaction);
    for (size_t wave = 0; sent && wave < count; wave++)
        sent = send_wave(transaction, wave);
    if (sent)
        (void)!pgconn_sync(transaction->conn);
}

const struct error *
transaction_error(const struct transaction *transaction)
{
    return &transaction->error;
}

const char *
transaction_sqlstate(const struct transaction *transaction)
{
    return transaction->sqlstate;
}

bool
transaction_was_locked_out(const struct transaction *transaction)
{
    return transaction->locked_out;
}

struct transaction *
transaction_new(struct pgconn *conn, int64_t wait_us)
{
    struct transaction *transaction = xcalloc(1, sizeof(*transaction));

    transaction->conn = conn;
    transaction->wait_ms = (int32_t)(wait_us / 1000);
    transaction->arena = arena_new(ARENA_BYTES_MAX);
    return transaction;
}

void
transaction_free(struct transaction *transaction)
{
    if (transaction == NULL)
        return;
    arena_free(transaction->arena);
    free(transaction);
}
