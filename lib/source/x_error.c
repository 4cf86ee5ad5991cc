/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What X's refusals mean, as tables: first the last part of "type" (its host is api.twitter.com or
 * api.x.com), then the number of an error of the old kind, then the status. Never the headers about
 * limits: the monthly cap refuses while they say that 39,999 requests remain. An answer with status
 * 200 may hold nothing but errors: that is how X says that an account is suspended or not there.
 */

#include "source/x.h"

#include <inttypes.h>
#include <string.h>

/* SCOPE_TARGET stands for what was asked about: the post, or the account where no post was. */
struct meaning {
    enum verdict verdict;
    enum verdict_scope scope;
    enum cause cause;
};

static const struct type_rule {
    const char *type;
    struct meaning meaning;
} type_rules[] = {
    { "client-forbidden", { VERDICT_DENIED, SCOPE_APP, CAUSE_PLAN } },
    { "credits", { VERDICT_DENIED, SCOPE_APP, CAUSE_PLAN } },
    { "disallowed-resource", { VERDICT_DENIED, SCOPE_TARGET, CAUSE_POLICY } },
    { "internal-error", { VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE } },
    { "invalid-request", { VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST } },
    { "not-authorized-for-field", { VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION } },
    { "not-authorized-for-resource", { VERDICT_DENIED, SCOPE_TARGET, CAUSE_PERMISSION } },
    { "oauth1-permissions", { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION } },
    { "rate-limit-exceeded", { VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA } },
    { "resource-not-found", { VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE } },
    { "resource-unavailable", { VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE } },
    { "unsupported-authentication", { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID } },
    { "usage-capped", { VERDICT_LIMITED, SCOPE_APP, CAUSE_QUOTA } },
};

static const struct code_rule {
    int64_t code;
    struct meaning meaning;
} code_rules[] = {
    { 17, { VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE } },
    { 32, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID } },
    { 34, { VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST } }, /* no such path */
    { 50, { VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE } },
    { 63, { VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE } }, /* suspended */
    { 64, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY } },
    { 87, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION } },
    { 88, { VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA } },
    { 89, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID } },
    { 99, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID } },
    { 130, { VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE } },
    { 131, { VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE } },
    { 144, { VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE } },
    { 179, { VERDICT_DENIED, SCOPE_TARGET, CAUSE_PERMISSION } },
    { 215, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID } },
    { 220, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION } },
    { 326, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY } }, /* locked */
    { 453, { VERDICT_DENIED, SCOPE_APP, CAUSE_PLAN } },
};

static const struct status_rule {
    int status;
    struct meaning meaning;
} status_rules[] = {
    { 400, { VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST } },
    { 401, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID } },
    { 402, { VERDICT_DENIED, SCOPE_APP, CAUSE_PLAN } },
    { 403, { VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION } },
    { 404, { VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST } }, /* without a type: no such path */
    { 410, { VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST } }, /* a path of the past */
    { 429, { VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA } },
};

/* What an error body says of itself, or the first of its errors where that says more. */
struct refusal {
    struct str type; /* the last part */
    struct str title, detail, reason, period, parameter;
    int64_t code;
    bool names_id; /* it is the id in the path that is wrong */
};

static struct str
last_part(struct str type)
{
    size_t start = type.n;

    while (start > 0 && type.p[start - 1] != '/')
        start--;
    return str_sub(type, start, type.n);
}

/* The first of two that is a text. */
static struct str
text_of(struct jdoc_node first, struct jdoc_node second, const char *name)
{
    struct str text;

    if (jdoc_get_str(jdoc_member(first, name), &text) && text.n > 0)
        return text;
    return jdoc_get_str(jdoc_member(second, name), &text) ? text : STR("");
}

/* "about:blank" says nothing: a status under another name. */
static bool
is_type(struct str type)
{
    return type.n > 0 && !str_equal_c(type, "about:blank");
}

static struct refusal
read_refusal(struct jdoc_node root)
{
    struct jdoc_node errors = jdoc_member(root, "errors");
    struct jdoc_node first = jdoc_is_array(errors) ? jdoc_at(errors, 0) : jdoc_path(root, "error");
    struct jdoc_node parameters = jdoc_member(first, "parameters");
    struct refusal refusal = { .type = last_part(text_of(root, first, "type")) };

    if (!is_type(refusal.type))
        refusal.type = last_part(text_of(first, root, "type"));
    refusal.title = text_of(root, first, "title");
    refusal.detail = text_of(first, first, "message");
    if (refusal.detail.n == 0)
        refusal.detail = text_of(root, first, "detail");
    refusal.reason = text_of(root, first, "reason");
    refusal.period = text_of(root, first, "period");
    refusal.parameter = text_of(first, first, "parameter");
    refusal.names_id = !jdoc_is_absent(jdoc_member(parameters, "id"));
    if (!jdoc_get_int(jdoc_member(first, "code"), &refusal.code))
        jdoc_get_int(jdoc_member(root, "code"), &refusal.code);
    return refusal;
}

