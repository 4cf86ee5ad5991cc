/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One request of a platform's, made and read by its adapter as the daemon would: what the daemon
 * would call the trouble is what is told here.
 */

#include "online_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "loop.h"

#define WHAT_MAX  300
#define PAGES_MAX 3 /* a platform that tells name and counters apart, or the owner first */

static void
name_account(const struct account *account, char what[WHAT_MAX])
{
    const struct config_account *listing = account->listing;
    struct str handle = listing == NULL ? STR_NONE : listing->handle;

    if (listing == NULL)
        (void)snprintf(what, WHAT_MAX, "feed %.*s", STR_ARGS(account->external_id));
    else if (handle.n == 0)
        (void)snprintf(what, WHAT_MAX, "account %.*s %.*s", STR_ARGS(account->channel->name),
                       STR_ARGS(account->external_id));
    else
        (void)snprintf(what, WHAT_MAX, "account %.*s %.*s (%.*s)", STR_ARGS(account->channel->name),
                       STR_ARGS(account->external_id), STR_ARGS(handle));
}

/* "account threads 1 (humas)", or one of its streams: "account threads 1 (humas): mentions". */
static void
name_look(const struct online_look *look, char what[WHAT_MAX])
{
    size_t n;

    name_account(look->account, what);
    n = strlen(what);
    if (look->is_stream)
        (void)snprintf(what + n, WHAT_MAX - n, ": %s", look->stream->name);
}

size_t
online_look_find(const struct online_look *look, enum online_answer answer, enum cause cause,
                 const struct error *err)
{
    struct config_place place = online_place(look->online, look->account);
    struct error told;
    char what[WHAT_MAX];

    name_look(look, what);
    told = online_error(what, cause, err);
    return online_find(look->online, answer, &place, &told);
}

/* ---- what an answer meant ---- */

static enum online_answer
answer_of(const struct online_look *look, const struct source_outcome *outcome)
{
    switch (outcome->verdict) {
    case VERDICT_DONE:
    case VERDICT_MORE:
    case VERDICT_UNCHANGED:
    case VERDICT_SMALLER:
        return ONLINE_GOOD;
    case VERDICT_LIMITED:
    case VERDICT_BUSY:
        return ONLINE_UNSURE;
    case VERDICT_MALFORMED: /* garbage may pass, a feed of another shape will not */
        if (outcome->cause == CAUSE_BAD_ANSWER && look->account->listing != NULL)
            return ONLINE_UNSURE;
        return ONLINE_WRONG;
    case VERDICT_DENIED:
    case VERDICT_GONE:
        break;
    }
    return ONLINE_WRONG;
}

/* What its token is known by, where the platform tells nothing of tokens themselves. */
void
online_look_note_token(const struct online_look *look, enum online_answer answer,
                       const struct source_outcome *outcome, const struct error *err)
{
    struct online_token *token = online_token_of(look->online, look->account);

    if (token == NULL || token->answer != ONLINE_UNKNOWN)
        return;
    token->answer = ONLINE_GOOD;
    if (answer == ONLINE_UNSURE || outcome->scope == SCOPE_CREDENTIAL) {
        token->answer = answer;
        token->cause = outcome->cause;
        token->error = *err;
    }
}

static void
note_skipped(const struct online_look *look, struct online_hold *hold)
{
    if (look->is_stream)
        hold->streams++;
    else
        hold->skipped++;
}

/* A trouble that reaches further than the account is told once. */
static void
hold_all(const struct online_look *look, struct online_hold *hold, enum online_answer answer,
         enum cause cause, const struct error *err)
{
    const struct account *account = look->account;
    struct config_place place = online_place(look->online, account);
    struct error told;
    char what[WHAT_MAX];

    if (hold == online_token_hold(look->online, account))
        (void)snprintf(what, WHAT_MAX, "credential \"%.*s\"",
                       STR_ARGS(online_token_of(look->online, account)->credential));
    else if (account->listing == NULL || account->listing->platform->has_sites)
        name_account(account, what);
    else
        (void)snprintf(what, WHAT_MAX, "platform %.*s", STR_ARGS(account->channel->name));
    if (hold->held) { /* several were under way */
        note_skipped(look, hold);
        return;
    }
    told = online_error(what, cause, err);
    hold->finding = online_find(look->online, answer, &place, &told);
    hold->held = true;
}

static struct online_alike *
alike_find(struct online *online, const struct online_alike *key)
{
    struct online_alike *alike = online->alike;

    while (alike != NULL && (alike->channel != key->channel || alike->token != key->token ||
                             alike->stream != key->stream || alike->cause != key->cause ||
                             !str_equal(alike->why, key->why)))
        alike = alike->next;
    return alike;
}

/* Each account is asked, for one alone may have it; those that have the same are told together. */
static void
find_alike(const struct online_look *look, enum online_answer answer,
           const struct online_alike *key, const struct error *err)
{
    struct online *online = look->online;
    struct online_alike *alike = alike_find(online, key);

    if (alike != NULL) {
        *(look->is_stream ? &alike->streams : &alike->more) += 1;
        return;
    }
    alike = arena_alloc(online->arena, sizeof(*alike));
    must(alike);
    *alike = *key;
    alike->finding = online_look_find(look, answer, key->cause, err);
    alike->next = online->alike;
    online->alike = alike;
    must(arena_str(online->arena, key->why, &alike->why));
}

