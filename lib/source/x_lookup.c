/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Items asked for by id, a hundred at once. What is there comes as data; what is not stands under
 * "errors" beside it, with the id and with what became of it. An id of which neither says anything
 * is not confirmed either way.
 */

#include "source/x.h"

/* The target of that id, or NULL. */
static const struct source_target *
find_target(const struct source_view *view, const struct id_set *targets, struct str id)
{
    size_t index = str_is_none(id) ? SIZE_MAX : id_set_find(targets, id);

    return index < view->target_count ? &view->targets[index] : NULL;
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
    if (target->is_post)
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
    struct record *record;

    if (!x_is_gone(entry, &id, &by))
        return;
    target = find_target(answer->view, targets, id);
    if (target == NULL || !id_set_put(answer->placed, target->external_id, 0))
        return;
    record = batch_add(answer->batch, RECORD_MESSAGE_GONE);
    if (record == NULL)
        return;
    record->of.message_gone = (struct message_gone){ .external_id = target->external_id,
                                                     .last_seen_at_us = target->last_seen_at_us,
                                                     .first_missed_at_us = answer->view->now_us,
                                                     .removed_by = by };
}

/* Every target by its id; NULL at the arena's ceiling. */
static struct id_set *
targets_of(const struct source_view *view)
{
    struct id_set *set = id_set_new(view->arena, view->target_count);

    for (size_t i = 0; set != NULL && i < view->target_count; i++)
        id_set_put(set, view->targets[i].external_id, i);
    return set;
}

static void
add_all(struct x_answer *answer)
{
    struct jdoc_node errors = jdoc_member(answer->root, "errors");
    struct id_set *targets = targets_of(answer->view);

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

struct source_outcome
x_digest_lookup(const struct source_view *view, const struct cursor *at,
                const struct http_response *response, struct batch *batch, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
    CLEANUP(jdoc_freep) struct jdoc *doc = answer_open(view, at, response, &outcome, err);
    struct x_answer answer = {
        .view = view, .at = at, .batch = batch, .err = err, .own_post_id = STR_NONE
    };

    if (doc == NULL)
        return outcome;
    answer.root = jdoc_root(doc);
    if (!tells_of_items(answer.root, response)) {
        if (x_is_refusal(answer.root, response))
            return x_refusal(view, at, response, answer.root, err);
        return answer_malformed(view, at, err, "$: expected data or errors, got neither");
    }
    add_all(&answer);
    return answer_finish(outcome, view, at, batch, 0, err);
}
