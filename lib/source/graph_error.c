/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the refusals of Meta's APIs mean, as one table over {code, subcode}. Codes decide: titles
 * have changed their capital letters. Words are asked of codes alone that Meta uses for many
 * things, and where they say nothing the table stands (README.md, D5). They change the verdict of
 * two: of 1, an answer that is too large, where an address without TLS is meant (smaller()), and
 * of 100 without a subcode, where one object is meant (is_no_object()). They change cause and scope
 * of 100 (an unknown field, a missing permission, a missing proof), of 200 (a permission, an app
 * that was shut out) and of 2500 (an unknown path, a missing token), and the cause of 190 without a
 * subcode or with 467, which stand for all that ends a token. Where there is no code the type
 * decides.
 */

#include "source/graph.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/parse.h"

#define ANY               INT64_C(-1)
#define BEFORE_CONVERSION INT64_C(2108006) /* of one medium, whatever was asked for */
#define TOO_MUCH_DATA     INT64_C(-3)      /* the name that Meta's own libraries have for it */

/*
 * SCOPE_TARGET stands for answer_scope(): the post asked for, or the stream where the request is
 * about the account.
 */
struct error_rule {
    int64_t code, code_to, subcode;
    enum verdict verdict;
    enum verdict_scope scope;
    enum cause cause;
};

/*
 * The first row that fits. Sources: the error table of the Graph API's documentation and recorded
 * answers.
 */
