/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A feed that no adapter knows: any JSON API with a list of complaints, whose map stands in the
 * configuration. One stream; a visit walks the list of complaints, and then that of events where
 * they have one of their own. Where the feed cannot be asked for changes, each visit reads all of
 * it, as of SP4N-LAPOR!.
 */

#include "source/mapped.h"

#include <inttypes.h>
#include <stdio.h>

#include "config/setting.h"
#include "http/url.h"
#include "source/ask.h"
#include "source/fields.h"
#include "source/id_set.h"

#define URL_MAX 4096
#define AT_MAX  80

/*
 * The version of a cursor: in its low bits whether the feed ever listed a complaint, above them the
 * map's print at the last finished visit. With another map everything is read again, and what the
 * map does not find is told once.
 */
enum { LISTED_NEVER = 1, LISTED_BEFORE = 2, LISTED_NOW = 3, LISTED_BITS = 2, LISTED_MASK = 3 };

static bool
is_new_map(const struct mapped_settings *map, const struct cursor *at)
{
    return at->version >> LISTED_BITS != mapped_settings_print(map);
}

static bool
add_query(struct buf *url, struct str words)
{
    struct str name;
    struct str value;

    while (setting_words_next(&words, &name, &value)) {
        if (!url_add_query(url, name, value))
            return false;
    }
    return true;
}

static bool
add_paging(const struct mapped_settings *map, const struct cursor *at, struct buf *url)
{
    struct mapped_walk walk = mapped_page_walk(at);
    bool ok = true;

    if (map->paging.style == MAPPED_PAGING_NONE)
        ok = true;
    else if (walk.place.n > 0)
        ok = url_add_query(url, map->paging.parameter, walk.place);
    else if (map->paging.style == MAPPED_PAGING_PAGE)
        ok = ask_add_number(url, map->paging.parameter, map->paging.first);
    else if (map->paging.style == MAPPED_PAGING_OFFSET)
        ok = ask_add_number(url, map->paging.parameter, 0);
    return ok && (map->paging.size_parameter.n == 0 ||
                  ask_add_number(url, map->paging.size_parameter, map->paging.size));
}

/* Before which nothing is asked for; WHEN_NONE: everything. */
static int64_t
since(const struct source_view *view, const struct cursor *at)
{
    const struct mapped_settings *map = view->settings;

    return is_new_map(map, at) ? view->since_us : ask_since_us(view, at, map->since.overlap_us);
}

static bool
add_since(const struct source_view *view, const struct cursor *at, struct buf *url)
{
    const struct mapped_settings *map = view->settings;
    int64_t since_us = since(view, at);
    char text[WHEN_FORMAT_MAX];

    if (map->since.parameter.n == 0 || since_us == WHEN_NONE)
        return true;
    since_us = when_floor(since_us, WHEN_SECOND);
    if (map->since.times == MAPPED_SINCE_UNIX)
        return ask_add_number(url, map->since.parameter, since_us / WHEN_SECOND);
    if (map->since.times == MAPPED_SINCE_UNIX_MS)
        return ask_add_number(url, map->since.parameter, since_us / (WHEN_SECOND / 1000));
    if (map->since.times != MAPPED_SINCE_RFC3339)
        since_us += map->zone_s * WHEN_SECOND;
    when_format(since_us, text);
    if (map->since.times == MAPPED_SINCE_DATE)
        text[sizeof("2026-11-20") - 1] = '\0';
    if (map->since.times == MAPPED_SINCE_LOCAL) {
        text[sizeof("2026-11-20") - 1] = ' ';
        text[sizeof("2026-11-20 08:00:00") - 1] = '\0';
    }
    return url_add_query(url, map->since.parameter, str_from(text));
}

