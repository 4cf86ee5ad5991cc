/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Official websites: what a unit publishes there, from the site's feed (RSS, Atom) or from the REST
 * API of WordPress. An account is one such list, its id the list's address; a request goes to that
 * address and nowhere else. Which of the two it is, the address says: WordPress's list is at
 * …/wp/v2/posts. Citizens write nothing here, so there are posts and nothing else.
 */

#include "source/web.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/parse.h"
#include "config/setting.h"
#include "http/url.h"
#include "source/ask.h"

#define URL_MAX    8192
#define MINUTE_S   INT64_C(60)
#define FRAME_PAGE "page" /* after: its number */
#define PAGES_MAX  500

static const struct setting settings[] = {
    { .path = "posts_page",
      .type = &setting_integer,
      .offset = offsetof(struct web_settings, posts_page),
      .fallback = "50",
      .min = 1,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc = "Posts of a WordPress site asked for in one request; a feed has the number it has." },
    { .path = "posts_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct web_settings, posts_overlap_us),
      .fallback = "14d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Each visit asks a WordPress site again for the posts of this long before the last "
             "one: sites date posts back." },
    { .path = "timezone",
      .type = &setting_zone,
      .offset = offsetof(struct web_settings, zone_s),
      .fallback = "Asia/Jakarta",
      .flags = SETTING_RELOAD,
      .doc = "Zone of times that name none; those of feeds should." },
    { .path = NULL },
};

static bool
is_wordpress(const struct source_view *view)
{
    struct str path = str_sub(view->base_url, 0, str_find(view->base_url, STR("?"), 0));

    if (str_ends(path, STR("/")))
        path.n--;
    return str_ends(path, STR("/wp/v2/posts"));
}

static int64_t
page_of(const struct cursor *at)
{
    int64_t page;

    if (at->frame_count == 0 || !parse_int(str_from(at->frames[0].after), &page) || page < 1 ||
        page > PAGES_MAX)
        return 1;
    return page;
}

static unsigned
limit_of(const struct source_view *view, const struct cursor *at)
{
    const struct web_settings *set = view->settings;

    return ask_limit(at, set->posts_page);
}

static bool
add_wordpress(struct buf *url, const struct source_view *view, const struct cursor *at)
{
    const struct web_settings *set = view->settings;
    int64_t since_us = ask_since_us(view, at, set->posts_overlap_us);
    char time[WHEN_FORMAT_MAX];

    return ask_add_number(url, STR("per_page"), limit_of(view, at)) &&
           ask_add_number(url, STR("page"), page_of(at)) &&
           url_add_query(url, STR("_fields"),
                         STR("id,guid,link,title,excerpt,status,date,date_gmt,modified_gmt")) &&
           (view->until_us <= 0 ||
            url_add_query(url, STR("before"),
                          str_from(when_format(when_floor(view->until_us, WHEN_SECOND), time)))) &&
           (since_us == WHEN_NONE ||
            url_add_query(url, STR("after"),
                          str_from(when_format(when_floor(since_us, WHEN_SECOND), time))));
}

/* No secret belongs to a website. */
static bool
plan_posts(const struct source_view *view, const struct cursor *at,
           struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    const struct http_request request = { .method = HTTP_GET };
    bool ok = buf_append_str(&url, view->base_url) &&
              (!is_wordpress(view) || add_wordpress(&url, view, at));

    return ask_finish(view, &url, ok, &request, ret_request, err);
}

/* Of one site, so of one account; err says why. */
static struct source_outcome
refused(const struct cursor *at, enum verdict verdict, enum cause cause)
{
    return answer_outcome(at, verdict, verdict == VERDICT_MALFORMED ? SCOPE_STREAM : SCOPE_ACCOUNT,
                          cause);
}

#define HINT_ADDRESS                                                                            \
    "Open the address in a browser: a feed often stands at /feed/, /rss.xml or /atom.xml; put " \
    "its whole address into id:."

/*
 * What a status says that is no good one. Those of the switch mean the same with any body; of the
 * others a page for people is the server's trouble, and an empty body a broken answer. Nothing of
 * it concerns another site.
 */
