/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "online_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "loop.h"
#include "token.h"

/* Polite to the platforms, and 500 accounts in two minutes. */
#define AT_ONCE  4
#define LIMIT_US (5 * WHEN_MINUTE)

/* ---- findings ---- */

size_t
online_find(struct online *online, enum online_answer answer, const struct config_place *place,
            const struct error *err)
{
    if (online->finding_count == online->finding_size) {
        online->finding_size = online->finding_size * 2 + 16;
        online->findings =
            xrealloc(online->findings, online->finding_size * sizeof(*online->findings));
    }
    online->findings[online->finding_count] = (struct online_finding){
        .place = *place, .order = online->finding_count, .answer = answer, .error = *err
    };
    return online->finding_count++;
}

const char *
online_advice(enum cause cause)
{
    static const struct {
        enum cause cause;
        const char *advice;
    } others[] = {
        { CAUSE_QUOTA, "Ask again when the platform allows it; pantaud waits for that by itself." },
        { CAUSE_PEER_TROUBLE, "Ask again later. If it lasts, look at the platform's status page, "
                              "and at network, name server, http.proxy and http.ca_file here." },
        { CAUSE_BAD_ANSWER, "Ask again later. If it stays, the platform changed its answers and "
                            "Pantau needs an update." },
    };

    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (others[i].cause == cause)
            return others[i].advice;
    return cause_advice(cause);
}

struct error
online_error(const char *what, enum cause cause, const struct error *err)
{
    struct error told = ERROR_INIT;
    const char *why = error_is_set(err) ? err->text : cause_words(cause);

    if (cause == CAUSE_NONE)
        (void)error_set(&told, ERROR_PEER, "%s: %s", what, why);
    else
        (void)error_set(&told, ERROR_PEER, "%s: %s: %s", what, cause_name(cause), why);
    if (err->hint[0] != '\0')
        (void)error_hint(&told, "%s", err->hint);
    else
        (void)error_hint(&told, "%s", online_advice(cause));
    return told;
}

/* ---- who belongs to whom ---- */

struct config_place
online_place(const struct online *online, const struct account *account)
{
    const struct config *config = online->generation->file.config;

    if (account->listing != NULL)
        return account->listing->place;
    for (size_t i = 0; i < config->feed_count; i++) {
        if (str_equal(config->feeds[i].name, account->external_id))
            return config->feeds[i].place;
    }
    return (struct config_place){ .file = NULL };
}

static size_t
token_index(const struct online *online, const struct account *account)
{
    return (size_t)(account->credential - online->roster->allowances) -
           online->roster->platform_count;
}

struct online_token *
online_token_of(const struct online *online, const struct account *account)
{
    return account->credential == NULL ? NULL : &online->tokens[token_index(online, account)];
}

struct online_hold *
online_token_hold(const struct online *online, const struct account *account)
{
    return account->credential == NULL ? NULL : &online->token_holds[token_index(online, account)];
}

struct online_hold *
online_channel_hold(const struct online *online, const struct account *account)
{
    return &online->channel_holds[account->channel - online->roster->channels];
}

bool *
online_is_there(const struct online *online, const struct account *account)
{
    return &online->is_there[account - online->roster->accounts];
}

/* ---- asking ---- */

/* Of those that the platform tells nothing of, its first account may speak. */
static void
ask_first_accounts(struct online *online, struct str credential)
{
    for (uint32_t i = 0; i < online->roster->account_count; i++) {
        const struct account *account = &online->roster->accounts[i];
        struct online_token *token = online_token_of(online, account);

        if (token == NULL || token->answer != ONLINE_UNKNOWN || error_is_set(&token->error) ||
            (!str_is_none(credential) && !str_equal(credential, token->credential)))
            continue;
        online_account_ask(online, account);
        probe_run(online->probe);
    }
}

static void
ask_inspections(struct online *online, struct str credential)
{
    for (size_t i = 0; i < online->token_count; i++) {
        struct online_token *token = &online->tokens[i];

        if (token->source != NULL && token->source->inspection != NULL &&
            (str_is_none(credential) || str_equal(credential, token->credential)))
            online_token_ask(online, token);
    }
    probe_run(online->probe);
    for (size_t i = 0; i < online->token_count; i++)
        online_token_judge(online, &online->tokens[i]);
}

void
online_ask_tokens(struct online *online, struct str credential)
{
    ask_inspections(online, credential);
    ask_first_accounts(online, credential);
}

/* Of a feed that is only imported, say, nothing is polled. */
static bool
is_polled(const struct account *account)
{
    const struct source *source = account->channel->source;

    for (size_t i = 0; i < source->stream_count; i++) {
        if (roster_interval_s(account->listing, account->schedule, account->channel->settings,
                              &source->streams[i]) > 0)
            return true;
    }
    return false;
}

