/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "keeper_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "grant.h"
#include "http/url.h"
#include "source/source.h"
#include "store/rowset.h"
#include "token.h"

#define FIRST_US    (10 * WHEN_SECOND) /* a start is busy enough with visits */
#define LOOK_US     (10 * WHEN_SECOND) /* between two looks at what is due */
#define INSPECT_US  WHEN_DAY
#define RETRY_US    (5 * WHEN_MINUTE)  /* after trouble of the platform, doubled each time */
#define REFUSED_US  (6 * WHEN_HOUR)    /* after a refusal: somebody must authorize anew */
#define AGAIN_US    (10 * WHEN_MINUTE) /* never sooner after it went well */
#define TIMEOUT_US  (30 * WHEN_SECOND)
#define ANSWER_MAX  (256u << 10)
#define ARENA_BYTES (2u << 20)
#define TOKEN_KEY   "token " /* of troubles */
#define KEPT_KEY    "kept token "

static void look(void *ctx); /* an answer looks for the next one that is due */

/* ---- what is known ---- */

static int
compare_kept(const void *name, const void *kept)
{
    return str_compare(*(const struct str *)name, ((const struct kept *)kept)->credential);
}

/* NULL where nothing is known of its tokens. */
static struct kept *
find(struct keeper *keeper, struct str credential)
{
    struct kept *kept = keeper->count == 0 ? NULL
                                           : bsearch(&credential, keeper->items, keeper->count,
                                                     sizeof(*keeper->items), compare_kept);

    return kept == NULL || kept->source == NULL ? NULL : kept;
}

/* ---- what came of a request ---- */

static void
key_of(const struct kept *kept, char key[300])
{
    snprintf(key, 300, TOKEN_KEY "%.*s", STR_ARGS(kept->credential));
}

static void
failed(struct keeper *keeper, struct kept *kept, const struct error *err)
{
    char key[300];
    int64_t wait_us = RETRY_US;

    for (unsigned i = 0; i < kept->failures && wait_us < REFUSED_US; i++)
        wait_us *= 2;
    if (err->kind == ERROR_DENIED || wait_us > REFUSED_US)
        wait_us = REFUSED_US;
    snprintf(kept->error, sizeof(kept->error), "%s", err->text);
    if (!keeper->renewing) {
        kept->inspect_at_us = loop_now_us() + wait_us;
        return;
    }
    kept->failures++;
    kept->renew_at_us = loop_now_us() + wait_us;
    key_of(kept, key);
    log_trouble_because(
        keeper->parts.log,
        &(struct log_trouble){ err->kind == ERROR_DENIED ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, key,
                               err->text },
        LOG_FIELDS({ "credential", kept->credential }),
        "the token could not be renewed, next try in %" PRId64 " min: %s", wait_us / WHEN_MINUTE,
        err->text);
}

/* What a look or a renewal did not tell stays as it was known. */
static void
take_news(struct keeper *keeper, struct kept *kept, const struct renewal_news *news)
{
    struct renewal_news *known = &kept->news;

    known->is_valid = news->is_valid;
    known->never_expires = news->never_expires;
    known->token = known->refresh_token = STR_NONE;
    if (news->expires_at_us != WHEN_NONE || keeper->renewing || news->never_expires)
        known->expires_at_us = news->expires_at_us;
    if (news->refresh_expires_at_us != WHEN_NONE)
        known->refresh_expires_at_us = news->refresh_expires_at_us;
    if (news->data_access_expires_at_us != WHEN_NONE)
        known->data_access_expires_at_us = news->data_access_expires_at_us;
    if (!str_is_none(news->scopes) && !str_equal(news->scopes, known->scopes))
        (void)!arena_str(keeper->arena, news->scopes, &known->scopes);
    kept->error[0] = '\0';
}

static struct str
seconds_text(int64_t at_us, char text[24])
{
    if (at_us == WHEN_NONE)
        return STR_NONE;
    snprintf(text, 24, "%" PRId64, at_us / WHEN_SECOND);
    return str_from(text);
}

/*
 * First into the file, then into use; what no file takes is used all the same, and tried again at
 * each look, without changes then. False and *err: it is no token, and the old one stays.
 */
static bool
save(struct keeper *keeper, struct kept *kept, const struct secret_change *changes, size_t count,
     struct error *err)
{
    bool is_saved =
        secret_store_renew(keeper->secrets, keeper->renewed, kept->credential, changes, count, err);
    char key[320];