static struct source_outcome
by_status(const struct source_view *view, const struct cursor *at,
          const struct http_response *answer, struct error *err)
{
    struct source_outcome outcome;

    switch (answer->status) {
    case 404:
    case 410:
        error_set(err, ERROR_PEER, "HTTP %d instead of a feed", answer->status);
        error_hint(err, HINT_ADDRESS);
        return refused(at, VERDICT_GONE, CAUSE_GONE);
    case 401:
    case 403:
    case 451:
        error_set(err, ERROR_DENIED, "HTTP %d instead of a feed", answer->status);
        error_hint(err, "The site keeps programs out: ask its administrators to let this machine "
                        "read the feed.");
        return refused(at, VERDICT_DENIED, CAUSE_PERMISSION);
    default:
        break;
    }
    outcome = answer_by_status(view, at, answer, NULL, err);
    if (outcome.scope == SCOPE_CREDENTIAL)
        outcome.scope = SCOPE_ACCOUNT;
    return outcome;
}

/* The page that the site shows to people, on its way to no feed at all. */
static bool
is_page(struct str body)
{
    struct str start = str_sub(str_trim(body), 0, 512);

    return answer_holds(start, "<!doctype html") || answer_holds(start, "<html");
}

static struct web_page
new_page(const struct source_view *view, struct batch *batch)
{
    return (struct web_page){ .view = view, .batch = batch };
}

static struct source_outcome
end_posts(const struct web_page *page, const struct cursor *at, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);

    outcome.next.since_us = page->view->now_us;
    if (page->count == 0 || page->undated < page->count)
        return outcome;
    error_set(err, ERROR_PEER, "no item of the feed has a time that can be read");
    error_hint(err, "Without times nothing can be counted: give another feed of the site.");
    return refused(at, VERDICT_MALFORMED, CAUSE_BAD_ANSWER);
}

static void
forget_items(struct web_page *page)
{
    while (page->batch->count > 0)
        batch_drop_last(page->batch);
    page->batch->reject_count = 0;
    page->count = page->undated = 0;
}

/* What is no XML is read once more, mended; where that is none either, the first try tells. */
static bool
read_feed(struct web_page *page, struct str body, struct error *err)
{
    CLEANUP(buf_done) struct buf mended = BUF_INIT(2 * body.n);
    struct error why = ERROR_INIT;

    /* A byte order mark is expat's; blanks before the declaration are no one's, and common. */
    if (web_read_feed(page, str_trim(body), err) || page->batch->overflowed)
        return true;
    forget_items(page);
    if (!web_mend_feed(body, &mended))
        return false;
    if (web_read_feed(page, buf_str(&mended), &why) || page->batch->overflowed) {
        error_clear(err);
        return true;
    }
    forget_items(page);
    return false;
}

static struct source_outcome
digest_feed(const struct source_view *view, const struct cursor *at,
            const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct web_page page = new_page(view, batch);
    struct error why = ERROR_INIT;

    if (answer->status < 200 || answer->status > 299)
        return by_status(view, at, answer, err);
    if (str_trim(answer->body).n == 0)
        return answer_malformed(view, at, err, "HTTP %d with an empty body", answer->status);
    if (!read_feed(&page, answer->body, &why)) {
        if (!is_page(answer->body))
            return answer_malformed(view, at, err, "not a feed: %s", why.text);
        error_set(err, ERROR_PEER, "a page for people instead of a feed");
        error_hint(err, HINT_ADDRESS);
        return refused(at, VERDICT_MALFORMED, CAUSE_WRONG_ID);
    }
    return answer_finish(end_posts(&page, at, err), view, at, batch, 0, err);
}

#define HINT_CLOSED                                                                           \
    "The site's REST API is for those who are logged in: give its feed instead, which often " \
    "stands at /feed/, or ask its administrators to open the API."

