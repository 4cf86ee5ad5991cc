/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Items asked for by id, a hundred at once. What is there comes as data; what is not stands under
 * "errors" beside it, with the id and with what became of it. An id of which neither says anything
 * is not confirmed either way, and named as passed over. What X withholds where its readers are is
 * gone for them: it says so of an item that it gives.
 *
 * Items are kept under the id of their first version, and X answers an id with that version as it
 * stood; the answer names the later ones. Of an edited one the newest is asked for in a second
 * request: it has the text and the counters, and where it is gone, the item is.
 */

#include "source/x.h"

#include <inttypes.h>

#include "base/parse.h"

/* Frames of the cursor: index of the target, ':', id of its newest version; ',' between them. */
#define AT_NEWEST  "newest"
#define FRAME_IDS  50u /* so a hundred of them fit the cursor */
#define FRAME_SIZE (FRAME_IDS * sizeof("99:9223372036854775807"))

/* The versions that a second request asks for, read out of the cursor one by one. */
struct newest {
    const struct source_view *view;
    const struct cursor *at;
    unsigned frame;
    struct str rest;
};

static struct newest
newest_begin(const struct source_view *view, const struct cursor *at)
{
    return (struct newest){ .view = view, .at = at, .rest = STR_NONE };
}

/* False behind the last; what names no target is passed over. */
static bool
newest_next(struct newest *newest, struct str *ret_id, size_t *ret_index)
{
    struct str entry;
    int64_t index;

    for (;;) {
        while (str_split(&newest->rest, ',', &entry)) {
            struct str number;
            if (str_split(&entry, ':', &number) && parse_int(number, &index) && index >= 0 &&
                (uint64_t)index < newest->view->target_count && entry.n > 0) {
                *ret_id = entry;
                *ret_index = (size_t)index;
                return true;
            }
        }
        if (newest->frame >= newest->at->frame_count)
            return false;
        newest->rest = str_from(newest->at->frames[newest->frame++].after);
    }
}

bool
x_lookup_ids(const struct source_view *view, const struct cursor *at, struct buf *ids)
{
    struct newest newest = newest_begin(view, at);
    struct str id;
    size_t index;

    for (size_t i = 0; at->frame_count == 0 && i < view->target_count; i++) {
        if ((i > 0 && !buf_append_str(ids, STR(","))) ||
            !buf_append_str(ids, view->targets[i].external_id))
            return false;
    }
    while (newest_next(&newest, &id, &index)) {
        if ((ids->used > 0 && !buf_append_str(ids, STR(","))) || !buf_append_str(ids, id))
            return false;
    }
    return ids->used > 0;
}

/* The target of that id, or NULL. */
static const struct source_target *
find_target(const struct source_view *view, const struct id_set *targets, struct str id)
{
    size_t index = str_is_none(id) ? SIZE_MAX : id_set_find(targets, id);

    return index < view->target_count ? &view->targets[index] : NULL;
}

static void
put_gone(struct x_answer *answer, const struct source_target *target, enum removed_by by)
{
    answer_add_gone(answer->view, target, by, answer->batch);
}

static void
add_found(struct x_answer *answer, const struct x_item *item, const struct id_set *targets)
{
    const struct source_target *target = find_target(answer->view, targets, item->key);

    if (target == NULL)
        target = find_target(answer->view, targets, item->id);
    if (!item->is_readable) {
        if (item->err.kind != ERROR_LIMIT)
            batch_reject(answer->batch, str_from(item->path), "%s", item->err.text);
        return;
    }
    if (target == NULL || !id_set_put(answer->placed, target->external_id, 0))
        return;
    answer->own_post_id = target->post_external_id;
    if (item->is_withheld)
        put_gone(answer, target, REMOVED_BY_PLATFORM);
    else if (target->is_post)
        x_add_post(answer, item);
    else
        x_add_message(answer, item);
}

static void
add_gone(struct x_answer *answer, struct jdoc_node entry, const struct id_set *targets)
{
    const struct source_target *target;
    enum removed_by by;
    struct str id;

    if (!x_is_gone(entry, &id, &by))
        return;
    target = find_target(answer->view, targets, id);
    if (target != NULL && id_set_put(answer->placed, target->external_id, 0))
        put_gone(answer, target, by);
}

/* It stands, whatever of it cannot be read. */
static void
note_unreadable(struct x_answer *answer, const struct x_item *item, const struct id_set *targets)
{
    const struct source_target *target;
    char digits[JDOC_DIGITS_SIZE];
    struct str id;

    if (item->is_readable || !jdoc_get_id(jdoc_member(item->node, "id"), digits, &id))
        return;
    target = find_target(answer->view, targets, id);
    if (target != NULL)
        (void)id_set_put(answer->placed, target->external_id, 0);
}

/* Every target by its id, and by that of its newest version; NULL at the arena's ceiling. */
static struct id_set *
targets_of(const struct source_view *view, const struct cursor *at)
{
    struct id_set *set = id_set_new(view->arena, view->target_count + X_LOOKUP_MAX);
    struct newest newest = newest_begin(view, at);
    struct str id;
    size_t index;

    for (size_t i = 0; set != NULL && i < view->target_count; i++)
        id_set_put(set, view->targets[i].external_id, i);
    for (size_t i = 0; set != NULL && i < X_LOOKUP_MAX && newest_next(&newest, &id, &index); i++)
        id_set_put(set, id, index);
    return set;
}

