/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/renewal.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "http/url.h"
#include "json/jdoc.h"

#define URL_MAX 2048
/* Further ahead than any token lives; what a platform says beyond is a number of something else. */
#define LIFE_MAX_S (INT64_C(10) * 366 * 24 * 60 * 60)
#define WORD_MAX   40u
#define WORD_SIZE  (WORD_MAX + 3) /* with ": " */

bool
renewal_origin(const struct renewal_call *call, struct str base_url, struct buf *ret_origin)
{
    if (!url_origin(base_url, ret_origin))
        return false;
    if (call->own_origin == NULL || !str_equal_c(buf_str(ret_origin), call->own_origin))
        return true;
    buf_clear(ret_origin);
    return buf_append_str(ret_origin, str_from(call->token_origin));
}

bool
renewal_request(const struct renewal_call *call, struct str base_url, struct arena *arena,
                struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok =
        call->from_origin ? renewal_origin(call, base_url, &url) : buf_append_str(&url, base_url);
    struct str text;

    ok = ok && buf_append_str(&url, str_from(call->path));
    if (!ok || !arena_str(arena, buf_str(&url), &text))
        return error_set(err, ERROR_CONFIG, "no request can be made for the token");
    *ret_request = (struct http_request){
        .method = call->method,
        .url = text,
        .body = call->body == NULL ? STR_NONE : str_from(call->body),
        .content_type = call->content_type,
        .secret_count = call->secret_count,
    };
    for (size_t i = 0; i < call->secret_count; i++)
        ret_request->secrets[i] = call->secrets[i];
    return true;
}

/* Letters, digits and signs: no sentence of a platform, which may quote what it was sent. */
static bool
is_code_word(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!ascii_is_alphanumeric(text.p[i]) && text.p[i] != '_' && text.p[i] != '-')
            return false;
    }
    return text.n > 0 && text.n <= WORD_MAX;
}

/* ": invalid_grant", or nothing. */
static void
error_word(struct jdoc_node root, char ret_word[WORD_SIZE])
{
    static const char *const places[] = { "error", "error.code", "error.type", "code",
                                          "error_code" };
    struct str word;
    int64_t code;

    ret_word[0] = '\0';
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        struct jdoc_node node = jdoc_path(root, places[i]);
        if (jdoc_get_str(node, &word) && is_code_word(word))
            snprintf(ret_word, WORD_SIZE, ": %.*s", STR_ARGS(word));
        else if (jdoc_get_int(node, &code) && code != 0)
            snprintf(ret_word, WORD_SIZE, ": code %" PRId64, code);
        else
            continue;
        return;
    }
}

/* Of an answer without what was asked for. */
static bool
refuse(const struct http_response *answer, struct jdoc_node root, struct error *err)
{
    bool is_theirs = answer->status >= 500 || answer->status == 429;
    char word[WORD_SIZE];

    error_word(root, word);
    return error_set(err, is_theirs || word[0] == '\0' ? ERROR_PEER : ERROR_DENIED,
                     "the platform answered with status %d%s", answer->status, word);
}

static struct jdoc_node
find(struct jdoc_node root, const char *place)
{
    /* An empty path is no place: the root itself is never what is looked for. */
    return jdoc_path(root, place == NULL ? "-" : place);
}

static bool
take_text(struct jdoc_node root, const char *place, struct arena *arena, struct str *ret_text)
{
    struct str text;

    if (!jdoc_get_str(find(root, place), &text) || text.n == 0)
        return true;
    return arena_str(arena, text, ret_text);
}

static void
take_life(struct jdoc_node root, const char *place, int64_t now_us, int64_t *ret_at_us)
{
    int64_t life_s;

    if (jdoc_get_int(find(root, place), &life_s) && life_s > 0 && life_s < LIFE_MAX_S)
        *ret_at_us = (now_us / WHEN_SECOND + life_s) * WHEN_SECOND; /* more nobody told */
}

static bool
take_epoch(struct jdoc_node root, const char *place, int64_t *ret_at_us)
{
    int64_t at_s;

    if (!jdoc_get_int(find(root, place), &at_s) || at_s < 0 || at_s >= WHEN_MAX / WHEN_SECOND)
        return false;
    if (at_s > 0)
        *ret_at_us = at_s * WHEN_SECOND;
    return at_s == 0;
}

