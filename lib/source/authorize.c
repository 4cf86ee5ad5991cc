/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/authorize.h"

#include <string.h>

#include "http/url.h"
#include "json/jdoc.h"

#define SCOPES_MAX 1024u
#define WORD_MAX   80u

/* ---- the address that the owner opens ---- */

static bool
is_loopback(struct str url)
{
    static const char *const hosts[] = { "http://localhost", "http://127.0.0.1", "http://[::1]",
                                         "https://localhost", "https://127.0.0.1" };

    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
        struct str host = str_from(hosts[i]);
        struct str next = str_sub(url, host.n, 1);
        if (str_starts(url, host) && (next.n == 0 || next.p[0] == ':' || next.p[0] == '/'))
            return true;
    }
    return false;
}

enum authorize_proof
authorize_proof_for(const struct authorization *authorization, struct str redirect_uri)
{
    if (authorization->proof == AUTHORIZE_PROOF_LOOPBACK && !is_loopback(redirect_uri))
        return AUTHORIZE_NO_PROOF;
    return authorization->proof;
}

static bool
add_scopes(const struct authorization *authorization, struct buf *url)
{
    CLEANUP(buf_done) struct buf names = BUF_INIT(SCOPES_MAX);
    bool ok = true;

    for (size_t i = 0; authorization->scopes[i].name != NULL && ok; i++)
        ok = (i == 0 || buf_append(&names, &authorization->separator, 1)) &&
             buf_append_str(&names, str_from(authorization->scopes[i].name));
    return ok && url_add_query(url, STR("scope"), buf_str(&names));
}

bool
authorize_url(const struct authorization *authorization, const struct authorize_attempt *attempt,
              struct buf *url)
{
    return buf_append_str(url, str_from(authorization->address)) &&
           url_add_query(url, STR("response_type"), STR("code")) &&
           url_add_query(url, str_from(authorization->client_name), attempt->client_id) &&
           url_add_query(url, STR("redirect_uri"), attempt->redirect_uri) &&
           add_scopes(authorization, url) && url_add_query(url, STR("state"), attempt->state) &&
           (authorization->also == NULL || buf_append_str(url, str_from(authorization->also))) &&
           (str_is_none(attempt->challenge) ||
            (url_add_query(url, STR("code_challenge"), attempt->challenge) &&
             url_add_query(url, STR("code_challenge_method"), STR("S256"))));
}

/* ---- the address that he comes back with ---- */

/* STR_NONE where it has none of that name, and at the arena's ceiling. */
static struct str
parameter(struct str query, const char *name, struct arena *arena)
{
    CLEANUP(buf_done) struct buf value = BUF_INIT(query.n + 1);
    struct str escaped = url_parameter(query, str_from(name));
    struct str copy;

    if (str_is_none(escaped))
        return STR_NONE;
    must(url_unescape(&value, escaped));
    return arena_str(arena, buf_str(&value), &copy) ? copy : STR_NONE;
}

static bool
is_quote(char c)
{
    return c == '"' || c == '\'' || c == '<' || c == '>';
}

/* What lies between "?" and "#"; all of it where it has no "?". */
static struct str
query_of(struct str pasted)
{
    struct str text = str_trim(pasted);
    size_t at;

    while (text.n > 0 && is_quote(text.p[0]))
        text = str_trim(str_sub(text, 1, text.n));
    while (text.n > 0 && is_quote(text.p[text.n - 1]))
        text = str_trim(str_sub(text, 0, text.n - 1));
    at = str_find(text, STR("?"), 0);
    if (at != SIZE_MAX)
        text = str_sub(text, at + 1, text.n);
    return str_sub(text, 0, str_find(text, STR("#"), 0));
}

/* So that what somebody pasted can be shown. */
static struct str
shown(struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if ((unsigned char)word.p[i] < ' ' || (unsigned char)word.p[i] > '~')
            return str_sub(word, 0, i);
    return str_sub(word, 0, WORD_MAX);
}

static bool
refused(struct str word, struct error *err)
{
    if (str_equal_c(word, "access_denied") || str_equal_c(word, "user_denied") ||
        str_equal_c(word, "user_cancelled_authorize")) {
        (void)error_set(err, ERROR_DENIED, "the owner of the account did not allow it");
        return error_hint(err, "Talk to whoever was logged in there, and ask again.");
    }
    (void)error_set(err, ERROR_DENIED, "the platform did not ask the owner: %.*s",
                    STR_ARGS(shown(word)));
    return error_hint(err,
                      str_equal_c(word, "invalid_scope") || str_equal_c(word, "unauthorized_scope")
                          ? "The app has not been granted all permissions that were asked "
                            "for; see the manual page of the platform."
                          : "Compare the app's id and the redirect address with those in the "
                            "app's settings.");
}

bool
authorize_code(struct str pasted, struct str state, struct arena *arena, struct str *ret_code,
               struct error *err)
{
    struct str query = query_of(pasted);
    struct str given = parameter(query, "state", arena);
    struct str word = parameter(query, "error", arena);
    struct str code = parameter(query, "code", arena);

