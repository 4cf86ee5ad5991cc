/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/answer.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "http/url.h"
#include "source/reference.h"

#define ORIGIN_MAX 512

struct source_outcome
answer_outcome(const struct cursor *at, enum verdict verdict, enum verdict_scope scope,
               enum cause cause)
{
    struct source_outcome outcome = { .verdict = verdict,
                                      .scope = scope,
                                      .cause = cause,
                                      .not_before_us = WHEN_NONE,
                                      .next = CURSOR_INIT,
                                      .announced = -1 };

    outcome.next.version = 1;
    outcome.next.since_us = at->since_us;
    return outcome;
}

enum verdict_scope
answer_scope(const struct source_view *view)
{
    return view->target_count > 0 ? SCOPE_TARGET : SCOPE_STREAM;
}

struct source_outcome
answer_malformed(const struct source_view *view, const struct cursor *at, struct error *err,
                 const char *format, ...)
{
    char text[sizeof(err->text)];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    error_set(err, ERROR_PEER, "%s", text);
    return answer_outcome(at, VERDICT_MALFORMED, answer_scope(view), CAUSE_BAD_ANSWER);
}

/* Statuses whose meaning does not depend on the platform. The rows are tried in order. */
static const struct status_rule {
    int from, to;
    enum verdict verdict;
    enum verdict_scope scope; /* SCOPE_TARGET stands for answer_scope() */
    enum cause cause;
} status_rules[] = {
    { 304, 304, VERDICT_UNCHANGED, SCOPE_STREAM, CAUSE_NONE },
    { 300, 399, VERDICT_MALFORMED, SCOPE_PLATFORM, CAUSE_BAD_ANSWER },
    { 407, 407, VERDICT_BUSY, SCOPE_PLATFORM, CAUSE_PEER_TROUBLE },
    { 429, 429, VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA },
    { 408, 408, VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE },
    { 502, 504, VERDICT_BUSY, SCOPE_PLATFORM, CAUSE_PEER_TROUBLE },
    { 500, 599, VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE },
};

/*
 * What stands between us and the platform: no redirect is followed, because the token would go
 * along. Of its target only the origin is told; the rest may hold anything.
 */
static void
explain_status(const struct http_response *answer, struct error *err)
{
    CLEANUP(buf_done) struct buf origin = BUF_INIT(ORIGIN_MAX);

    if (answer->status == 407) {
        error_set(err, ERROR_PEER, "HTTP 407: the proxy asks for a login");
        error_hint(err, "Put its login into http.proxy_credential, let this machine pass, or name "
                        "another proxy in http.proxy.");
    } else if (answer->status >= 300 && answer->status < 400 && answer->status != 304) {
        if (url_origin(http_header_find(answer, "Location"), &origin))
            error_set(err, ERROR_PEER, "HTTP %d: redirected to %.*s", answer->status,
                      STR_ARGS(buf_str(&origin)));
        else
            error_set(err, ERROR_PEER, "HTTP %d: redirected", answer->status);
        error_hint(err, "Redirects are not followed: write the new address into base_url, or have "
                        "the proxy in between let these requests pass.");
    }
}

static bool
is_blank(struct str body)
{
    return str_trim(body).n == 0;
}

void
answer_hint_smaller(struct error *err)
{
    error_hint(err, "Have it send less at a time: page_size and its parameter of a feed, "
                    "posts_page and comments_page of a platform.");
}

/* err has said how much. */
static struct source_outcome
too_much(const struct source_view *view, const struct cursor *at, struct error *err)
{
    answer_hint_smaller(err);
    return answer_outcome(at, VERDICT_MALFORMED, answer_scope(view), CAUSE_TOO_MUCH);
}

bool
answer_is_told(enum verdict verdict)
{
    return verdict == VERDICT_LIMITED || verdict == VERDICT_DENIED || verdict == VERDICT_GONE ||
           verdict == VERDICT_BUSY || verdict == VERDICT_MALFORMED;
}

struct source_outcome
answer_by_status(const struct source_view *view, const struct cursor *at,
                 const struct http_response *answer, const struct error *parse_error,
                 struct error *err)
{
    const char *reason = parse_error != NULL ? parse_error->text : "no reason given";
    struct source_outcome outcome;

    for (size_t i = 0; i < ARRAY_SIZE(status_rules); i++) {
        const struct status_rule *rule = &status_rules[i];
        if (answer->status < rule->from || answer->status > rule->to)
            continue;
        outcome = answer_outcome(at, rule->verdict, rule->scope, rule->cause);
        if (rule->scope == SCOPE_TARGET)
            outcome.scope = answer_scope(view);
        if (rule->verdict == VERDICT_LIMITED)
            outcome.not_before_us = http_retry_after(answer, view->now_us);
        explain_status(answer, err);
        return outcome;
    }
    /*
     * A page for people says nothing about the account: a proxy, a maintenance page, a login form.
     */
    if (http_is_html(answer)) {
        error_set(err, ERROR_PEER, "HTTP %d: a page for people instead of an answer",
                  answer->status);
        return answer_outcome(at, VERDICT_BUSY, answer_scope(view), CAUSE_PEER_TROUBLE);
    }
    if (answer->status == 401) {
        error_set(err, ERROR_DENIED, "HTTP 401: %s", reason);
        return answer_outcome(at, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID);
    }
    if (answer->status == 403) {
        error_set(err, ERROR_DENIED, "HTTP 403: %s", reason);
        return answer_outcome(at, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION);
    }
    if (is_blank(answer->body))
        return answer_malformed(view, at, err, "HTTP %d with an empty body", answer->status);
    if (parse_error != NULL && parse_error->kind == ERROR_LIMIT) {
        error_set(err, ERROR_PEER, "HTTP %d: %s", answer->status, reason);
        return too_much(view, at, err);
    }
    return answer_malformed(view, at, err, "HTTP %d: %s", answer->status, reason);
}