static bool
add_secret(const struct source_view *view, struct http_request *request)
{
    const struct mapped_settings *map = view->settings;
    bool bearer = map->secret.place == MAPPED_SECRET_BEARER;
    struct str name = bearer ? STR("Authorization") : map->secret.name;

    if (map->secret.place == MAPPED_SECRET_NONE)
        return true;
    if (name.n == 0 || !arena_str(view->arena, name, &name))
        return false;
    request->secrets[request->secret_count++] = (struct http_secret){
        .place = map->secret.place == MAPPED_SECRET_QUERY ? HTTP_SECRET_QUERY : HTTP_SECRET_HEADER,
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
    const struct mapped_settings *map = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    struct http_request request = { .method = HTTP_GET };
    struct str path = mapped_page_walk(at).is_events ? map->events.path : map->path;

    if (!buf_append_str(&url, view->base_url) || !ask_add_path(&url, path) ||
        !add_query(&url, map->query) || !add_since(view, at, &url) || !add_paging(map, at, &url) ||
        !arena_str(view->arena, buf_str(&url), &request.url) || !add_secret(view, &request))
        return error_set(err, ERROR_CONFIG, "no request can be made with these settings");
    *ret_request = request;
    return true;
}

static void
read_element(struct mapped_page *page, bool is_events, struct jdoc_node item, const char *path)
{
    if (is_events)
        mapped_events_item(page, item, path);
    else if (mapped_case_room(page->map, item) > BATCH_RECORDS_MAX)
        batch_reject(page->batch, str_from(path), "more than %u events",
                     BATCH_RECORDS_MAX - LAPOR_CASE_RECORDS);
    else
        mapped_case_read(page, item, path);
}

static size_t
room_of(const struct mapped_page *page, bool is_events, struct jdoc_node item)
{
    return is_events ? 1 : mapped_case_room(page->map, item);
}

/*
 * From view->skip on, as far as the batch has room. Returns the element with which the list goes
 * on; 0: it was read to its end.
 */
static size_t
read_list(struct mapped_page *page, bool is_events, struct lapor_list list)
{
    struct str path = is_events ? page->map->events.list : page->map->list;
    struct jdoc_node item;
    char at[AT_MAX];

    page->seen = id_set_new(page->view->arena, list.count);
    page->seen_events = is_events ? page->seen : NULL;
    if (page->seen == NULL)
        page->batch->overflowed = true;
    for (size_t i = 0; !page->batch->overflowed && lapor_list_next(&list, &item); i++) {
        if (i < page->view->skip)
            continue;
        if (page->batch->count > 0 &&
            page->batch->count + room_of(page, is_events, item) > BATCH_RECORDS_MAX)
            return i;
        snprintf(at, sizeof(at), "$%s%.*s[%zu]", path.n > 0 ? "." : "", STR_ARGS(path), i);
        read_element(page, is_events, item, at);
    }
    return 0;
}

static unsigned
listed(const struct mapped_page *page, const struct cursor *at)
{
    unsigned before = at->version & LISTED_MASK;

    if (page->batch->count > 0 || page->view->skip > 0)
        return LISTED_NOW;
    return before < LISTED_BEFORE ? LISTED_NEVER : before;
}

/* The cursor goes on with the old print: the visit is that of a new map to its end. */
static struct source_outcome
go_on(const struct mapped_page *page, const struct cursor *at, unsigned state,
      const struct mapped_walk *walk, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);

    outcome.next.version = (at->version & ~(unsigned)LISTED_MASK) | state;
    if (!mapped_page_push(walk, &outcome.next))
        return answer_malformed(page->view, at, err, "the next page's place is too long");
    return outcome;
}

/*
 * The list of complaints ended. One that saw none, of a feed that listed some, has proved nothing:
 * a token that lost its rights, a filter, a table under repair look like that.
 */
static bool
is_emptied(const struct mapped_page *page, unsigned state)
{
    return state == LISTED_BEFORE && !page->map->may_be_empty && page->map->since.parameter.n == 0;
}

static struct source_outcome
end_list(const struct mapped_page *page, const struct cursor *at, const struct mapped_walk *walk,
         struct error *err)
{
    const struct mapped_settings *map = page->map;
    const struct mapped_walk events = { .is_events = true, .place = STR("") };
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    unsigned state = walk->is_events ? at->version & LISTED_MASK : listed(page, at);

    if (!walk->is_events && is_emptied(page, state)) {
        outcome = answer_malformed(page->view, at, err,
                                   "no complaint is listed, though there were some before");
        error_hint(err, "Ask whoever runs the feed, and look at the token's rights, map.path and "
                        "map.list; where an empty list can be true, set map.may_be_empty.");
        return outcome;
    }
    if (walk->found != 0 && is_new_map(map, at))
        mapped_look_note(page, walk->found, walk->is_events);
    if (!walk->is_events && map->events.path.n > 0)
        return go_on(page, at, state, &events, err);
    outcome.next.version = (mapped_settings_print(map) << LISTED_BITS) |
                           (state == LISTED_NEVER ? LISTED_NEVER : LISTED_BEFORE);
    if (map->since.parameter.n > 0)
        outcome.next.since_us = page->view->now_us;
    return outcome;
}

static struct source_outcome
needed_missing(const struct source_view *view, const struct cursor *at, struct batch *batch)
{
    while (batch->count > 0)
        batch_drop_last(batch);
    return answer_outcome(at, VERDICT_MALFORMED, answer_scope(view), CAUSE_BAD_ANSWER);
}

/* The next page, unless this one was the same as the one before, or there is none. */
static struct source_outcome
next_page(struct mapped_page *page, const struct cursor *at, const struct mapped_turn *turn,
          size_t count, struct error *err)
{
    struct mapped_walk walk = *turn->walk;
    struct error lost = ERROR_INIT;

    if (!mapped_page_next(turn, count, page->view->arena, &walk.place, &lost)) {
        page->batch->overflowed = true;
        return answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
    }
    if (error_is_set(&lost)) {
        *err = lost;
        return answer_outcome(at, VERDICT_MALFORMED, answer_scope(page->view), CAUSE_BAD_ANSWER);
    }
    if (walk.place.n == 0 || (count > 0 && at->frame_count > 0 && page->hash == walk.hash))
        return end_list(page, at, &walk, err);
    walk.hash = page->hash;
    return go_on(page, at, walk.is_events ? at->version & LISTED_MASK : listed(page, at), &walk,
                 err);
}