/* A list of texts, or one text as it is. */
static bool
take_scopes(struct jdoc_node root, const char *place, struct arena *arena, struct str *ret_scopes)
{
    CLEANUP(buf_done) struct buf names = BUF_INIT(RECORD_LINE_MAX);
    struct jdoc_node list = find(root, place);
    struct str name;

    if (jdoc_get_str(list, &name))
        return arena_str(arena, name, ret_scopes);
    if (!jdoc_is_array(list))
        return true;
    for (size_t i = 0; i < jdoc_size(list); i++) {
        if (jdoc_get_str(jdoc_at(list, i), &name) &&
            !(buf_append_str(&names, names.used > 0 ? STR(" ") : STR("")) &&
              buf_append_str(&names, name)))
            break; /* so many as there is room for */
    }
    return arena_str(arena, buf_str(&names), ret_scopes);
}

static struct renewal_news
no_news(void)
{
    return (struct renewal_news){ .expires_at_us = WHEN_NONE,
                                  .refresh_expires_at_us = WHEN_NONE,
                                  .data_access_expires_at_us = WHEN_NONE,
                                  .is_valid = TRI_UNKNOWN };
}

/* What jdoc says of a broken body holds no byte of it. */
static struct jdoc *
open_answer(const struct http_response *answer, struct error *err)
{
    struct error wrong = ERROR_INIT;
    struct jdoc *doc = jdoc_parse(answer->body, &wrong);

    if (doc == NULL)
        (void)error_set(err, ERROR_PEER, "the platform answered with status %d: %s", answer->status,
                        wrong.text);
    return doc;
}

bool
renewal_refusal(const struct http_response *answer, struct error *err)
{
    CLEANUP(jdoc_freep) struct jdoc *doc = open_answer(answer, err);

    return doc != NULL && refuse(answer, jdoc_root(doc), err);
}

bool
renewal_read(const struct renewal *renewal, const struct http_response *answer, int64_t now_us,
             struct arena *arena, struct renewal_news *ret_news, struct error *err)
{
    CLEANUP(jdoc_freep) struct jdoc *doc = open_answer(answer, err);
    struct renewal_news news = no_news();
    struct jdoc_node root;

    if (doc == NULL)
        return false;
    root = jdoc_root(doc);
    if (!take_text(root, renewal->token, arena, &news.token) ||
        !take_text(root, renewal->refresh_token, arena, &news.refresh_token) ||
        !take_text(root, renewal->account_id, arena, &news.account_id) ||
        !take_scopes(root, renewal->scopes, arena, &news.scopes))
        return error_set(err, ERROR_LIMIT, "the answer is too large");
    if (answer->status != 200 || str_is_none(news.token))
        return refuse(answer, root, err);
    take_life(root, renewal->expires_in, now_us, &news.expires_at_us);
    take_life(root, renewal->refresh_expires_in, now_us, &news.refresh_expires_at_us);
    news.is_valid = TRI_YES;
    *ret_news = news;
    return true;
}

bool
renewal_inspect(const struct renewal_inspection *inspection, const struct http_response *answer,
                struct arena *arena, struct renewal_news *ret_news, struct error *err)
{
    CLEANUP(jdoc_freep) struct jdoc *doc = open_answer(answer, err);
    struct renewal_news news = no_news();
    struct jdoc_node root;
    bool is_valid;

    if (doc == NULL)
        return false;
    root = jdoc_root(doc);
    if (answer->status != 200 || !jdoc_get_bool(find(root, inspection->is_valid), &is_valid))
        return refuse(answer, root, err);
    news.is_valid = is_valid ? TRI_YES : TRI_NO;
    news.never_expires = take_epoch(root, inspection->expires_at, &news.expires_at_us);
    (void)take_epoch(root, inspection->data_access_expires_at, &news.data_access_expires_at_us);
    if (!take_scopes(root, inspection->scopes, arena, &news.scopes) ||
        !take_text(root, inspection->kind, arena, &news.kind) ||
        !take_text(root, inspection->owner, arena, &news.owner))
        return error_set(err, ERROR_LIMIT, "the answer is too large");
    *ret_news = news;
    return true;
}