static const struct error_rule rules[] = {
    { TOO_MUCH_DATA, TOO_MUCH_DATA, ANY, VERDICT_SMALLER, SCOPE_TARGET, CAUSE_TOO_MUCH },
    { -2, -1, ANY, VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE },
    { 1, 1, ANY, VERDICT_SMALLER, SCOPE_TARGET, CAUSE_TOO_MUCH },
    { 2, 2, ANY, VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE },
    { 3, 3, ANY, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION },
    { 4, 4, ANY, VERDICT_LIMITED, SCOPE_APP, CAUSE_QUOTA },
    { 5, 5, ANY, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION }, /* not from this address */
    { 9, 9, ANY, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA },
    { 10, 10, ANY, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION },
    { 11, 12, ANY, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST }, /* deprecated */
    { 15, 15, ANY, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION },  /* other apps' or tokens' */
    { 17, 17, ANY, VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA },
    { 21, 21, ANY, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_WRONG_ID }, /* page moved to another id */
    { 24, 24, ANY, VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE },
    { 25, 25, ANY, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_POLICY }, /* account restricted */
    { 32, 32, ANY, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA },
    { 100, 100, 33, VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE },
    { 100, 100, BEFORE_CONVERSION, VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE },
    { 100, 100, ANY, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST },
    { 101, 101, ANY, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID }, /* no such app */
    { 102, 102, ANY, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { 104, 104, ANY, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID }, /* none was sent */
    { 110, 110, ANY, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_WRONG_ID }, /* nobody of that handle */
    { 190, 190, 458, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED }, /* app removed */
    { 190, 190, 459, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED }, /* checkpoint */
    { 190, 190, 460, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED }, /* password */
    { 190, 190, 461, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED }, /* app removed */
    { 190, 190, 463, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED },
    { 190, 190, 464, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED }, /* unconfirmed */
    { 190, 190, 466, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED }, /* by a call */
    { 190, 190, 468, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED }, /* long unused */
    { 190, 190, 490, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED }, /* checkpoint */
    { 190, 190, 492, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED }, /* role lost */
    { 190, 190, 493, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED }, /* 90 days unused */
    { 190, 190, ANY, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { 210, 210, ANY, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID }, /* not a page's */
    { 200, 299, ANY, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION },
    { 341, 341, ANY, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA },
    { 368, 368, ANY, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY },
    { 450, 450, ANY, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED },
    { 452, 452, ANY, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { 613, 613, ANY, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA },
    { 803, 803, ANY, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_WRONG_ID },
    { 2500, 2500, ANY, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST },
    { 80006, 80006, ANY, VERDICT_LIMITED, SCOPE_STREAM, CAUSE_QUOTA }, /* Messenger */
    /* Of one business: 80001 is Pages, 80002 Instagram, others what no stream asks for. */
    { 80000, 80014, ANY, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA },
};

/*
 * Errors without a code of the table's: those of the first versions have none, and Instagram's
 * first hosts wrote the HTTP status there. Then the type has to do.
 */
static const struct type_rule {
    const char *type;
    struct error_rule rule;
} type_rules[] = {
    { "OAuthException",
      { .verdict = VERDICT_DENIED, .scope = SCOPE_CREDENTIAL, .cause = CAUSE_TOKEN_INVALID } },
    { "OAuthAccessTokenException",
      { .verdict = VERDICT_DENIED, .scope = SCOPE_CREDENTIAL, .cause = CAUSE_TOKEN_INVALID } },
    { "OAuthForbiddenException",
      { .verdict = VERDICT_DENIED, .scope = SCOPE_STREAM, .cause = CAUSE_PERMISSION } },
    { "OAuthPermissionsException",
      { .verdict = VERDICT_DENIED, .scope = SCOPE_STREAM, .cause = CAUSE_PERMISSION } },
    { "OAuthParameterException",
      { .verdict = VERDICT_DENIED, .scope = SCOPE_STREAM, .cause = CAUSE_OUR_REQUEST } },
    { "OAuthRateLimitException",
      { .verdict = VERDICT_LIMITED, .scope = SCOPE_CREDENTIAL, .cause = CAUSE_QUOTA } },
    { "APINotFoundError", { .verdict = VERDICT_GONE, .scope = SCOPE_TARGET, .cause = CAUSE_GONE } },
    { "APINotAllowedError",
      { .verdict = VERDICT_DENIED, .scope = SCOPE_STREAM, .cause = CAUSE_PERMISSION } },
    { "APIInvalidParametersError",
      { .verdict = VERDICT_DENIED, .scope = SCOPE_STREAM, .cause = CAUSE_OUR_REQUEST } },
    { "GraphMethodException",
      { .verdict = VERDICT_GONE, .scope = SCOPE_TARGET, .cause = CAUSE_GONE } },
};

/* Of one object, without a subcode: see is_no_object(). */
static const struct error_rule rule_no_object = { 100,          100,          ANY,
                                                  VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE };

/* A code that is new to us, under a status that says enough. */
static const struct error_rule rule_429 = { 0,          0, ANY, VERDICT_LIMITED, SCOPE_CREDENTIAL,
                                            CAUSE_QUOTA };

/* What an error body says, with its message made fit for a log. */
struct refusal {
    int64_t code, subcode;
    bool transient;
    struct str type;
    char message[ANSWER_WORDS_SIZE];
};

/*
 * The object that says it: under "error"; of Instagram's first hosts, and of the interface before
 * this one, the answer itself, or what it has under "meta". Absent where there is none.
 */
static struct jdoc_node
find_refusal(struct jdoc_node root)
{
    struct jdoc_node error = jdoc_member(root, "error");
    struct jdoc_node meta = jdoc_member(root, "meta");
    struct str type;

    if (jdoc_is_object(error) || !jdoc_is_object(root))
        return error;
    if (jdoc_get_str(jdoc_member(root, "error_type"), &type) ||
        !jdoc_is_absent(jdoc_member(root, "error_code")))
        return root;
    return jdoc_get_str(jdoc_member(meta, "error_type"), &type) ? meta : error;
}

/*
 * "(#4) Application request limit reached": the first versions told the code there alone, or wrote
 * 190 beside it, whatever it was; none of them knew subcodes.
 */
static int64_t
code_in_words(struct str words)
{
    size_t end = str_find(words, STR(")"), 0);
    int64_t code;

    if (!str_starts(words, STR("(#")) || end == SIZE_MAX ||
        !parse_int(str_sub(words, 2, end - 2), &code))
        return 0;
    return code;
}

/* The words beside an "error_code": of the interface before this one, of batches, of proxies. */
static void
read_old_words(struct jdoc_node error, struct str *message)
{
    static const char *const names[] = { "error_msg", "error_description", "error_message" };

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (jdoc_get_str(jdoc_member(error, names[i]), message))
            return;
    }
}

static struct refusal
read_refusal(struct jdoc_node error)
{
    struct refusal refusal = { .code = 0 };
    struct str message = STR("no message");
    int64_t value;
    bool transient;

    if (jdoc_get_int(jdoc_member(error, "code"), &value))
        refusal.code = value;
    if (jdoc_get_int(jdoc_member(error, "error_subcode"), &value))
        refusal.subcode = value;
    if (jdoc_get_bool(jdoc_member(error, "is_transient"), &transient))
        refusal.transient = transient;
    if (jdoc_get_str(jdoc_member(error, "error_type"), &refusal.type)) {
        refusal.code = 0; /* what stands there is an HTTP status */
        jdoc_get_str(jdoc_member(error, "error_message"), &message);
    } else if (jdoc_get_int(jdoc_member(error, "error_code"), &value)) {
        refusal.code = value;
        read_old_words(error, &message);
    } else {
        jdoc_get_str(jdoc_member(error, "type"), &refusal.type);
        jdoc_get_str(jdoc_member(error, "message"), &message);
    }
    value = code_in_words(message);
    if (value > 0 && (refusal.code == 0 || (refusal.code == 190 && refusal.subcode == 0)))
        refusal.code = value;
    answer_words(message, refusal.message);
    return refusal;
}

static const struct error_rule *
find_rule(const struct refusal *refusal)
{
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        const struct error_rule *rule = &rules[i];
        if (refusal->code >= rule->code && refusal->code <= rule->code_to &&
            (rule->subcode == ANY || rule->subcode == refusal->subcode))
            return rule;
    }
    return NULL;
}

static const struct error_rule *
find_type_rule(const struct refusal *refusal)
{
    for (size_t i = 0; refusal->code == 0 && i < ARRAY_SIZE(type_rules); i++) {
        if (str_equal_c(refusal->type, type_rules[i].type))
            return &type_rules[i].rule;
    }
    return NULL;
}

/* The first versions told by words alone what was no token's fault: the type was the same. */
static bool
is_wrong_request(const struct refusal *refusal)
{
    struct str words = str_from(refusal->message);

    return refusal->code == 0 &&
           (answer_holds(words, "unknown path") || answer_holds(words, "empty identifier"));
}

/* The token is dead all the same; 467 alone stands for all that may have ended it. */
static void
refine_token(const struct refusal *refusal, struct source_outcome *outcome)
{
    static const char *const taken_back[] = { "password", "logged out", "not authorized",
                                              "deauthorized", "revoked" };
    struct str words = str_from(refusal->message);

    if (outcome->cause != CAUSE_TOKEN_INVALID)
        return;
    if (is_wrong_request(refusal)) {
        outcome->cause = CAUSE_OUR_REQUEST;
        outcome->scope = SCOPE_STREAM;
        return;
    }
    if (answer_holds(words, "expired"))
        outcome->cause = CAUSE_TOKEN_EXPIRED;
    for (size_t i = 0; i < ARRAY_SIZE(taken_back); i++) {
        if (answer_holds(words, taken_back[i]))
            outcome->cause = CAUSE_TOKEN_REVOKED;
    }
}

/* Code 200, of all that the app asks for: shut out, or not an app's token at all. */
static void
refine_app(const struct refusal *refusal, struct source_outcome *outcome)
{
    struct str words = str_from(refusal->message);

    if (refusal->code != 200)
        return;
    if (answer_holds(words, "api access blocked") || answer_holds(words, "api access deactivated"))
        outcome->cause = CAUSE_POLICY;
    else if (answer_holds(words, "valid app id"))
        outcome->cause = CAUSE_TOKEN_INVALID;
    else
        return;
    outcome->scope = SCOPE_CREDENTIAL;
}

/* Code 100 without a subcode: refused all the same, but the operator is told what to do. */
static void
refine_cause(const struct refusal *refusal, struct source_outcome *outcome)
{
    struct str words = str_from(refusal->message);

    refine_token(refusal, outcome);
    refine_app(refusal, outcome);
    if (outcome->cause != CAUSE_OUR_REQUEST)
        return;
    if (answer_holds(words, "access token must be used")) {
        outcome->cause = CAUSE_TOKEN_INVALID; /* code 2500, where none was sent */
        outcome->scope = SCOPE_CREDENTIAL;
    } else if (answer_holds(words, "secret proof") || answer_holds(words, "appsecret_proof")) {
        outcome->cause = CAUSE_PROOF_REQUIRED;
        outcome->scope = SCOPE_CREDENTIAL;
    } else if (answer_holds(words, "permission") || answer_holds(words, "public content access")) {
        outcome->cause = CAUSE_PERMISSION;
    }
}

static enum verdict_scope
scope_of(const struct source_view *view, const struct error_rule *rule)
{
    if (rule->scope != SCOPE_TARGET)
        return rule->scope;
    /* Without a target the thing that is gone is the account itself. */
    if (rule->verdict == VERDICT_GONE && view->target_count == 0 &&
        rule->subcode != BEFORE_CONVERSION)
        return SCOPE_ACCOUNT;
    return answer_scope(view);
}

/* The latest time that the usage headers name; where they name none, Retry-After. */
static int64_t
regain_time(const struct http_response *answer, int64_t now_us)
{
    struct source_quota_note notes[SOURCE_NOTES_MAX];
    size_t count = graph_notes(answer, now_us, notes);
    int64_t at_us = WHEN_NONE;

    for (size_t i = 0; i < count; i++) {
        if (notes[i].regain_at_us > at_us)
            at_us = notes[i].regain_at_us;
    }
    return at_us != WHEN_NONE ? at_us : http_retry_after(answer, now_us);
}

/*
 * Their own trouble, to be asked again soon. A limit is none, though Meta marks it as transient
 * too: who goes on asking is kept out for longer.
 */
static bool
is_their_trouble(const struct refusal *refusal, const struct error_rule *rule, int status)
{
    if (rule == NULL)
        return refusal->transient || status >= 500;
    return refusal->transient && rule->verdict != VERDICT_LIMITED;
}

/*
 * "An unknown error": as often as not of a page that was too large. But no page is small enough for
 * an address without TLS, which is refused under the same code.
 */
static struct source_outcome
smaller(const struct source_view *view, const struct cursor *at, const struct refusal *refusal,
        unsigned limit)
{
    bool is_size = refusal->code == TOO_MUCH_DATA ||
                   answer_holds(str_from(refusal->message), "reduce the amount");

    if (answer_holds(str_from(refusal->message), "must use https"))
        return answer_outcome(at, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST);
    if (limit > 1)
        return answer_halve(view, at, limit);
    return answer_outcome(at, VERDICT_BUSY, answer_scope(view),
                          is_size ? CAUSE_TOO_MUCH : CAUSE_PEER_TROUBLE);
}

/*
 * "Unsupported get request", of type GraphMethodException: what subcode 33 says, from versions that
 * had no subcodes and of objects that nobody may read. One post of that kind must not end the
 * comments of all others.
 */
static bool
is_no_object(const struct source_view *view, const struct refusal *refusal)
{
    return view->target_count > 0 && refusal->code == 100 && refusal->subcode == 0 &&
           str_equal_c(refusal->type, "GraphMethodException") &&
           str_starts(str_from(refusal->message), STR("Unsupported "));
}

static struct source_outcome
outcome_of(const struct source_view *view, const struct cursor *at,
           const struct http_response *answer, const struct refusal *refusal, unsigned limit)
{
    const struct error_rule *rule =
        is_no_object(view, refusal) ? &rule_no_object : find_rule(refusal);
    struct source_outcome outcome;

    if (rule == NULL && answer->status == 429)
        rule = &rule_429;
    if (rule == NULL && answer->status < 500)
        rule = find_type_rule(refusal);
    if (is_their_trouble(refusal, rule, answer->status))
        return answer_outcome(at, VERDICT_BUSY, answer_scope(view), CAUSE_PEER_TROUBLE);
    if (rule == NULL)
        return answer_outcome(at, VERDICT_MALFORMED, answer_scope(view), CAUSE_BAD_ANSWER);
    if (rule->verdict == VERDICT_SMALLER)
        return smaller(view, at, refusal, limit);
    outcome = answer_outcome(at, rule->verdict, scope_of(view, rule), rule->cause);
    if (rule->verdict == VERDICT_LIMITED)
        outcome.not_before_us = regain_time(answer, view->now_us);
    refine_cause(refusal, &outcome);
    return outcome;
}

/* Subcodes begin with 1: most refusals have none. */
static void
say(const struct refusal *refusal, enum error_kind kind, struct error *err)
{
    if (refusal->subcode == 0)
        error_set(err, kind, "code %" PRId64 ": %s", refusal->code, refusal->message);
    else
        error_set(err, kind, "code %" PRId64 ", subcode %" PRId64 ": %s", refusal->code,
                  refusal->subcode, refusal->message);
}

bool
graph_is_error(struct jdoc_node root, const struct http_response *answer)
{
    struct jdoc_node error = find_refusal(root);

    return answer->status < 200 || answer->status > 299 ||
           (!jdoc_is_absent(error) && !jdoc_is_null(error));
}

struct source_outcome
graph_error(const struct source_view *view, const struct cursor *at,
            const struct http_response *answer, struct jdoc_node root, unsigned limit,
            struct error *err)
{
    struct jdoc_node error = find_refusal(root);
    struct refusal refusal;
    struct source_outcome outcome;

    /* JSON that no object of theirs is: as HTML with this status (graph_page.c, open_answer()). */
    if (answer->status == 500 && limit > 1 && !jdoc_is_object(root))
        return answer_halve(view, at, limit);
    if (!jdoc_is_object(error))
        return answer_by_status(view, at, answer, NULL, err);
    refusal = read_refusal(error);
    outcome = outcome_of(view, at, answer, &refusal, limit);
    if (answer_is_told(outcome.verdict))
        say(&refusal, outcome.verdict == VERDICT_DENIED ? ERROR_DENIED : ERROR_PEER, err);
    return outcome;
}