static struct source_outcome
digest_list(struct mapped_page *page, const struct cursor *at, const struct mapped_turn *turn,
            struct jdoc_node node, struct error *err)
{
    const struct source_view *view = page->view;
    struct lapor_list list = lapor_list_open(node);
    struct mapped_walk walk = *turn->walk;
    struct mapped_turn here = *turn;
    struct str path = walk.is_events ? page->map->events.list : page->map->list;
    struct source_outcome outcome;
    size_t rest_from;
    char at_list[AT_MAX];

    walk.found |= mapped_look(page->map, list, walk.is_events);
    here.walk = &walk;
    rest_from = read_list(page, walk.is_events, list);
    snprintf(at_list, sizeof(at_list), "$%s%.*s", path.n > 0 ? "." : "", STR_ARGS(path));
    if (mapped_look_lacks(page->map, &walk, list, at_list, err))
        return needed_missing(view, at, page->batch);
    if (rest_from > 0) {
        outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
        outcome.next = *at;
        outcome.rest_from = rest_from;
    } else {
        outcome = next_page(page, at, &here, list.count, err);
    }
    return answer_finish(outcome, view, at, page->batch, 0, err);
}

/* No list where the map says there is one: what stands there instead. */
static struct source_outcome
no_list(const struct source_view *view, const struct cursor *at, struct jdoc_node root,
        bool is_events, struct error *err)
{
    const struct mapped_settings *map = view->settings;
    struct str path = is_events ? map->events.list : map->list;
    const char *setting = is_events ? "map.events.list" : "map.list";
    struct jdoc_node node = path.n > 0 ? jdoc_path(root, path.p) : root;
    struct error words = ERROR_INIT;

    mapped_look_explain(&words, "$", root, path, setting);
    if (!jdoc_is_absent(node))
        error_set(err, ERROR_PEER, "$%s%.*s: expected a list at \"%s\", got %s",
                  path.n > 0 ? "." : "", STR_ARGS(path), setting, jdoc_type_name(node));
    else
        error_set(err, ERROR_PEER, "%s", words.text);
    error_hint(err, "%s", words.hint);
    return answer_outcome(at, VERDICT_MALFORMED, answer_scope(view), CAUSE_BAD_ANSWER);
}

static struct source_outcome
digest_complaints(const struct source_view *view, const struct cursor *at,
                  const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct mapped_page page = {
        .view = view, .map = view->settings, .batch = batch, .hash = ANSWER_HASH_START
    };
    struct mapped_walk walk = mapped_page_walk(at);
    struct mapped_turn turn = { .map = page.map, .walk = &walk, .answer = answer };
    struct source_outcome outcome;
    CLEANUP(jdoc_freep) struct jdoc *doc = answer_open(view, at, answer, &outcome, err);
    struct error refusal = ERROR_INIT;
    struct jdoc_node list;
    struct str path = walk.is_events ? page.map->events.list : page.map->list;

    if (doc == NULL)
        return outcome;
    /* Some servers know no empty page: what lies behind the last one is not there. */
    if (answer->status == 404 && walk.place.n > 0)
        return end_list(&page, at, &walk, err);
    turn.root = jdoc_root(doc);
    if (answer->status < 200 || answer->status > 299) {
        answer_refusal(turn.root, &refusal);
        return answer_by_status(view, at, answer, &refusal, err);
    }
    list = path.n > 0 ? jdoc_path(turn.root, path.p) : turn.root;
    if (!jdoc_is_array(list) && !lapor_list_open(list).is_keyed)
        return no_list(view, at, turn.root, walk.is_events, err);
    return digest_list(&page, at, &turn, list, err);
}

/* Answers come as events, if at all. */
static bool
shows_answers(const void *of)
{
    const struct mapped_settings *map = of;
    struct str otherwise = str_from(mapped_event_kinds[map->events.kind]);
    struct str words = map->events.kinds;
    struct str word;
    struct str kind;
    bool found = str_equal_c(otherwise, "answered");

    while (!found && setting_words_next(&words, &word, &kind))
        found = str_equal_c(kind, "answered");
    return found && map->fields[MAPPED_EVENT_TIME].n > 0;
}

static bool
shows_ended(const void *of)
{
    const struct mapped_settings *map = of;

    return map->shows_ended;
}

static const struct source_stream streams[] = {
    { .name = "complaints",
      .doc = "All complaints of the feed with their events, or those that changed.",
      .interval_s = INT64_C(600),
      .cost = 1,
      .plan = plan_complaints,
      .digest = digest_complaints },
};

static const struct source_limit limits[] = {
    { "What the map does not name is not read.", "Yang tidak disebut peta tidak dibaca." },
    { NULL, NULL },
};

const struct source source_mapped = {
    .name = "mapped",
    .doc = "Any JSON feed of complaints that a map in this file describes: a city's own "
           "application.",
    .is_feed = true,
    .settings = mapped_setting_table,
    .settings_size = sizeof(struct mapped_settings),
    .fault = mapped_settings_fault,
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .limits = limits,
    .shows_answers = shows_answers,
    .shows_ended = shows_ended,
};
