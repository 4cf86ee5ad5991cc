/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "setup.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger.h"

#define ARENA_BYTES_MAX (512u << 20)
#define PAGE_STREAMS    4000  /* of what is held: a megabyte of libpq's memory */
#define PAGE_ACCOUNTS   1000u /* whose targets are asked for */

struct setup {
    struct setup_order order;
    struct arena *arena;     /* of one query */
    struct sync_key after;   /* the last stream that came */
    uint32_t targets_before; /* of roster->by_id: their targets were asked for */
    size_t polled;
};

static void send_streams(struct setup *setup); /* page after page */
static void send_targets(struct setup *setup); /* the same */

static void
finish(struct setup *setup, const struct error *err)
{
    setup->order.done(setup->order.ctx, setup->order.roster, setup->polled, err);
    arena_free(setup->arena);
    free(setup);
}

static void
on_budgets(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct setup *setup = ctx;

    if (err == NULL)
        ledger_load_budgets(setup->order.roster, result);
    finish(setup, err);
}

/* What was spent before is known before anything is asked. */
static void
on_quotas(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct setup *setup = ctx;
    struct rowset rowset;

    if (err == NULL)
        ledger_load_quotas(setup->order.roster, result);
    if (err == NULL && ledger_encode_budgets(setup->order.roster, setup->arena, &rowset))
        writer_query(setup->order.writer, &rowset, on_budgets, setup);
    else
        finish(setup, err);
}

static void
send_quotas(struct setup *setup)
{
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_QUOTA_LIST);
    writer_query(setup->order.writer, &rowset, on_quotas, setup);
}

static void
on_targets(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct setup *setup = ctx;

    if (err != NULL) {
        finish(setup, err);
        return;
    }
    sync_targets(setup->order.roster, result);
    if (setup->targets_before < setup->order.roster->by_id_count)
        send_targets(setup);
    else
        send_quotas(setup);
}

static void
send_targets(struct setup *setup)
{
    const struct roster *roster = setup->order.roster;
    int32_t governments[PAGE_ACCOUNTS];
    int32_t accounts[PAGE_ACCOUNTS];
    struct rowset rowset;
    size_t count = 0;

    while (count < PAGE_ACCOUNTS && setup->targets_before < roster->by_id_count) {
        const struct account *account = &roster->accounts[roster->by_id[setup->targets_before++]];
        governments[count] = account->government_id;
        accounts[count++] = account->account_id;
    }
    arena_reset(setup->arena);
    rowset_start(&rowset, STATEMENT_TARGET_LIST);
    must(rowset_int4_array(&rowset, setup->arena, governments, count));
    must(rowset_int4_array(&rowset, setup->arena, accounts, count));
    writer_query(setup->order.writer, &rowset, on_targets, setup);
}

static void
on_streams(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct setup *setup = ctx;

    if (err != NULL) {
        finish(setup, err);
        return;
    }
    setup->polled += sync_streams(setup->order.roster, result, &setup->after);
    if (pgconn_result_rows(result) == PAGE_STREAMS) {
        send_streams(setup);
        return;
    }
    roster_index_ids(setup->order.roster);
    send_targets(setup);
}

static void
send_streams(struct setup *setup)
{
    const struct sync_key *after = &setup->after;
    struct rowset rowset;

    arena_reset(setup->arena);
    rowset_start(&rowset, STATEMENT_STREAM_LIST);
    must(rowset_text(&rowset, setup->arena, str_from(setup->order.instance)));
    must(rowset_int4(&rowset, setup->arena, after->government_id));
    must(rowset_int4(&rowset, setup->arena, after->account_id));
    must(rowset_text(&rowset, setup->arena, str_from(after->stream)));
    must(rowset_int4(&rowset, setup->arena, PAGE_STREAMS));
    writer_query(setup->order.writer, &rowset, on_streams, setup);
}

static void
on_lease(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct setup *setup = ctx;

    if (err != NULL) {
        finish(setup, err);
        return;
    }
    setup->order.roster->lease = sync_lease(result);
    send_streams(setup);
}

void
setup_renew(struct writer *writer, const char *instance, int32_t lease_s, writer_answer_fn answered,
            void *ctx)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_LEASE_TAKE);
    must(rowset_text(&rowset, arena, str_from(instance)));
    must(rowset_int4(&rowset, arena, lease_s));
    writer_query(writer, &rowset, answered, ctx);
}

/* A statement with the instance as its only parameter. */
static void
send_instance(struct writer *writer, enum statement_id statement, const char *instance,
              writer_answer_fn answered, void *ctx)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct rowset rowset;

    rowset_start(&rowset, statement);
    must(rowset_text(&rowset, arena, str_from(instance)));
    writer_query(writer, &rowset, answered, ctx);
}

void
setup_ask_other(struct writer *writer, const char *instance, writer_answer_fn answered, void *ctx)
{
    send_instance(writer, STATEMENT_LEASE_OTHER, instance, answered, ctx);
}

void
setup_release(struct writer *writer, const char *instance)
{
    send_instance(writer, STATEMENT_LEASE_RELEASE, instance, NULL, NULL);
}

void
setup_start(const struct setup_order *order)
{
    struct setup *setup = xcalloc(1, sizeof(*setup));

    setup->order = *order;
    setup->arena = arena_new(ARENA_BYTES_MAX);
    setup_renew(order->writer, order->instance, order->lease_s, on_lease, setup);
}

void
setup_name_instance(const char *config_path, char instance[SETUP_INSTANCE_MAX])
{
    char host[HOST_NAME_MAX + 1] = "localhost";
    char path[PATH_MAX];

    gethostname(host, sizeof(host) - 1);
    if (realpath(config_path, path) == NULL)
        snprintf(path, sizeof(path), "%s", config_path);
    snprintf(instance, SETUP_INSTANCE_MAX, "%.64s:%.180s", host, path);
}
