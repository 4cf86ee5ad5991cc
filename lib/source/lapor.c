/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * SP4N-LAPOR!, whose API contract is shown only to accounts with the developer role: so path,
 * method, place of the token, place of the list, paging, zones and precisions are settings. Two
 * profiles: the flat log, as a province's own application receives it, and the four stage times of
 * the open data. One stream: the complaints. Tracking ids are neither dense nor ordered and old
 * reports change for months, so each visit reads the whole list again, page by page, until a page
 * is empty or comes twice.
 */

#include "source/lapor.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"
#include "config/setting.h"
#include "http/url.h"
#include "source/ask.h"
#include "source/id_set.h"

#define URL_MAX      4096
#define FORM_CONTENT "application/x-www-form-urlencoded"

static const char *const profiles[] = {
    [LAPOR_FLAT_LOG] = "flat_log", [LAPOR_STAGES] = "stages", NULL
};
static const char *const methods[] = { [HTTP_GET] = "GET", [HTTP_POST] = "POST", NULL };
static const char *const counts[] = {
    [LAPOR_COUNTS_PAGES] = "pages", [LAPOR_COUNTS_COMPLAINTS] = "complaints", NULL
};
static const char *const token_places[] = { [LAPOR_TOKEN_HEADER] = "header",
                                            [LAPOR_TOKEN_QUERY] = "query",
                                            [LAPOR_TOKEN_FORM] = "form",
                                            [LAPOR_TOKEN_NONE] = "none",
                                            NULL };

#define CLOCK(name, field)                                                                      \
    { .path = name "_zone",                                                                     \
      .type = &setting_choice,                                                                  \
      .offset = offsetof(struct lapor_settings, clocks[field].zone),                            \
      .fallback = "same",                                                                       \
      .choices = lapor_zones,                                                                   \
      .flags = SETTING_RELOAD,                                                                  \
      .doc = "Zone of this time; same takes what timezone says. The admin site's export, "      \
             "for one, is apparently UTC." },                                                   \
    {                                                                                           \
        .path = name "_precision", .type = &setting_choice,                                     \
        .offset = offsetof(struct lapor_settings, clocks[field].precision), .fallback = "auto", \
        .choices = lapor_precisions, .flags = SETTING_RELOAD,                                   \
        .doc = "How exact this time is; auto takes what is written: minutes where no "          \
               "seconds are, a day where no clock is."                                          \
    }