    if (!is_saved && err->kind == ERROR_PEER)
        return false; /* what came before may still be in memory alone */
    kept->is_unsaved = !is_saved;
    snprintf(key, sizeof(key), KEPT_KEY "%.*s", STR_ARGS(kept->credential));
    if (is_saved) {
        log_trouble_over(keeper->parts.log, key, LOG_FIELDS({ "credential", kept->credential }),
                         "the renewed token is kept");
        return true;
    }
    log_trouble(keeper->parts.log, LOG_LEVEL_ERROR, key,
                LOG_FIELDS({ "credential", kept->credential },
                           { "hint", STR("Make room in state_directory, and make it writable for "
                                         "the user that runs pantaud; until then a restart loses "
                                         "the token.") }),
                "the renewed token is in use, but it could not be kept: %s", err->text);
    return true;
}

static bool
keep(struct keeper *keeper, struct kept *kept, const struct renewal_news *news, struct error *err)
{
    char expires[24];
    char refresh_expires[24];
    const struct secret_change changes[] = {
        { kept->renewal->renewed_part, news->token },
        { "refresh_token", news->refresh_token },
        { "expires_at", seconds_text(news->expires_at_us, expires) },
        { "refresh_expires_at", seconds_text(news->refresh_expires_at_us, refresh_expires) },
    };

    return save(keeper, kept, changes, ARRAY_SIZE(changes), err);
}

static void
renewed(struct keeper *keeper, struct kept *kept, const struct renewal_news *news)
{
    struct error err = ERROR_INIT;
    char key[300];
    char until[WHEN_FORMAT_MAX] = "a time that the platform does not tell";

    if (!keep(keeper, kept, news, &err)) {
        failed(keeper, kept, &err);
        return;
    }
    take_news(keeper, kept, news);
    kept->renewed_at_us = loop_wall_us();
    kept->renewed_now_us = loop_now_us();
    kept->life_us =
        news->expires_at_us == WHEN_NONE ? 0 : news->expires_at_us - kept->renewed_at_us;
    kept->renew_at_us = loop_now_us() + AGAIN_US;
    kept->inspect_at_us = loop_now_us() + AGAIN_US;
    kept->failures = 0;
    kept->is_expired = false;
    if (news->expires_at_us != WHEN_NONE)
        when_format(news->expires_at_us, until);
    key_of(kept, key);
    if (!log_trouble_over(keeper->parts.log, key, LOG_FIELDS({ "credential", kept->credential }),
                          "the token is renewed, good until %s", until))
        log_write(keeper->parts.log, LOG_LEVEL_INFO, LOG_FIELDS({ "credential", kept->credential }),
                  "the token is renewed, good until %s", until);
    keeper->parts.renewed(keeper->parts.ctx, kept->credential);
}

static void
inspected(struct keeper *keeper, struct kept *kept, const struct renewal_news *news)
{
    take_news(keeper, kept, news);
    kept->inspect_at_us = loop_now_us() + INSPECT_US;
    kept->is_expired = kept->is_expired || news->is_valid == TRI_NO;
}

/* Memory that is freed soon, and should not hold a token then. */
static void
forget(struct renewal_news *news, const struct fetch_result *result)
{
    const struct str texts[] = { news->token, news->refresh_token,
                                 result->ok ? result->response.body : STR_NONE };

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        if (texts[i].n > 0)
            sodium_memzero((char *)(uintptr_t)texts[i].p, texts[i].n);
    }
}

static void
on_answer(void *ctx, const struct fetch_result *result)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES);
    struct keeper *keeper = ctx;
    struct kept *kept = find(keeper, keeper->asked);
    const struct source *source = kept == NULL ? NULL : kept->source;
    struct error err = ERROR_INIT;
    struct renewal_news news = { .token = STR_NONE };
    bool ok = false;

    if (kept != NULL && !result->ok)
        err = result->error;
    else if (kept != NULL && keeper->renewing)
        ok = renewal_read(kept->renewal, &result->response, loop_wall_us(), arena, &news, &err);
    else if (kept != NULL)
        ok = renewal_inspect(source->inspection, &result->response, arena, &news, &err);
    if (ok && keeper->renewing)
        renewed(keeper, kept, &news);
    else if (ok)
        inspected(keeper, kept, &news);
    else if (kept != NULL)
        failed(keeper, kept, &err);
    if (kept != NULL) {
        keeper_warn(keeper, kept);
        keeper_tell(keeper, kept);
    }
    forget(&news, result);
    fetch_close(TAKE(keeper->fetch));
    loop_timer_after(keeper->timer, 0);
}

/* ---- asking ---- */