struct jdoc *
answer_open(const struct source_view *view, const struct cursor *at,
            const struct http_response *answer, struct source_outcome *ret_outcome,
            struct error *err)
{
    struct error parse_error = ERROR_INIT;
    struct jdoc *doc = NULL;

    if (answer->status != 304 && !is_blank(answer->body) && !http_is_html(answer))
        doc = jdoc_parse(answer->body, &parse_error);
    if (doc == NULL)
        *ret_outcome = answer_by_status(view, at, answer,
                                        error_is_set(&parse_error) ? &parse_error : NULL, err);
    return doc;
}

struct source_outcome
answer_halve(const struct source_view *view, const struct cursor *at, unsigned limit)
{
    struct source_outcome outcome =
        answer_outcome(at, VERDICT_SMALLER, answer_scope(view), CAUSE_TOO_MUCH);

    assert(limit > 1);
    outcome.next = *at;
    outcome.next.page_limit = limit / 2;
    return outcome;
}

struct source_outcome
answer_finish(struct source_outcome outcome, const struct source_view *view,
              const struct cursor *at, struct batch *batch, unsigned limit, struct error *err)
{
    reference_name(batch);
    reference_add(batch);
    if (!batch->overflowed)
        return outcome;
    if (limit > 1)
        return answer_halve(view, at, limit);
    error_set(err, ERROR_LIMIT, "the answer needs more memory than it may");
    return too_much(view, at, err);
}

bool
answer_is_asked_for(const struct source_view *view, size_t from, size_t to, struct str id)
{
    while (from < to && !str_equal(view->targets[from].external_id, id))
        from++;
    return from < to;
}

void
answer_add_gone(const struct source_view *view, const struct source_target *target,
                enum removed_by by, struct batch *batch)
{
    struct record *record = batch_add(batch, RECORD_MESSAGE_GONE);

    if (record != NULL)
        record->of.message_gone = (struct message_gone){ .external_id = target->external_id,
                                                         .last_seen_at_us = target->last_seen_at_us,
                                                         .first_missed_at_us = view->now_us,
                                                         .removed_by = by };
}

bool
answer_keep(struct batch *batch, size_t first, const char *path, bool ok, struct error *err)
{
    bool out_of_memory = !ok && err->kind == ERROR_LIMIT;

    for (size_t i = first; ok && i < batch->count; i++)
        ok = record_check(&batch->records[i], err);
    if (out_of_memory)
        batch->overflowed = true;
    if (ok && !batch->overflowed)
        return true;
    while (batch->count > first)
        batch_drop_last(batch);
    if (!ok && !out_of_memory)
        batch_reject(batch, str_from(path), "%s", err->text);
    return false;
}

bool
answer_holds(struct str text, const char *words)
{
    struct str wanted = str_from(words);

    for (size_t i = 0; i + wanted.n <= text.n; i++) {
        if (str_equal_nocase(str_sub(text, i, wanted.n), wanted))
            return true;
    }
    return false;
}

/* Constants: Fowler, Noll, Vo; the 64-bit prime. */
uint64_t
answer_hash(uint64_t hash, struct str part)
{
    const uint64_t prime = UINT64_C(0x100000001b3);

    for (size_t i = 0; i < part.n; i++)
        hash = (hash ^ (unsigned char)part.p[i]) * prime;
    return (hash ^ 0xff) * prime; /* 0xff stands in no UTF-8 text */
}

bool
answer_hash_text(uint64_t hash, struct arena *arena, struct str *ret_text)
{
    return arena_printf(arena, ret_text, "%016" PRIx64, hash);
}

static bool
is_word_byte(char c)
{
    return ascii_is_alphanumeric(c) || c == '_' || c == '-' || c == '|';
}

/*
 * Long runs with letters and digits: tokens and proofs; ids are digits only, names of permissions
 * have none.
 */
static bool
looks_secret(struct str word)
{
    bool letter = false, digit = false;

    for (size_t i = 0; i < word.n; i++) {
        letter = letter || ascii_is_letter(word.p[i]);
        digit = digit || ascii_is_digit(word.p[i]);
    }
    if (word.n >= 8 && str_starts(word, STR("EAA")))
        return true;
    return letter && digit && word.n >= 20;
}

static char
in_one_line(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f ? ' ' : c;
}

void
answer_words(struct str text, char words[ANSWER_WORDS_SIZE])
{
    struct str out = utf8_cut(text, ANSWER_WORDS_SIZE - 1);
    size_t n = 0;

    for (size_t i = 0; i < out.n;) {
        size_t end = i;
        while (end < text.n && is_word_byte(text.p[end]))
            end++;
        if (looks_secret(str_sub(text, i, end - i))) {
            words[n++] = '*';
            i = end;
            continue;
        }
        /* The word, and what ended it. */
        end = end < out.n ? end + 1 : out.n;
        for (; i < end; i++)
            words[n++] = in_one_line(out.p[i]);
    }
    words[n] = '\0';
}

void
answer_refusal(struct jdoc_node root, struct error *ret_error)
{
    static const char *const names[] = { "message", "error", "pesan", "error.message" };
    char words[ANSWER_WORDS_SIZE];
    struct str text;

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (jdoc_get_str(jdoc_path(root, names[i]), &text)) {
            answer_words(text, words);
            error_set(ret_error, ERROR_PEER, "%s", words);
            return;
        }
    }
    error_set(ret_error, ERROR_PEER, "no reason given");
}
