/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Open311 GeoReport v2, the standard of city service requests. One stream: the requests, walked
 * back in windows of dates (open311_walk.c), and behind them the updates where the server has that
 * extension. Old requests change without being listed anew (servers filter by when a request was
 * made), so each visit walks the whole history.
 */

#include "source/open311.h"

#include <inttypes.h>
#include <stdio.h>

#include "config/setting.h"
#include "source/open311_list.h"
#include "source/open311_xml.h"

#define ROWS_MIN 20u /* no server is known to cut its lists shorter */

static const char *const units[] = { [OPEN311_UNIT_AGENCY] = "agency_responsible",
                                     [OPEN311_UNIT_CODE] = "service_code",
                                     [OPEN311_UNIT_NAME] = "service_name",
                                     NULL };
static const char *const answers[] = { [OPEN311_ANSWERS_NONE] = "none",
                                       [OPEN311_ANSWERS_NOTES] = "notes",
                                       [OPEN311_ANSWERS_UPDATES] = "updates",
                                       NULL };

#define OF(member) offsetof(struct open311_settings, member)

#define TEXT(name, member, value, words)                                                  \
    {                                                                                     \
        .path = (name), .type = &setting_text, .offset = OF(member), .fallback = (value), \
        .flags = SETTING_RELOAD, .doc = (words)                                           \
    }
#define FLAG(name, member, value, words)                                                     \
    {                                                                                        \
        .path = (name), .type = &setting_boolean, .offset = OF(member), .fallback = (value), \
        .flags = SETTING_RELOAD, .doc = (words)                                              \
    }

static const struct setting settings[] = {
    { .path = "timezone",
      .type = &setting_zone,
      .offset = OF(zone_s),
      .flags = SETTING_RELOAD | SETTING_REQUIRED,
      .doc = "Zone of times that name none.",
      .sample = "Asia/Jakarta" },
    TEXT("jurisdiction_id", jurisdiction, "",
         "The city, on a server that serves several; empty where there is one."),
    TEXT("path", path, "requests.json", "Path of the list below the base URL."),
    TEXT("updates_path", updates_path, "servicerequestupdates.json",
         "Path of the updates below the base URL; asked for where answers is updates."),
    { .path = "answers",
      .type = &setting_choice,
      .offset = OF(answers),
      .fallback = "none",
      .choices = answers,
      .flags = SETTING_RELOAD,
      .doc = "Where the server shows what the agencies answer: notes, with the requests "
             "(status_notes, notes, a log); updates, in a list of their own as well. With none its "
             "requests are counted apart, in n_excluded, and stay outside the response figures." },
    { .path = "updates_overlap",
      .type = &setting_duration,
      .offset = OF(updates_overlap_us),
      .fallback = "14d",
      .min = WHEN_DAY,
      .max = 3650 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Each visit asks again for the updates of this long before the newest one that was "
             "seen. What a server shows later than that is lost: set more where agencies hand in "
             "their answers late; as much as collector.history reads all of them at each visit." },
    { .path = "unit_from",
      .type = &setting_choice,
      .offset = OF(unit),
      .fallback = "agency_responsible",
      .choices = units,
      .flags = SETTING_RELOAD,
      .doc = "Which field of a request names the unit, for the keys of units." },
    TEXT("status", status, "",
         "Sent as the parameter of that name where it is not empty. CitySDK servers list the "
         "open requests alone unless they are asked for \"open,closed\"."),
    FLAG("extensions", extensions, "true",
         "Whether extensions=true is sent: some servers show their notes only then."),
    TEXT("page_parameter", page_parameter, "page",
         "Name of the parameter with the page number, which many servers have and the standard "
         "has not; empty where there are no pages."),
    { .path = "page_first",
      .type = &setting_integer,
      .offset = OF(page_first),
      .fallback = "1",
      .min = 0,
      .max = 1,
      .flags = SETTING_RELOAD,
      .doc = "Number of the first page. On a server that counts from 0 (Mark-a-Spot and all that "
             "Drupal makes), 1 leaves out the newest requests without a word." },
    TEXT("page_size_parameter", page_size_parameter, "page_size",
         "Name of the parameter with the number of requests wanted (page_size, per_page, "
         "limit); empty for none."),
    { .path = "page_size",
      .type = &setting_integer,
      .offset = OF(page_size),
      .fallback = "100",
      .min = 1,
      .max = 1000,
      .flags = SETTING_RELOAD,
      .doc = "Requests wanted in one answer." },
    { .path = "window",
      .type = &setting_duration,
      .offset = OF(window_us),
      .fallback = "90d",
      .min = WHEN_DAY,
      .max = 90 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Dates asked for at once; the standard allows 90 days. It is halved by itself where a "
             "list may have been cut." },
    { .path = "window_rows",
      .type = &setting_integer,
      .offset = OF(window_rows),
      .fallback = "1000",
      .min = 1,
      .max = 100000,
      .flags = SETTING_RELOAD,
      .doc = "A list without pages that has so many requests may have been cut." },
    FLAG("may_be_empty", may_be_empty, "false",
         "Whether a feed that listed requests may list none. With false such an answer is a "
         "failure and proves nothing."),
    FLAG("shows_ended", shows_ended, "true",
         "Whether the first visit also finds requests that were closed before it. With false (a "
         "server that lists what is open, whatever status it is asked for), what was open then "
         "counts in the figures from then on, and not as if it had been watched from its start; a "
         "request that is closed has to stay listed until a visit has seen how."),
    TEXT("permalink_prefix", permalink_prefix, "",
         "Put before the id for a link that people can follow; empty for none."),
    { .path = NULL },
};

