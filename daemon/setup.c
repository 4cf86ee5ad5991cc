/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "setup.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger.h"

#define DOCUMENT_BYTES_MAX (256u << 20)
#define ARENA_BYTES_MAX    (512u << 20)

struct setup {
    struct setup_order order;
    struct arena *arena;
    size_t polled;
};

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
on_targets(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct setup *setup = ctx;

    struct rowset rowset;

    if (err != NULL) {
        finish(setup, err);
        return;
    }
    sync_targets(setup->order.roster, result);
    rowset_start(&rowset, STATEMENT_QUOTA_LIST);
    writer_query(setup->order.writer, &rowset, on_quotas, setup);
}

static bool
encode_accounts(struct setup *setup, struct rowset *rowset)
{
    const struct roster *roster = setup->order.roster;
    int32_t *governments = arena_array(setup->arena, roster->account_count, sizeof(*governments));
    int32_t *accounts = arena_array(setup->arena, roster->account_count, sizeof(*accounts));
    size_t count = 0;

    for (uint32_t i = 0; i < roster->by_id_count; i++) {
        const struct account *account = &roster->accounts[roster->by_id[i]];
        governments[count] = account->government_id;
        accounts[count++] = account->account_id;
    }
    rowset_start(rowset, STATEMENT_TARGET_LIST);
    return rowset_int4_array(rowset, setup->arena, governments, count) &&
           rowset_int4_array(rowset, setup->arena, accounts, count);
}

static void
on_streams(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct setup *setup = ctx;
    struct rowset rowset;

    if (err != NULL) {
        finish(setup, err);
        return;
    }
    setup->polled = sync_streams(setup->order.roster, result);
    must(encode_accounts(setup, &rowset));
    writer_query(setup->order.writer, &rowset, on_targets, setup);
}

void
setup_renew(struct writer *writer, const char *instance, int32_t lease_s, writer_answer_fn answered,
            void *ctx)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_STREAM_LIST);
    must(rowset_text(&rowset, arena, str_from(instance)));
    must(rowset_int4(&rowset, arena, lease_s));
    writer_query(writer, &rowset, answered, ctx);
}

void
setup_release(struct writer *writer, const char *instance)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_LEASE_RELEASE);
    must(rowset_text(&rowset, arena, str_from(instance)));
    writer_query(writer, &rowset, NULL, NULL);
}

static void
on_synced(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct setup *setup = ctx;

    (void)result;
    if (err != NULL)
        finish(setup, err);
    else
        setup_renew(setup->order.writer, setup->order.instance, setup->order.lease_s, on_streams,
                    setup);
}

static bool
encode_document(struct setup *setup, struct rowset *rowset)
{
    CLEANUP(buf_done) struct buf document = BUF_INIT(DOCUMENT_BYTES_MAX);
    const struct setup_order *order = &setup->order;

    rowset_start(rowset, STATEMENT_CONFIG_SYNC);
    return sync_document(order->config, order->roster, order->pseudonym, &document) &&
           rowset_text(rowset, setup->arena, buf_str(&document)) &&
           rowset_text(rowset, setup->arena, str_from(order->config->digest)) &&
           rowset_text(rowset, setup->arena, str_from(order->instance));
}

void
setup_start(const struct setup_order *order)
{
    struct setup *setup = xcalloc(1, sizeof(*setup));
    struct rowset rowset;

    setup->order = *order;
    setup->arena = arena_new(ARENA_BYTES_MAX);
    must(encode_document(setup, &rowset));
    writer_query(order->writer, &rowset, on_synced, setup);
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
