/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What a list and an error come as. Seen in the wild: an array (the standard); "service_requests",
 * "requests" or "service_request_updates" with an array, with an object that holds "request", or
 * with an array of such; a single request; errors as a list, below "errors" or "error", as XML
 * though JSON was asked for, and with status 200.
 */

#include "source/open311_list.h"

#include <stdio.h>

#include "source/fields.h"
#include "source/lapor_words.h"

/* Names under which a list lies, or an element lies alone. */
static const char *const list_names[] = {
    "service_requests",
    "requests",
    "request",
    "service_request",
    "service_request_updates",
    "service_requests_updates", /* FixMyStreet */
    "request_updates",
    "request_update",
    "service-requests",
    "updates",
    "data",
    "results",
};
/* A request or an update, and no wrapper. */
static const char *const id_names[] = {
    "service_request_id",
    "servicerequest_id",
    "sevicerequest_id",
    "service_code",
    "update_id",
    "requested_datetime",
    "id",
};

static bool
has_any(struct jdoc_node object, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!jdoc_is_absent(jdoc_member(object, names[i])))
            return true;
    }
    return false;
}

/* What lies in the wrappers; the node itself where it is none. */
static struct jdoc_node
unwrap(struct jdoc_node node)
{
    for (size_t depth = 0; depth < OPEN311_LEVELS_MAX; depth++) {
        size_t i = 0;
        if (!jdoc_is_object(node) || has_any(node, id_names, ARRAY_SIZE(id_names)))
            return node;
        while (i < ARRAY_SIZE(list_names) && jdoc_is_absent(jdoc_member(node, list_names[i])))
            i++;
        if (i == ARRAY_SIZE(list_names))
            return node;
        node = jdoc_member(node, list_names[i]);
    }
    return node;
}

/* What a converter from XML makes of a list with nothing in it. */
static bool
is_nothing(struct jdoc_node node)
{
    struct jdoc_node value;
    struct str text;
    void *place = NULL;

    return jdoc_is_null(node) || (jdoc_get_str(node, &text) && lapor_is_nothing(text)) ||
           (jdoc_is_object(node) && !jdoc_next(node, &place, &text, &value));
}

bool
open311_list_open(struct jdoc_node root, struct open311_list *ret_list)
{
    struct jdoc_node node = unwrap(root);
    bool is_wrapped = node.value != root.value;

    *ret_list = (struct open311_list){ .depth = 0 };
    if (is_wrapped && is_nothing(node))
        return true;
    if (!jdoc_is_array(node) &&
        !(jdoc_is_object(node) && has_any(node, id_names, ARRAY_SIZE(id_names))))
        return false;
    ret_list->levels[0].node = node;
    ret_list->depth = 1;
    return true;
}

bool
open311_list_next(struct open311_list *list, struct jdoc_node *ret_item)
{
    while (list->depth > 0) {
        struct jdoc_node node = list->levels[list->depth - 1].node;
        size_t next = list->levels[list->depth - 1].next++;
        if (next >= (jdoc_is_array(node) ? jdoc_size(node) : 1)) {
            list->depth--;
            continue;
        }
        if (jdoc_is_array(node))
            node = unwrap(jdoc_at(node, next));
        if (!jdoc_is_array(node) || list->depth == OPEN311_LEVELS_MAX) {
            *ret_item = node;
            return true;
        }
        list->levels[list->depth].node = node;
        list->levels[list->depth++].next = 0;
    }
    return false;
}

struct str
open311_list_id(struct jdoc_node item, char digits[JDOC_DIGITS_SIZE])
{
    struct str id = STR_NONE;

    for (size_t i = 0; i < 3 && str_is_none(id); i++) {
        struct jdoc_node node = jdoc_member(item, id_names[i]);
        if (!jdoc_get_id(jdoc_is_array(node) ? jdoc_at(node, 0) : node, digits, &id))
            id = STR_NONE;
    }
    return id;
}

/* The first of an error's objects: root, or what lies under "errors" or "error". */
static struct jdoc_node
error_of(struct jdoc_node root)
{
    static const char *const names[] = { "errors", "error", "fault" };
    struct jdoc_node node = root;

    for (size_t depth = 0; depth < OPEN311_LEVELS_MAX; depth++) {
        struct jdoc_node before = node;
        if (jdoc_is_array(node))
            node = jdoc_at(node, 0);
        for (size_t i = 0; i < ARRAY_SIZE(names) && node.value == before.value; i++) {
            if (!jdoc_is_absent(jdoc_member(node, names[i])))
                node = jdoc_member(node, names[i]);
        }
        if (node.value == before.value)
            return node;
    }
    return node;
}

static struct str
words_of(struct jdoc_node error)
{
    static const char *const names[] = { "description", "message", "msg",  "error_description",
                                         "faultstring", "detail",  "title" };
    struct str text;

    if (jdoc_get_str(error, &text))
        return text;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (jdoc_get_str(jdoc_member(error, names[i]), &text))
            return text;
    }
    return STR_NONE;
}

static bool
is_refusal(const struct http_response *answer, struct jdoc_node root, struct jdoc_node error)
{
    struct jdoc_node list = unwrap(root);

    if (answer->status < 200 || answer->status > 299)
        return true;
    /* With status 200: something is said to be wrong, and nothing is listed. */
    if (list.value != root.value || has_any(error, id_names, ARRAY_SIZE(id_names) - 1))
        return false;
    if (jdoc_is_object(root) && error.value != root.value)
        return !is_nothing(error);
    return !jdoc_is_absent(jdoc_member(error, "code")) && !str_is_none(words_of(error));
}