static void
add_all(struct x_answer *answer, const struct id_set *targets)
{
    struct jdoc_node errors = jdoc_member(answer->root, "errors");

    if (targets == NULL || !x_read_items(answer) || !x_read_roots(answer)) {
        answer->batch->overflowed = true;
        return;
    }
    answer->placed = id_set_new(answer->view->arena, answer->view->target_count);
    if (answer->placed == NULL) {
        answer->batch->overflowed = true;
        return;
    }
    for (size_t i = 0; i < answer->listed_count && !answer->batch->overflowed; i++)
        add_found(answer, &answer->items[i], targets);
    for (size_t i = 0; i < jdoc_size(errors) && !answer->batch->overflowed; i++)
        add_gone(answer, jdoc_at(errors, i), targets);
    for (size_t i = 0; i < answer->listed_count && !answer->batch->overflowed; i++)
        note_unreadable(answer, &answer->items[i], targets);
}

static void
note_passed(const struct x_answer *answer, size_t index, size_t *passed, size_t *count)
{
    struct str id = answer->view->targets[index].external_id;

    /* Named twice by a cursor it is passed over once. */
    if (id_set_put(answer->placed, id, 0))
        passed[(*count)++] = index;
}

/* Of those that this request asked for. */
static void
tell_passed(const struct x_answer *answer, struct source_outcome *outcome)
{
    struct newest newest = newest_begin(answer->view, answer->at);
    size_t *passed = arena_array(answer->view->arena, answer->view->target_count, sizeof(*passed));
    struct str id;
    size_t index;

    if (answer->batch->overflowed)
        return;
    if (passed == NULL) {
        answer->batch->overflowed = true;
        return;
    }
    for (index = 0; answer->at->frame_count == 0 && index < answer->view->target_count; index++)
        note_passed(answer, index, passed, &outcome->passed_count);
    while (newest_next(&newest, &id, &index))
        note_passed(answer, index, passed, &outcome->passed_count);
    outcome->passed = passed;
}

/* True when the answer tells of items: some of them, or only of what is gone. */
static bool
tells_of_items(struct jdoc_node root, const struct http_response *response)
{
    struct jdoc_node errors = jdoc_member(root, "errors");
    enum removed_by by;
    struct str id;

    if (response->status < 200 || response->status > 299)
        return false;
    for (size_t i = 0; i < jdoc_size(errors); i++) {
        if (x_is_gone(jdoc_at(errors, i), &id, &by))
            return true;
    }
    return jdoc_is_array(jdoc_member(root, "data"));
}

/* The target whose old version this answer has, where its newest can be asked for. */
static const struct source_target *
outdated(const struct x_answer *answer, const struct x_item *item, const struct id_set *targets,
         int64_t *ret_id)
{
    const struct source_target *target;

    if (!item->is_readable || !item->is_stale || item->is_withheld ||
        !parse_int(item->alias_id, ret_id))
        return NULL;
    target = find_target(answer->view, targets, item->key);
    return target != NULL ? target : find_target(answer->view, targets, item->id);
}

/* Each target once, whatever the answer repeats: so a hundred are the most. */
static bool
add_newest(const struct x_answer *answer, const struct id_set *targets, struct cursor *next)
{
    struct id_set *asked = id_set_new(answer->view->arena, answer->view->target_count);
    CLEANUP(buf_done) struct buf ids = BUF_INIT(FRAME_SIZE);
    size_t count = 0;
    int64_t id;

    for (size_t i = 0; asked != NULL && i < answer->listed_count; i++) {
        const struct source_target *target = outdated(answer, &answer->items[i], targets, &id);
        if (target == NULL || !id_set_put(asked, target->external_id, 0))
            continue;
        if (!buf_printf(&ids, "%s%zu:%" PRId64, ids.used > 0 ? "," : "",
                        (size_t)(target - answer->view->targets), id))
            return false;
        if (++count % FRAME_IDS != 0)
            continue;
        if (!cursor_push(next, AT_NEWEST, STR(""), buf_str(&ids)))
            return false;
        buf_clear(&ids);
    }
    return asked != NULL && (ids.used == 0 || cursor_push(next, AT_NEWEST, STR(""), buf_str(&ids)));
}

/* MORE where an old version was shown, but once only: it may be edited again meanwhile. */
static void
close_lookup(const struct x_answer *answer, const struct id_set *targets,
             struct source_outcome *outcome)
{
    if (answer->batch->overflowed || answer->at->frame_count > 0)
        return;
    if (!add_newest(answer, targets, &outcome->next))
        answer->batch->overflowed = true;
    if (outcome->next.frame_count == 0)
        return;
    outcome->verdict = VERDICT_MORE;
    outcome->next.page_limit = answer->at->page_limit;
}

struct source_outcome
x_digest_lookup(const struct source_view *view, const struct cursor *at,
                const struct http_response *response, struct batch *batch, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
    CLEANUP(jdoc_freep) struct jdoc *doc = answer_open(view, at, response, &outcome, err);
    struct x_answer answer = {
        .view = view, .at = at, .batch = batch, .err = err, .own_post_id = STR_NONE
    };
    const struct id_set *targets;

    if (doc == NULL)
        return outcome;
    answer.root = jdoc_root(doc);
    if (!tells_of_items(answer.root, response)) {
        if (x_is_refusal(answer.root, response))
            return x_refusal(view, at, response, answer.root, err);
        return answer_malformed(view, at, err, "$: expected data or errors, got neither");
    }
    targets = targets_of(view, at);
    add_all(&answer, targets);
    tell_passed(&answer, &outcome);
    close_lookup(&answer, targets, &outcome);
    return answer_finish(outcome, view, at, batch, 0, err);
}
