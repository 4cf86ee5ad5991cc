/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "requests_plan.h"

#include <string.h>

#include "json/jdoc.h"
#include "json/jout.h"

#define ARENA_BYTES_MAX (1u << 20)
#define VISITS_MAX      200u
#define VISITS_USUAL    50
#define ACCOUNTS_MAX    10000u
/* A visit with its names and reason at their longest, and what closes the document. */
#define VISIT_BYTES_MAX 2048u

struct wish { /* what was asked for */
    int32_t (*accounts)[2];
    size_t account_count;
    int64_t limit, within_us;
};

static bool
read_account(struct jdoc_node pair, int32_t ret_account[2])
{
    int64_t government_id;
    int64_t account_id;

    if (!jdoc_get_int(jdoc_at(pair, 0), &government_id) ||
        !jdoc_get_int(jdoc_at(pair, 1), &account_id) || government_id != (int32_t)government_id ||
        account_id != (int32_t)account_id)
        return false;
    ret_account[0] = (int32_t)government_id;
    ret_account[1] = (int32_t)account_id;
    return true;
}

static bool
read_wish(struct str argument, struct arena *arena, struct wish *ret_wish, struct error *err)
{
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(argument, err);
    struct jdoc_node accounts;
    int64_t within_s;

    *ret_wish = (struct wish){ .limit = VISITS_USUAL, .within_us = INT64_MAX };
    if (doc == NULL)
        return false;
    (void)jdoc_get_int(jdoc_member(jdoc_root(doc), "limit"), &ret_wish->limit);
    if (jdoc_get_int(jdoc_member(jdoc_root(doc), "within_s"), &within_s) && within_s >= 0 &&
        within_s < INT64_MAX / WHEN_SECOND / 4)
        ret_wish->within_us = within_s * WHEN_SECOND;
    accounts = jdoc_member(jdoc_root(doc), "accounts");
    if (jdoc_is_absent(accounts) || jdoc_is_null(accounts))
        return true;
    ret_wish->accounts = arena_array(arena, ACCOUNTS_MAX, sizeof(*ret_wish->accounts));
    must(ret_wish->accounts);
    for (size_t i = 0; i < jdoc_size(accounts) && ret_wish->account_count < ACCOUNTS_MAX; i++)
        ret_wish->account_count +=
            read_account(jdoc_at(accounts, i), ret_wish->accounts[ret_wish->account_count]);
    return true;
}

static void
write_visit(struct jout *out, const struct collector_planned *item, bool asked)
{
    char at[WHEN_FORMAT_MAX];

    jout_object(out, NULL);
    jout_int(out, "government", item->account->government_id);
    jout_int(out, "account", item->account->account_id);
    jout_str(out, "stream", str_from(item->stream));
    jout_str(out, "target", item->target);
    if (item->at_us == INT64_MAX)
        jout_str(out, "at", STR_NONE);
    else
        jout_str(out, "at",
                 str_from(when_format(loop_wall_us() + (item->at_us - loop_now_us()), at)));
    jout_str(out, "reason", asked ? STR("asked") : str_from(item->reason));
    jout_str(out, "why",
             asked ? STR("somebody asked for it (pantauctl poll)") : str_from(item->why));
    jout_int(out, "requests", (int64_t)item->requests);
    jout_int(out, "cost", (int64_t)item->cost);
    jout_close_object(out);
}

bool
requests_plan(const struct collector *collector, struct str argument,
              const struct requests_plan_asked *asked, struct buf *ret_text, struct error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct collector_planned *items = arena_array(arena, VISITS_MAX, sizeof(*items));
    struct collector_plan_filter filter;
    struct wish wish;
    struct jout out;
    size_t count;
    size_t left;
    size_t i = 0;

    must(items);
    if (!read_wish(argument, arena, &wish, err))
        return false;
    filter = (struct collector_plan_filter){ (const int32_t(*)[2])wish.accounts, wish.account_count,
                                             INT64_MAX };
    if (wish.within_us != INT64_MAX)
        filter.until_us = loop_now_us() + wish.within_us;
    if (wish.limit < 1 || wish.limit > (int64_t)VISITS_MAX)
        wish.limit = VISITS_MAX;
    count = collector_plan(collector, &filter, items, (size_t)wish.limit, &left);
    jout_init(&out, ret_text);
    jout_object(&out, NULL);
    jout_bool(&out, "ok", true);
    jout_array(&out, "visits");
    for (; i < count && ret_text->used < REQUESTS_PLAN_BYTES_MAX - VISIT_BYTES_MAX; i++)
        write_visit(&out, &items[i],
                    !items[i].beside && asked->fn(asked->ctx, items[i].account, items[i].stream) &&
                        strcmp(items[i].reason, "under_way") != 0);
    jout_close_array(&out);
    jout_int(&out, "left", (int64_t)(left + count - i));
    jout_close_object(&out);
    must(jout_end(&out));
    return true;
}
