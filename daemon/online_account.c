/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Each account and feed by one visit of its first stream, read by its adapter as the daemon would:
 * what the daemon would call the trouble is what is told here.
 */

#include "online_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "loop.h"

#define PAGES_MAX   3 /* a platform that tells name and counters apart */
#define HISTORY_US  WHEN_DAY
#define WHAT_MAX    300
#define REFS_SHOWN  8u
#define REFS_MAX    200u
#define NAMES_BYTES 260

struct look {
    struct online *online;
    const struct account *account;
    const struct source_stream *stream;
    struct cursor at;
    unsigned pages;
    bool skipped; /* an answer to another one told enough */
};

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

static size_t
find(const struct look *look, enum online_answer answer, enum cause cause, const struct error *err)
{
    struct config_place place = online_place(look->online, look->account);
    struct error told;
    char what[WHAT_MAX];

    name_account(look->account, what);
    told = online_error(what, cause, err);
    return online_find(look->online, answer, &place, &told);
}

/* ---- the account that answered ---- */

static bool
is_former(const struct config_account *listing, struct str handle)
{
    for (size_t i = 0; i < listing->former_handle_count; i++) {
        if (str_equal_nocase(listing->former_handles[i], handle))
            return true;
    }
    return false;
}

static void
judge_account(const struct look *look, const struct account_sample *sample)
{
    const struct config_account *listing = look->account->listing;
    struct error err = ERROR_INIT;

    if (sample->external_id.n > 0 && !str_equal(sample->external_id, look->account->external_id)) {
        (void)error_set(&err, ERROR_CONFIG, "it has the id %.*s at the platform",
                        STR_ARGS(sample->external_id));
        (void)find(look, ONLINE_WRONG, CAUSE_WRONG_ID, &err);
        return;
    }
    if (sample->handle.n > 0 && listing->handle.n > 0 &&
        !str_equal_nocase(sample->handle, listing->handle) && !is_former(listing, sample->handle)) {
        (void)error_set(&err, ERROR_CONFIG, "the id belongs to \"%.*s\" (%.*s)",
                        STR_ARGS(sample->handle), STR_ARGS(sample->name));
        (void)error_hint(&err, "If that is the unit, put the new handle there and the old one "
                               "under former_handles; if not, the id is somebody else's.");
        (void)find(look, ONLINE_WRONG, CAUSE_WRONG_ID, &err);
    }
    if (sample->is_private == TRI_YES) {
        (void)error_set(&err, ERROR_DENIED, "it is private: only those it lets in see its posts");
        (void)error_hint(&err, "Ask the unit to make it public; a private account answers nobody.");
        (void)find(look, ONLINE_WRONG, CAUSE_NONE, &err);
    }
}

/* The token of one account cannot ask what another's owner may. */
static void
judge_owner(const struct look *look)
{
    const struct source *source = look->account->channel->source;
    const struct online_token *token = online_token_of(look->online, look->account);
    struct error err = ERROR_INIT;

    if (token == NULL || token->answer != ONLINE_GOOD || source->inspection == NULL ||
        source->inspection->owner == NULL || token->news.owner.n == 0 ||
        roster_is_public(look->account->listing) ||
        str_equal(token->news.owner, look->account->external_id))
        return;
    (void)error_set(&err, ERROR_DENIED, "the token of credential \"%.*s\" is that of account %.*s",
                    STR_ARGS(token->credential), STR_ARGS(token->news.owner));
    (void)find(look, ONLINE_WRONG, CAUSE_TOKEN_INVALID, &err);
}

/* ---- the feed that answered ---- */

static const struct config_feed *
feed_of(const struct look *look)
{
    const struct config *config = look->online->generation->file.config;

    for (size_t i = 0; i < config->feed_count; i++) {
        if (str_equal(config->feeds[i].name, look->account->external_id))
            return &config->feeds[i];
    }
    return NULL;
}

/* Or a list of names, which the database takes apart. */
static bool
is_known(const struct config_feed *feed, struct str ref)
{
    for (size_t i = 0; i < feed->unit_count; i++) {
        if (str_equal(feed->units[i].ref, ref))
            return true;
    }
    for (size_t i = 0; i < ref.n; i++) {
        if (memchr(",;/&+", ref.p[i], 5) != NULL)
            return true;
    }
    return ref.n == 0;
}

struct refs { /* that the configuration does not name; views into the batch's arena */
    struct str items[REFS_MAX];
    size_t count;
};

