/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The lists: the account's timeline, which has its posts and its answers to others; what names it;
 * a conversation. What an answer includes beside its list (that which is answered, mostly) is
 * paid for, and one of the account's messages too where it names the account or stands in a
 * conversation of its own: mentions come late or never.
 */

#include "source/x.h"

#include <string.h>

#include "source/fields.h"

/* The kind of a picture is the number before its key. */
static const struct media_kind {
    const char *prefix;
    enum post_format format;
} media_kinds[] = {
    { "3_", FORMAT_PHOTO },
    { "7_", FORMAT_VIDEO },
    { "13_", FORMAT_VIDEO },
    { "16_", FORMAT_VIDEO }, /* a moving picture */
};

static enum post_format
format_by_urls(struct jdoc_node urls)
{
    enum post_format format = FORMAT_TEXT;
    struct str url;

    for (size_t i = 0; i < jdoc_size(urls) && i < X_URLS_MAX; i++) {
        if (!jdoc_get_str(jdoc_member(jdoc_at(urls, i), "expanded_url"), &url))
            continue;
        if (str_find(url, STR("/photo/"), 0) != SIZE_MAX)
            return FORMAT_PHOTO;
        if (str_find(url, STR("/video/"), 0) != SIZE_MAX)
            return FORMAT_VIDEO;
        format = FORMAT_LINK;
    }
    return format;
}

static enum post_format
format_of(const struct x_item *item)
{
    if (!str_is_none(item->retweeted_id))
        return FORMAT_OTHER;
    for (size_t i = 0; i < ARRAY_SIZE(media_kinds); i++) {
        if (str_starts(item->media_key, str_from(media_kinds[i].prefix)))
            return media_kinds[i].format;
    }
    return format_by_urls(jdoc_path(item->node, "entities.urls"));
}

/* An address without the author's name in it. */
static bool
address_of(const struct x_answer *answer, const struct x_item *item, struct str *ret_address)
{
    return arena_printf(answer->batch->arena, ret_address, "https://x.com/i/web/status/%.*s",
                        STR_ARGS(item->key));
}

/* Counters are those of a version: an old one's have stood still. */
static void
add_sample(struct x_answer *answer, const struct x_item *item)
{
    struct record *record;

    if (item->is_stale ||
        (item->likes < 0 && item->replies < 0 && item->reposts < 0 && item->views < 0))
        return;
    record = batch_add(answer->batch, RECORD_POST_SAMPLE);
    if (record == NULL)
        return;
    record->of.post_sample.post_external_id = item->key;
    record->of.post_sample.likes = item->likes;
    record->of.post_sample.comments = item->replies;
    record->of.post_sample.shares = item->reposts;
    record->of.post_sample.views = item->views;
    record->of.post_sample.saves = item->saves;
}

void
x_add_post(struct x_answer *answer, const struct x_item *item)
{
    size_t first = answer->batch->count;
    struct error err = ERROR_INIT;
    struct record *record = batch_add(answer->batch, RECORD_POST);
    struct post *post;

    if (record == NULL)
        return;
    post = &record->of.post;
    post->external_id = item->key;
    post->alias_id = item->alias_id;
    post->text = item->is_stale ? STR_NONE : item->text;
    post->links = item->links;
    post->language = item->language;
    post->published_at_us = item->published_us;
    post->edited_at_us = item->edited_us;
    post->format = format_of(item);
    post->hidden = TRI_UNKNOWN;
    post->announced_comments = item->is_stale ? -1 : item->replies;
    if (!address_of(answer, item, &post->permalink) || !x_add_mentions_in_post(answer, item)) {
        error_set(&err, ERROR_LIMIT, "no memory for a post");
        answer_keep(answer->batch, first, item->path, false, &err);
        return;
    }
    add_sample(answer, item);
    answer_keep(answer->batch, first, item->path, true, &err);
}

static bool
is_cut(struct jdoc_node node)
{
    return fields_is_cut(node, "note_tweet.text") || fields_is_cut(node, "note_post.text") ||
           fields_is_cut(node, "text");
}

void
x_add_message(struct x_answer *answer, const struct x_item *item)
{
    size_t first = answer->batch->count;
    struct error err = ERROR_INIT;
    struct record *record = batch_add(answer->batch, RECORD_MESSAGE);
    struct message message;
    bool ok;

    if (record == NULL)
        return;
    message = record->of.message;
    message.external_id = item->key;
    message.author_id = item->author_id;
    message.text = item->is_stale ? STR_NONE : item->text;
    message.links = item->links;
    message.truncated = is_cut(item->node);
    message.language = item->language;
    message.sent_at_us = when_floor(item->published_us, WHEN_SECOND);
    message.edited_at_us = item->edited_us;
    message.likes = item->is_stale ? -1 : item->likes;
    message.hidden = TRI_UNKNOWN;
    x_place(answer, item, &message);
    ok = address_of(answer, item, &message.permalink);
    record->of.message = message;
    ok = ok && x_add_mentions(answer, item, &message);
    if (!ok)
        error_set(&err, ERROR_LIMIT, "no memory for a message");
    answer_keep(answer->batch, first, item->path, ok, &err);
}

