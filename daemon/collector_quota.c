/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The ledger of allowances: what platforms tell of theirs, and what is spent of the budgets that
 * the configuration sets. It is in memory, and written down so often that a daemon that starts
 * knows what was spent, by itself or by another one.
 */

#include "collector_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"

#define ARENA_BYTES_MAX (16u << 20)
#define KEY_MAX         320
/* A budget is written down each time that a fiftieth of it was spent, and at each flush. */
#define UNSAVED_PARTS 50
#define HALF          0.5

/* ---- what answers tell ---- */

void
collector_quota_note(struct collector *collector, uint32_t slot,
                     const struct source_quota_note *note)
{
    struct account *account = roster_account(collector->roster, &collector->roster->streams[slot]);
    struct quota *quota = &account->platform->quota;
    bool *noted = &account->platform->noted;

    if (note->scope == SCOPE_ACCOUNT) {
        quota = roster_quota(account);
        noted = &account->noted;
    } else if (note->scope == SCOPE_CREDENTIAL && account->credential != NULL) {
        quota = &account->credential->quota;
        noted = &account->credential->noted;
    }
    quota_note(quota, note->name, note->used_share, note->regain_at_us, loop_wall_us());
    *noted = true;
}

/* ---- spending ---- */

static void
say_exhausted(const struct collector *collector, const struct allowance *allowance,
              int64_t ready_us)
{
    const struct budget *budget = allowance->budget;
    int64_t now_us = loop_wall_us();
    char key[KEY_MAX];
    char since[WHEN_FORMAT_MAX];
    char until[WHEN_FORMAT_MAX];

    snprintf(key, sizeof(key), "quota %.*s", STR_ARGS(allowance->name));
    when_format(budget_since(budget, now_us), since);
    when_format(ready_us, until);
    log_trouble(collector->parts.log, LOG_LEVEL_WARNING, key,
                LOG_FIELDS({ "since", str_from(since) }, { "until", str_from(until) }),
                "quota %.*s: all %" PRId64 " units of one %.*s are spent, what uses this "
                "credential waits and the rest goes on",
                STR_ARGS(allowance->name), budget->units, STR_ARGS(allowance->limit->per));
}

static void
say_over(const struct collector *collector, const char *key)
{
    log_trouble_over(collector->parts.log, key, NULL, "%s: may be used again", key);
}

/* now_us where there is no budget. */
static int64_t
budget_ready(const struct collector *collector, const struct allowance *allowance, unsigned cost,
             int64_t now_us)
{
    int64_t ready_us;
    char key[KEY_MAX];

    if (allowance == NULL || allowance->budget == NULL)
        return now_us;
    ready_us = budget_ready_at(allowance->budget, cost, now_us);
    snprintf(key, sizeof(key), "quota %.*s", STR_ARGS(allowance->name));
    if (ready_us > now_us)
        say_exhausted(collector, allowance, ready_us);
    else
        say_over(collector, key);
    return ready_us;
}

/* By what the platform tells; who was told to wait by an answer was said to fail. */
static int64_t
told_ready(const struct collector *collector, const char *key, const struct quota *quota,
           int64_t now_us)
{
    int64_t ready_us = quota == NULL ? now_us : quota_ready_at(quota, now_us);
    char until[WHEN_FORMAT_MAX];

    if (ready_us == now_us) {
        if (log_trouble_count(collector->parts.log) > 0)
            say_over(collector, key);
        return now_us;
    }
    if (quota_used(quota, now_us) < QUOTA_STOP_SHARE)
        return ready_us;
    when_format(ready_us, until);
    log_trouble(
        collector->parts.log, LOG_LEVEL_WARNING, key, LOG_FIELDS({ "until", str_from(until) }),
        "%s: %.0f of 100 are used, as the platform tells, what uses it waits and the rest goes on",
        key, LEDGER_PERCENT * quota_used(quota, now_us));
    return ready_us;
}

int64_t
collector_quota_ready_at(const struct collector *collector, uint32_t slot, int64_t now_us)
{
    const struct stream *stream = &collector->roster->streams[slot];
    const struct account *account = roster_account(collector->roster, stream);
    const struct allowance *credential = account->credential;
    unsigned cost = roster_source_stream(collector->roster, stream)->cost;
    char key[KEY_MAX];
    int64_t ready_us[4];
    int64_t last_us = now_us;

    snprintf(key, sizeof(key), "allowance of %.*s", STR_ARGS(account->platform->name));
    ready_us[0] = told_ready(collector, key, &account->platform->quota, now_us);
    snprintf(key, sizeof(key), "allowance of %.*s:%.*s", STR_ARGS(account->channel->name),
             STR_ARGS(account->external_id));
    ready_us[1] = told_ready(collector, key, account->quota, now_us);
    snprintf(key, sizeof(key), "allowance of credential %.*s",
             STR_ARGS(credential == NULL ? STR("(none)") : credential->name));
    ready_us[2] =
        told_ready(collector, key, credential == NULL ? NULL : &credential->quota, now_us);
    ready_us[3] = budget_ready(collector, credential, cost, now_us);
    for (size_t i = 0; i < ARRAY_SIZE(ready_us); i++)
        last_us = ready_us[i] > last_us ? ready_us[i] : last_us;
    return last_us;
}