static void
note_ref(struct refs *refs, const struct config_feed *feed, struct str ref)
{
    if (refs->count == REFS_MAX || is_known(feed, ref))
        return;
    for (size_t i = 0; i < refs->count; i++) {
        if (str_equal(refs->items[i], ref))
            return;
    }
    refs->items[refs->count++] = ref;
}

static void
judge_refs(const struct look *look, const struct batch *batch)
{
    const struct config_feed *feed = feed_of(look);
    CLEANUP(buf_done) struct buf names = BUF_INIT(NAMES_BYTES);
    struct refs refs = { .count = 0 };
    struct error err = ERROR_INIT;

    for (size_t i = 0; i < batch->count && feed != NULL; i++) {
        const struct record *record = &batch->records[i];

        if (record->kind == RECORD_COMPLAINT)
            note_ref(&refs, feed, record->of.complaint.unit_ref);
        else if (record->kind == RECORD_COMPLAINT_EVENT)
            note_ref(&refs, feed, record->of.complaint_event.unit_ref);
    }
    if (refs.count == 0)
        return;
    for (size_t i = 0; i < refs.count && i < REFS_SHOWN; i++) {
        if (!buf_printf(&names, "%s\"%.*s\"", i > 0 ? ", " : "", STR_ARGS(refs.items[i])))
            break;
    }
    (void)error_set(&err, ERROR_CONFIG, "%zu institution%s that units: does not name: %.*s%s",
                    refs.count, refs.count == 1 ? "" : "s", STR_ARGS(buf_str(&names)),
                    refs.count > REFS_SHOWN ? " …" : "");
    (void)error_hint(&err, "Their complaints are kept, and counted for no unit until units: of the "
                           "feed says whose they are.");
    (void)find(look, ONLINE_GOOD, CAUSE_NONE, &err);
}

static void
judge_feed(const struct look *look, const struct batch *batch)
{
    struct error err = ERROR_INIT;

    judge_refs(look, batch);
    if (batch->reject_count == 0)
        return;
    (void)error_set(&err, ERROR_PEER, "%zu things of its answer cannot be read: %.*s: %.*s",
                    batch->reject_count, STR_ARGS(batch->rejects[0].path),
                    STR_ARGS(batch->rejects[0].why));
    (void)error_hint(&err, "Compare the feed's profile and settings with what it answers.");
    (void)find(look, batch->count > 0 ? ONLINE_GOOD : ONLINE_WRONG, CAUSE_BAD_ANSWER, &err);
}

/* ---- what an answer meant ---- */

static enum online_answer
answer_of(const struct look *look, const struct source_outcome *outcome)
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
static void
note_token(const struct look *look, enum online_answer answer, const struct source_outcome *outcome,
           const struct error *err)
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

/* A trouble that reaches further than the account is told once. */
static void
hold_all(const struct look *look, struct online_hold *hold, enum online_answer answer,
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
        hold->skipped++;
        return;
    }
    told = online_error(what, cause, err);
    hold->finding = online_find(look->online, answer, &place, &told);
    hold->held = true;
}

/*
 * A page for people, or an error of the server's: each account is asked, for one alone may have it,
 * and those that have the same are told together.
 */
static void
find_alike(const struct look *look, enum online_answer answer, enum cause cause,
           const struct error *err)
{
    struct online_alike *alike = online_alike(look->online, look->account);
    struct str why = str_from(err->text);
    size_t finding;

    if (alike->is_told && str_equal(alike->why, why)) {
        alike->more++;
        return;
    }
    finding = find(look, answer, cause, err);
    if (alike->is_told)
        return;
    alike->is_told = true;
    alike->finding = finding;
    must(arena_str(look->online->arena, why, &alike->why));
}

static void
tell_trouble(const struct look *look, enum online_answer answer,
             const struct source_outcome *outcome, const struct error *err)
{
    struct online_hold *hold = NULL;

    note_token(look, answer, outcome, err);
    if (outcome->scope == SCOPE_CREDENTIAL)
        hold = online_token_hold(look->online, look->account);
    else if (outcome->scope == SCOPE_APP || outcome->scope == SCOPE_PLATFORM)
        hold = online_channel_hold(look->online, look->account);
    if (hold != NULL)
        hold_all(look, hold, answer, outcome->cause, err);
    else if (outcome->verdict == VERDICT_BUSY && answer == ONLINE_UNSURE)
        find_alike(look, answer, outcome->cause, err);
    else
        (void)find(look, answer, outcome->cause, err);
}