/* The version of a cursor, as lapor.c has it: whether the feed ever listed a request. */
enum { LISTED_NEVER = 1, LISTED_BEFORE = 2, LISTED_NOW = 3 };

static unsigned
listed(const struct open311_page *page, const struct cursor *at)
{
    if (page->batch->count > 0 || page->view->skip > 0 || page->repeats)
        return LISTED_NOW;
    return at->version < LISTED_BEFORE ? LISTED_NEVER : at->version;
}

/* The visit is over. One that saw nothing, of a feed that listed some, has proved nothing. */
static struct source_outcome
end_visit(const struct open311_page *page, const struct cursor *at, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    unsigned state = listed(page, at);

    if (state == LISTED_BEFORE && !page->settings->may_be_empty) {
        outcome = answer_malformed(page->view, at, err,
                                   "no request is listed, though there were some before");
        error_hint(err, "Ask whoever runs the feed, and look at jurisdiction_id, status and path; "
                        "where an empty list can be true, set may_be_empty.");
        return outcome;
    }
    outcome.next.version = state == LISTED_NEVER ? LISTED_NEVER : LISTED_BEFORE;
    if (page->newest_us > outcome.next.since_us)
        outcome.next.since_us = page->newest_us;
    return outcome;
}

static struct source_outcome
go_on(const struct open311_page *page, const struct cursor *at, struct open311_place *place,
      struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);

    if (!answer_hash_text(page->hash, page->view->arena, &place->before)) {
        page->batch->overflowed = true;
        return outcome;
    }
    outcome.next.version = listed(page, at);
    place->newest_us = page->newest_us;
    if (!open311_place_push(place, &outcome.next))
        return answer_malformed(page->view, at, err, "the next window has no place");
    return outcome;
}

/* The walk over the requests is over, or that over the updates behind it. */
static struct source_outcome
end_walk(const struct open311_page *page, const struct cursor *at, struct open311_place *place,
         struct error *err)
{
    if (place->updates || page->settings->answers != OPEN311_ANSWERS_UPDATES)
        return end_visit(page, at, err);
    open311_place_updates(place);
    return go_on(page, at, place, err);
}

static bool
has_pages(const struct open311_page *page, const struct open311_place *place)
{
    return !place->updates && page->settings->page_parameter.n > 0;
}

/*
 * Whether a list that has no second page may have been cut: at the configured number, or at a round
 * one, because servers cut at such (50, 100, 1000) and do not say so. Halving for nothing costs a
 * request or two.
 */
static bool
may_be_cut(const struct open311_page *page)
{
    return page->listed >= (size_t)page->settings->window_rows ||
           (page->listed >= ROWS_MIN && page->listed % 5 == 0);
}

/*
 * The same list again, made at other times than were asked for: dates do not matter to this server,
 * and all that it lists was read before.
 */
static bool
is_deaf(const struct open311_page *page, bool is_first)
{
    return is_first && page->repeats && page->older && !page->newer;
}