static const struct setting settings[] = {
    { .path = "timezone",
      .type = &setting_zone,
      .offset = offsetof(struct lapor_settings, zone_s),
      .flags = SETTING_RELOAD | SETTING_REQUIRED,
      .doc = "Zone of times that name none. There is no default: WIB would be wrong for 20 of 38 "
             "provinces.",
      .sample = "Asia/Jakarta" },
    { .path = "profile",
      .type = &setting_choice,
      .offset = offsetof(struct lapor_settings, profile),
      .fallback = "flat_log",
      .choices = profiles,
      .flags = SETTING_RELOAD,
      .doc = "Shape of the answers: flat_log has a log of dated sentences, stages has the times of "
             "four stages. Stages show no answer: their complaints are counted apart, in "
             "n_excluded, and stay outside the response figures." },
    { .path = "path",
      .type = &setting_text,
      .offset = offsetof(struct lapor_settings, path),
      .fallback = "",
      .flags = SETTING_RELOAD,
      .doc = "Path of the list below the base URL." },
    { .path = "method",
      .type = &setting_choice,
      .offset = offsetof(struct lapor_settings, method),
      .fallback = "GET",
      .choices = methods,
      .flags = SETTING_RELOAD,
      .doc = "With POST the parameters go into a form." },
    { .path = "token_place",
      .type = &setting_choice,
      .offset = offsetof(struct lapor_settings, token_place),
      .fallback = "header",
      .choices = token_places,
      .flags = SETTING_RELOAD,
      .doc = "Where the credential's token goes." },
    { .path = "token_name",
      .type = &setting_text,
      .offset = offsetof(struct lapor_settings, token_name),
      .fallback = "Authorization",
      .flags = SETTING_RELOAD,
      .doc =
          "Name of that header, parameter or field. In the header Authorization the token stands "
          "behind the word Bearer." },
    { .path = "list_path",
      .type = &setting_text,
      .offset = offsetof(struct lapor_settings, list_path),
      .fallback = "data",
      .flags = SETTING_RELOAD,
      .doc = "Where the list stands in the answer, as names joined by dots; empty where the answer "
             "is the list." },
    { .path = "page_parameter",
      .type = &setting_text,
      .offset = offsetof(struct lapor_settings, page_parameter),
      .fallback = "page",
      .flags = SETTING_RELOAD,
      .doc = "Name of the parameter with the page number; empty where the feed has one page." },
    { .path = "page_first",
      .type = &setting_integer,
      .offset = offsetof(struct lapor_settings, page_first),
      .fallback = "1",
      .min = 0,
      .max = 1,
      .flags = SETTING_RELOAD,
      .doc = "Number of the first page." },
    { .path = "page_counts",
      .type = &setting_choice,
      .offset = offsetof(struct lapor_settings, page_counts),
      .fallback = "pages",
      .choices = counts,
      .flags = SETTING_RELOAD,
      .doc = "What that number counts: pages, or the complaints before (skip, offset)." },
    { .path = "page_size_parameter",
      .type = &setting_text,
      .offset = offsetof(struct lapor_settings, page_size_parameter),
      .fallback = "",
      .flags = SETTING_RELOAD,
      .doc = "Name of the parameter with the number of complaints wanted; empty where there is "
             "none." },
    { .path = "page_size",
      .type = &setting_integer,
      .offset = offsetof(struct lapor_settings, page_size),
      .fallback = "100",
      .min = 1,
      .max = 1000,
      .flags = SETTING_RELOAD,
      .doc = "Complaints wanted in one answer." },
    { .path = "may_be_empty",
      .type = &setting_boolean,
      .offset = offsetof(struct lapor_settings, may_be_empty),
      .fallback = "false",
      .flags = SETTING_RELOAD,
      .doc = "Whether a feed that listed complaints may list none: one that shows the open ones "
             "alone, or those of this year. With false such an answer is a failure and proves "
             "nothing." },
    { .path = "permalink_prefix",
      .type = &setting_text,
      .offset = offsetof(struct lapor_settings, permalink_prefix),
      .fallback = "https://www.lapor.go.id/id/",
      .flags = SETTING_RELOAD,
      .doc = "Put before the tracking id for a link that people can follow; empty for none." },
    { .path = "topics",
      .type = &setting_words,
      .offset = offsetof(struct lapor_settings, topics),
      .flags = SETTING_RELOAD,
      .doc = "Names of the topics by their ids, for a feed that gives the id alone.",
      .sample = "{ \"12\": Infrastruktur Jalan }" },
    CLOCK("received", LAPOR_RECEIVED),
    CLOCK("verified", LAPOR_VERIFIED),
    CLOCK("disposed", LAPOR_DISPOSED),
    CLOCK("activity", LAPOR_ACTIVITY),
    CLOCK("closed", LAPOR_CLOSED),
    CLOCK("log", LAPOR_LOG),
    { .path = NULL },
};

/*
 * The version of a cursor: whether the feed ever listed a complaint. It is stored with the visit's
 * end, so that an empty list can be told from one that was emptied, after a restart too.
 */
enum { LISTED_NEVER = 1, LISTED_BEFORE = 2, LISTED_NOW = 3 };

/* Page number of the visit's place: the frame's text, or the first one. */
static int64_t
page_number(const struct lapor_settings *set, const struct cursor *at)
{
    return at->frame_count > 0 ? ask_number(str_from(at->frames[0].after), set->page_first)
                               : set->page_first;
}

/* url_add_query() writes "?a=1&b=2": for a form the first byte is left out. */
static bool
add_parameters(const struct lapor_settings *set, const struct cursor *at, struct buf *query)
{
    char text[24];

    if (set->page_parameter.n > 0) {
        snprintf(text, sizeof(text), "%" PRId64, page_number(set, at));
        if (!url_add_query(query, set->page_parameter, str_from(text)))
            return false;
    }
    if (set->page_size_parameter.n > 0) {
        snprintf(text, sizeof(text), "%" PRId64, set->page_size);
        return url_add_query(query, set->page_size_parameter, str_from(text));
    }
    return true;
}

static bool
add_token(const struct source_view *view, struct http_request *request)
{
    static const enum http_secret_place places[] = { [LAPOR_TOKEN_HEADER] = HTTP_SECRET_HEADER,
                                                     [LAPOR_TOKEN_QUERY] = HTTP_SECRET_QUERY,
                                                     [LAPOR_TOKEN_FORM] = HTTP_SECRET_FORM };
    const struct lapor_settings *set = view->settings;
    bool bearer = set->token_place == LAPOR_TOKEN_HEADER &&
                  str_equal_nocase(set->token_name, STR("Authorization"));
    struct str name;

    if (set->token_place == LAPOR_TOKEN_NONE)
        return true;
    /* A copy, because a secret's name is a C string. */
    if (set->token_name.n == 0 || !arena_str(view->arena, set->token_name, &name))
        return false;
    request->secrets[request->secret_count++] = (struct http_secret){
        .place = places[set->token_place],
        .transform = bearer ? HTTP_SECRET_BEARER : HTTP_SECRET_AS_IS,
        .name = name.p,
        .part = "token",
    };
    return true;
}