/* No answer came, or no request could be made. */
static void
tell_silence(const struct look *look, const struct fetch_result *result)
{
    const struct error *err = &result->error;
    bool is_ours =
        err->kind == ERROR_CONFIG || err->kind == ERROR_DENIED || err->kind == ERROR_INTERNAL;
    bool is_away = !is_ours && !result->reached && err->kind != ERROR_LIMIT;
    const struct source_outcome outcome = {
        .scope = is_away ? SCOPE_PLATFORM : SCOPE_ACCOUNT,
        .cause = is_ours ? CAUSE_OUR_REQUEST : CAUSE_PEER_TROUBLE,
    };

    tell_trouble(look, is_ours ? ONLINE_WRONG : ONLINE_UNSURE, &outcome, err);
}

static const struct account_sample *
sample_of(const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->records[i].kind == RECORD_ACCOUNT_SAMPLE)
            return &batch->records[i].of.account_sample;
    }
    return NULL;
}

static struct source_view
view_of(const struct look *look, struct arena *arena)
{
    return (struct source_view){
        .settings = look->account->channel->settings,
        .base_url = look->account->channel->base_url,
        .account = roster_view(look->account),
        .now_us = loop_wall_us(),
        .since_us = loop_wall_us() - HISTORY_US,
        .last_complete_us = WHEN_NONE,
        .arena = arena,
    };
}

static void ask(struct look *look); /* the next page of its answer */

static void
read_answer(struct look *look, struct arena *arena, const struct http_response *response)
{
    struct source_view view = view_of(look, arena);
    const struct account_sample *sample;
    struct source_outcome outcome;
    struct error err = ERROR_INIT;
    enum online_answer answer;
    struct batch batch;

    batch_init(&batch, arena);
    outcome = look->stream->digest(&view, &look->at, response, &batch, &err);
    answer = answer_of(look, &outcome);
    sample = sample_of(&batch);
    if (answer != ONLINE_GOOD) {
        tell_trouble(look, answer, &outcome, &err);
        return;
    }
    note_token(look, answer, &outcome, &err);
    if (look->account->listing == NULL)
        judge_feed(look, &batch);
    else if (sample != NULL)
        judge_account(look, sample);
    else if (outcome.verdict == VERDICT_MORE && outcome.rest_from == 0 && batch.count == 0 &&
             look->pages < PAGES_MAX) {
        look->at = outcome.next;
        ask(look);
    }
}

/* ---- asking ---- */

static bool
is_held(struct look *look)
{
    struct online_hold *holds[] = { online_token_hold(look->online, look->account),
                                    online_channel_hold(look->online, look->account) };

    for (size_t i = 0; i < ARRAY_SIZE(holds); i++) {
        if (holds[i] != NULL && holds[i]->held) {
            holds[i]->skipped++;
            look->skipped = true;
            return true;
        }
    }
    return false;
}

static bool
plan(void *ctx, struct arena *arena, struct http_request *ret_request, struct error *err)
{
    struct look *look = ctx;
    struct source_view view = view_of(look, arena);

    if (is_held(look))
        return false; /* of which nobody is told */
    look->online->asked += look->pages++ == 0;
    online_spend(look->online, look->account, look->stream->cost);
    return look->stream->plan(&view, &look->at, ret_request, err);
}

static void
done(void *ctx, struct arena *arena, const struct fetch_result *result)
{
    struct look *look = ctx;

    if (look->skipped)
        return;
    if (result->ok)
        read_answer(look, arena, &result->response);
    else
        tell_silence(look, result);
}

static void
ask(struct look *look)
{
    probe_ask(look->online->probe,
              &(struct probe_order){ .base_url = look->account->channel->base_url,
                                     .secret = look->account->secret,
                                     .plan = plan,
                                     .done = done,
                                     .ctx = look });
}

/* The first that may be asked for without knowing more: the account itself, a feed's complaints. */
static const struct source_stream *
first_stream(const struct account *account)
{
    const unsigned not_alone = SOURCE_TARGETS_POSTS | SOURCE_TARGETS_MESSAGES | SOURCE_INTERNAL;
    const struct source *source = account->channel->source;
    bool is_public = account->listing != NULL && roster_is_public(account->listing);

    for (size_t i = 0; i < source->stream_count; i++) {
        unsigned flags = source->streams[i].flags;

        if ((flags & not_alone) == 0 && !(is_public && (flags & SOURCE_OWNED_ONLY) != 0))
            return &source->streams[i];
    }
    return NULL;
}

void
online_account_ask(struct online *online, const struct account *account)
{
    struct look *look = arena_alloc(online->arena, sizeof(*look));

    must(look);
    *look = (struct look){
        .online = online, .account = account, .stream = first_stream(account), .at = CURSOR_INIT
    };
    if (account->listing != NULL)
        judge_owner(look);
    if (look->stream != NULL)
        ask(look);
}
