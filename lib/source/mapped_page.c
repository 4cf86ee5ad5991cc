/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Where a list goes on. A visit walks one list, or two where events have one of their own; its
 * place is a frame: what the page before was, what was found so far, and the value of the paging
 * parameter. In the second list it stands behind a frame that says so, because the core tells
 * places apart by their values alone. An address that an answer gives is never followed: one
 * parameter is taken out of it, and the request is ours.
 */

#include "source/mapped.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/ascii.h"
#include "http/url.h"
#include "source/ask.h"

#define EDGE_LIST   "list"
#define EDGE_EVENTS "events"
#define OBJECT_MAX  40

/* Takes digits off the front; anything else ends the number. */
static uint64_t
take_hex(const char **text)
{
    uint64_t value = 0;

    for (; ascii_hex(**text) >= 0; ++*text)
        value = value << 4 | (uint64_t)ascii_hex(**text);
    return value;
}

struct mapped_walk
mapped_page_walk(const struct cursor *at)
{
    struct mapped_walk walk = { .place = STR_NONE };
    const struct cursor_frame *frame;
    const char *rest;

    if (at->frame_count == 0)
        return walk;
    walk.is_events = str_equal_c(str_from(at->frames[0].edge), EDGE_EVENTS);
    frame = &at->frames[at->frame_count - 1];
    rest = frame->object;
    walk.hash = take_hex(&rest);
    rest += *rest == '-' ? 1 : 0;
    walk.found = take_hex(&rest);
    walk.place = str_from(frame->after);
    return walk;
}

bool
mapped_page_push(const struct mapped_walk *walk, struct cursor *next)
{
    char object[OBJECT_MAX];

    snprintf(object, sizeof(object), "%016" PRIx64 "-%08" PRIx64, walk->hash, walk->found);
    if (walk->is_events && !cursor_push(next, EDGE_EVENTS, STR(""), STR(EDGE_EVENTS)))
        return false;
    return cursor_push(next, EDGE_LIST, str_from(object), walk->place);
}

/* The parameter's value out of an address; absent where it has none. */
static bool
take_parameter(struct str url, struct str name, struct arena *arena, struct str *ret_value)
{
    CLEANUP(buf_done) struct buf value = BUF_INIT(url.n + 1);
    struct str escaped = url_parameter(url_query(url), name);

    *ret_value = STR_NONE;
    if (str_is_none(escaped))
        return true;
    must(url_unescape(&value, escaped));
    return arena_str(arena, buf_str(&value), ret_value);
}

/* The address marked rel="next" in a Link header (RFC 8288); absent where there is none. */
static struct str
next_by_header(struct str header)
{
    size_t open = str_find(header, STR("<"), 0);

    while (open != SIZE_MAX) {
        size_t close = str_find(header, STR(">"), open);
        size_t after = str_find(header, STR("<"), open + 1);
        struct str rest = str_sub(header, close, after == SIZE_MAX ? header.n : after - close);
        if (close == SIZE_MAX)
            return STR_NONE;
        if (answer_holds(rest, "rel=\"next\"") || answer_holds(rest, "rel=next"))
            return str_sub(header, open + 1, close - open - 1);
        open = after;
    }
    return STR_NONE;
}

static bool
count_on(const struct mapped_settings *map, const struct mapped_walk *walk, size_t count,
         struct arena *arena, struct str *ret_place)
{
    bool pages = map->paging.style == MAPPED_PAGING_PAGE;
    int64_t number = ask_number(walk->place, pages ? map->paging.first : 0);

    return arena_printf(arena, ret_place, "%" PRId64, number + (pages ? 1 : (int64_t)count));
}

/* "", 0 and false say that there is nothing more, as null does. */
static bool
read_next(const struct mapped_settings *map, struct jdoc_node root, struct arena *arena,
          struct str *ret_next)
{
    struct jdoc_node node = jdoc_path(root, map->paging.next.p);
    char digits[JDOC_DIGITS_SIZE];
    struct str text;

    *ret_next = STR_NONE;
    if (!jdoc_get_id(node, digits, &text))
        return true;
    text = str_trim(text);
    return text.n == 0 || str_equal_c(text, "0") || arena_str(arena, text, ret_next);
}

bool
mapped_page_next(const struct mapped_turn *turn, size_t count, struct arena *arena,
                 struct str *ret_place, struct error *err)
{
    const struct mapped_settings *map = turn->map;
    struct str next = STR_NONE;
    bool ok = true;

    *ret_place = STR_NONE;
    if (map->paging.style == MAPPED_PAGING_PAGE || map->paging.style == MAPPED_PAGING_OFFSET)
        return count == 0 || count_on(map, turn->walk, count, arena, ret_place);
    if (map->paging.style == MAPPED_PAGING_LINK)
        next = next_by_header(http_header_find(turn->answer, "Link"));
    else if (map->paging.style != MAPPED_PAGING_NONE)
        ok = read_next(map, turn->root, arena, &next);
    if (!ok || str_is_none(next))
        return ok;
    *ret_place = next;
    if (map->paging.style == MAPPED_PAGING_CURSOR)
        return true;
    if (!take_parameter(next, map->paging.parameter, arena, ret_place))
        return false;
    if (ret_place->n == 0) {
        error_set(err, ERROR_PEER, "the address of the next page has no \"%.*s\"",
                  STR_ARGS(map->paging.parameter));
        error_hint(err, "In map.paging.parameter stands what changes there from page to page.");
    }
    return true;
}