static bool
plan_complaints(const struct source_view *view, const struct cursor *at,
                struct http_request *ret_request, struct error *err)
{
    const struct lapor_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    CLEANUP(buf_done) struct buf form = BUF_INIT(URL_MAX);
    struct http_request request = { .method = (enum http_method)set->method };
    bool post = request.method == HTTP_POST;
    bool ok = buf_append_str(&url, view->base_url) && ask_add_path(&url, set->path) &&
              add_parameters(set, at, post ? &form : &url) &&
              arena_str(view->arena, buf_str(&url), &request.url) && add_token(view, &request);

    if (ok && post) {
        request.content_type = FORM_CONTENT;
        ok = form.used == 0 ||
             arena_str(view->arena, str_sub(buf_str(&form), 1, form.used), &request.body);
    }
    if (!ok)
        return error_set(err, ERROR_CONFIG, "no request can be made with these settings");
    *ret_request = request;
    return true;
}

static void
read_item(struct lapor_page *page, struct jdoc_node item, const char *path)
{
    bool wrapped;
    struct jdoc_node complaint = lapor_list_complaint(item, &wrapped);
    char below[2 * ANSWER_PATH_MAX];

    snprintf(below, sizeof(below), "%s%s", path, wrapped ? ".log_span_lapor" : "");
    if (wrapped && (jdoc_is_null(complaint) || jdoc_is_absent(complaint)))
        return;
    if (lapor_case_room(complaint) > BATCH_RECORDS_MAX)
        batch_reject(page->batch, str_from(below), "a log of more than %u entries",
                     BATCH_RECORDS_MAX - LAPOR_CASE_RECORDS);
    else
        lapor_case_read(page, complaint, below);
}

/* One case where a list could stand: there are no pages of it. */
static bool
is_alone(struct jdoc_node list)
{
    return !jdoc_is_array(list) && !lapor_list_open(list).is_keyed;
}

/*
 * From view->skip on, as far as the batch has room. Returns the element with which the list goes
 * on; 0: it was read to its end.
 */
static size_t
read_list(struct lapor_page *page, struct lapor_list list)
{
    const struct lapor_settings *set = page->settings;
    struct jdoc_node item;
    char path[ANSWER_PATH_MAX];
    bool wrapped;

    page->seen = id_set_new(page->view->arena, list.count);
    if (page->seen == NULL)
        page->batch->overflowed = true;
    for (size_t i = 0; !page->batch->overflowed && lapor_list_next(&list, &item); i++) {
        if (i < page->view->skip)
            continue;
        if (page->batch->count > 0 &&
            page->batch->count + lapor_case_room(lapor_list_complaint(item, &wrapped)) >
                BATCH_RECORDS_MAX)
            return i;
        snprintf(path, sizeof(path), "$%s%.*s[%zu]", set->list_path.n > 0 ? "." : "",
                 (int)(set->list_path.n < 20 ? set->list_path.n : 20), set->list_path.p, i);
        read_item(page, item, path);
    }
    return 0;
}

static unsigned
listed(const struct lapor_page *page, const struct cursor *at)
{
    if (page->batch->count > 0 || page->view->skip > 0)
        return LISTED_NOW;
    return at->version < LISTED_BEFORE ? LISTED_NEVER : at->version;
}

/*
 * The visit is over. One that saw no complaint, of a feed that listed some, has proved nothing: a
 * token that lost its rights, a filter, a table under repair look like that, and nobody's silence
 * may be counted from it.
 */
static struct source_outcome
last_page(const struct lapor_page *page, const struct cursor *at, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    unsigned state = listed(page, at);

    if (state == LISTED_BEFORE && !page->settings->may_be_empty) {
        outcome = answer_malformed(page->view, at, err,
                                   "no complaint is listed, though there were some before");
        error_hint(err, "Ask whoever runs the feed, and look at the token's rights, path and "
                        "list_path; where an empty list can be true, set may_be_empty.");
        return outcome;
    }
    outcome.next.version = state == LISTED_NEVER ? LISTED_NEVER : LISTED_BEFORE;
    return outcome;
}