/* WordPress says in a word what it refuses. */
static struct source_outcome
wordpress_error(const struct source_view *view, const struct cursor *at,
                const struct http_response *answer, struct jdoc_node root, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    enum cause cause = CAUSE_NONE;
    struct str code = STR_NONE;
    char words[ANSWER_WORDS_SIZE];

    jdoc_get_str(jdoc_member(root, "code"), &code);
    if (str_equal_c(code, "rest_post_invalid_page_number")) {
        outcome.next.since_us = view->now_us; /* the page before was the last */
        return outcome;
    }
    answer_words(code, words);
    if (str_equal_c(code, "rest_no_route") || str_equal_c(code, "rest_disabled"))
        cause = CAUSE_WRONG_ID;
    else if (answer->status == 401 || answer->status == 403)
        cause = CAUSE_PERMISSION;
    else if (answer->status == 400)
        cause = CAUSE_OUR_REQUEST;
    if (cause == CAUSE_NONE && answer->status < 300 && !str_is_none(code))
        return answer_malformed(view, at, err, "refused by WordPress: %s", words);
    if (cause == CAUSE_NONE || str_is_none(code))
        return by_status(view, at, answer, err);
    error_set(err, ERROR_DENIED, "refused by WordPress: %s", words);
    if (cause != CAUSE_OUR_REQUEST)
        error_hint(err, cause == CAUSE_WRONG_ID ? HINT_ADDRESS : HINT_CLOSED);
    return refused(at, VERDICT_DENIED, cause);
}

static bool
goes_on(const struct web_page *page, const struct cursor *at, const struct http_response *answer,
        unsigned limit)
{
    int64_t pages;

    if (page_of(at) >= PAGES_MAX)
        return false;
    if (parse_int(http_header_find(answer, "X-WP-TotalPages"), &pages))
        return page_of(at) < pages;
    return page->count >= limit; /* a proxy took the header away */
}

static struct source_outcome
digest_wordpress(const struct source_view *view, const struct cursor *at,
                 const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct web_page page = new_page(view, batch);
    struct source_outcome outcome;
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    bool is_refusal = answer->status >= 300;
    struct error why = ERROR_INIT;
    char number[24];

    if (http_is_html(answer) && !is_refusal) {
        error_set(err, ERROR_PEER, "a page for people instead of a list of posts");
        error_hint(err, HINT_ADDRESS);
        return refused(at, VERDICT_MALFORMED, CAUSE_WRONG_ID);
    }
    if (!http_is_html(answer))
        doc = answer_open(view, at, answer, &outcome, is_refusal ? &why : err);
    if (doc == NULL)
        return is_refusal ? by_status(view, at, answer, err) : outcome;
    if (is_refusal || !jdoc_is_absent(jdoc_member(jdoc_root(doc), "code")))
        return wordpress_error(view, at, answer, jdoc_root(doc), err);
    if (!jdoc_is_array(jdoc_root(doc)))
        return answer_malformed(view, at, err, "$: expected a list of posts, got %s",
                                jdoc_type_name(jdoc_root(doc)));
    web_read_wordpress(&page, jdoc_root(doc));
    outcome = end_posts(&page, at, err);
    if (outcome.verdict == VERDICT_DONE && goes_on(&page, at, answer, limit_of(view, at))) {
        outcome.verdict = VERDICT_MORE;
        outcome.next.since_us = at->since_us;
        outcome.next.page_limit = at->page_limit; /* pages of another size are other pages */
        snprintf(number, sizeof(number), "%" PRId64, page_of(at) + 1);
        must(cursor_push(&outcome.next, FRAME_PAGE, STR(""), str_from(number)));
    }
    /* A smaller page would be another one of the list: the first is asked for again. */
    return answer_finish(outcome, view, at, batch, page_of(at) == 1 ? limit_of(view, at) : 0, err);
}

static struct source_outcome
digest_posts(const struct source_view *view, const struct cursor *at,
             const struct http_response *answer, struct batch *batch, struct error *err)
{
    return is_wordpress(view) ? digest_wordpress(view, at, answer, batch, err)
                              : digest_feed(view, at, answer, batch, err);
}

static const struct source_stream streams[] = {
    { .name = "posts",
      .doc = "What the site publishes: title and summary of each article.",
      .interval_s = 30 * MINUTE_S,
      .cost = 1,
      .plan = plan_posts,
      .digest = digest_posts },
};

static const struct source_limit limits[] = {
    { "Views, likes and comments are not told; articles taken off the site are not seen to "
      "be gone.",
      "Jumlah dilihat, suka, dan komentar tidak ada; artikel yang ditarik tidak terlihat "
      "hilang." },
    { NULL, NULL },
};

const struct source source_web = {
    .name = "web",
    .doc = "Official websites through their feeds (RSS, Atom) or WordPress's REST API.",
    .has_sites = true,
    .settings = settings,
    .settings_size = sizeof(struct web_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .limits = limits,
    .profiles = &web_profiles,
};
