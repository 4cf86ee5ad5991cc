/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Look-ups by id, 50 for one unit: comments that a visit did not list any more, and all that is
 * kept, before the terms' 30 days are over. What an answer does not hold is gone.
 */

#include "source/youtube.h"

#include <stdio.h>

#include "base/parse.h"

#define IDS_BYTES_MAX 8192u

/* What is kept is confirmed: videos, or comments as in a look-up. */
static bool
is_about_posts(const struct source_view *view)
{
    return view->target_count > 0 && view->targets[0].is_post;
}

/* Targets that one request of a look-up is about. */
struct part {
    size_t from, to;
};

static struct part
part_of(const struct source_view *view, const struct cursor *at)
{
    const struct cursor_frame *frame = youtube_frame(at, YOUTUBE_AT_FROM);
    struct part part = { 0, view->target_count };
    size_t most =
        at->page_limit > 0 && at->page_limit < YOUTUBE_IDS_MAX ? at->page_limit : YOUTUBE_IDS_MAX;
    int64_t from = 0;

    if (frame != NULL && parse_int(str_from(frame->after), &from) && from > 0 &&
        (uint64_t)from < view->target_count)
        part.from = (size_t)from;
    if (part.to - part.from > most)
        part.to = part.from + most;
    return part;
}

bool
youtube_plan_lookup(const struct source_view *view, const struct cursor *at,
                    struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf ids = BUF_INIT(IDS_BYTES_MAX);
    struct part part = part_of(view, at);
    bool ok = true;

    for (size_t i = part.from; i < part.to; i++)
        ok = ok && (ids.used == 0 || buf_append_str(&ids, STR(","))) &&
             buf_append_str(&ids, view->targets[i].external_id);
    return youtube_plan_ids(view, is_about_posts(view), ok ? buf_str(&ids) : STR(""), ret_request,
                            err);
}

/*
 * Ids of what the answer holds, readable or not. False where one of them cannot be told, or was not
 * asked for: then it is the answer to something else.
 */
static bool
read_present(const struct youtube_page *page, const struct part *part, struct id_set *present)
{
    bool is_whole = true;
    struct str id;

    for (size_t i = 0; i < jdoc_size(page->items); i++) {
        if (jdoc_get_str(jdoc_member(jdoc_at(page->items, i), "id"), &id) &&
            answer_is_asked_for(page->view, part->from, part->to, id))
            (void)id_set_put(present, id, i);
        else
            is_whole = false;
    }
    return is_whole;
}

static void
add_gone(struct youtube_page *page, const struct source_target *target)
{
    answer_add_gone(page->view, target, REMOVED_BY_UNKNOWN, page->batch);
}

/* Those asked for that the answer does not hold are gone, or passed over where it cannot tell. */
static size_t
tell_missing(struct youtube_page *page, const struct part *part, size_t *passed)
{
    struct id_set *present = id_set_new(page->view->arena, jdoc_size(page->items));
    bool is_certain;
    size_t count = 0;

    if (present == NULL || passed == NULL) {
        page->batch->overflowed = true;
        return 0;
    }
    is_certain = read_present(page, part, present);
    for (size_t i = part->from; i < part->to; i++) {
        if (id_set_find(present, page->view->targets[i].external_id) != SIZE_MAX)
            continue;
        if (is_certain)
            add_gone(page, &page->view->targets[i]);
        else
            passed[count++] = i;
    }
    return count;
}

/* The targets behind the part. */
static struct source_outcome
end_part(struct youtube_page *page, const struct part *part)
{
    char from[24];

    snprintf(from, sizeof(from), "%zu", part->to);
    if (part->to < page->view->target_count) {
        page->next.page_limit = page->at->page_limit;
        if (!youtube_push(page, YOUTUBE_AT_FROM, STR(""), str_from(from)))
            return youtube_no_place(page);
    }
    return youtube_page_close(page);
}

/* Of an answer that can be read. */
static struct source_outcome
read_answer(struct youtube_page *page, const struct part *part)
{
    struct id_set *seen = id_set_new(page->view->arena, jdoc_size(page->items));
    size_t *passed = arena_array(page->view->arena, part->to - part->from, sizeof(*passed));
    struct source_outcome outcome;
    size_t count;

    if (is_about_posts(page->view))
        youtube_read_videos(page, seen);
    else
        youtube_read_comments(page, seen);
    count = tell_missing(page, part, passed);
    outcome = end_part(page, part);
    if (outcome.verdict == VERDICT_SMALLER) /* all of it is asked for again */
        return outcome;
    outcome.passed = passed;
    outcome.passed_count = count;
    return outcome;
}

/* What is missing in the answer is gone; a 404 says it of one of those that were asked for. */
struct source_outcome
youtube_digest_lookup(const struct source_view *view, const struct cursor *at,
                      const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct part part = part_of(view, at);
    unsigned asked = (unsigned)(part.to - part.from);
    struct youtube_page page = youtube_page_new(view, at, batch, asked, err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    page.asked_from = part.from;
    page.asked_to = part.to;
    if (youtube_page_open(&page, answer, &doc, &outcome))
        return read_answer(&page, &part);
    if (outcome.verdict != VERDICT_GONE)
        return outcome;
    error_clear(err);
    if (asked > 1)
        return answer_halve(view, at, asked);
    add_gone(&page, &view->targets[part.from]);
    return end_part(&page, &part);
}