    if (str_is_none(code))
        code = parameter(query, "auth_code", arena);
    if (str_is_none(word) && code.n == 0) {
        (void)error_set(err, ERROR_PEER, "that is not the address of the page you were sent to");
        return error_hint(err, "Copy all of it from the browser's address bar: it has \"code=\" "
                               "and \"state=\" in it. That the page itself does not load is fine.");
    }
    /* Some platforms leave the state out when they refuse. */
    if (!str_equal(given, state) && !(str_is_none(given) && !str_is_none(word))) {
        (void)error_set(err, ERROR_PEER, "that address is of another attempt: its state differs");
        return error_hint(err, "Open the address that was printed just now, and paste where it "
                               "leads to. If it was, somebody meddles with it.");
    }
    if (!str_is_none(word))
        return refused(word, err);
    *ret_code = code;
    return true;
}

/* ---- what a refusal means ---- */

enum meaning { MEANS_USED, MEANS_REDIRECT, MEANS_APP, MEANS_PROOF };

static const char *const hints[] = {
    [MEANS_USED] = "The code was used before or is too old, some live for half a minute: start "
                   "again, and paste at once.",
    [MEANS_REDIRECT] = "The redirect address must stand in the app's settings exactly as it was "
                       "given here, to the last slash.",
    [MEANS_APP] = "Compare the app's id and secret with the app's settings.",
    [MEANS_PROOF] = "The code is of another attempt: start again.",
};

/*
 * Words of RFC 6749 (5.2), of TikTok's Business API, and codes and subcodes of Meta; the first that
 * fits.
 */
static const struct {
    const char *place, *word;
    int64_t code;
    enum meaning meaning;
} meanings[] = {
    { "error.error_subcode", NULL, 36007, MEANS_USED },
    { "error.error_subcode", NULL, 36009, MEANS_USED },
    { "error.error_subcode", NULL, 36008, MEANS_REDIRECT },
    { "error.code", NULL, 191, MEANS_REDIRECT },
    { "error.code", NULL, 101, MEANS_APP },
    { "error.code", NULL, 1, MEANS_APP },
    { "error.code", NULL, 100, MEANS_USED },
    { "error", "invalid_client", 0, MEANS_APP },
    { "error", "unauthorized_client", 0, MEANS_APP },
    { "error", "redirect_uri_mismatch", 0, MEANS_REDIRECT },
    { "error", "invalid_grant", 0, MEANS_USED },
    { "error", "invalid_request", 0, MEANS_USED },
    { "error_type", NULL, 0, MEANS_USED },
    { "code", NULL, 40110, MEANS_USED },
};

static bool
fits(struct jdoc_node root, size_t i)
{
    struct jdoc_node node = jdoc_path(root, meanings[i].place);
    struct str word;
    int64_t code;

    if (meanings[i].code != 0)
        return jdoc_get_int(node, &code) && code == meanings[i].code;
    return jdoc_get_str(node, &word) &&
           (meanings[i].word == NULL || str_equal_c(word, meanings[i].word));
}

/* Some say in words alone which of the two it was. */
static bool
speaks_of(struct jdoc_node root, const char *what)
{
    static const char *const places[] = { "error_description", "error_message", "error.message",
                                          "message" };
    struct str text;

    for (size_t i = 0; i < ARRAY_SIZE(places); i++)
        if (jdoc_get_str(jdoc_path(root, places[i]), &text) &&
            str_find(text, str_from(what), 0) != SIZE_MAX)
            return true;
    return false;
}

void
authorize_explain(const struct http_response *answer, struct error *err)
{
    struct error wrong = ERROR_INIT;
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(answer->body, &wrong);
    struct jdoc_node root = { NULL };

    if (doc == NULL || err->kind != ERROR_DENIED)
        return;
    root = jdoc_root(doc);
    for (size_t i = 0; i < ARRAY_SIZE(meanings); i++) {
        enum meaning meaning = meanings[i].meaning;
        if (!fits(root, i))
            continue;
        if (meaning == MEANS_USED &&
            (speaks_of(root, "redirect_uri") || speaks_of(root, "Redirect_uri")))
            meaning = MEANS_REDIRECT;
        else if (meaning == MEANS_USED && speaks_of(root, "verifier"))
            meaning = MEANS_PROOF;
        (void)error_hint(err, "%s", hints[meaning]);
        return;
    }
}

/* ---- what was granted ---- */

static bool
is_granted(struct str granted, const char *name)
{
    size_t n = strlen(name);

    for (size_t at = 0; (at = str_find(granted, str_from(name), at)) != SIZE_MAX; at++) {
        bool begins = at == 0 || granted.p[at - 1] == ' ' || granted.p[at - 1] == ',';
        bool ends = at + n == granted.n || granted.p[at + n] == ' ' || granted.p[at + n] == ',';
        if (begins && ends)
            return true;
    }
    return false;
}

const struct renewal_scope *
authorize_lack(const struct authorization *authorization, struct str granted, size_t nth)
{
    for (size_t i = 0; authorization->scopes[i].name != NULL; i++)
        if (!is_granted(granted, authorization->scopes[i].name) && nth-- == 0)
            return &authorization->scopes[i];
    return NULL;
}
