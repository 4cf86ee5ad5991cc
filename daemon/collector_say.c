/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the operator is told of visits: a trouble once, under the name of what has it, and once that
 * it is over.
 */

#include "collector_inside.h"

#include <stdio.h>

#include "base/parse.h"
#include "source/named.h"

#define KEY_MAX 640

static void
trouble_key(const struct collector *collector, const struct job_report *report,
            enum verdict_scope scope, char key[KEY_MAX])
{
    const struct stream *stream = &collector->roster->streams[report->slot];
    const struct account *account = roster_account(collector->roster, stream);
    const char *name = roster_source_stream(collector->roster, stream)->name;

    switch (scope) {
    case SCOPE_CREDENTIAL:
        snprintf(key, KEY_MAX, "credential %.*s",
                 STR_ARGS(account->credential != NULL ? account->credential->name : STR("(none)")));
        break;
    case SCOPE_APP:
    case SCOPE_PLATFORM:
        snprintf(key, KEY_MAX, "platform %.*s", STR_ARGS(account->channel->name));
        break;
    case SCOPE_ACCOUNT:
        snprintf(key, KEY_MAX, "account %.*s %.*s", STR_ARGS(account->channel->name),
                 STR_ARGS(account->external_id));
        break;
    case SCOPE_STREAM:
        snprintf(key, KEY_MAX, "stream %.*s %.*s %s", STR_ARGS(account->channel->name),
                 STR_ARGS(account->external_id), name);
        break;
    case SCOPE_TARGET:
        snprintf(key, KEY_MAX, "target %.*s %.*s %s %.*s", STR_ARGS(account->channel->name),
                 STR_ARGS(account->external_id), name, STR_ARGS(report->target));
        break;
    }
}

/* What a platform says ends a sentence of its own, and ours goes on behind it. */
static struct str
without_full_stop(struct str text)
{
    bool is_sentence = text.n > 1 && text.p[text.n - 1] == '.' && text.p[text.n - 2] != '.';

    return is_sentence ? str_sub(text, 0, text.n - 1) : text;
}

/* That a unit closed its comments under one post is its own affair: ops.gap has it, and nobody need
 * get up at night. */
static enum log_level
level_of(const struct source_outcome *outcome)
{
    bool is_closed = outcome->cause == CAUSE_COMMENTS_OFF && outcome->scope == SCOPE_TARGET;

    return is_closed ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING;
}

void
collector_say_trouble(const struct collector *collector, const struct job_report *report,
                      int64_t wait_us)
{
    const struct stream *stream = &collector->roster->streams[report->slot];
    const struct account *account = roster_account(collector->roster, stream);
    struct str name = str_from(roster_source_stream(collector->roster, stream)->name);
    bool is_platform = collector_is_platform_trouble(report);
    bool is_feed = account->listing == NULL;
    const struct error *err = report->error;
    const char *advice =
        err != NULL && err->hint[0] != '\0' ? err->hint : cause_advice(report->outcome.cause);
    char key[KEY_MAX];
    char wait[PARSE_FORMAT_MAX];
    char status[32];

    snprintf(status, sizeof(status), "HTTP %d", report->http_status);
    trouble_key(collector, report, report->outcome.scope, key);
    parse_format_rounded(wait_us, wait);
    /* Whose visit met a platform's trouble is chance. */
    log_trouble_because(
        collector->parts.log,
        &(struct log_trouble){ level_of(&report->outcome), key, cause_name(report->outcome.cause) },
        LOG_FIELDS({ "channel", account->channel->name },
                   { "account", is_platform ? STR_NONE : account->external_id },
                   { "handle", is_platform || is_feed ? STR_NONE : account->listing->handle },
                   { "stream", is_platform ? STR_NONE : name },
                   { "target", is_platform ? STR_NONE : report->target },
                   { "cause", str_from(cause_name(report->outcome.cause)) },
                   { "hint", str_from(advice) }),
        "%s: %.*s, next try in %s", key,
        STR_ARGS(without_full_stop(str_from(err != NULL ? err->text : status))), wait);
}

/*
 * A target through which the stream failed keeps the stream's trouble, so that one bad post among
 * good ones is one line, and not one at each of its visits. True while there is such a target.
 */
static bool
is_held(const struct collector *collector, const struct job_report *report)
{
    const struct stream *stream = &collector->roster->streams[report->slot];
    const struct target_set *posts = &roster_account(collector->roster, stream)->posts;
    size_t index = target_find(posts, report->target);

    if ((roster_source_stream(collector->roster, stream)->flags & SOURCE_TARGETS_POSTS) == 0)
        return false;
    if (index != TARGET_NONE)
        posts->items[index].in_trouble = false;
    for (size_t i = 0; i < posts->count; i++) {
        if (posts->items[i].in_trouble)
            return true;
    }
    return false;
}

static void
say_over(const struct collector *collector, const struct job_report *report,
         enum verdict_scope scope)
{
    char key[KEY_MAX];

    trouble_key(collector, report, scope, key);
    log_trouble_over(collector->parts.log, key, NULL, "%s: works again", key);
}

void
collector_say_reached(const struct collector *collector, const struct job_report *report)
{
    say_over(collector, report, SCOPE_PLATFORM);
}

/* Still held, or refused by an answer to a later question than the one that was answered well. */
static bool
is_stopped(const struct account *account, enum verdict_scope scope)
{
    switch (scope) {
    case SCOPE_ACCOUNT:
        return account->suspended;
    case SCOPE_CREDENTIAL:
        return account->credential != NULL && account->credential->suspended;
    case SCOPE_APP:
    case SCOPE_PLATFORM:
        return account->platform->suspended || account->platform->backoff_us != 0;
    case SCOPE_STREAM:
    case SCOPE_TARGET:
        break;
    }
    return false;
}