static const struct meaning *
find_meaning(const struct refusal *refusal, int status)
{
    for (size_t i = 0; i < ARRAY_SIZE(type_rules); i++) {
        if (str_equal_c(refusal->type, type_rules[i].type))
            return &type_rules[i].meaning;
    }
    for (size_t i = 0; i < ARRAY_SIZE(code_rules); i++) {
        if (refusal->code == code_rules[i].code)
            return &code_rules[i].meaning;
    }
    for (size_t i = 0; i < ARRAY_SIZE(status_rules); i++) {
        if (status == status_rules[i].status)
            return &status_rules[i].meaning;
    }
    return NULL;
}

/*
 * A cap of a month says when it ends nowhere; a new day is a time to ask again at, and the price of
 * a refusal is none.
 */
static int64_t
next_day(int64_t now_us)
{
    return when_floor(now_us, WHEN_DAY) + WHEN_DAY;
}

static void
explain(const struct refusal *refusal, const struct source_outcome *outcome, int status,
        struct error *err)
{
    char title[ANSWER_WORDS_SIZE];
    char detail[ANSWER_WORDS_SIZE];
    char reason[ANSWER_WORDS_SIZE];

    answer_words(refusal->title.n > 0 ? refusal->title : refusal->type, title);
    answer_words(refusal->detail.n > 0 ? refusal->detail : STR("no reason given"), detail);
    answer_words(refusal->reason, reason);
    error_set(err, outcome->verdict == VERDICT_DENIED ? ERROR_DENIED : ERROR_PEER,
              "HTTP %d%s%s%s%s: %s", status, title[0] != '\0' ? ", " : "", title,
              reason[0] != '\0' ? ", " : "", reason, detail);
    if (str_equal_c(refusal->type, "client-forbidden"))
        error_hint(err, "The app must belong to a project that is enrolled in a plan, with its "
                        "owner: see pantau-x(7).");
    if (str_equal_c(refusal->type, "usage-capped"))
        error_hint(err, "What the plan allows in a month is read. It is asked again each day; for "
                        "more, whoever holds the contract asks X.");
    if (str_equal_c(refusal->type, "not-authorized-for-resource") &&
        outcome->scope == SCOPE_ACCOUNT)
        error_hint(err, "The account is protected, only those it lets in see its posts: ask the "
                        "unit to make it public, then reload.");
}

struct source_outcome
x_refusal(const struct source_view *view, const struct cursor *at,
          const struct http_response *response, struct jdoc_node root, struct error *err)
{
    const struct refusal refusal = read_refusal(root);
    const struct meaning *meaning = find_meaning(&refusal, response->status);
    struct source_outcome outcome;

    if (meaning == NULL || !jdoc_is_object(root))
        return answer_by_status(view, at, response, NULL, err);
    outcome = answer_outcome(at, meaning->verdict, meaning->scope, meaning->cause);
    if (meaning->scope == SCOPE_TARGET)
        outcome.scope = view->target_count > 0 ? SCOPE_TARGET : SCOPE_ACCOUNT;
    if (outcome.cause == CAUSE_OUR_REQUEST && refusal.names_id) {
        outcome.scope = SCOPE_ACCOUNT;
        outcome.cause = CAUSE_WRONG_ID;
    }
    if (meaning->verdict == VERDICT_LIMITED)
        outcome.not_before_us = str_equal_c(refusal.type, "usage-capped")
                                    ? next_day(view->now_us)
                                    : x_regain_time(response, view->now_us);
    if (answer_is_told(outcome.verdict))
        explain(&refusal, &outcome, response->status, err);
    return outcome;
}

bool
x_is_refusal(struct jdoc_node root, const struct http_response *response)
{
    bool holds =
        !jdoc_is_absent(jdoc_member(root, "data")) || !jdoc_is_absent(jdoc_member(root, "meta"));

    if (response->status < 200 || response->status > 299)
        return true;
    return !holds && (jdoc_size(jdoc_member(root, "errors")) > 0 ||
                      !jdoc_is_absent(jdoc_member(root, "type")) ||
                      jdoc_is_object(jdoc_member(root, "error")));
}

bool
x_is_gone(struct jdoc_node entry, struct str *ret_id, enum removed_by *ret_by)
{
    struct str type = last_part(text_of(entry, entry, "type"));
    struct str title = text_of(entry, entry, "title");
    bool is_protected = str_equal_c(type, "not-authorized-for-resource");

    if (!is_protected && !str_equal_c(type, "resource-not-found"))
        return false;
    *ret_id = text_of(entry, entry, "resource_id");
    if (ret_id->n == 0)
        *ret_id = text_of(entry, entry, "value");
    /* A suspended author is "Forbidden"; a deleted item says not by whom. */
    *ret_by = REMOVED_BY_UNKNOWN;
    if (is_protected)
        *ret_by = REMOVED_BY_AUTHOR;
    else if (str_equal_c(title, "Forbidden"))
        *ret_by = REMOVED_BY_PLATFORM;
    return ret_id->n > 0;
}
