/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Posts of others that tag the page (the edge "tagged", and visitors' posts of the feed), and the
 * pages that any text tags. Only pages are kept of those: a tagged person's id is nobody's
 * business. Nor is the author's: AUTHOR_POST is known by POST alone, and its address says no more.
 * What is written below them comes with them: nothing else would show that the page answered.
 */

#include "source/facebook.h"

#include <stdio.h>
#include <string.h>

#include "source/fields.h"

struct tagged {
    struct str id, author_id, text, permalink;
    int64_t sent_at_us;
};

static const struct field tagged_fields[] = {
    { "id", FIELD_ID, offsetof(struct tagged, id), true },
    { "created_time|tagged_time", FIELD_TIME, offsetof(struct tagged, sent_at_us), true },
    { "message", FIELD_TEXT, offsetof(struct tagged, text), false },
    { "from.id", FIELD_ID, offsetof(struct tagged, author_id), false },
    { "permalink_url", FIELD_LINE, offsetof(struct tagged, permalink), false },
};

struct tag {
    struct str id, type;
};

static const struct field tag_fields[] = {
    { "id", FIELD_ID, offsetof(struct tag, id), true },
    { "type", FIELD_LINE, offsetof(struct tag, type), true },
};

/* The message that the tags of an item belong to, and how many of its mentions were added. */
struct tagger {
    struct graph_page *page;
    struct str message_external_id;
    int64_t sent_at_us;
    size_t first;
};

static bool
is_known(const struct tagger *tagger, struct str id)
{
    const struct batch *batch = tagger->page->batch;

    if (str_equal(id, tagger->page->view->account.external_id))
        return true; /* the page itself: the message is at its own door already */
    for (size_t i = tagger->first; i < batch->count; i++) {
        if (str_equal(batch->records[i].of.mention.mentioned_external_id, id))
            return true;
    }
    return false;
}

/* Most tags that are read of one text. Facebook allows 50. */
#define TAGS_MAX 50u

/*
 * A tag that cannot be read is left out: it must not cost the message. False at the arena's ceiling
 * only.
 */
static bool
add_tag(struct tagger *tagger, struct jdoc_node node)
{
    struct error err = ERROR_INIT;
    struct tag tag = { .id = STR_NONE };
    struct record *record;

    if (!fields_read(FIELD_TABLE(tag_fields), node, &tag, tagger->page->batch, "", &err))
        return err.kind != ERROR_LIMIT;
    if (!str_equal(tag.type, STR("page")) || is_known(tagger, tag.id) ||
        tagger->page->batch->count - tagger->first >= TAGS_MAX)
        return true;
    record = batch_add(tagger->page->batch, RECORD_MENTION);
    if (record == NULL)
        return true; /* overflowed: answer_keep() looks */
    record->of.mention = (struct mention){ .message_external_id = tagger->message_external_id,
                                           .sent_at_us = tagger->sent_at_us,
                                           .mentioned_external_id = tag.id };
    return true;
}

static bool
add_tags(struct tagger *tagger, struct jdoc_node list)
{
    for (size_t i = 0; i < jdoc_size(list); i++) {
        if (!add_tag(tagger, jdoc_at(list, i)))
            return false;
    }
    return true;
}

bool
facebook_add_mentions(struct graph_page *page, struct jdoc_node item,
                      struct str message_external_id, int64_t sent_at_us)
{
    struct tagger tagger = { page, message_external_id, sent_at_us, page->batch->count };
    struct jdoc_node tags = jdoc_member(item, "message_tags");
    struct jdoc_node list;
    void *iterator = NULL;
    struct str offset;

    if (jdoc_is_array(tags))
        return add_tags(&tagger, tags);
    /* The older form: an object of lists, by the offset of the tag in the text. */
    while (jdoc_next(tags, &iterator, &offset, &list)) {
        if (!add_tags(&tagger, list))
            return false;
    }
    return true;
}

/*
 * The id without what the platform puts before it, and an address made of the rest: both name the
 * author, even where the answer withholds him. A post on a wall has the wall's number there; it
 * goes too, so that a post has one id wherever it is seen. False at the arena's ceiling only.
 */
static bool
hide_author(const struct graph_page *page, struct tagged *tagged)
{
    tagged->id = facebook_last_part(tagged->id);
    return arena_printf(page->batch->arena, &tagged->permalink, "https://www.facebook.com/%.*s",
                        STR_ARGS(tagged->id));
}

static bool
add_message(struct graph_page *page, struct jdoc_node node, const struct tagged *tagged)
{
    struct record *record = batch_add(page->batch, RECORD_MESSAGE);
    struct message *message;

    if (record == NULL)
        return true; /* overflowed: answer_keep() looks */
    message = &record->of.message;
    message->external_id = message->thread_key = tagged->id;
    message->author_id = tagged->author_id;
    message->permalink = tagged->permalink;
    message->text = tagged->text;
    message->truncated = fields_is_cut(node, "message");
    message->sent_at_us = when_floor(tagged->sent_at_us, WHEN_SECOND);
    message->kind = MESSAGE_MENTION;
    return facebook_add_mentions(page, node, tagged->id, message->sent_at_us);
}

bool
facebook_read_mention(struct graph_page *page, struct jdoc_node item, const char *path)
{
    struct error err = ERROR_INIT;
    struct tagged tagged = { .sent_at_us = WHEN_NONE };
    size_t first = page->batch->count;
    bool ok = fields_read(FIELD_TABLE(tagged_fields), item, &tagged, page->batch, path, &err);

    /* A page that tags itself asks nobody. */
    if (ok && str_equal(tagged.author_id, page->view->account.external_id))
        return true;
    ok = ok && hide_author(page, &tagged) && add_message(page, item, &tagged);
    if (!ok && !error_is_set(&err))
        error_set(&err, ERROR_LIMIT, "no memory for a tag");
    return answer_keep(page->batch, first, path, ok, &err);
}

struct reading {
    struct graph_page page; /* first: the items' reader is given this */
    bool of_visitors;
};

/*
 * What is written below a mention is of its thread, whoever answers whom there: one asks, others
 * join in. Neither ids nor addresses as they come: both may name the author of the post.
 */
static bool
place_answer(struct batch *batch, struct message *message, struct str mention_id)
{
    struct str own = facebook_last_part(message->external_id);

    message->post_external_id = STR_NONE;
    message->permalink = STR_NONE;
    message->thread_key = message->parent_external_id = mention_id;
    message->thread_guessed = false;
    message->kind = MESSAGE_REPLY;
    return arena_printf(batch->arena, &message->external_id, "%.*s_%.*s", STR_ARGS(mention_id),
                        STR_ARGS(own));
}

/*
 * Below what a visitor wrote on the page everything is at its door; below a post elsewhere only
 * what the page says itself is its business.
 */
static bool
is_wanted(const struct reading *reading, const struct message *message)
{
    return reading->of_visitors ||
           str_equal(message->author_id, reading->page.view->account.external_id);
}

/* The records from first on are comments, each with the pages that it tags behind it. */
static void
place_answers(const struct reading *reading, size_t first, struct str mention_id)
{
    struct batch *batch = reading->page.batch;
    struct str last = STR_NONE;
    size_t kept = first;

    for (size_t i = first; i < batch->count; i++) {
        struct record *record = &batch->records[i];
        if (record->kind == RECORD_MENTION) {
            record->of.mention.message_external_id = last;
        } else if (is_wanted(reading, &record->of.message)) {
            if (!place_answer(batch, &record->of.message, mention_id))
                batch->overflowed = true;
            last = record->of.message.external_id;
        } else {
            last = STR_NONE;
        }
        if (!str_is_none(last))
            batch->records[kept++] = *record;
    }
    batch->count = kept;
}

static void
read_answers(struct reading *reading, struct jdoc_node item, const char *path,
             struct str mention_id)
{
    struct jdoc_node comments = jdoc_path(item, "comments.data");
    size_t first = reading->page.batch->count;
    char below[ANSWER_PATH_MAX];

    if (jdoc_size(comments) == 0)
        return;
    snprintf(below, sizeof(below), "%s.comments.data", path);
    facebook_read_comments(&reading->page, comments, below, mention_id);
    place_answers(reading, first, mention_id);
}

/* Of a mention that the page lists twice, the first is kept. */
static void
read_tagged(struct graph_page *page, struct jdoc_node item, const char *path, struct id_set *seen)
{
    size_t first = page->batch->count;
    struct str id;

    if (!facebook_read_mention(page, item, path) || page->batch->count == first)
        return;
    id = page->batch->records[first].of.message.external_id;
    if (id_set_put(seen, id, first)) {
        read_answers(container_of(page, struct reading, page), item, path, id);
        return;
    }
    while (page->batch->count > first)
        batch_drop_last(page->batch);
}

/*
 * A visit to the mentions goes through two lists: posts that tag the page, then what visitors wrote
 * on it. Of the second, every frame of the cursor has its name as object; its first page has a
 * frame EDGE_LIST that is no place.
 */
#define EDGE_LIST "list"

bool
facebook_is_of_visitors(const struct cursor *at)
{
    return at->frame_count > 0 && strcmp(at->frames[0].object, FACEBOOK_VISITORS) == 0;
}

struct cursor
facebook_mention_place(const struct cursor *at)
{
    struct cursor place = *at;

    if (at->frame_count > 0 && strcmp(at->frames[0].edge, EDGE_LIST) == 0)
        place.frame_count = 0;
    for (unsigned i = 0; i < place.frame_count; i++)
        place.frames[i].object[0] = '\0';
    return place;
}

/* MORE and SMALLER: so that the next request is for the visitors' posts again. */
static struct source_outcome
stay_with_visitors(struct source_outcome outcome)
{
    struct cursor *next = &outcome.next;

    if (outcome.verdict != VERDICT_MORE && outcome.verdict != VERDICT_SMALLER)
        return outcome;
    for (unsigned i = 0; i < next->frame_count; i++)
        snprintf(next->frames[i].object, sizeof(next->frames[i].object), "%s", FACEBOOK_VISITORS);
    if (next->frame_count == 0)
        must(cursor_push(next, EDGE_LIST, STR(FACEBOOK_VISITORS), STR("-")));
    return outcome;
}

/*
 * A page whose list of visitors' posts is refused keeps its other mentions: the refusal is told as
 * something that could not be read.
 */
static struct source_outcome
without_visitors(struct source_outcome outcome, const struct source_view *view, struct batch *batch,
                 struct error *err)
{
    const bool refused = outcome.verdict == VERDICT_DENIED && outcome.scope == SCOPE_STREAM;

    /* The page itself stands: its tags came just now. */
    if (!refused && outcome.verdict != VERDICT_GONE)
        return stay_with_visitors(outcome);
    batch_reject(batch, STR(FACEBOOK_VISITORS), "%s", err->text);
    error_clear(err);
    outcome = answer_outcome(&(struct cursor)CURSOR_INIT, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    outcome.next.since_us = view->now_us;
    return outcome;
}

struct source_outcome
facebook_digest_mentions(const struct source_view *view, const struct cursor *at,
                         const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct facebook_settings *set = view->settings;
    const bool has_visitors = set->visitor_posts && set->posts_edge != FACEBOOK_EDGE_FEED;
    const bool of_visitors = facebook_is_of_visitors(at);
    struct cursor place = facebook_mention_place(at);
    struct reading reading = { graph_page_new(view, &place, batch, set->comments_page, err),
                               of_visitors };
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (!graph_page_open(&reading.page, answer, &doc, &outcome))
        return of_visitors ? without_visitors(outcome, view, batch, err) : outcome;
    graph_page_each(&reading.page, read_tagged);
    outcome = graph_page_close(&reading.page, answer);
    if (of_visitors)
        return stay_with_visitors(outcome);
    if (outcome.verdict == VERDICT_DONE && has_visitors) {
        outcome.verdict = VERDICT_MORE;
        outcome.next.since_us = at->since_us;
        outcome = stay_with_visitors(outcome);
    }
    return outcome;
}