/* What the account's own timeline lists: posts, and answers to others. */
static void
add_own(struct x_answer *answer, const struct x_item *item)
{
    if (!item->is_reply)
        x_add_post(answer, item);
    else
        x_add_message(answer, item);
}

/* A post of the account's own, and what repeats one, asks nobody anything. */
static bool
is_no_message(const struct x_answer *answer, const struct x_item *item)
{
    const struct x_item *repeated = x_find(answer, item->retweeted_id);

    if (x_is_own(answer, item->author_id) && !item->is_reply)
        return true;
    return repeated != NULL && x_is_own(answer, repeated->author_id);
}

static bool
is_ours(const struct x_answer *answer, const struct x_item *item)
{
    if (x_is_own(answer, item->author_id) || x_names_account(answer, item))
        return true;
    return item->is_reply && x_root_of(answer, item) == X_ROOT_OWN;
}

static void
add_item(struct x_answer *answer, const struct x_item *item)
{
    if (!item->is_readable) {
        if (item->err.kind != ERROR_LIMIT)
            batch_reject(answer->batch, str_from(item->path), "%s", item->err.text);
        return;
    }
    if (item->is_withheld ||
        (item->is_included && (is_no_message(answer, item) || !is_ours(answer, item))))
        return;
    if (!id_set_put(answer->placed, item->key, 0))
        return;
    if (!item->is_included && answer->is_own_timeline)
        add_own(answer, item);
    else if (!is_no_message(answer, item))
        x_add_message(answer, item);
}

/* MORE with the token of the next page; DONE where there is none. */
static struct source_outcome
close_list(const struct x_answer *answer, const char *token_name)
{
    struct source_outcome outcome =
        answer_outcome(answer->at, VERDICT_DONE, answer_scope(answer->view), CAUSE_NONE);
    struct str token;

    if (!jdoc_get_str(jdoc_path(answer->root, "meta.next_token"), &token) || token.n == 0) {
        if (answer->view->target_count == 0)
            outcome.next.since_us = answer->view->now_us;
        return outcome;
    }
    outcome.verdict = VERDICT_MORE;
    outcome.next.page_limit = answer->at->page_limit;
    if (!cursor_push(&outcome.next, token_name, STR(""), token))
        return answer_malformed(answer->view, answer->at, answer->err,
                                "$.meta.next_token: too long");
    if (answer->at->frame_count == 1 && str_equal_c(token, answer->at->frames[0].after))
        return answer_malformed(answer->view, answer->at, answer->err,
                                "$.meta.next_token: the same as the page before");
    return outcome;
}

struct source_outcome
x_digest_list(struct x_answer *answer, const struct http_response *response, unsigned limit,
              const char *token_name)
{
    struct source_outcome outcome =
        answer_outcome(answer->at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    CLEANUP(jdoc_freep)
    struct jdoc *doc = answer_open(answer->view, answer->at, response, &outcome, answer->err);
    struct jdoc_node data;

    if (doc == NULL)
        return outcome;
    answer->root = jdoc_root(doc);
    if (x_is_refusal(answer->root, response))
        return x_refusal(answer->view, answer->at, response, answer->root, answer->err);
    /* "Nothing" is said by a list that is not there: only meta stands then. */
    data = jdoc_member(answer->root, "data");
    if (!jdoc_is_array(data) && !(jdoc_is_absent(data) || jdoc_is_null(data)))
        return answer_malformed(answer->view, answer->at, answer->err,
                                "$.data: expected a list, got %s", jdoc_type_name(data));
    if (!jdoc_is_array(data) && !jdoc_is_object(jdoc_member(answer->root, "meta")))
        return answer_malformed(answer->view, answer->at, answer->err,
                                "$: expected data or meta, got neither");
    if (!x_read_items(answer) || !x_read_roots(answer))
        answer->batch->overflowed = true;
    for (size_t i = 0; i < answer->item_count && !answer->batch->overflowed; i++)
        add_item(answer, &answer->items[i]);
    return answer_finish(close_list(answer, token_name), answer->view, answer->at, answer->batch,
                         limit >= 20 ? limit : 0, answer->err);
}
