/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Media: the account's posts and stories, and what others posted and tagged the account in. Lists
 * are newest first. Tags know no "since", that of posts may be ignored and business_discovery has
 * none: so a visit also ends with a page on which everything is older than what it looks for.
 *
 * What is inside a carousel is not asked for: each child would be a post that nobody comments on.
 */

#include "source/instagram.h"

#include "source/fields.h"
#include "source/named.h"

struct medium {
    struct str id, alias_id, caption, permalink, username, owner_id, type, product;
    int64_t published_at_us, likes, comments, views;
    enum tri comments_on;
};

static const struct field medium_fields[] = {
    { "id", FIELD_ID, offsetof(struct medium, id), true },
    { "timestamp", FIELD_TIME, offsetof(struct medium, published_at_us), true },
    { "caption", FIELD_TEXT, offsetof(struct medium, caption), false },
    { "permalink", FIELD_LINE, offsetof(struct medium, permalink), false },
    { "username", FIELD_ID, offsetof(struct medium, username), false },
    { "owner.id", FIELD_ID, offsetof(struct medium, owner_id), false },
    { "media_type", FIELD_LINE, offsetof(struct medium, type), false },
    { "media_product_type", FIELD_LINE, offsetof(struct medium, product), false },
    { "like_count", FIELD_COUNT, offsetof(struct medium, likes), false },
    { "comments_count", FIELD_COUNT, offsetof(struct medium, comments), false },
    { "is_comment_enabled", FIELD_FLAG, offsetof(struct medium, comments_on), false },
    { "view_count", FIELD_COUNT, offsetof(struct medium, views), false },
    /* The other space of ids: unasked, but in some answers. */
    { "ig_id|legacy_instagram_media_id", FIELD_ID, offsetof(struct medium, alias_id), false },
};

static const struct medium no_medium = { .published_at_us = WHEN_NONE,
                                         .likes = -1,
                                         .comments = -1,
                                         .views = -1,
                                         .comments_on = TRI_UNKNOWN };

struct reading {
    struct graph_page page; /* first: the items' reader is given this */
    const struct instagram_list *list;
    int64_t newest_us; /* of the page; WHEN_NONE: nothing could be read */
};

static bool
holds(struct str text, const char *part)
{
    return str_find(text, str_from(part), 0) != SIZE_MAX;
}

static enum post_format
format_of(const struct instagram_list *list, const struct medium *medium)
{
    if (list->what == INSTAGRAM_STORIES || str_equal_c(medium->product, "STORY"))
        return FORMAT_STORY;
    if (str_equal_c(medium->product, "REELS") || holds(medium->permalink, "/reel/"))
        return FORMAT_REEL;
    if (str_equal_c(medium->type, "VIDEO"))
        return FORMAT_VIDEO;
    if (str_equal_c(medium->type, "IMAGE") || str_equal_c(medium->type, "CAROUSEL_ALBUM"))
        return FORMAT_PHOTO;
    return FORMAT_OTHER;
}

static void
add_post(struct reading *reading, const struct medium *medium)
{
    struct batch *batch = reading->page.batch;
    struct record *record = batch_add(batch, RECORD_POST);

    if (record == NULL)
        return; /* overflowed: answer_keep() looks */
    record->of.post.external_id = medium->id;
    record->of.post.alias_id = medium->alias_id;
    record->of.post.text = medium->caption;
    record->of.post.permalink = medium->permalink;
    record->of.post.published_at_us = medium->published_at_us;
    record->of.post.format = format_of(reading->list, medium);
    record->of.post.announced_comments = medium->comments;
    if (medium->comments_on != TRI_UNKNOWN)
        record->of.post.comments_off = medium->comments_on == TRI_YES ? TRI_NO : TRI_YES;
    named_add_in_post(batch, &reading->page.view->account, medium->caption, medium->id,
                      medium->published_at_us);
    if (medium->likes < 0 && medium->comments < 0 && medium->views < 0)
        return;
    record = batch_add(batch, RECORD_POST_SAMPLE);
    if (record == NULL)
        return;
    record->of.post_sample.post_external_id = medium->id;
    record->of.post_sample.likes = medium->likes;
    record->of.post_sample.comments = medium->comments;
    record->of.post_sample.views = medium->views;
}

/*
 * An address that names no citizen: some have the author's handle before "/p/", that of a story has
 * nothing else.
 */
static struct str
nameless(const struct graph_page *page, struct str permalink)
{
    static const char *const kinds[] = { "/p/", "/reel/", "/tv/" };
    struct str address = STR_NONE;

    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        size_t at = str_find(permalink, str_from(kinds[i]), 0);
        if (at == SIZE_MAX)
            continue;
        if (!arena_printf(page->view->arena, &address, "https://www.instagram.com%.*s",
                          STR_ARGS(str_sub(permalink, at, permalink.n - at))))
            page->batch->overflowed = true;
        break;
    }
    return address;
}

/* Of another; an account that tags itself asks nobody. */
static void
add_tag(struct graph_page *page, struct jdoc_node item, const struct medium *medium)
{
    const struct source_account *account = &page->view->account;
    struct record *record;
    struct message *message;

    if (str_equal(medium->owner_id, account->external_id) ||
        named_is_own(account, medium->username))
        return;
    record = batch_add(page->batch, RECORD_MESSAGE);
    if (record == NULL)
        return; /* overflowed: answer_keep() looks */
    message = &record->of.message;
    message->external_id = message->thread_key = medium->id;
    message->author_handle = medium->username;
    message->permalink = nameless(page, medium->permalink);
    message->text = medium->caption;
    message->truncated = fields_is_cut(item, "caption");
    message->sent_at_us = when_floor(medium->published_at_us, WHEN_SECOND);
    message->likes = medium->likes;
    message->kind = MESSAGE_MENTION;
    named_add_mentions(page->batch, &page->view->account, medium->caption, medium->id,
                       message->sent_at_us);
}