bool
collector_quota_is_ample(const struct collector *collector, uint32_t slot)
{
    const struct account *account =
        roster_account(collector->roster, &collector->roster->streams[slot]);
    const struct allowance *credential = account->credential;
    const struct budget *budget = credential == NULL ? NULL : credential->budget;
    int64_t now_us = loop_wall_us();

    return quota_used(&account->platform->quota, now_us) < HALF &&
           (account->quota == NULL || quota_used(account->quota, now_us) < HALF) &&
           (credential == NULL || quota_used(&credential->quota, now_us) < HALF) &&
           (budget == NULL || 2 * budget_spent(budget, now_us) < budget->units);
}

/* ---- the database ---- */

static void budgets_save(struct collector *collector); /* again, at the end */

static bool
is_unsaved(const struct roster *roster)
{
    for (size_t i = roster->platform_count; i < roster->allowance_count; i++) {
        if (roster->allowances[i].budget != NULL &&
            budget_unsaved(roster->allowances[i].budget) > 0)
            return true;
    }
    return false;
}

/* A query that is repeated after a lost connection may count twice: never too little. */
static void
on_saved(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct collector *collector = ctx;
    const struct roster *roster = collector->roster;

    collector->saving = false;
    for (size_t i = roster->platform_count; i < roster->allowance_count; i++) {
        if (roster->allowances[i].budget != NULL)
            budget_settle(roster->allowances[i].budget, err == NULL);
    }
    if (err != NULL)
        log_trouble(collector->parts.log, LOG_LEVEL_WARNING, "budgets", NULL,
                    "what was spent of quotas could not be written down: %s", err->text);
    else
        log_trouble_over(collector->parts.log, "budgets", NULL,
                         "what is spent of quotas is written down again");
    if (err == NULL)
        ledger_load_budgets(roster, result);
    if (err == NULL && collector->draining && is_unsaved(roster))
        budgets_save(collector); /* what was spent meanwhile; the last chance before the end */
}

static void
budgets_save(struct collector *collector)
{
    CLEANUP(arena_freep) struct arena *arena = NULL;
    struct roster *roster = collector->roster;
    struct rowset rowset;

    if (collector->saving || roster == NULL)
        return;
    arena = arena_new(ARENA_BYTES_MAX);
    if (!ledger_encode_budgets(roster, arena, &rowset))
        return;
    for (size_t i = roster->platform_count; i < roster->allowance_count; i++) {
        if (roster->allowances[i].budget != NULL)
            budget_send(roster->allowances[i].budget);
    }
    collector->saving = true;
    writer_query(collector->parts.writer, &rowset, on_saved, collector);
}

void
collector_spend(struct collector *collector, uint32_t slot)
{
    const struct stream *stream = &collector->roster->streams[slot];
    const struct allowance *allowance = roster_account(collector->roster, stream)->credential;
    struct budget *budget = allowance == NULL ? NULL : allowance->budget;

    if (budget == NULL)
        return;
    budget_spend(budget, roster_source_stream(collector->roster, stream)->cost, loop_wall_us());
    if (budget_unsaved(budget) > budget->units / UNSAVED_PARTS)
        budgets_save(collector);
}

static void
save_note(struct collector *collector, struct str owner, const struct quota_window *window,
          int64_t not_before_us)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_QUOTA_SAVE);
    must(rowset_text(&rowset, arena, owner));
    must(
        rowset_text(&rowset, arena, window == NULL ? STR("told to wait") : str_from(window->name)));
    must(rowset_int8(&rowset, arena,
                     window == NULL ? LEDGER_PERCENT
                                    : (int64_t)(window->used_share * LEDGER_PERCENT)));
    must(rowset_int8(&rowset, arena, LEDGER_PERCENT));
    must(rowset_null(&rowset));
    must(rowset_time(&rowset, arena, window == NULL ? WHEN_NONE : window->regain_at_us));
    must(rowset_time(&rowset, arena, not_before_us));
    must(rowset_time(&rowset, arena, window == NULL ? loop_wall_us() : window->noted_at_us));
    writer_note(collector->parts.writer, &rowset);
}

static void
save_quota(struct collector *collector, struct str owner, const struct quota *quota)
{
    int64_t now_us = loop_wall_us();

    for (unsigned i = 0; i < quota->count; i++)
        save_note(collector, owner, &quota->windows[i], WHEN_NONE);
    if (quota->blocked_until_us != WHEN_NONE && quota->blocked_until_us > now_us)
        save_note(collector, owner, NULL, quota->blocked_until_us);
}

/*
 * Of accounts only those that must wait: there may be a hundred thousand, and the next answer tells
 * of the others.
 */
static void
save_accounts(struct collector *collector)
{
    struct roster *roster = collector->roster;
    int64_t now_us = loop_wall_us();
    CLEANUP(buf_done) struct buf owner = BUF_INIT(4096);

    for (uint32_t i = 0; i < roster->account_count; i++) {
        struct account *account = &roster->accounts[i];
        if (!account->noted || quota_ready_at(account->quota, now_us) == now_us)
            continue;
        buf_clear(&owner);
        if (buf_printf(&owner, "%.*s:%.*s", STR_ARGS(account->channel->name),
                       STR_ARGS(account->external_id)))
            save_quota(collector, buf_str(&owner), account->quota);
        account->noted = false;
    }
}

void
collector_quotas_save(struct collector *collector)
{
    struct roster *roster = collector->roster;

    if (roster == NULL || !writer_is_up(collector->parts.writer))
        return;
    for (size_t i = 0; i < roster->allowance_count; i++) {
        struct allowance *allowance = &roster->allowances[i];
        if (allowance->noted)
            save_quota(collector, allowance->name, &allowance->quota);
        allowance->noted = false;
    }
    save_accounts(collector);
    budgets_save(collector);
}