/*
 * The next page, unless this one was empty, or the same as the one before, or the only one there
 * is.
 */
static struct source_outcome
next_page(const struct lapor_page *page, const struct cursor *at, size_t count, struct error *err)
{
    const struct source_view *view = page->view;
    struct source_outcome outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
    struct str hash;
    char number[24];

    if (count == 0 || page->settings->page_parameter.n == 0)
        return last_page(page, at, err);
    if (!answer_hash_text(page->hash, view->arena, &hash)) {
        page->batch->overflowed = true;
        return outcome;
    }
    if (at->frame_count > 0 && str_equal_c(hash, at->frames[0].object))
        return last_page(page, at, err);
    snprintf(number, sizeof(number), "%" PRId64,
             page_number(page->settings, at) +
                 (page->settings->page_counts == LAPOR_COUNTS_PAGES ? 1 : (int64_t)count));
    outcome.next.version = listed(page, at);
    if (!cursor_push(&outcome.next, "page", hash, str_from(number)))
        return answer_malformed(view, at, err, "page %s has no place", number);
    return outcome;
}

static struct source_outcome
digest_complaints(const struct source_view *view, const struct cursor *at,
                  const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct lapor_page page = {
        .view = view, .settings = view->settings, .batch = batch, .hash = ANSWER_HASH_START
    };
    struct source_outcome outcome;
    CLEANUP(jdoc_freep) struct jdoc *doc = answer_open(view, at, answer, &outcome, err);
    struct error refusal = ERROR_INIT;
    struct jdoc_node list;
    size_t rest_from;

    if (doc == NULL)
        return outcome;
    /* Some servers know no empty page: what lies behind the last one is not there. */
    if (answer->status == 404 && at->frame_count > 0)
        return last_page(&page, at, err);
    if (answer->status < 200 || answer->status > 299) {
        answer_refusal(jdoc_root(doc), &refusal);
        return answer_by_status(view, at, answer, &refusal, err);
    }
    if (!lapor_list_find(page.settings->list_path, jdoc_root(doc), view->arena, &list))
        return answer_malformed(view, at, err, "no memory for a path");
    if (!jdoc_is_array(list) && !jdoc_is_object(list)) {
        answer_refusal(jdoc_root(doc), &refusal);
        return answer_malformed(view, at, err, "$.%.*s: expected a list, got %s; %s",
                                STR_ARGS(page.settings->list_path), jdoc_type_name(list),
                                refusal.text);
    }
    rest_from = read_list(&page, lapor_list_open(list));
    if (rest_from > 0) {
        outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
        outcome.next = *at;
        outcome.rest_from = rest_from;
        return answer_finish(outcome, view, at, batch, 0, err);
    }
    /* An object in the list's place that is no case is an answer to some other question. */
    if (!jdoc_is_array(list) && batch->count == 0 && view->skip == 0 && !batch->overflowed)
        return answer_malformed(view, at, err, "$.%.*s: expected a list, got an object",
                                STR_ARGS(page.settings->list_path));
    outcome = next_page(&page, at, is_alone(list) ? 0 : lapor_list_open(list).count, err);
    return answer_finish(outcome, view, at, batch, 0, err);
}

static bool
shows_answers(const void *of)
{
    const struct lapor_settings *lapor = of;

    return lapor->profile == LAPOR_FLAT_LOG;
}

static const struct source_stream streams[] = {
    { .name = "complaints",
      .doc = "All complaints of the feed with their events; read as a whole at each visit.",
      .interval_s = INT64_C(600),
      .cost = 1,
      .flags = SOURCE_COMPLETE,
      .plan = plan_complaints,
      .digest = digest_complaints },
};

static const struct source_limit limits[] = {
    { "Confidential reports are missing (about half in one regency's own figures), and who "
      "closed a case where the feed says \"Selesai\" alone.",
      "Laporan rahasia tidak ada (sekitar separuh menurut angka satu kabupaten), begitu "
      "pula penutup laporan bila sumber hanya menyebut \"Selesai\"." },
    { NULL, NULL },
};

const struct source source_lapor = {
    .name = "lapor",
    .doc = "SP4N-LAPOR!, the national complaint system: the flat-log shape seen in 2023 and the "
           "open data's four stage times.",
    .is_feed = true,
    .settings = settings,
    .settings_size = sizeof(struct lapor_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .limits = limits,
    .links = &lapor_links,
    .shows_answers = shows_answers,
};