void
online_ask_all(struct online *online)
{
    ask_inspections(online, STR_NONE);
    for (uint32_t i = 0; i < online->roster->account_count; i++) {
        if (is_polled(&online->roster->accounts[i]))
            online_account_ask(online, &online->roster->accounts[i]);
    }
    probe_run(online->probe);
    for (uint32_t i = 0; i < online->roster->account_count; i++) {
        if (online->is_there[i])
            online_streams_ask(online, &online->roster->accounts[i]);
    }
    probe_run(online->probe);
}

const struct online_token *
online_tokens(const struct online *online, size_t *ret_count)
{
    *ret_count = online->token_count;
    return online->tokens;
}

size_t
online_count(const struct online *online, enum online_answer answer)
{
    size_t count = 0;

    for (size_t i = 0; i < online->finding_count; i++)
        count += online->findings[i].answer == answer;
    return count;
}

size_t
online_asked(const struct online *online)
{
    return online->asked;
}

size_t
online_requests(const struct online *online)
{
    return online->requests;
}

void
online_spend(struct online *online, const struct account *account, unsigned cost)
{
    online->requests++;
    if (account->credential != NULL && account->credential->budget != NULL)
        budget_spend(account->credential->budget, cost, loop_wall_us());
}

/* ---- making ---- */

#define ACCOUNTS_NAMED 10u

/* "facebook 1001 (humas), feed lapor, …" */
static void
add_name(struct online *online, struct online_token *token, const struct account *account)
{
    struct str *names = &token->accounts;
    struct str handle = account->listing == NULL ? STR_NONE : account->listing->handle;
    const char *between = token->account_count == 1 ? "" : ", ";

    if (token->account_count > ACCOUNTS_NAMED + 1)
        return;
    if (token->account_count > ACCOUNTS_NAMED)
        must(arena_printf(online->arena, names, "%.*s, …", STR_ARGS(*names)));
    else if (account->listing == NULL)
        must(arena_printf(online->arena, names, "%.*s%sfeed %.*s", STR_ARGS(*names), between,
                          STR_ARGS(account->external_id)));
    else
        must(arena_printf(online->arena, names, "%.*s%s%.*s %.*s%s%.*s%s", STR_ARGS(*names),
                          between, STR_ARGS(account->channel->name), STR_ARGS(account->external_id),
                          handle.n > 0 ? " (" : "", STR_ARGS(handle), handle.n > 0 ? ")" : ""));
}

static void
know_tokens(struct online *online)
{
    const struct config *config = online->generation->file.config;

    online->token_count = config->used_credential_count;
    for (size_t i = 0; i < online->token_count; i++)
        online->tokens[i] = (struct online_token){ .credential = config->used_credentials[i].name,
                                                   .place = config->used_credentials[i].place,
                                                   .news = token_known(NULL),
                                                   .answer = ONLINE_UNKNOWN };
    for (uint32_t i = 0; i < online->roster->account_count; i++) {
        const struct account *account = &online->roster->accounts[i];
        const struct source *source = account->channel->source;
        struct online_token *token = online_token_of(online, account);

        if (token == NULL)
            continue;
        token->account_count++;
        add_name(online, token, account);
        if (token->account_count > 1)
            continue;
        token->source = source;
        token->renewal =
            source->renewal == NULL ? NULL : source->renewal(account->channel->settings);
        token->news = token_known(account->secret);
        token->renews = token_can_renew(token->renewal, account->secret);
    }
}

struct online *
online_new(const struct generation *generation, struct error *err)
{
    static const struct probe_settings settings = { .at_once = AT_ONCE, .limit_us = LIMIT_US };
    CLEANUP(online_freep) struct online *online = xcalloc(1, sizeof(*online));
    size_t count = generation->file.config->used_credential_count;

    online->generation = generation;
    online->arena = arena_new(SIZE_MAX);
    online->roster = roster_new(generation->file.config, generation->secrets);
    online->tokens = xcalloc(count, sizeof(*online->tokens));
    online->token_holds = xcalloc(count, sizeof(*online->token_holds));
    online->channel_holds = xcalloc(online->roster->channel_count, sizeof(*online->channel_holds));
    online->is_there = xcalloc(online->roster->account_count, sizeof(*online->is_there));
    know_tokens(online);
    online->probe = probe_new(generation, &settings, err);
    return online->probe == NULL ? NULL : TAKE(online);
}

void
online_free(struct online *online)
{
    if (online == NULL)
        return;
    probe_free(online->probe);
    roster_free(online->roster);
    arena_free(online->arena);
    free(online->tokens);
    free(online->token_holds);
    free(online->channel_holds);
    free(online->is_there);
    free(online->findings);
    free(online);
}
