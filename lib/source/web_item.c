/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Items of websites as posts. What a site calls an item's id is kept as it is, because it alone
 * stays when a title or an address is mended; links are made whole, since no reader of the database
 * knows where they stood.
 */

#include "source/web.h"

#include <string.h>

#include "base/utf8.h"
#include "record/absent.h"
#include "source/html.h"

static bool
is_link(struct str text)
{
    return (str_starts(text, STR("https://")) || str_starts(text, STR("http://"))) &&
           str_find(text, STR(" "), 0) == SIZE_MAX;
}

/* Of the site's address: up to the host's end, or up to the last slash of its path. */
static struct str
base_of(struct str address, bool whole_path)
{
    size_t host = str_find(address, STR("://"), 0);
    struct str path = str_sub(address, 0, str_find(address, STR("?"), 0));
    size_t end;

    if (host == SIZE_MAX)
        return STR("");
    end = str_find(path, STR("/"), host + 3);
    if (end == SIZE_MAX)
        return path;
    if (!whole_path)
        return str_sub(path, 0, end);
    while (path.n > end && path.p[path.n - 1] != '/')
        path.n--;
    return str_sub(path, 0, path.n - 1);
}

/* A link as it can be followed from anywhere; absent where it is none. */
static bool
make_link(const struct web_page *page, struct str link, struct str *ret_link)
{
    struct arena *arena = page->view->arena;
    struct str address = page->view->base_url;
    size_t colon = str_find(link, STR(":"), 0);
    struct str made = STR_NONE;
    bool ok = true;

    link = str_trim(link);
    if (is_link(link))
        ok = arena_str(arena, link, &made);
    else if (str_starts(link, STR("//")))
        ok = arena_printf(arena, &made, "%s%.*s",
                          str_starts(address, STR("http:")) ? "http:" : "https:", STR_ARGS(link));
    else if (str_starts(link, STR("/")))
        ok = arena_printf(arena, &made, "%.*s%.*s", STR_ARGS(base_of(address, false)),
                          STR_ARGS(link));
    else if (link.n > 0 && colon == SIZE_MAX && link.p[0] != '#')
        ok = arena_printf(arena, &made, "%.*s/%.*s", STR_ARGS(base_of(address, true)),
                          STR_ARGS(link));
    *ret_link = made.n <= RECORD_LINE_MAX ? made : STR_NONE;
    return ok;
}

/* Its own id; the link where it has none; a hash of either that is too long. */
static bool
make_id(const struct web_page *page, const struct web_item *item, struct str link,
        struct str *ret_id)
{
    struct str id = str_trim(item->id);

    if (id.n == 0)
        id = link;
    if (id.n > RECORD_ID_MAX)
        return answer_hash_text(answer_hash(ANSWER_HASH_START, id), page->view->arena, ret_id);
    return arena_str(page->view->arena, id, ret_id);
}

static bool
make_text(const struct web_page *page, const struct web_item *item, struct str *ret_text)
{
    struct arena *arena = page->view->arena;
    struct str title = str_trim(item->title);
    struct str summary = str_trim(item->summary);

    if ((!item->title_is_plain && !html_plain(arena, title, &title)) ||
        (!item->summary_is_plain && !html_plain(arena, summary, &summary)))
        return false;
    if (title.n == 0 || summary.n == 0) {
        if (!arena_str(arena, title.n > 0 ? title : summary, ret_text))
            return false;
    } else if (!arena_printf(arena, ret_text, "%.*s\n\n%.*s", STR_ARGS(title), STR_ARGS(summary))) {
        return false;
    }
    *ret_text = utf8_cut(*ret_text, RECORD_TEXT_MAX);
    return true;
}

static bool
make_post(struct web_page *page, const struct web_item *item, struct post *post, struct error *err)
{
    const struct web_settings *set = page->view->settings;
    struct str link;

    if (!make_link(page, item->link, &link) ||
        (str_is_none(link) && item->id_is_link && !make_link(page, item->id, &link)) ||
        !make_id(page, item, link, &post->external_id) || !make_text(page, item, &post->text))
        return error_set(err, ERROR_LIMIT, "no memory for a text");
    post->permalink = link;
    if (!web_parse_time(item->published, set->zone_s, &post->published_at_us) &&
        !web_parse_time(item->edited, set->zone_s, &post->published_at_us)) {
        page->undated++;
        return error_set(err, ERROR_PEER, "its time is missing or cannot be read");
    }
    if (!web_parse_time(item->edited, set->zone_s, &post->edited_at_us) ||
        post->edited_at_us <= post->published_at_us)
        post->edited_at_us = WHEN_NONE;
    if (post->external_id.n == 0)
        return error_set(err, ERROR_PEER, "it has neither an id nor a link");
    return true;
}

/*
 * False where the item was there already. Templates that give all items one id (the site's address)
 * leave the link to tell them apart.
 */
static bool
is_new(struct web_page *page, struct post *post)
{
    size_t index = id_set_find(page->seen, post->external_id);

    if (index < page->batch->count && post->permalink.n > 0 && post->permalink.n <= RECORD_ID_MAX &&
        !str_equal(post->permalink, page->batch->records[index].of.post.permalink))
        post->external_id = post->permalink;
    return id_set_put(page->seen, post->external_id, page->batch->count);
}

bool
web_add_item(struct web_page *page, const struct web_item *item, const char *path)
{
    struct post post = ABSENT_POST(FORMAT_TEXT);
    struct error err = ERROR_INIT;
    size_t first = page->batch->count;
    struct record *record;
    bool ok;

    page->count++;
    ok = make_post(page, item, &post, &err);
    if (ok && !is_new(page, &post))
        return true;
    record = ok ? batch_add(page->batch, RECORD_POST) : NULL;
    if (record != NULL)
        record->of.post = post;
    answer_keep(page->batch, first, path, ok, &err);
    return !page->batch->overflowed;
}