/* There is no second page, or it is the first one again. */
static bool
is_one_list(const struct open311_page *page, const struct open311_place *place)
{
    return (!has_pages(page, place) || page->repeats) &&
           place->page <= page->settings->page_first + 1;
}

/* A server that cuts its list, and cannot be asked for what it leaves out. */
static void
tell_cut(const struct open311_page *page)
{
    batch_reject(page->batch, STR("$"),
                 "the server does not heed end_date, and its list of %zu may be cut: what it "
                 "leaves out cannot be asked for",
                 page->listed);
}

/* What follows: the next page, half the window, the window before, the updates, or nothing. */
static struct source_outcome
next_place(const struct open311_page *page, const struct cursor *at, struct error *err)
{
    const struct source_view *view = page->view;
    struct open311_place place = open311_place_of(view, at);
    bool is_first = place.page == page->settings->page_first;

    if (is_deaf(page, is_first))
        return end_walk(page, at, &place, err);
    if (page->newer && !place.whole) {
        open311_place_whole(view, &place);
        return go_on(page, at, &place, err);
    }
    if (has_pages(page, &place) && page->listed > 0 && (is_first || !page->repeats)) {
        place.page++;
        return go_on(page, at, &place, err);
    }
    if (may_be_cut(page) && is_one_list(page, &place)) {
        if (place.whole)
            tell_cut(page);
        else if (open311_place_halve(view, &place))
            return go_on(page, at, &place, err);
    }
    if (!open311_place_older(view, &place))
        return end_walk(page, at, &place, err);
    return go_on(page, at, &place, err);
}

static void
read_item(struct open311_page *page, struct jdoc_node item, const char *path, bool updates)
{
    if (updates)
        open311_update_read(page, item, path);
    else if (open311_request_room(item) > BATCH_RECORDS_MAX)
        batch_reject(page->batch, str_from(path), "more notes than can be read");
    else
        open311_request_read(page, item, path);
}

/* An update of the days to come tells of a wrong clock, not up to when updates were seen. */
static void
note_time(struct open311_page *page, struct jdoc_node item, bool updates)
{
    struct open311_instant made;
    bool ok =
        updates ? open311_note_time(page->settings, item, &made) == NULL
                : open311_time_read(page->settings, jdoc_member(item, "requested_datetime"), &made);

    if (!ok || made.us == WHEN_NONE)
        return;
    page->older = page->older || made.us < page->from_s * WHEN_SECOND - WHEN_DAY;
    page->newer =
        page->newer || (!page->is_newest && made.us > page->to_s * WHEN_SECOND + WHEN_DAY);
    if (updates && made.us > page->newest_us && made.us <= page->view->now_us + WHEN_DAY)
        page->newest_us = made.us;
}

/* What list it is, before anything of it is read. False at the arena's ceiling. */
static bool
survey(struct open311_page *page, struct open311_list list, const struct open311_place *place)
{
    struct jdoc_node item;
    char digits[JDOC_DIGITS_SIZE];
    struct str hash;

    while (open311_list_next(&list, &item)) {
        page->listed++;
        page->hash = answer_hash(page->hash, open311_list_id(item, digits));
        note_time(page, item, place->updates);
    }
    if (!answer_hash_text(page->hash, page->view->arena, &hash))
        return false;
    page->repeats = page->listed > 0 && str_equal(hash, place->before);
    return true;
}

/*
 * From view->skip on, as far as the batch has room. Returns the element with which the list goes
 * on; 0: it was read to its end.
 */
static size_t
read_list(struct open311_page *page, struct open311_list list, bool updates)
{
    struct jdoc_node item;
    char path[ANSWER_PATH_MAX];

    for (size_t i = 0; !page->batch->overflowed && open311_list_next(&list, &item); i++) {
        if (i < page->view->skip)
            continue;
        if (page->batch->count > 0 &&
            page->batch->count + (updates ? 2 : open311_request_room(item)) > BATCH_RECORDS_MAX)
            return i;
        snprintf(path, sizeof(path), "$[%zu]", i);
        read_item(page, item, path, updates);
    }
    return 0;
}

/* The list, element by element, and what follows it. */
static struct source_outcome
digest_list(struct open311_page *page, const struct cursor *at, struct jdoc_node root,
            struct error *err)
{
    const struct open311_place place = open311_place_of(page->view, at);
    struct source_outcome outcome;
    struct open311_list list;
    size_t rest_from = 0;

