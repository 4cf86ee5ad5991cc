/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What a platform tells of a token when it is asked for that alone. */

#include "online_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "loop.h"
#include "token.h"

#define SOON_US  (14 * WHEN_DAY) /* as the daemon's first warning */
#define WHAT_MAX 300

struct token_look {
    struct online *online;
    struct online_token *token;
    const struct account *account; /* the first that uses it */
};

static void
name_token(const struct online_token *token, char what[WHAT_MAX])
{
    (void)snprintf(what, WHAT_MAX, "credential \"%.*s\"", STR_ARGS(token->credential));
}

/* There is one: a token without has no source, and is not asked. */
static const struct account *
first_account(const struct online *online, const struct online_token *token)
{
    const struct account *account = online->roster->accounts;

    while (online_token_of(online, account) != token)
        account++;
    return account;
}

static bool
plan(void *ctx, struct arena *arena, struct http_request *ret_request, struct error *err)
{
    const struct token_look *look = ctx;

    online_spend(look->online, look->account, 1);
    return renewal_request(&look->token->source->inspection->call, look->account->channel->base_url,
                           arena, ret_request, err);
}

/* What the credential's parts told of ends stays where the platform tells none. */
static void
take_news(struct online *online, struct online_token *token, const struct renewal_news *news)
{
    struct renewal_news *known = &token->news;

    if (news->expires_at_us != WHEN_NONE || news->never_expires)
        known->expires_at_us = news->expires_at_us;
    known->data_access_expires_at_us = news->data_access_expires_at_us;
    known->never_expires = news->never_expires;
    known->is_valid = news->is_valid;
    must(arena_str(online->arena, news->scopes, &known->scopes));
    must(arena_str(online->arena, news->kind, &known->kind));
    must(arena_str(online->arena, news->owner, &known->owner));
    if (str_is_none(news->scopes))
        known->scopes = STR_NONE;
    token->answer = news->is_valid == TRI_NO ? ONLINE_WRONG : ONLINE_GOOD;
    token->cause = news->is_valid == TRI_NO ? CAUSE_TOKEN_EXPIRED : CAUSE_NONE;
    if (news->is_valid == TRI_NO)
        (void)error_set(&token->error, ERROR_DENIED, "the platform says that it is not valid");
}

static void
done(void *ctx, struct arena *arena, const struct fetch_result *result)
{
    const struct token_look *look = ctx;
    struct online_token *token = look->token;
    struct renewal_news news;
    struct error err = ERROR_INIT;

    if (result->ok &&
        renewal_inspect(token->source->inspection, &result->response, arena, &news, &err)) {
        take_news(look->online, token, &news);
        return;
    }
    /* Who may look at a token is another matter than what the token may: its accounts will tell. */
    if (!result->ok)
        err = result->error;
    if (err.kind == ERROR_DENIED)
        return;
    token->error = err;
    token->answer = ONLINE_UNSURE;
    token->cause = result->ok && result->response.status == 429 ? CAUSE_QUOTA : CAUSE_PEER_TROUBLE;
}

void
online_token_ask(struct online *online, struct online_token *token)
{
    struct token_look *look = arena_alloc(online->arena, sizeof(*look));
    const struct account *account = first_account(online, token);

    must(look);
    *look = (struct token_look){ online, token, account };
    probe_ask(online->probe, &(struct probe_order){ .base_url = account->channel->base_url,
                                                    .secret = account->secret,
                                                    .plan = plan,
                                                    .done = done,
                                                    .ctx = look });
}

/* ---- what is wrong with it ---- */

static bool
has_word(struct str words, struct str word)
{
    struct str part;

    while (str_split(&words, ' ', &part)) {
        if (str_equal(part, word))
            return true;
    }
    return false;
}

/* Is one of those streams polled of an account of ours with that token? */
static bool
is_needed(const struct online *online, const struct online_token *token,
          const struct source *source, struct str streams)
{
    struct str name;

    while (str_split(&streams, ',', &name)) {
        const struct source_stream *stream = source_stream_find(source, str_trim(name));

        for (uint32_t i = 0; stream != NULL && i < online->roster->account_count; i++) {
            const struct account *account = &online->roster->accounts[i];

            if (account->channel->source == source && account->listing != NULL &&
                online_token_of(online, account) == token && !roster_is_public(account->listing) &&
                roster_interval_s(account->listing, account->schedule, account->channel->settings,
                                  stream) > 0)
                return true;
        }
    }
    return false;
}

static void
judge_scope(struct online *online, struct online_token *token, const struct source *source,
            const struct renewal_scope *scope)
{
    struct error err = ERROR_INIT;
    char what[WHAT_MAX];

    if (has_word(token->news.scopes, str_from(scope->name)) ||
        !is_needed(online, token, source, str_from(scope->streams)))
        return;
    must(arena_printf(online->arena, &token->lacks, "%.*s%s%s", STR_ARGS(token->lacks),
                      token->lacks.n > 0 ? " " : "", scope->name));
    name_token(token, what);
    (void)error_set(&err, ERROR_DENIED, "the token lacks %s, without which %s has no: %s",
                    scope->name, source->name, scope->streams);
    err = online_error(what, CAUSE_PERMISSION, &err);
    (void)online_find(online, ONLINE_WRONG, &token->place, &err);
}

/* A token may serve accounts of several platforms. */
static void
judge_scopes(struct online *online, struct online_token *token)
{
    for (const struct source *const *source = sources; *source != NULL; source++) {
        const struct renewal_inspection *inspection = (*source)->inspection;
        const struct renewal_scope *scope = inspection == NULL ? NULL : inspection->needed;

        for (; scope != NULL && scope->name != NULL; scope++)
            judge_scope(online, token, *source, scope);
    }
}

static void
judge_end(struct online *online, const struct online_token *token)
{
    int64_t end_us = token_end_us(&token->news, token->renews);
    int64_t left_us = end_us == WHEN_NONE ? INT64_MAX : end_us - loop_wall_us();
    struct error err = ERROR_INIT;
    char what[WHAT_MAX];
    char end[WHEN_FORMAT_MAX];

    if (left_us > SOON_US)
        return;
    name_token(token, what);
    when_format(end_us, end);
    if (left_us <= 0)
        (void)error_set(&err, ERROR_DENIED, "the token has ended at %s", end);
    else
        (void)error_set(&err, ERROR_DENIED, "the token ends in %" PRId64 " days, at %s",
                        left_us / WHEN_DAY, end);
    (void)error_hint(&err, "%s", token_advice(&token->news, end_us));
    err = online_error(what, left_us <= 0 ? CAUSE_TOKEN_EXPIRED : CAUSE_NONE, &err);
    (void)online_find(online, left_us <= 0 ? ONLINE_WRONG : ONLINE_GOOD, &token->place, &err);
}

void
online_token_judge(struct online *online, struct online_token *token)
{
    size_t index = (size_t)(token - online->tokens);
    struct online_hold *hold = &online->token_holds[index];
    struct error err;
    char what[WHAT_MAX];

    if (token->answer == ONLINE_WRONG || token->answer == ONLINE_UNSURE) {
        name_token(token, what);
        err = online_error(what, token->cause, &token->error);
        hold->finding = online_find(online, token->answer, &token->place, &err);
        hold->held = token->answer == ONLINE_WRONG;
        return;
    }
    judge_end(online, token);
    if (!str_is_none(token->news.scopes))
        judge_scopes(online, token);
}