static void
read_medium(struct graph_page *page, struct jdoc_node item, const char *path, struct id_set *seen)
{
    struct reading *reading = container_of(page, struct reading, page);
    struct error err = ERROR_INIT;
    struct medium medium = no_medium;
    size_t first = page->batch->count;
    bool ok = fields_read(FIELD_TABLE(medium_fields), item, &medium, page->batch, path, &err);

    if (ok && !id_set_put(seen, medium.id, first))
        return;
    if (ok && medium.published_at_us > reading->newest_us)
        reading->newest_us = medium.published_at_us;
    if (ok && reading->list->what == INSTAGRAM_TAGS)
        add_tag(page, item, &medium);
    else if (ok)
        add_post(reading, &medium);
    if (answer_keep(page->batch, first, path, ok, &err) && reading->list->what == INSTAGRAM_POSTS)
        instagram_read_inside(page, item, path, medium.id);
}

void
instagram_read_tag(struct graph_page *page, struct jdoc_node item)
{
    struct error err = ERROR_INIT;
    struct medium medium = no_medium;
    bool ok = fields_read(FIELD_TABLE(medium_fields), item, &medium, page->batch, "$", &err);

    if (ok)
        add_tag(page, item, &medium);
    answer_keep(page->batch, 0, "$", ok, &err);
}

/*
 * Everything on the page is older than what the visit looks for. The first visit walks the whole
 * list: what a platform lists is wanted, however old.
 */
static bool
is_past(const struct reading *reading)
{
    const struct graph_page *page = &reading->page;
    int64_t overlap_us = reading->list->overlap_us;

    return overlap_us > 0 && page->at->since_us != WHEN_NONE && reading->newest_us != WHEN_NONE &&
           reading->newest_us < graph_since_s(page->view, page->at, overlap_us) * WHEN_SECOND;
}

static struct source_outcome
end_list(const struct reading *reading, const struct source_outcome *so_far)
{
    const struct graph_page *page = &reading->page;
    struct source_outcome outcome =
        answer_outcome(page->at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);

    outcome.served_version = so_far->served_version;
    outcome.next.since_us = page->view->now_us;
    return outcome;
}

static struct reading
new_reading(const struct instagram_list *list, const struct source_view *view,
            const struct cursor *at, struct batch *batch, struct error *err)
{
    return (struct reading){ .page = graph_page_new(view, at, batch, list->limit, err),
                             .list = list,
                             .newest_us = WHEN_NONE };
}

struct source_outcome
instagram_read_media(const struct instagram_list *list, const struct source_view *view,
                     const struct cursor *at, const struct http_response *answer,
                     struct batch *batch, struct error *err)
{
    struct reading reading = new_reading(list, view, at, batch, err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (!graph_page_open(&reading.page, answer, &doc, &outcome))
        return outcome;
    graph_page_each(&reading.page, read_medium);
    outcome = graph_page_close(&reading.page, answer);
    if (outcome.verdict == VERDICT_MORE && is_past(&reading))
        return end_list(&reading, &outcome);
    return outcome;
}

/*
 * Where the list inside goes on. There is no "next" to say that it does: it ends with a page that
 * is empty, or that names no place, or the one it was asked for.
 */
static struct source_outcome
close_discovery(struct reading *reading, const struct http_response *answer)
{
    struct graph_page *page = &reading->page;
    struct source_outcome outcome =
        answer_outcome(page->at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
    struct str after = STR_NONE;

    outcome.served_version = graph_served_version(page->view, answer);
    if (!jdoc_get_str(jdoc_path(page->root, "paging.cursors.after"), &after) || after.n == 0 ||
        jdoc_size(page->items) == 0 || is_past(reading) ||
        (page->at->frame_count > 0 && str_equal_c(after, page->at->frames[0].after)))
        outcome = end_list(reading, &outcome);
    else if (!instagram_is_plain(after, INSTAGRAM_PLACE_BYTES) ||
             !cursor_push(&outcome.next, "after", STR(""), after))
        outcome =
            answer_malformed(page->view, page->at, page->err,
                             "$.business_discovery.media.paging: a place that cannot be used");
    return answer_finish(outcome, page->view, page->at, page->batch, page->limit, page->err);
}

/* Whoever has the handle today need not be who had it when it was written down. */
static void
check_owner(struct reading *reading, struct jdoc_node account)
{
    struct str wanted = reading->page.view->account.external_id;
    struct str id;

    if (jdoc_get_str(jdoc_member(account, "id"), &id) && !str_equal(id, wanted))
        batch_reject(reading->page.batch, STR("$.business_discovery.id"),
                     "the handle is that of account %.*s", STR_ARGS(id));
}

struct source_outcome
instagram_read_discovery(const struct instagram_list *list, const struct source_view *view,
                         const struct cursor *at, const struct http_response *answer,
                         struct batch *batch, struct error *err)
{
    struct reading reading = new_reading(list, view, at, batch, err);
    struct source_outcome outcome;
    CLEANUP(jdoc_freep) struct jdoc *doc = graph_open_object(view, at, answer, &outcome, err);
    struct jdoc_node account;

    if (doc == NULL)
        return outcome;
    account = jdoc_member(jdoc_root(doc), "business_discovery");
    if (!jdoc_is_object(account))
        return answer_malformed(view, at, err, "$.business_discovery: expected an account, got %s",
                                jdoc_type_name(account));
    check_owner(&reading, account);
    reading.page.root = jdoc_member(account, "media");
    reading.page.items = jdoc_member(reading.page.root, "data");
    graph_page_each(&reading.page, read_medium);
    return close_discovery(&reading, answer);
}