    if (!open311_list_open(root, &list))
        return answer_malformed(page->view, at, err, "$: expected a list of requests, got %s",
                                jdoc_type_name(root));
    if (!survey(page, list, &place))
        page->batch->overflowed = true;
    else if (!page->repeats)
        rest_from = read_list(page, list, place.updates);
    if (rest_from > 0) {
        outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
        outcome.next = *at;
        outcome.rest_from = rest_from;
    } else {
        outcome = next_place(page, at, err);
    }
    return answer_finish(outcome, page->view, at, page->batch, 0, err);
}

static bool
is_markup(const struct http_response *answer)
{
    return str_starts(str_trim(answer->body), STR("<"));
}

/* The standard's first format, which some servers send whatever they are asked for. */
static bool
is_xml_list(const struct http_response *answer)
{
    return is_markup(answer) && answer->status >= 200 && answer->status <= 299 &&
           str_find(answer->body, STR("<service_request"), 0) != SIZE_MAX;
}

static struct source_outcome
digest_xml(struct open311_page *page, const struct cursor *at, const struct http_response *answer,
           struct error *err)
{
    struct error words = ERROR_INIT;
    struct str json;

    if (open311_xml_read(page->view->arena, answer->body, &json, &words)) {
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(json, &words);
        if (doc != NULL)
            return digest_list(page, at, jdoc_root(doc), err);
    }
    return answer_malformed(page->view, at, err, "%s", words.text);
}

static struct source_outcome
digest_complaints(const struct source_view *view, const struct cursor *at,
                  const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct open311_place place = open311_place_of(view, at);
    struct open311_page page = { .view = view,
                                 .settings = view->settings,
                                 .batch = batch,
                                 .hash = ANSWER_HASH_START,
                                 .newest_us = place.newest_us,
                                 .from_s = place.from_s,
                                 .to_s = place.to_s,
                                 .is_newest = open311_place_is_newest(view, &place) };
    struct open311_refusal refusal;
    struct source_outcome outcome;
    struct jdoc_node root = { NULL };

    if (is_xml_list(answer))
        return digest_xml(&page, at, answer, err);
    if (is_markup(answer) && !open311_refusal_read(answer, root, &refusal))
        return answer_by_status(view, at, answer, NULL, err);
    if (!is_markup(answer)) {
        CLEANUP(jdoc_freep) struct jdoc *doc = answer_open(view, at, answer, &outcome, err);
        if (doc == NULL)
            return outcome;
        if (!open311_refusal_read(answer, jdoc_root(doc), &refusal))
            return digest_list(&page, at, jdoc_root(doc), err);
    }
    if (!open311_refusal_is_end(&refusal, place.page == page.settings->page_first))
        return open311_refusal_outcome(view, at, answer, &refusal, err);
    return answer_finish(next_place(&page, at, err), view, at, batch, 0, err);
}

static bool
shows_answers(const void *of)
{
    const struct open311_settings *open311 = of;

    return open311->answers != OPEN311_ANSWERS_NONE;
}

static bool
shows_ended(const void *of)
{
    const struct open311_settings *open311 = of;

    return open311->shows_ended;
}

static const struct source_stream streams[] = {
    { .name = "complaints",
      .doc = "All service requests of the history with what is told of their path; read as a whole "
             "at each visit.",
      .interval_s = INT64_C(1800),
      .cost = 1,
      .flags = SOURCE_COMPLETE,
      .plan = open311_plan,
      .digest = digest_complaints },
};

static const struct source_limit limits[] = {
    { "Who closed a request is not told; without its updates extension not when it was "
      "answered.",
      "Siapa penutup permintaan tidak diberitahukan; tanpa ekstensi updates waktu jawaban "
      "juga tidak." },
    { NULL, NULL },
};

const struct source source_open311 = {
    .name = "open311",
    .doc = "Open311 GeoReport v2, the standard of city service requests, with the extensions of "
           "Chicago, FixMyStreet, Mark-a-Spot and CitySDK servers.",
    .is_feed = true,
    .settings = settings,
    .settings_size = sizeof(struct open311_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .limits = limits,
    .shows_answers = shows_answers,
    .shows_ended = shows_ended,
};
