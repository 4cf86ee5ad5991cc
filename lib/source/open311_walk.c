/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The walk over a feed: windows of dates from tomorrow back to where the history ends, each read
 * page by page. The standard allows 90 days or 1,000 requests in one answer and knows no pages, so
 * that a window whose list may have been cut is halved, the newer half first; each window that goes
 * through makes the next one twice as long again. Windows overlap by a second: whether an edge
 * belongs to a window differs from server to server.
 *
 * A server that heeds start_date alone lists in each older window what is newer, too. It is asked
 * for all the dates at once then: a window that it cannot cut at its newer end is no window.
 */

#include "source/open311.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/parse.h"
#include "http/url.h"
#include "source/ask.h"

#define URL_MAX    4096
#define DAY_S      INT64_C(86400)
#define SMALLEST_S INT64_C(3600)
#define HISTORY_S  (365 * DAY_S) /* where the core sets no bound */
/* What a window is of: two walks of a visit may come through the same dates. */
#define REQUESTS "requests"
#define UPDATES  "updates"
/* A window over all the dates, where the server does not heed the later one. */
#define WHOLE "whole"

static int64_t
floor_s(const struct source_view *view)
{
    return view->since_us != WHEN_NONE ? view->since_us / WHEN_SECOND
                                       : view->now_us / WHEN_SECOND - HISTORY_S;
}

/*
 * A day ahead of now: a server that reads our UTC as its own local time would hide the last hours
 * else.
 */
static int64_t
ceiling_s(const struct source_view *view)
{
    int64_t last_us = view->until_us > 0 ? view->until_us : view->now_us;

    return last_us / WHEN_SECOND + DAY_S;
}

static void
set_window(struct open311_place *place, int64_t bottom_s, int64_t to_s, int64_t length_s)
{
    place->to_s = to_s;
    place->from_s = to_s - length_s > bottom_s ? to_s - length_s : bottom_s;
    if (place->from_s >= to_s)
        place->from_s = to_s - 1;
}

static int64_t
window_s(const struct source_view *view)
{
    const struct open311_settings *set = view->settings;

    return set->window_us / WHEN_SECOND;
}

/*
 * Where the walk over the updates ends: counted back from the newest one that earlier visits saw,
 * not from when they were made, because a server may show an update days after its time, or have a
 * clock that is behind.
 */
static int64_t
updates_floor_s(const struct source_view *view, const struct cursor *at)
{
    const struct open311_settings *set = view->settings;
    int64_t since_us = ask_since_us(view, at, set->updates_overlap_us);

    return since_us != WHEN_NONE ? since_us / WHEN_SECOND : floor_s(view);
}

void
open311_place_updates(struct open311_place *place)
{
    *place = (struct open311_place){ .updates = true, .newest_us = WHEN_NONE };
}

/* A cursor is text that was stored: it may say anything. */
static bool
is_window(const struct open311_place *place)
{
    return place->from_s >= WHEN_MIN / WHEN_SECOND && place->to_s <= WHEN_MAX / WHEN_SECOND &&
           place->from_s < place->to_s && place->page >= 0;
}

/* False where the frames have no window: it is to be begun with. */
static bool
read_frames(const struct cursor *at, struct open311_place *place)
{
    struct open311_place there = *place;
    struct str window = str_from(at->frames[0].after);
    struct str from;
    struct str what;

    if (at->frame_count < 2 || !str_split(&window, ':', &what))
        return false;
    there.updates = place->updates = str_equal_c(what, UPDATES);
    there.before = place->before = str_from(at->frames[1].object);
    if (!str_split(&window, ':', &from) || !parse_int(from, &there.from_s) ||
        !parse_int(window, &there.to_s))
        return false;
    there.whole = place->whole = str_equal_c(str_from(at->frames[0].object), WHOLE);
    there.page = ask_number(str_from(at->frames[1].after), -1);
    if (!is_window(&there))
        return false;
    if (at->frame_count > 2 && (!parse_int(str_from(at->frames[2].after), &there.newest_us) ||
                                there.newest_us < WHEN_MIN || there.newest_us >= WHEN_MAX))
        there.newest_us = WHEN_NONE;
    *place = there;
    return true;
}

