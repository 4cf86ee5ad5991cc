/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ledger.h"

#include <stdio.h>
#include <string.h>

#include "loop.h"
#include "json/jout.h"

#define DOCUMENT_BYTES_MAX (16u << 20)

static struct allowance *
find(const struct roster *roster, struct str name)
{
    for (size_t i = 0; i < roster->allowance_count; i++) {
        if (str_equal(roster->allowances[i].name, name))
            return &roster->allowances[i];
    }
    return NULL;
}

/* "facebook:1000": an account's. */
static struct quota *
find_quota(const struct roster *roster, struct str name)
{
    struct allowance *allowance = find(roster, name);
    struct str channel = name;
    struct str id;
    struct account *account;

    if (allowance != NULL)
        return &allowance->quota;
    id = name;
    account = str_split(&id, ':', &channel) ? roster_find(roster, STR_NONE, channel, id) : NULL;
    return account == NULL ? NULL : roster_quota(account);
}

static void
write_time(struct jout *json, const char *name, int64_t at_us)
{
    char text[WHEN_FORMAT_MAX];

    when_format(at_us, text);
    jout_str(json, name, str_from(text));
}

static void
write_budget(struct jout *json, const struct allowance *allowance)
{
    const struct budget *budget = allowance->budget;
    int64_t now_us = loop_wall_us();
    int64_t ready_us = budget_ready_at(budget, 1, now_us);

    jout_object(json, NULL);
    jout_str(json, "credential", allowance->name);
    jout_int(json, "units", budget->units);
    jout_str(json, "per", allowance->limit->per);
    jout_str(json, "resets", allowance->limit->resets);
    if (ready_us > now_us)
        write_time(json, "not_before", ready_us);
    jout_array(json, "spent");
    for (unsigned i = 0; i < budget->slot_count; i++) {
        if (budget->slots[i].unsaved == 0)
            continue;
        jout_object(json, NULL);
        write_time(json, "at", budget->slots[i].at_us);
        jout_int(json, "units", budget->slots[i].unsaved);
        jout_close_object(json);
    }
    jout_close_array(json);
    jout_close_object(json);
}

bool
ledger_encode_budgets(const struct roster *roster, struct arena *arena, struct rowset *ret_rowset)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(DOCUMENT_BYTES_MAX);
    struct jout json;
    size_t count = 0;

    jout_init(&json, &text);
    jout_array(&json, NULL);
    for (size_t i = roster->platform_count; i < roster->allowance_count; i++) {
        if (roster->allowances[i].budget == NULL)
            continue;
        write_budget(&json, &roster->allowances[i]);
        count++;
    }
    jout_close_array(&json);
    must(jout_end(&json));
    rowset_start(ret_rowset, STATEMENT_QUOTA_SPEND);
    must(rowset_text(ret_rowset, arena, buf_str(&text)));
    must(rowset_time(ret_rowset, arena, loop_wall_us()));
    return count > 0;
}

void
ledger_load_budgets(const struct roster *roster, const struct pgconn_result *result)
{
    size_t rows = pgconn_result_rows(result);

    for (size_t row = 0; row < rows; row++) {
        const struct allowance *allowance = find(roster, pgconn_get_str(result, row, 0));
        struct budget *budget = allowance == NULL ? NULL : allowance->budget;
        int64_t slot_us = pgconn_get_time(result, row, 3);
        if (budget == NULL)
            continue;
        if (pgconn_get_time(result, row, 1) != WHEN_NONE)
            budget_set_period(budget, pgconn_get_time(result, row, 1),
                              pgconn_get_time(result, row, 2));
        if (slot_us != WHEN_NONE)
            budget_load(budget, slot_us, pgconn_get_int(result, row, 4, 0));
    }
}

/* Columns: credential, name, used, limit, window, resets, not before, noted. */
void
ledger_load_quotas(const struct roster *roster, const struct pgconn_result *result)
{
    size_t rows = pgconn_result_rows(result);

    for (size_t row = 0; row < rows; row++) {
        struct quota *quota = find_quota(roster, pgconn_get_str(result, row, 0));
        struct str name = pgconn_get_str(result, row, 1);
        int64_t not_before_us = pgconn_get_time(result, row, 6);
        char text[sizeof(((struct quota_window *)0)->name)];
        if (quota == NULL || str_equal_c(name, "budget"))
            continue;
        snprintf(text, sizeof(text), "%.*s", STR_ARGS(name));
        if (not_before_us != WHEN_NONE)
            quota_block(quota, not_before_us);
        else
            quota_note(quota, text, (double)pgconn_get_int(result, row, 2, 0) / LEDGER_PERCENT,
                       pgconn_get_time(result, row, 5), pgconn_get_time(result, row, 7));
    }
}
