/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What a refusal means. The Business API says so in a number, mostly with status 200; the Display
 * API in a word under "error", with a status of its own. Codes decide; words only tell a token that
 * is over from one that was taken back, and a video that is gone from a wrong parameter, because
 * TikTok has one code for each pair.
 */

#include "source/tiktok.h"

#include <inttypes.h>

#include "base/parse.h"
#include "source/fields.h"

static const struct number_rule {
    int64_t from, to;
    enum verdict verdict;
    enum verdict_scope scope;
    enum cause cause;
} numbers[] = {
    { 40001, 40001, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION },
    { 40006, 40007, VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE },
    { 40100, 40100, VERDICT_LIMITED, SCOPE_APP, CAUSE_QUOTA },
    { 40101, 40101, VERDICT_DENIED, SCOPE_APP, CAUSE_TOKEN_INVALID },
    { 40102, 40103, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED },
    { 40104, 40199, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { 40300, 40399, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_POLICY },
    { 40700, 40799, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_PERMISSION },
    { 40000, 40999, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST },
    { 50000, 59999, VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE },
};

static const struct word_rule {
    const char *word;
    enum verdict verdict;
    enum verdict_scope scope;
    enum cause cause;
} words[] = {
    { "access_token_invalid", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { "access_token_expired", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED },
    { "access_token_has_been_cancelled", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED },
    { "scope_not_authorized", VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION },
    { "scope_permission_missed", VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION },
    { "rate_limit_exceeded", VERDICT_LIMITED, SCOPE_APP, CAUSE_QUOTA },
    { "invalid_params", VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST },
    { "invalid_param", VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST },
    { "internal_error", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE },
    { "timeout", VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE },
};

struct refusal {
    bool is_one;
    int64_t number;  /* 0: none */
    struct str word; /* absent: none */
    struct str message;
};

static bool
is_ok(struct str word)
{
    return word.n == 0 || str_equal_c(word, "ok") || str_equal_c(word, "0");
}

static struct refusal
read_refusal(struct jdoc_node root)
{
    struct refusal refusal = { .number = 0, .word = STR_NONE, .message = STR_NONE };
    struct jdoc_node error = jdoc_member(root, "error");
    struct jdoc_node code = jdoc_member(jdoc_is_object(error) ? error : root, "code");
    int64_t number;

    if (fields_get_whole(code, &number)) {
        refusal.number = number;
        refusal.is_one = number != 0;
    } else if (jdoc_get_str(code, &refusal.word)) {
        refusal.is_one = !is_ok(refusal.word);
    }
    if (!jdoc_get_str(jdoc_member(jdoc_is_object(error) ? error : root, "message"),
                      &refusal.message))
        refusal.message = STR("no reason given");
    return refusal;
}

static bool
says(const struct refusal *refusal, const char *phrase)
{
    return answer_holds(refusal->message, phrase);
}

/* One code for a token that is over, wrong, or taken back; one for a wrong id and a gone video. */
static void
refine(const struct source_view *view, const struct refusal *refusal,
       struct source_outcome *outcome)
{
    bool is_token = outcome->cause == CAUSE_TOKEN_INVALID;
    bool is_off = says(refusal, "disabled") || says(refusal, "turned off");

    if (is_token && (says(refusal, "too many") || says(refusal, "frequent") ||
                     says(refusal, "rate limit") || says(refusal, "qps"))) {
        outcome->verdict = VERDICT_LIMITED;
        outcome->scope = SCOPE_APP;
        outcome->cause = CAUSE_QUOTA;
    } else if (is_token && says(refusal, "expire")) {
        outcome->cause = CAUSE_TOKEN_EXPIRED;
    } else if (is_token && says(refusal, "revoked")) {
        outcome->cause = CAUSE_TOKEN_REVOKED;
    } else if (view->target_count > 0 && is_off && says(refusal, "comment")) {
        outcome->verdict = VERDICT_DENIED;
        outcome->scope = SCOPE_TARGET;
        outcome->cause = CAUSE_COMMENTS_OFF;
    } else if (refusal->number == 40002 && view->target_count > 0 &&
               (says(refusal, "video") || says(refusal, "item") || says(refusal, "comment_id"))) {
        outcome->verdict = VERDICT_GONE;
        outcome->scope = SCOPE_TARGET;
        outcome->cause = CAUSE_GONE;
    } else if (refusal->number == 40002 && says(refusal, "business_id")) {
        outcome->scope = SCOPE_ACCOUNT;
        outcome->cause = CAUSE_WRONG_ID;
    }
}

static bool
find_rule(const struct refusal *refusal, struct number_rule *ret_rule)
{
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
        if (refusal->number >= numbers[i].from && refusal->number <= numbers[i].to) {
            *ret_rule = numbers[i];
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (str_equal_c(refusal->word, words[i].word)) {
            *ret_rule =
                (struct number_rule){ 0, 0, words[i].verdict, words[i].scope, words[i].cause };
            return true;
        }
    }
    return false;
}

/* A scope of TARGET is the stream's, or the account's, where the request is about no target. */
static enum verdict_scope
scope_of(const struct source_view *view, const struct number_rule *rule)
{
    if (rule->scope != SCOPE_TARGET || view->target_count > 0)
        return rule->scope;
    return rule->verdict == VERDICT_GONE ? SCOPE_ACCOUNT : SCOPE_STREAM;
}

static struct source_outcome
refused(const struct source_view *view, const struct cursor *at, const struct http_response *answer,
        const struct refusal *refusal, struct error *err)
{
    struct number_rule rule;
    struct source_outcome outcome;
    char said[ANSWER_WORDS_SIZE];
    struct error words_of_it = ERROR_INIT;

    answer_words(refusal->message, said);
    if (!find_rule(refusal, &rule)) {
        error_set(&words_of_it, ERROR_PEER, "%s", said);
        return answer_by_status(view, at, answer, &words_of_it, err);
    }
    outcome = answer_outcome(at, rule.verdict, scope_of(view, &rule), rule.cause);
    refine(view, refusal, &outcome);
    if (outcome.verdict == VERDICT_LIMITED)
        outcome.not_before_us = http_retry_after(answer, view->now_us);
    if (answer_is_told(outcome.verdict)) {
        if (refusal->number != 0)
            error_set(err, outcome.verdict == VERDICT_DENIED ? ERROR_DENIED : ERROR_PEER,
                      "code %" PRId64 ": %s", refusal->number, said);
        else
            error_set(err, outcome.verdict == VERDICT_DENIED ? ERROR_DENIED : ERROR_PEER,
                      "%.*s: %s", STR_ARGS(str_sub(refusal->word, 0, 64)), said);
    }
    return outcome;
}

bool
tiktok_open(const struct source_view *view, const struct cursor *at,
            const struct http_response *answer, struct tiktok_answer *ret_answer,
            struct source_outcome *ret_outcome, struct error *err)
{
    CLEANUP(jdoc_freep) struct jdoc *doc = answer_open(view, at, answer, ret_outcome, err);
    struct refusal refusal;

    if (doc == NULL)
        return false;
    refusal = read_refusal(jdoc_root(doc));
    if (refusal.is_one || answer->status < 200 || answer->status > 299) {
        *ret_outcome = refused(view, at, answer, &refusal, err);
        return false;
    }
    ret_answer->data = jdoc_member(jdoc_root(doc), "data");
    if (!jdoc_is_object(ret_answer->data)) {
        *ret_outcome = answer_malformed(view, at, err, "$.data: expected an object, got %s",
                                        jdoc_type_name(ret_answer->data));
        return false;
    }
    ret_answer->doc = TAKE(doc);
    return true;
}

bool
tiktok_has_list(struct jdoc_node data, const char *name, struct error *err)
{
    struct jdoc_node list = jdoc_member(data, name);
    bool is_none = jdoc_is_absent(list) || jdoc_is_null(list);

    if (jdoc_is_array(list) || (is_none && !jdoc_is_absent(jdoc_member(data, "has_more"))))
        return true;
    return error_set(err, ERROR_PEER, "$.data.%s: expected a list, got %s", name,
                     jdoc_type_name(list));
}

/* Digits alone: it goes into a JSON body as it is. */
void
tiktok_next_read(struct jdoc_node data, struct tiktok_next *ret_next)
{
    struct jdoc_node more = jdoc_member(data, "has_more");
    struct str word;
    int64_t number;
    bool flag;

    *ret_next = (struct tiktok_next){ .has_more = false, .cursor = STR_NONE };
    if (jdoc_get_bool(more, &flag) || (jdoc_get_str(more, &word) && parse_bool(word, &flag)))
        ret_next->has_more = flag;
    else if (jdoc_get_int(more, &number))
        ret_next->has_more = number != 0;
    if (!jdoc_get_id(jdoc_member(data, "cursor"), ret_next->digits, &ret_next->cursor) ||
        !parse_int(ret_next->cursor, &number))
        ret_next->cursor = STR_NONE;
}