/* Text of the first element of that name, without a parser: enough for an error's two words. */
static struct str
xml_element(struct str body, struct str opening)
{
    size_t at = str_find(body, opening, 0);
    size_t end;

    if (at == SIZE_MAX)
        return STR_NONE;
    at += opening.n;
    end = str_find(body, STR("<"), at);
    return str_trim(str_sub(body, at, end == SIZE_MAX ? 0 : end - at));
}

static bool
says(const struct open311_refusal *refusal, const char *words)
{
    return answer_holds(str_from(refusal->words), words);
}

/* With status 200 and no code: what is said of our request is ours, all else their trouble. */
static int
status_of(const struct http_response *answer, int64_t code, const struct open311_refusal *refusal)
{
    static const char *const ours[] = { "jurisdiction", "api_key",  "api key", "parameter",
                                        "invalid",      "required", "missing", "_date" };

    if (answer->status < 200 || answer->status > 299)
        return answer->status;
    if (code >= 300 && code <= 599)
        return (int)code;
    for (size_t i = 0; i < ARRAY_SIZE(ours); i++) {
        if (says(refusal, ours[i]))
            return 400;
    }
    return 500;
}

static void
set_words(struct open311_refusal *refusal, struct str words)
{
    answer_words(str_trim(words).n > 0 ? words : STR("no reason given"), refusal->words);
}

/*
 * Errors that come as XML though JSON was asked for, and the page for people that FixMyStreet shows
 * where the jurisdiction is missing.
 */
static bool
read_markup(const struct http_response *answer, struct open311_refusal *refusal)
{
    struct str body = str_trim(answer->body);
    struct str words = xml_element(body, STR("<description>"));
    struct str code = xml_element(body, STR("<code>"));
    int64_t number = 0;
    struct str rest = code;

    if (words.n == 0)
        words = xml_element(body, STR("<error>"));
    if (str_find(body, STR("<error"), 0) == SIZE_MAX) {
        if (!answer_holds(body, "jurisdiction_id") || answer->status >= 500)
            return false;
        words = STR("a page for people that asks for a jurisdiction_id");
    }
    for (size_t i = 0; i < 3 && i < rest.n && rest.p[i] >= '0' && rest.p[i] <= '9'; i++)
        number = number * 10 + (rest.p[i] - '0');
    set_words(refusal, words);
    refusal->status = status_of(answer, number, refusal);
    return true;
}

bool
open311_refusal_read(const struct http_response *answer, struct jdoc_node root,
                     struct open311_refusal *ret_refusal)
{
    struct jdoc_node error = error_of(root);
    int64_t code = 0;

    if (jdoc_is_absent(root))
        return str_starts(str_trim(answer->body), STR("<")) && read_markup(answer, ret_refusal);
    if (!is_refusal(answer, root, error))
        return false;
    if (!fields_get_whole(jdoc_member(error, "code"), &code))
        code = 0;
    set_words(ret_refusal, words_of(error));
    ret_refusal->status = status_of(answer, code, ret_refusal);
    return true;
}

/*
 * Some servers know no empty page: behind the last one there is "nothing found", or a mistake of
 * ours.
 */
bool
open311_refusal_is_end(const struct open311_refusal *refusal, bool first_page)
{
    bool is_ours = refusal->status == 400 || refusal->status == 404;

    if (is_ours && !first_page)
        return true;
    return refusal->status == 404 &&
           (says(refusal, "no request") || says(refusal, "no service request") ||
            says(refusal, "no result") || says(refusal, "no record") ||
            says(refusal, "requests found") || says(refusal, "requests not found"));
}

/* Codes decide; words only tell a key from a right, and an id from the rest of a request. */
static struct source_outcome
denied(const struct cursor *at, const struct open311_refusal *refusal, struct error *err)
{
    bool is_key = says(refusal, "api_key") || says(refusal, "api key") || says(refusal, "apikey");
    bool is_right = says(refusal, "permission") || says(refusal, "not permitted") ||
                    says(refusal, "not allowed") || says(refusal, "access denied");
    bool is_format = refusal->status == 406 || refusal->status == 415;

    error_set(err, ERROR_DENIED, "HTTP %d: %s", refusal->status, refusal->words);
    if (refusal->status == 403 && is_right && !is_key)
        return answer_outcome(at, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION);
    if (refusal->status == 401 || refusal->status == 403 || is_key)
        return answer_outcome(at, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID);
    if (says(refusal, "jurisdiction")) {
        error_hint(err, "Look at the feed's jurisdiction_id.");
        return answer_outcome(at, VERDICT_DENIED, SCOPE_STREAM,
                              refusal->status == 404 ? CAUSE_WRONG_ID : CAUSE_OUR_REQUEST);
    }
    if (is_format)
        error_hint(err, "The server does not give what path asks for: try the other ending, "
                        "requests.xml or requests.json.");
    if (refusal->status == 400 || is_format)
        return answer_outcome(at, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST);
    return answer_outcome(at, VERDICT_GONE, SCOPE_STREAM, CAUSE_GONE);
}

struct source_outcome
open311_refusal_outcome(const struct source_view *view, const struct cursor *at,
                        const struct http_response *answer, const struct open311_refusal *refusal,
                        struct error *err)
{
    /* The status that the body means, and none of the markup it may come in. */
    const struct http_response meant = { .status = refusal->status,
                                         .headers = answer->headers,
                                         .header_count = answer->header_count,
                                         .body = STR("{}") };
    struct error words = ERROR_INIT;

    switch (refusal->status) {
    case 400:
    case 401:
    case 403:
    case 404:
    case 406:
    case 410:
    case 415:
        return denied(at, refusal, err);
    default:
        error_set(&words, ERROR_PEER, "%s", refusal->words);
        return answer_by_status(view, at, &meant, &words, err);
    }
}