struct open311_place
open311_place_of(const struct source_view *view, const struct cursor *at)
{
    const struct open311_settings *set = view->settings;
    struct open311_place place = { .page = set->page_first, .newest_us = WHEN_NONE };
    bool has_begun = read_frames(at, &place);

    place.bottom_s = place.updates ? updates_floor_s(view, at) : floor_s(view);
    if (!has_begun)
        set_window(&place, place.bottom_s, ceiling_s(view), window_s(view));
    return place;
}

/*
 * The first window of the updates has no dates in the cursor: where a page of requests is the one
 * that was read an hour ago, its cursor is taken over, and dates in it would end an hour too early.
 */
bool
open311_place_push(const struct open311_place *place, struct cursor *cursor)
{
    char window[64] = UPDATES;
    char page[24];
    char newest[24];

    if (place->from_s < place->to_s)
        snprintf(window, sizeof(window), "%s:%" PRId64 ":%" PRId64,
                 place->updates ? UPDATES : REQUESTS, place->from_s, place->to_s);
    snprintf(page, sizeof(page), "%" PRId64, place->page);
    snprintf(newest, sizeof(newest), "%" PRId64, place->newest_us);
    return cursor_push(cursor, "window", str_from(place->whole ? WHOLE : ""), str_from(window)) &&
           cursor_push(cursor, "page", place->before, str_from(page)) &&
           (place->newest_us == WHEN_NONE ||
            cursor_push(cursor, "newest", STR(""), str_from(newest)));
}

bool
open311_place_older(const struct source_view *view, struct open311_place *place)
{
    const struct open311_settings *set = view->settings;
    int64_t length_s = 2 * (place->to_s - place->from_s);

    if (place->from_s <= place->bottom_s)
        return false;
    place->page = set->page_first;
    set_window(place, place->bottom_s, place->from_s + 1,
               length_s < window_s(view) ? length_s : window_s(view));
    return true;
}

bool
open311_place_halve(const struct source_view *view, struct open311_place *place)
{
    const struct open311_settings *set = view->settings;
    int64_t length_s = (place->to_s - place->from_s) / 2;

    if (length_s < SMALLEST_S)
        return false;
    place->page = set->page_first;
    place->from_s = place->to_s - length_s;
    return true;
}

bool
open311_place_is_newest(const struct source_view *view, const struct open311_place *place)
{
    return place->to_s >= ceiling_s(view) - DAY_S;
}

void
open311_place_whole(const struct source_view *view, struct open311_place *place)
{
    const struct open311_settings *set = view->settings;

    place->whole = true;
    place->page = set->page_first;
    place->from_s = place->bottom_s;
    place->to_s = ceiling_s(view);
}

/* Nothing where the text is empty. */
static bool
add_text(struct buf *url, const char *name, struct str value)
{
    return value.n == 0 || url_add_query(url, str_from(name), value);
}

static bool
add_time(struct buf *url, const char *name, int64_t at_s)
{
    char text[WHEN_FORMAT_MAX];

    return url_add_query(url, str_from(name), str_from(when_format(at_s * WHEN_SECOND, text)));
}

static bool
add_list_parameters(const struct open311_settings *set, const struct open311_place *place,
                    struct buf *url)
{
    return add_text(url, "status", set->status) &&
           (!set->extensions || url_add_query(url, STR("extensions"), STR("true"))) &&
           ask_add_number(url, set->page_size_parameter, set->page_size) &&
           ask_add_number(url, set->page_parameter, place->page);
}

bool
open311_plan(const struct source_view *view, const struct cursor *at,
             struct http_request *ret_request, struct error *err)
{
    const struct open311_settings *set = view->settings;
    const struct open311_place place = open311_place_of(view, at);
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    struct http_request request = {
        .method = HTTP_GET,
        .secrets = { { .place = HTTP_SECRET_QUERY,
                       .transform = HTTP_SECRET_AS_IS,
                       .name = "api_key",
                       .part = "token",
                       .optional = true } },
        .secret_count = 1,
    };

    if (!buf_append_str(&url, view->base_url) ||
        !ask_add_path(&url, place.updates ? set->updates_path : set->path) ||
        !add_text(&url, "jurisdiction_id", set->jurisdiction) ||
        !add_time(&url, "start_date", place.from_s) || !add_time(&url, "end_date", place.to_s) ||
        (!place.updates && !add_list_parameters(set, &place, &url)) ||
        !arena_str(view->arena, buf_str(&url), &request.url))
        return error_set(err, ERROR_CONFIG, "no request can be made with these settings");
    *ret_request = request;
    return true;
}
