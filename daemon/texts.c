/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A round: text_next → measure → text_save, again while portions are full and something of them
 * was kept, then a rest. Texts of accounts that a writer holds are not kept and come again.
 */

#include "texts.h"

#include <assert.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/when.h"
#include "sched/backoff.h"
#include "speller.h"
#include "store/rowset.h"
#include "text/measure.h"

#define PORTION         64 /* texts: some 9 ms of the loop, at 134 us for one of 60 words */
#define REST_US         (10 * WHEN_SECOND)
#define PAUSE_PORTIONS  3 /* a pause is at least so many times what the portion took */
#define RETRY_MIN_US    WHEN_SECOND
#define RETRY_MAX_US    (5 * WHEN_MINUTE)
#define PATIENCE_US     WHEN_MINUTE
#define YIELD_US        (200 * WHEN_SECOND / 1000)
#define ARENA_BYTES_MAX (4u << 20)

enum texts_state { TEXTS_DOWN, TEXTS_RESTING, TEXTS_ASKED, TEXTS_SAVING };

struct text_row {
    int64_t government_id, account_id, sent_us, words, sentences, letters, looked_up, unknown;
    int64_t facts, manners, copy_hash;
    struct str kind, external_id, key, language;
};

/* In the order of the statement's parameters, behind the version. */
static const struct rowset_field fields[] = {
    { ROWSET_INT4, offsetof(struct text_row, government_id) },
    { ROWSET_INT4, offsetof(struct text_row, account_id) },
    { ROWSET_TEXT, offsetof(struct text_row, kind) },
    { ROWSET_TEXT, offsetof(struct text_row, external_id) },
    { ROWSET_TIME, offsetof(struct text_row, sent_us) },
    { ROWSET_TEXT, offsetof(struct text_row, key) },
    { ROWSET_INT4, offsetof(struct text_row, words) },
    { ROWSET_INT4, offsetof(struct text_row, sentences) },
    { ROWSET_INT4, offsetof(struct text_row, letters) },
    { ROWSET_INT4, offsetof(struct text_row, looked_up) },
    { ROWSET_INT4, offsetof(struct text_row, unknown) },
    { ROWSET_TEXT, offsetof(struct text_row, language) },
    { ROWSET_INT4, offsetof(struct text_row, facts) },
    { ROWSET_INT4, offsetof(struct text_row, manners) },
    { ROWSET_INT8, offsetof(struct text_row, copy_hash) },
};

struct texts {
    struct loop *loop;
    struct log *log;
    const struct writer *writer;
    struct pgconn *conn;
    struct loop_timer *timer;
    struct speller *speller;
    struct arena *arena; /* of one portion */
    enum texts_state state;
    int64_t retry_us, began_us, looked_us, written_us;
    int64_t patience_us; /* who waits does so no longer while nothing can be kept */
    bool asked_since;    /* a portion was asked for since somebody waits */
    struct text_row rows[PORTION];
    size_t row_count;
    int64_t kept;
    bool failed;
    void (*done)(void *ctx); /* NULL: nobody waits */
    void *done_ctx;
};

static void
rest(struct texts *texts)
{
    void (*done)(void *ctx) = TAKE(texts->done);

    texts->state = TEXTS_RESTING;
    texts->looked_us = loop_now_us();
    texts->written_us = writer_writing_us(texts->writer);
    loop_timer_after(texts->timer, REST_US);
    if (done != NULL)
        done(texts->done_ctx);
}

static void
send(struct texts *texts, const struct rowset *rowset, enum texts_state state)
{
    texts->state = state;
    if (pgconn_send(texts->conn, rowset))
        (void)!pgconn_sync(texts->conn);
}

static void
ask(struct texts *texts)
{
    struct rowset rowset;

    arena_reset(texts->arena);
    texts->began_us = loop_now_us();
    texts->row_count = 0;
    texts->kept = 0;
    texts->failed = false;
    texts->asked_since = true;
    rowset_start(&rowset, STATEMENT_TEXT_NEXT);
    must(rowset_int4(&rowset, texts->arena, MEASURE_VERSION));
    must(rowset_int4(&rowset, texts->arena, PORTION));
    send(texts, &rowset, TEXTS_ASKED);
}

static void
save(struct texts *texts)
{
    struct rowset_table table = { fields, ARRAY_SIZE(fields), texts->rows, sizeof(texts->rows[0]),
                                  texts->row_count };
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_TEXT_SAVE);
    must(rowset_int4(&rowset, texts->arena, MEASURE_VERSION));
    must(rowset_rows(&rowset, texts->arena, &table));
    send(texts, &rowset, TEXTS_SAVING);
}

static void
measure_row(struct texts *texts, const struct pgconn_result *result, size_t row)
{
    struct text_row *one = &texts->rows[row];
    struct measure measure;

    measure_text(pgconn_get_str(result, row, 6), speller_dictionary(texts->speller), &measure);
    *one = (struct text_row){ .government_id = pgconn_get_int(result, row, 0, 0),
                              .account_id = pgconn_get_int(result, row, 1, 0),
                              .sent_us = pgconn_get_time(result, row, 4),
                              .words = measure.words,
                              .sentences = measure.sentences,
                              .letters = measure.letters,
                              .looked_up = measure.looked_up,
                              .unknown = measure.unknown,
                              .facts = measure.facts,
                              .manners = measure.manners,
                              .copy_hash = measure.copy_hash,
                              .language = measure.language };
    must(arena_str(texts->arena, pgconn_get_str(result, row, 2), &one->kind));
    must(arena_str(texts->arena, pgconn_get_str(result, row, 3), &one->external_id));
    must(arena_str(texts->arena, pgconn_get_str(result, row, 5), &one->key));
}