static void
ask(struct keeper *keeper, struct kept *kept, bool renewing)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES);
    CLEANUP(buf_done) struct buf origin = BUF_INIT(RECORD_LINE_MAX);
    const struct renewal_call *call =
        renewing ? &kept->renewal->call : &kept->source->inspection->call;
    struct http_request request;
    struct fetch_order order = { .request = &request,
                                 .secret = secret_find(keeper->secrets, kept->credential),
                                 .timeout_us = TIMEOUT_US,
                                 .max_bytes = ANSWER_MAX };
    struct error err = ERROR_INIT;

    keeper->renewing = renewing;
    snprintf(keeper->asked_name, sizeof(keeper->asked_name), "%.*s", STR_ARGS(kept->credential));
    keeper->asked = str_from(keeper->asked_name);
    must(renewal_origin(call, kept->base_url, &origin)); /* add() saw that it has one */
    order.origin = buf_str(&origin);
    if (renewal_request(call, kept->base_url, arena, &request, &err))
        keeper->fetch = fetch_start(keeper->parts.fetch, &order, on_answer, keeper, &err);
    if (keeper->fetch == NULL)
        failed(keeper, kept, &err);
}

/* A token of a short life is renewed in its last quarter. */
static bool
is_near_end(const struct kept *kept)
{
    int64_t before_us = kept->renewal->before_s * WHEN_SECOND;

    if (kept->life_us > 0 && kept->life_us / 4 < before_us)
        before_us = kept->life_us / 4;
    return kept->news.expires_at_us - loop_wall_us() < before_us;
}

/*
 * What a refresh token renews is renewed at once where nobody told of an end: that may come any
 * minute. What is exchanged must still be valid; where nothing but a renewal tells when it ends,
 * that is asked for.
 */
static bool
wants_renewal(const struct keeper *keeper, const struct kept *kept)
{
    bool is_told = kept->news.expires_at_us != WHEN_NONE;

    if (!keeper_can_renew(keeper, kept) || loop_now_us() < kept->renew_at_us)
        return false;
    if (!kept->renewal->refreshes && kept->renewal->tells_end && !is_told)
        return kept->renewed_at_us == WHEN_NONE && !kept->is_expired;
    if (!kept->renewal->refreshes)
        return is_told && is_near_end(kept) && !kept->is_expired &&
               kept->news.expires_at_us > loop_wall_us();
    return kept->is_expired || (is_told ? is_near_end(kept) : kept->renewed_at_us == WHEN_NONE);
}

static void
look(void *ctx)
{
    struct keeper *keeper = ctx;

    loop_timer_after(keeper->timer, LOOK_US);
    keeper_look_at_state(keeper, false);
    for (size_t i = 0; i < keeper->count && keeper->fetch == NULL && !keeper->stopped; i++) {
        struct kept *kept = &keeper->items[keeper->next++ % keeper->count];
        if (kept->source == NULL)
            continue;
        if (kept->is_unsaved)
            (void)save(keeper, kept, NULL, 0, &(struct error)ERROR_INIT);
        if (wants_renewal(keeper, kept) && keeper->parts.polls(keeper->parts.ctx, kept->credential))
            ask(keeper, kept, true);
        else if (kept->source->inspection != NULL && loop_now_us() >= kept->inspect_at_us &&
                 keeper->parts.may_ask(keeper->parts.ctx, kept->credential))
            ask(keeper, kept, false);
        else
            keeper_warn(keeper, kept);
    }
}

/* ---- which there are ---- */

static const struct config_platform *
platform_of(const struct keeper *keeper, const struct config *config,
            const struct config_account *account)
{
    for (size_t i = 0; i < config->platform_count; i++) {
        if (config->platforms[i].source == account->platform)
            return grant_platform(&config->platforms[i], account->credential, keeper->arena);
    }
    return NULL;
}

/* Each credential once, by the first of its accounts. */
static void
add(struct keeper *keeper, const struct config *config, const struct config_account *account)
{
    CLEANUP(buf_done) struct buf origin = BUF_INIT(RECORD_LINE_MAX);
    const struct config_platform *platform = platform_of(keeper, config, account);
    const struct source *source = source_find(str_from(account->platform->name));
    const struct secret *secret = secret_find(keeper->secrets, account->credential);
    struct kept *kept;

    if (!account->enabled || secret == NULL || platform == NULL ||
        (source->renewal == NULL && source->inspection == NULL) ||
        !url_origin(platform->base_url, &origin))
        return;
    kept = bsearch(&account->credential, keeper->items, keeper->count, sizeof(*keeper->items),
                   compare_kept);
    if (kept == NULL || kept->source != NULL)
        return;
    kept->base_url = platform->base_url;
    kept->source = source;
    kept->inspect_at_us = loop_now_us() + FIRST_US;
    kept->renewal = source->renewal == NULL ? NULL : source->renewal(platform->settings);
    kept->news = token_known(secret);
}

