/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Items of websites as posts. What a site calls an item's id is kept as it is, because it alone
 * stays when a title or an address is mended; links are made whole, since no reader of the database
 * knows where they stood.
 *
 * Sites whose template gives all items one id leave the link to tell them apart. Which item of them
 * comes first changes with each new article, so ids are settled when all items are known, and for
 * all that share one alike: the first would else be another post in each answer.
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

static bool
is_tracking(struct str parameter)
{
    static const char *const names[] = { "fbclid", "gclid", "igshid", "mc_cid", "mc_eid" };
    struct str name = str_sub(parameter, 0, str_find(parameter, STR("="), 0));

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (str_equal_c(name, names[i]))
            return true;
    }
    return str_starts(name, STR("utm_"));
}

/* Without the parameters that tell where a reader came from, which may be others in each answer. */
static bool
drop_tracking(struct arena *arena, struct str link, struct str *ret_link)
{
    CLEANUP(buf_done) struct buf kept = BUF_INIT(RECORD_LINE_MAX + 1);
    struct str page = str_sub(link, 0, str_find(link, STR("#"), 0));
    size_t at = str_find(page, STR("?"), 0);
    struct str query = str_sub(page, at, SIZE_MAX);
    struct str part;
    bool tracked = false;

    *ret_link = link;
    if (query.n == 0)
        return true;
    must(buf_append_str(&kept, str_sub(page, 0, at)));
    query = str_sub(query, 1, SIZE_MAX);
    for (char between = '?'; str_split(&query, '&', &part);) {
        if (is_tracking(part)) {
            tracked = true;
        } else {
            must(buf_append(&kept, &between, 1) && buf_append_str(&kept, part));
            between = '&';
        }
    }
    must(buf_append_str(&kept, str_sub(link, page.n, SIZE_MAX)));
    return !tracked || arena_str(arena, buf_str(&kept), ret_link);
}

/* As it is; a hash where it is too long. */
static bool
keep_id(const struct web_page *page, struct str id, struct str *ret_id)
{
    if (id.n > RECORD_ID_MAX)
        return answer_hash_text(answer_hash(ANSWER_HASH_START, id), page->view->arena, ret_id);
    return arena_str(page->view->arena, id, ret_id);
}

static bool
keep_id_of_link(const struct web_page *page, struct str link, struct str *ret_id)
{
    return drop_tracking(page->view->arena, link, &link) && keep_id(page, link, ret_id);
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
    struct str id = str_trim(item->id);
    struct str link;

    if (!make_link(page, item->link, &link) ||
        (str_is_none(link) && item->id_is_link && !make_link(page, item->id, &link)) ||
        !(id.n > 0 ? keep_id(page, id, &post->external_id)
                   : keep_id_of_link(page, link, &post->external_id)) ||
        !make_text(page, item, &post->text))
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

bool
web_start_items(struct web_page *page, size_t most)
{
    page->most = most;
    page->paths = arena_array(page->view->arena, most, sizeof(*page->paths));
    return page->paths != NULL || most == 0;
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
    record = ok ? batch_add(page->batch, RECORD_POST) : NULL;
    if (record != NULL)
        record->of.post = post;
    if (answer_keep(page->batch, first, path, ok, &err) && first < page->most &&
        !arena_str(page->view->arena, str_from(path), &page->paths[first]))
        page->batch->overflowed = true;
    return !page->batch->overflowed;
}

/* ---- whose id it is ---- */

/* "https://a.example/b/" and "http://a.example/b" are one place. */
static struct str
place_of(struct str address)
{
    size_t scheme = is_link(address) ? str_find(address, STR("://"), 0) + 3 : 0;
    struct str place = str_sub(address, scheme, SIZE_MAX);

    while (str_ends(place, STR("/")))
        place.n--;
    return place;
}

/* The address of a site or of its list: templates give it to each item as its id. */
static bool
is_of_site(const struct web_page *page, struct str id)
{
    struct str place = place_of(id);

    if (!is_link(id))
        return false;
    return str_find(place, STR("/"), 0) == SIZE_MAX
               ? str_find(place, STR("?"), 0) == SIZE_MAX &&
                     str_find(place, STR("#"), 0) == SIZE_MAX
               : str_equal(place, place_of(page->view->base_url)) ||
                     str_equal(place, place_of(page->site));
}

/* A place on a page; what names the page itself ("#/berita/1", "#!berita/1") stays. */
static struct str
without_fragment(struct str link)
{
    size_t at = str_find(link, STR("#"), 0);
    struct str fragment = str_sub(link, at, SIZE_MAX);

    return str_starts(fragment, STR("#/")) || str_starts(fragment, STR("#!"))
               ? link
               : str_sub(link, 0, at);
}

/* What leads to one page is one article. */
static bool
is_one_page(struct str link, struct str other)
{
    return str_equal(without_fragment(link), without_fragment(other));
}

/* Each link without tracking. */
static bool
list_links(const struct web_page *page, struct str *links)
{
    for (size_t i = 0; i < page->batch->count; i++) {
        if (!drop_tracking(page->view->arena, page->batch->records[i].of.post.permalink, &links[i]))
            return false;
    }
    return true;
}

/* Which records have an id that stands at different links, by the first that has it. */
static bool
find_shared(const struct web_page *page, const struct str *links, bool *shared, size_t *first)
{
    const struct record *records = page->batch->records;
    struct id_set *ids = id_set_new(page->view->arena, page->batch->count);

    for (size_t i = 0; ids != NULL && i < page->batch->count; i++) {
        const struct post *post = &records[i].of.post;

        first[i] = id_set_find(ids, post->external_id);
        if (first[i] == SIZE_MAX) {
            first[i] = i;
            (void)!id_set_put(ids, post->external_id, i);
        } else if (!is_one_page(links[i], links[first[i]])) {
            shared[first[i]] = true;
        }
    }
    return ids != NULL;
}

/* An id that is not the item's own gives way to its link, given without tracking. */
static bool
settle_id(struct web_page *page, struct post *post, bool is_shared, struct str link,
          struct str path)
{
    if (!is_shared && !is_of_site(page, post->external_id))
        return true;
    if (link.n == 0 || is_of_site(page, link)) {
        batch_reject(page->batch, path, "it has neither an id nor a link of its own");
        return false;
    }
    if (!keep_id(page, link, &post->external_id))
        page->batch->overflowed = true;
    return !page->batch->overflowed;
}

bool
web_end_items(struct web_page *page)
{
    struct batch *batch = page->batch;
    struct arena *arena = page->view->arena;
    size_t count = batch->count;
    struct id_set *seen = id_set_new(arena, count);
    size_t *first = arena_array(arena, count + 1, sizeof(*first));
    bool *shared = arena_array(arena, count + 1, sizeof(*shared));
    struct str *links = arena_array(arena, count + 1, sizeof(*links));

    if (seen == NULL || first == NULL || shared == NULL || links == NULL ||
        !list_links(page, links) || !find_shared(page, links, shared, first)) {
        batch->overflowed = true;
        return false;
    }
    batch->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct record *record = &batch->records[i];
        struct str path = i < page->most ? page->paths[i] : STR("");

        if (settle_id(page, &record->of.post, shared[first[i]], links[i], path) &&
            id_set_put(seen, record->of.post.external_id, i))
            batch->records[batch->count++] = *record;
    }
    return !batch->overflowed;
}