/*
 * What one token is not allowed, where nothing else tells of tokens. On other platforms a refusal
 * is rather of one account, as a Page that its owner did not share.
 */
static bool
is_of_token(const struct online_look *look, const struct source_outcome *outcome)
{
    return outcome->verdict == VERDICT_DENIED && outcome->scope == SCOPE_STREAM &&
           look->account->credential != NULL && look->account->channel->source->inspection == NULL;
}

void
online_look_tell(const struct online_look *look, enum online_answer answer,
                 const struct source_outcome *outcome, const struct error *err)
{
    struct online_alike key = { .channel = look->account->channel,
                                .cause = outcome->cause,
                                .why = str_from(err->text) };
    struct online_hold *hold = NULL;

    online_look_note_token(look, answer, outcome, err);
    if (outcome->scope == SCOPE_CREDENTIAL)
        hold = online_token_hold(look->online, look->account);
    else if (outcome->scope == SCOPE_APP || outcome->scope == SCOPE_PLATFORM)
        hold = online_channel_hold(look->online, look->account);
    if (is_of_token(look, outcome)) {
        key.token = online_token_of(look->online, look->account);
        key.stream = look->stream;
    }
    if (hold != NULL)
        hold_all(look, hold, answer, outcome->cause, err);
    else if (key.token != NULL || (outcome->verdict == VERDICT_BUSY && answer == ONLINE_UNSURE))
        find_alike(look, answer, &key, err);
    else
        (void)online_look_find(look, answer, outcome->cause, err);
}

/* No answer came, or no request could be made. */
static void
tell_silence(const struct online_look *look, const struct fetch_result *result)
{
    const struct error *err = &result->error;
    bool is_ours =
        err->kind == ERROR_CONFIG || err->kind == ERROR_DENIED || err->kind == ERROR_INTERNAL;
    bool is_away = !is_ours && !result->reached && err->kind != ERROR_LIMIT;
    const struct source_outcome outcome = {
        .scope = is_away ? SCOPE_PLATFORM : SCOPE_ACCOUNT,
        .cause = is_ours ? CAUSE_OUR_REQUEST : CAUSE_PEER_TROUBLE,
    };

    online_look_tell(look, is_ours ? ONLINE_WRONG : ONLINE_UNSURE, &outcome, err);
}

static struct source_view
view_of(const struct online_look *look, struct arena *arena)
{
    return (struct source_view){
        .settings = look->account->channel->settings,
        .base_url = look->account->channel->base_url,
        .account = roster_view(look->account),
        .now_us = loop_wall_us(),
        .targets = look->has_target ? &look->target : NULL,
        .target_count = look->has_target ? 1 : 0,
        .since_us = look->since_us,
        .until_us = look->until_us,
        .last_complete_us = WHEN_NONE,
        .arena = arena,
    };
}

enum online_answer
online_look_read(const struct online_look *look, struct arena *arena,
                 const struct http_response *response, struct online_page *ret_page)
{
    struct source_view view = view_of(look, arena);

    error_clear(&ret_page->error);
    batch_init(&ret_page->batch, arena);
    ret_page->outcome =
        look->stream->digest(&view, &look->at, response, &ret_page->batch, &ret_page->error);
    return answer_of(look, &ret_page->outcome);
}

/* ---- asking ---- */

static bool
is_held(struct online_look *look)
{
    struct online_hold *holds[] = { online_token_hold(look->online, look->account),
                                    online_channel_hold(look->online, look->account) };

    for (size_t i = 0; i < ARRAY_SIZE(holds); i++) {
        if (holds[i] != NULL && holds[i]->held) {
            note_skipped(look, holds[i]);
            look->skipped = true;
            return true;
        }
    }
    return false;
}

static bool
plan(void *ctx, struct arena *arena, struct http_request *ret_request, struct error *err)
{
    struct online_look *look = ctx;
    struct source_view view = view_of(look, arena);

    if (is_held(look))
        return false; /* of which nobody is told */
    look->online->asked += look->pages++ == 0 && !look->is_stream;
    online_spend(look->online, look->account, look->stream->cost);
    return look->stream->plan(&view, &look->at, ret_request, err);
}

static void
done(void *ctx, struct arena *arena, const struct fetch_result *result)
{
    struct online_look *look = ctx;

    if (look->skipped)
        return;
    if (result->ok)
        look->read(look, arena, &result->response);
    else
        tell_silence(look, result);
}

void
online_look_ask(struct online_look *look)
{
    probe_ask(look->online->probe,
              &(struct probe_order){ .base_url = look->account->channel->base_url,
                                     .secret = look->account->secret,
                                     .plan = plan,
                                     .done = done,
                                     .ctx = look });
}

bool
online_look_goes_on(struct online_look *look, const struct online_page *page)
{
    if (page->outcome.verdict != VERDICT_MORE || page->outcome.rest_from > 0 ||
        page->batch.count > 0 || look->pages >= PAGES_MAX)
        return false;
    look->at = page->outcome.next;
    online_look_ask(look);
    return true;
}