static void
add_all(struct keeper *keeper, const struct config *config)
{
    for (size_t i = 0; i < config->unit_count; i++) {
        for (size_t k = 0; k < config->units[i].account_count; k++)
            add(keeper, config, &config->units[i].accounts[k]);
    }
    for (size_t i = 0; i < config->leader_count; i++) {
        for (size_t k = 0; k < config->leaders[i].account_count; k++)
            add(keeper, config, &config->leaders[i].accounts[k]);
    }
}

/*
 * What the files of the new generation did not show when they were read: it would end with the old
 * one, and may be the only token that is good.
 */
static void
carry(struct keeper *keeper, struct kept *kept, const struct kept *before,
      const struct generation *generation)
{
    bool is_newer = before->is_unsaved || (before->renewed_now_us != WHEN_NONE &&
                                           before->renewed_now_us >= generation->loaded_us);

    if (is_newer && secret_store_carry(generation->secrets, keeper->secrets, kept->credential)) {
        kept->renewed_now_us = before->renewed_now_us;
        kept->is_unsaved = before->is_unsaved;
    }
}

void
keeper_adopt(struct keeper *keeper, struct generation *generation)
{
    const struct config *config = generation->file.config;
    struct arena *arena = arena_new(SIZE_MAX);
    size_t count = config->used_credential_count;
    struct kept *items = arena_array(arena, count + 1, sizeof(*items));

    must(items);
    for (size_t i = 0; i < count; i++) {
        const struct kept *before;

        items[i] = (struct kept){ .credential = config->used_credentials[i].name,
                                  .renewed_at_us = WHEN_NONE,
                                  .renewed_now_us = WHEN_NONE,
                                  .news = token_known(NULL) };
        before = find(keeper, items[i].credential);
        if (before != NULL)
            carry(keeper, &items[i], before, generation);
    }
    arena_free(keeper->arena);
    keeper->arena = arena;
    keeper->items = items;
    keeper->count = count;
    keeper->next = 0;
    keeper->secrets = generation->secrets;
    keeper->state_directory = config->state_directory;
    keeper->renewed = generation_renewed(config, keeper->renewed_path);
    /* Told anew, as far as they last. */
    log_troubles_forget(keeper->parts.log, TOKEN_KEY);
    log_troubles_forget(keeper->parts.log, KEPT_KEY);
    add_all(keeper, config);
    keeper_look_at_state(keeper, true);
    if (keeper->count > 0 && !keeper->stopped)
        loop_timer_after(keeper->timer, 0);
}

void
keeper_expired(struct keeper *keeper, struct str credential, int64_t asked_us)
{
    struct kept *kept = find(keeper, credential);

    if (kept == NULL || kept->is_expired ||
        (kept->renewed_now_us != WHEN_NONE && asked_us <= kept->renewed_now_us))
        return;
    kept->is_expired = true;
    if (!keeper->stopped && keeper->fetch == NULL)
        loop_timer_after(keeper->timer, 0);
}

bool
keeper_is_busy(const struct keeper *keeper)
{
    return keeper->fetch != NULL && keeper->renewing;
}

bool
keeper_renews(const struct keeper *keeper)
{
    bool renews = keeper_is_busy(keeper);

    for (size_t i = 0; i < keeper->count && !renews && !keeper->stopped; i++)
        renews = keeper->items[i].source != NULL && keeper->items[i].failures == 0 &&
                 wants_renewal(keeper, &keeper->items[i]) &&
                 keeper->parts.polls(keeper->parts.ctx, keeper->items[i].credential);
    return renews;
}

void
keeper_stop(struct keeper *keeper)
{
    keeper->stopped = true;
}

struct keeper *
keeper_new(const struct keeper_parts *parts)
{
    struct keeper *keeper = xcalloc(1, sizeof(*keeper));

    keeper->parts = *parts;
    keeper->timer = loop_timer_new(parts->loop, look, keeper);
    return keeper;
}

void
keeper_free(struct keeper *keeper)
{
    if (keeper == NULL)
        return;
    fetch_close(keeper->fetch);
    loop_timer_free(keeper->timer);
    arena_free(keeper->arena);
    free(keeper);
}