/* A success of a target proves that its account, credential and platform work too. */
void
collector_say_over(const struct collector *collector, const struct job_report *report)
{
    static const enum verdict_scope proven[] = { SCOPE_STREAM, SCOPE_TARGET, SCOPE_ACCOUNT,
                                                 SCOPE_CREDENTIAL, SCOPE_PLATFORM };
    const struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);

    if (log_trouble_count(collector->parts.log) == 0)
        return;
    for (size_t i = is_held(collector, report) ? 1 : 0; i < ARRAY_SIZE(proven); i++) {
        if (!is_stopped(account, proven[i]))
            say_over(collector, report, proven[i]);
    }
}

static void
say_renamed(const struct collector *collector, const struct account *account, struct str handle)
{
    char key[KEY_MAX];

    snprintf(key, sizeof(key), "handle %.*s %.*s", STR_ARGS(account->channel->name),
             STR_ARGS(account->external_id));
    if (named_is_own(&(struct source_account){ .handle = account->listing->handle,
                                               .former_handles = account->listing->former_handles,
                                               .former_handle_count =
                                                   account->listing->former_handle_count },
                     handle)) {
        log_trouble_over(collector->parts.log, key, NULL, "%s: as in the configuration again", key);
        return;
    }
    log_trouble(
        collector->parts.log, LOG_LEVEL_WARNING, key,
        LOG_FIELDS({ "channel", account->channel->name }, { "account", account->external_id },
                   { "handle", account->listing->handle },
                   { "hint", STR("If that is the unit, put the new handle there and the "
                                 "old one under former_handles; if not, the id is somebody "
                                 "else's.") }),
        "%s: the platform calls it \"%.*s\" now, polling goes on, but where people are told "
        "by name it is not recognised",
        key, STR_ARGS(handle));
}

/* Whom the platform does not show: beginnings of keys, and what is said of them. */
static const struct closed {
    const char *key, *words, *hint, *over;
} closed_private = { "private", "only those it lets in see its posts",
                     "Ask the unit to make it public; a private account answers nobody.",
                     "it is public again" },
  closed_withheld = { "withheld", "the platform shows it to nobody in Indonesia",
                      "What is kept of it is confirmed or goes as before; the unit must ask the "
                      "platform why.",
                      "it is shown in Indonesia again" };

static void
say_closed(const struct collector *collector, const struct account *account,
           const struct closed *closed, enum tri is_closed)
{
    char key[KEY_MAX];

    snprintf(key, sizeof(key), "%s %.*s %.*s", closed->key, STR_ARGS(account->channel->name),
             STR_ARGS(account->external_id));
    if (is_closed == TRI_UNKNOWN)
        return;
    if (is_closed == TRI_NO) {
        log_trouble_over(collector->parts.log, key, NULL, "%s: %s", key, closed->over);
        return;
    }
    log_trouble(
        collector->parts.log, LOG_LEVEL_WARNING, key,
        LOG_FIELDS({ "channel", account->channel->name }, { "account", account->external_id },
                   { "handle", account->listing->handle }, { "hint", str_from(closed->hint) }),
        "%s: %s", key, closed->words);
}

void
collector_say_account(const struct collector *collector, const struct job_report *report)
{
    const struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);

    if (account->listing == NULL)
        return;
    if (report->handle.n > 0 && account->listing->handle.n > 0)
        say_renamed(collector, account, report->handle);
    say_closed(collector, account, &closed_private, report->is_private);
    say_closed(collector, account, &closed_withheld, report->is_withheld);
}

/* Ids whose form changed, as has been: each comment came twice then. */
void
collector_say_twins(const struct collector *collector, const struct account *account,
                    struct str post, size_t twins)
{
    char key[KEY_MAX];
    char count[32];

    if (twins == 0)
        return;
    snprintf(key, sizeof(key), "ids %.*s %.*s", STR_ARGS(account->channel->name),
             STR_ARGS(account->external_id));
    snprintf(count, sizeof(count), "%zu", twins);
    log_trouble(
        collector->parts.log, LOG_LEVEL_WARNING, key,
        LOG_FIELDS({ "channel", account->channel->name }, { "account", account->external_id },
                   { "target", post }, { "ids", str_from(count) }),
        "%s: comments of one author, second and text came under several ids, each counts", key);
}

/* An API version past its end is silently served by another one, whose fields may differ. */
void
collector_say_version(const struct collector *collector, const struct job_report *report)
{
    const struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    char key[KEY_MAX];

    if (str_is_none(report->outcome.served_version))
        return;
    snprintf(key, sizeof(key), "version %.*s", STR_ARGS(account->channel->name));
    log_trouble(collector->parts.log, LOG_LEVEL_WARNING, key, NULL,
                "%.*s answers as version %.*s, not as the one in base_url: fields may be missing",
                STR_ARGS(account->channel->name), STR_ARGS(report->outcome.served_version));
}

void
collector_say_gone(const struct collector *collector, const struct job_report *report)
{
    char key[KEY_MAX];

    trouble_key(collector, report, SCOPE_TARGET, key);
    log_trouble_over(collector->parts.log, key, NULL, "%s: not asked any more", key);
}

void
collector_forget_troubles(const struct collector *collector)
{
    static const char *const beginnings[] = { "target ",   "stream ",  "account ",  "credential ",
                                              "platform ", "version ", "quota ",    "allowance ",
                                              "handle ",   "private ", "withheld ", "ids " };

    for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++)
        log_troubles_forget(collector->parts.log, beginnings[i]);
}
