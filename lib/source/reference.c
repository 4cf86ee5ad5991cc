/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/reference.h"

#include "source/link.h"

/* Whose references are looked for. */
struct asking {
    struct str external_id, text, links;
    bool in_post;
    bool asks; /* somebody is known to be asked */
};

static bool
is_known(const struct batch *batch, size_t first, const struct link *link)
{
    for (size_t i = first; i < batch->count; i++) {
        const struct reference *other = &batch->records[i].of.reference;
        if (str_equal_c(other->channel, link->channel) && str_equal_c(other->key, link->key))
            return true;
    }
    return false;
}

typedef bool (*next_fn)(struct str text, size_t *at, struct link *ret_link);

static void
add_all(struct batch *batch, const struct asking *asking, size_t first, struct str text,
        next_fn next)
{
    struct link link;
    size_t at = 0;

    while (batch->count < first + REFERENCES_MAX && next(text, &at, &link)) {
        struct reference reference = { .external_id = asking->external_id,
                                       .in_post = asking->in_post,
                                       .channel = str_from(link.channel) };
        struct record *record;
        if (is_known(batch, first, &link))
            continue;
        if (!arena_str(batch->arena, str_from(link.key), &reference.key)) {
            batch->overflowed = true;
            return;
        }
        record = batch_add(batch, RECORD_REFERENCE);
        if (record == NULL)
            return;
        record->of.reference = reference;
    }
}

static void
finish(struct batch *batch, const struct asking *asking)
{
    size_t first = batch->count;

    if (!asking->asks)
        return;
    add_all(batch, asking, first, asking->text, link_next);
    add_all(batch, asking, first, asking->links, link_next);
    add_all(batch, asking, first, asking->text, link_next_number);
}

static bool
is_of(const struct asking *asking, const struct mention *mention)
{
    return str_equal(asking->external_id,
                     asking->in_post ? mention->post_external_id : mention->message_external_id);
}

static struct asking
asking_of(const struct record *record)
{
    const struct message *message = &record->of.message;
    const struct post *post = &record->of.post;

    if (record->kind == RECORD_MESSAGE)
        return (struct asking){ message->external_id, message->text, message->links, false,
                                message->kind == MESSAGE_MENTION };
    return (struct asking){ post->external_id, post->text, post->links, true, false };
}

/* Goes through the records: who asks, and where what belongs to it ends. */
static bool
step(struct asking *asking, const struct record *record)
{
    if (record->kind == RECORD_MENTION && is_of(asking, &record->of.mention))
        asking->asks = true;
    return record->kind == RECORD_MESSAGE || record->kind == RECORD_POST;
}

static bool
points(const struct asking *asking)
{
    struct link link;
    size_t at[3] = { 0 };

    return asking->asks &&
           (link_next(asking->text, &at[0], &link) || link_next(asking->links, &at[1], &link) ||
            link_next_number(asking->text, &at[2], &link));
}

static bool
any_points(const struct batch *batch)
{
    struct asking asking = { .asks = false };

    for (size_t i = 0; i < batch->count; i++) {
        if (!step(&asking, &batch->records[i]))
            continue;
        if (points(&asking))
            return true;
        asking = asking_of(&batch->records[i]);
    }
    return points(&asking);
}

void
reference_add(struct batch *batch)
{
    const struct batch before = *batch;
    struct asking asking = { .asks = false };

    if (batch->overflowed || !any_points(batch))
        return;
    /* Each stands behind what it belongs to: all records move. */
    batch->records = NULL;
    batch->count = batch->size = 0;
    for (size_t i = 0; i < before.count && !batch->overflowed; i++) {
        const struct record *given = &before.records[i];
        struct record *record;
        if (step(&asking, given)) {
            finish(batch, &asking);
            asking = asking_of(given);
        }
        record = batch_add(batch, given->kind);
        if (record != NULL)
            *record = *given;
    }
    finish(batch, &asking);
}

/* What that address names, where it is another name than the ids. */
static struct str
name_in(struct batch *batch, struct str permalink, struct str external_id, struct str alias_id)
{
    struct str name = STR_NONE;
    struct link link;

    if (link_name(permalink, &link) && !str_equal_c(external_id, link.key) &&
        !str_equal_c(alias_id, link.key) && !arena_str(batch->arena, str_from(link.key), &name))
        batch->overflowed = true;
    return name;
}

void
reference_name(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct record *record = &batch->records[i];
        struct post *post = &record->of.post;
        struct message *message = &record->of.message;
        if (record->kind == RECORD_POST)
            post->address_name = name_in(batch, post->permalink, post->external_id, post->alias_id);
        else if (record->kind == RECORD_MESSAGE)
            message->address_name =
                name_in(batch, message->permalink, message->external_id, STR_NONE);
    }
}

/* A blank stands before each, none in one. */
static bool
is_linked(struct str links, struct str address)
{
    struct str one;

    while (str_split(&links, ' ', &one)) {
        if (str_equal(one, address))
            return true;
    }
    return false;
}

bool
reference_add_link(struct arena *arena, struct str *links, struct str address)
{
    struct link link;
    size_t at = 0;

    if (address.n > RECORD_LINE_MAX || links->n + 1 + address.n > RECORD_TEXT_MAX ||
        !link_next(address, &at, &link) || is_linked(*links, address))
        return true;
    return arena_printf(arena, links, "%.*s %.*s", STR_ARGS(*links), STR_ARGS(address));
}
