/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the refusals of Google's APIs mean. Three words may tell: the reason of an entry of
 * "details" (the newest form, and the exactest), that of the first entry of "errors" (the oldest,
 * and the only one in many answers) and "status". The first of them that a table knows decides;
 * then the HTTP status. Texts decide nothing but one cause: that a request came without a key is
 * said in no word of its own.
 */

#include "source/youtube.h"

#include <stdio.h>

#include "source/html.h"

enum wait { WAIT_AS_TOLD, WAIT_FOR_DAY }; /* of what is limited */

/*
 * SCOPE_TARGET stands for answer_scope(): the video asked for, or the stream where the request is
 * about the channel.
 */
struct error_rule {
    const char *word;
    enum verdict verdict;
    enum verdict_scope scope;
    enum cause cause;
    enum wait wait;
};

/* Sources: the lists of errors in the documentation of each call, and recorded answers. */
static const struct error_rule rules[] = {
    /* What is used up: of the day until midnight Pacific time, of the minute as told. */
    { "quotaExceeded", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_FOR_DAY },
    { "dailyLimitExceeded", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_FOR_DAY },
    { "rateLimitExceeded", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_AS_TOLD },
    { "userRateLimitExceeded", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_AS_TOLD },
    { "concurrentLimitExceeded", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_AS_TOLD },
    { "limitExceeded", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_AS_TOLD },
    { "RATE_LIMIT_EXCEEDED", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_AS_TOLD },
    { "RESOURCE_QUOTA_EXCEEDED", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_AS_TOLD },
    /* Of one video. */
    { "commentsDisabled", VERDICT_DENIED, SCOPE_TARGET, CAUSE_COMMENTS_OFF, 0 },
    { "videoNotFound", VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, 0 },
    { "commentNotFound", VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, 0 },
    { "commentThreadNotFound", VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, 0 },
    { "parentCommentNotFound", VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, 0 },
    { "parentCommentIsPrivate", VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, 0 },
    { "playlistNotFound", VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, 0 },
    /* Of the channel. */
    { "channelNotFound", VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE, 0 },
    { "channelClosed", VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE, 0 },
    { "channelSuspended", VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE, 0 },
    { "invalidChannelId", VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_WRONG_ID, 0 },
    /* Theirs. It can last for days for one video. */
    { "processingFailure", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
    { "backendError", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
    { "internalError", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
    { "backendNotConnected", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
    { "notReady", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
    /* The place of a list that was left lying: the visit begins again. */
    { "invalidPageToken", VERDICT_MALFORMED, SCOPE_TARGET, CAUSE_BAD_ANSWER, 0 },
    /* The key. */
    { "keyInvalid", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "API_KEY_INVALID", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "keyExpired", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, 0 },
    { "API_KEY_EXPIRED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, 0 },
    { "dailyLimitExceededUnreg", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "userRateLimitExceededUnreg", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "CREDENTIALS_MISSING", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    /* What the project behind it may not do, or not from here. */
    { "accessNotConfigured", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "SERVICE_DISABLED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "servingLimitExceeded", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "ipRefererBlocked", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "refererBlocked", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "API_KEY_SERVICE_BLOCKED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "API_KEY_HTTP_REFERRER_BLOCKED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "API_KEY_IP_ADDRESS_BLOCKED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "API_KEY_ANDROID_APP_BLOCKED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "API_KEY_IOS_APP_BLOCKED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "sslRequired", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_OUR_REQUEST, 0 },
    { "CONSUMER_SUSPENDED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY, 0 },
    { "CONSUMER_INVALID", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "accountDisabled", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY, 0 },
    { "accountDeleted", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, 0 },
    { "accountUnverified", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, 0 },
    /* The token of an owner. */
    { "authError", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "required", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "authorizationRequired", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "ACCESS_TOKEN_EXPIRED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, 0 },
    { "expired", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, 0 },
    { "ACCESS_TOKEN_TYPE_UNSUPPORTED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "ACCOUNT_STATE_INVALID", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, 0 },
    { "invalid_token", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "invalid_grant", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, 0 },
    { "invalidCredentials", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "authenticatedUserAccountClosed", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, 0 },
    { "authenticatedUserAccountSuspended", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED,
      0 },
    { "youtubeSignupRequired", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "insufficientPermissions", VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, 0 },
    { "ACCESS_TOKEN_SCOPE_INSUFFICIENT", VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, 0 },
    { "forbidden", VERDICT_DENIED, SCOPE_TARGET, CAUSE_PERMISSION, 0 },
    { "channelForbidden", VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, 0 },
    { "playlistForbidden", VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, 0 },
    { "playlistItemsNotAccessible", VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, 0 },
    /* "status": the coarse word of newer answers. */
    { "UNAUTHENTICATED", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "PERMISSION_DENIED", VERDICT_DENIED, SCOPE_TARGET, CAUSE_PERMISSION, 0 },
    { "RESOURCE_EXHAUSTED", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_AS_TOLD },
    { "UNAVAILABLE", VERDICT_BUSY, SCOPE_PLATFORM, CAUSE_PEER_TROUBLE, 0 },
    { "INTERNAL", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
    { "DEADLINE_EXCEEDED", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
    { "ABORTED", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
};

/* By the status of the answer, or the code in the body, where no word is known. */
static const struct error_rule by_code[] = {
    { "400", VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST, 0 },
    { "401", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "403", VERDICT_DENIED, SCOPE_TARGET, CAUSE_PERMISSION, 0 },
    { "404", VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, 0 },
    { "409", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
    { "410", VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, 0 },
    { "429", VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, WAIT_AS_TOLD },
    { "500", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, 0 },
    { "502", VERDICT_BUSY, SCOPE_PLATFORM, CAUSE_PEER_TROUBLE, 0 },
    { "503", VERDICT_BUSY, SCOPE_PLATFORM, CAUSE_PEER_TROUBLE, 0 },
    { "504", VERDICT_BUSY, SCOPE_PLATFORM, CAUSE_PEER_TROUBLE, 0 },
};

/* What an error body says, with its message made fit for a log. */
struct refusal {
    struct str detail, reason, status;
    struct str code; /* digits */
    char digits[JDOC_DIGITS_SIZE];
    bool of_day; /* the limit that was reached is one of the day */
    char message[ANSWER_WORDS_SIZE];
};

static const struct error_rule *
find_rule(const struct error_rule *table, size_t count, struct str word)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal_c(word, table[i].word))
            return &table[i];
    }
    return NULL;
}

/* The reason in "details", where one of its entries has one, and whether it names a day's limit. */
static void
read_details(struct jdoc_node details, struct refusal *refusal)
{
    for (size_t i = 0; i < jdoc_size(details); i++) {
        struct jdoc_node entry = jdoc_at(details, i);
        struct str text;
        if (str_is_none(refusal->detail) &&
            jdoc_get_str(jdoc_member(entry, "reason"), &refusal->detail) &&
            jdoc_get_str(jdoc_path(entry, "metadata.quota_unit"), &text))
            refusal->of_day = str_starts(text, STR("1/d/"));
        if (jdoc_get_str(jdoc_path(entry, "metadata.quota_limit"), &text))
            refusal->of_day = refusal->of_day || answer_holds(text, "PerDay");
    }
}

static void
read_message(const struct source_view *view, struct jdoc_node error, struct refusal *refusal)
{
    struct str message = STR("no message");

    if (!jdoc_get_str(jdoc_member(error, "message"), &message) &&
        !jdoc_get_str(jdoc_path(error, "errors.0.message"), &message))
        jdoc_get_str(error, &message);
    /* It holds tags and links, and goes to logs and pages. */
    if (!html_plain(view->arena, message, &message))
        message = STR("no memory for the message");
    answer_words(message, refusal->message);
}

static void
read_refusal(const struct source_view *view, const struct http_response *answer,
             struct jdoc_node root, struct refusal *refusal)
{
    struct jdoc_node error = jdoc_member(root, "error");

    *refusal = (struct refusal){ .code = STR_NONE };
    read_details(jdoc_member(error, "details"), refusal);
    if (!jdoc_get_str(jdoc_path(error, "errors.0.reason"), &refusal->reason))
        jdoc_get_str(error, &refusal->reason); /* "error": "invalid_grant" */
    jdoc_get_str(jdoc_member(error, "status"), &refusal->status);
    if (answer->status >= 300)
        refusal->code = (struct str){ refusal->digits,
                                      (size_t)snprintf(refusal->digits, sizeof(refusal->digits),
                                                       "%d", answer->status) };
    else if (!jdoc_get_id(jdoc_member(error, "code"), refusal->digits, &refusal->code))
        refusal->code = STR_NONE;
    read_message(view, error, refusal);
}

static const struct error_rule *
rule_of(const struct refusal *refusal)
{
    const struct str words[] = { refusal->detail, refusal->reason, refusal->status };
    const struct error_rule *rule = NULL;

    for (size_t i = 0; i < ARRAY_SIZE(words) && rule == NULL; i++)
        rule = find_rule(rules, ARRAY_SIZE(rules), words[i]);
    return rule != NULL ? rule : find_rule(by_code, ARRAY_SIZE(by_code), refusal->code);
}

static bool
is_by_code(const struct error_rule *rule)
{
    return rule >= by_code && rule < by_code + ARRAY_SIZE(by_code);
}

/*
 * "badRequest", "forbidden" and the statuses alone are said of keys, too: a request without one is
 * refused like one that may not, a wrong one like a wrong parameter. Newer answers tell it in
 * "details"; where those are not, the words do. That a key has ended is told in words even there:
 * its reason is API_KEY_INVALID.
 */
static const struct error_rule key_words[] = {
    { "unregistered callers", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "valid api key", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "api key not found", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, 0 },
    { "api key expired", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, 0 },
    { "has not been used in project", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "are blocked", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, 0 },
    { "has been suspended", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY, 0 },
};

static void
refine(const struct refusal *refusal, struct source_outcome *outcome)
{
    struct str words = str_from(refusal->message);

    if (outcome->verdict != VERDICT_DENIED ||
        (outcome->cause != CAUSE_PERMISSION && outcome->cause != CAUSE_OUR_REQUEST &&
         outcome->cause != CAUSE_TOKEN_INVALID))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(key_words); i++) {
        if (!answer_holds(words, key_words[i].word))
            continue;
        outcome->scope = key_words[i].scope;
        outcome->cause = key_words[i].cause;
        return;
    }
}

static struct source_outcome
outcome_of(const struct source_view *view, const struct cursor *at,
           const struct http_response *answer, const struct refusal *refusal)
{
    const struct error_rule *rule = rule_of(refusal);
    struct source_outcome outcome;

    /* 404 alone, about no video: more often the address's fault than the channel's. */
    if (rule == NULL ||
        (rule->verdict == VERDICT_GONE && is_by_code(rule) && view->target_count == 0))
        return answer_outcome(at, VERDICT_MALFORMED, answer_scope(view), CAUSE_BAD_ANSWER);
    outcome = answer_outcome(at, rule->verdict, rule->scope, rule->cause);
    if (rule->scope == SCOPE_TARGET)
        outcome.scope = answer_scope(view);
    if (rule->verdict == VERDICT_LIMITED)
        outcome.not_before_us = rule->wait == WAIT_FOR_DAY || refusal->of_day
                                    ? youtube_units_reset_us(view->now_us)
                                    : http_retry_after(answer, view->now_us);
    refine(refusal, &outcome);
    return outcome;
}

bool
youtube_is_error(struct jdoc_node root, const struct http_response *answer)
{
    struct jdoc_node error = jdoc_member(root, "error");

    return answer->status < 200 || answer->status > 299 ||
           (!jdoc_is_absent(error) && !jdoc_is_null(error));
}

struct source_outcome
youtube_error(const struct source_view *view, const struct cursor *at,
              const struct http_response *answer, struct jdoc_node root, struct error *err)
{
    struct jdoc_node error = jdoc_member(root, "error");
    struct source_outcome outcome;
    struct refusal refusal;

    if (jdoc_is_absent(error) || jdoc_is_null(error))
        return answer_by_status(view, at, answer, NULL, err);
    read_refusal(view, answer, root, &refusal);
    outcome = outcome_of(view, at, answer, &refusal);
    if (answer_is_told(outcome.verdict))
        error_set(err, outcome.verdict == VERDICT_DENIED ? ERROR_DENIED : ERROR_PEER,
                  "HTTP %d, reason %.*s: %s", answer->status,
                  STR_ARGS(str_is_none(refusal.reason) ? STR("not given")
                                                       : str_sub(refusal.reason, 0, 64)),
                  refusal.message);
    if (outcome.verdict == VERDICT_DENIED && outcome.cause == CAUSE_TOKEN_INVALID)
        error_hint(err, "An API key stands in the credential as key=…, the token of a channel's "
                        "owner as token=….");
    return outcome;
}