static void
on_result(struct texts *texts, const struct pgconn_result *result)
{
    const struct error *err = pgconn_result_error(result);

    if (texts->state == TEXTS_DOWN || (err != NULL && pgconn_result_skipped(result)))
        return; /* the handshake, which the writer judges; what stood behind an error */
    if (err != NULL) {
        texts->failed = true;
        log_trouble_because(texts->log,
                            &(struct log_trouble){ LOG_LEVEL_ERROR, "texts", err->text }, NULL,
                            "texts could not be measured, they wait: %s", err->text);
        return;
    }
    if (texts->state == TEXTS_SAVING) {
        texts->kept = pgconn_get_int(result, 0, 0, 0);
        return;
    }
    texts->row_count = pgconn_result_rows(result);
    assert(texts->row_count <= PORTION);
    for (size_t row = 0; row < texts->row_count; row++)
        measure_row(texts, result, row);
}

/* What was on its way when somebody began to wait knows nothing of what came since, and texts of
 * an account that is held are left: only an empty portion says that all is done. */
static bool
is_left(struct texts *texts)
{
    if (texts->done == NULL)
        return texts->row_count == PORTION && texts->kept > 0;
    if (texts->kept > 0)
        texts->patience_us = loop_now_us() + PATIENCE_US;
    return (texts->row_count > 0 && loop_now_us() < texts->patience_us) || !texts->asked_since;
}

static int64_t
pause_us(const struct texts *texts)
{
    if (texts->done == NULL)
        return (loop_now_us() - texts->began_us) * PAUSE_PORTIONS;
    return texts->row_count > 0 && texts->kept == 0 ? YIELD_US : 0;
}

static void
on_synced(struct texts *texts)
{
    if (texts->failed) {
        rest(texts);
    } else if (texts->state == TEXTS_ASKED && texts->row_count > 0) {
        save(texts);
    } else if (is_left(texts)) {
        texts->state = TEXTS_RESTING;
        loop_timer_after(texts->timer, pause_us(texts));
    } else {
        log_trouble_over(texts->log, "texts", NULL, "texts are measured again");
        rest(texts);
    }
}

/* While the writer is busy facts go first. */
static bool
yields(struct texts *texts)
{
    int64_t now_us = loop_now_us();
    int64_t written_us = writer_writing_us(texts->writer);
    bool is_busy = written_us - texts->written_us > (now_us - texts->looked_us) / 2;

    texts->looked_us = now_us;
    texts->written_us = written_us;
    if (texts->done != NULL || !is_busy)
        return false;
    loop_timer_after(texts->timer, YIELD_US);
    return true;
}

static void
on_timer(void *ctx)
{
    struct texts *texts = ctx;
    struct error err = ERROR_INIT;

    if (texts->state == TEXTS_DOWN) {
        if (!pgconn_open(texts->conn, &err))
            log_error(texts->log, LOG_LEVEL_ERROR, NULL, &err, "texts cannot be measured");
        return;
    }
    if (texts->state == TEXTS_RESTING && !yields(texts))
        ask(texts);
}

static void
on_down(struct texts *texts, const struct error *err)
{
    texts->state = TEXTS_DOWN;
    log_trouble_because(texts->log, &(struct log_trouble){ LOG_LEVEL_WARNING, "texts", err->text },
                        NULL, "the connection for measuring texts is lost, they wait: %s",
                        err->text);
    if (texts->done != NULL && loop_now_us() >= texts->patience_us) {
        TAKE(texts->done)(texts->done_ctx);
        return;
    }
    texts->retry_us = backoff_next(texts->retry_us, RETRY_MIN_US,
                                   texts->done != NULL ? REST_US : RETRY_MAX_US, loop_random());
    loop_timer_after(texts->timer, texts->retry_us);
}

static void
on_news(void *ctx, const struct pgconn_news *news)
{
    struct texts *texts = ctx;

    switch (news->event) {
    case PGCONN_UP:
        texts->state = TEXTS_RESTING;
        texts->retry_us = 0;
        loop_timer_after(texts->timer, 0);
        break;
    case PGCONN_RESULT:
        on_result(texts, news->result);
        break;
    case PGCONN_SYNCED:
        on_synced(texts);
        break;
    case PGCONN_NOTIFIED:
        break;
    case PGCONN_DOWN:
        on_down(texts, news->error);
        break;
    }
}

struct texts *
texts_new(struct loop *loop, struct log *log, const struct writer *writer,
          const struct pgconn_settings *connection)
{
    struct texts *texts = xcalloc(1, sizeof(*texts));

    texts->loop = loop;
    texts->log = log;
    texts->writer = writer;
    texts->conn = pgconn_new(loop, connection, on_news, texts);
    texts->timer = loop_timer_new(loop, on_timer, texts);
    texts->arena = arena_new(ARENA_BYTES_MAX);
    texts->speller = speller_new();
    if (texts->speller == NULL)
        log_write(log, LOG_LEVEL_WARNING, NULL,
                  "no Indonesian dictionary: spelling is not looked at (Debian: hunspell-id)");
    return texts;
}

void
texts_free(struct texts *texts)
{
    if (texts == NULL)
        return;
    pgconn_free(texts->conn);
    loop_timer_free(texts->timer);
    arena_free(texts->arena);
    speller_free(texts->speller);
    free(texts);
}

bool
texts_start(struct texts *texts, struct error *err)
{
    return pgconn_open(texts->conn, err);
}

void
texts_now(struct texts *texts, void (*done)(void *ctx), void *ctx)
{
    texts->done = done;
    texts->done_ctx = ctx;
    texts->patience_us = loop_now_us() + PATIENCE_US;
    texts->asked_since = false;
    if (texts->state == TEXTS_RESTING || loop_timer_is_set(texts->timer)) /* to connect */
        loop_timer_after(texts->timer, 0);
}
