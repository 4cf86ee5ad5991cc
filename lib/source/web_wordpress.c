/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Posts of WordPress's REST API. Its guid is what its feed calls the id, so that a site's address
 * may be changed from the one to the other and nothing is counted twice. Titles are rendered HTML.
 */

#include "source/web.h"

#include <stdio.h>

#include "source/fields.h"

struct post_item {
    struct str guid, id, link, title, excerpt, status;
    struct str published, edited; /* UTC, without a zone */
    struct str local;             /* of the site's own clock */
};

static const struct field fields[] = {
    { "guid.rendered|guid", FIELD_TEXT, offsetof(struct post_item, guid), false },
    { "id", FIELD_ID, offsetof(struct post_item, id), false },
    { "link", FIELD_TEXT, offsetof(struct post_item, link), false },
    { "title.rendered|title", FIELD_TEXT, offsetof(struct post_item, title), false },
    { "excerpt.rendered|excerpt", FIELD_TEXT, offsetof(struct post_item, excerpt), false },
    { "status", FIELD_LINE, offsetof(struct post_item, status), false },
    { "date_gmt", FIELD_LINE, offsetof(struct post_item, published), false },
    { "modified_gmt", FIELD_LINE, offsetof(struct post_item, edited), false },
    { "date", FIELD_LINE, offsetof(struct post_item, local), false },
};

/* A post that was brought from elsewhere may have zeroes: then the site's own clock tells. */
static bool
add_zone(struct arena *arena, struct str *time)
{
    if (str_starts(*time, STR("0000-")))
        *time = STR_NONE;
    return time->n == 0 || arena_printf(arena, time, "%.*sZ", STR_ARGS(*time));
}

static void
read_post(struct web_page *page, struct jdoc_node node, const char *path)
{
    struct post_item from = { .guid = STR_NONE };
    struct error err = ERROR_INIT;
    struct web_item item;

    if (!fields_read(FIELD_TABLE(fields), node, &from, page->batch, path, &err) ||
        !add_zone(page->view->arena, &from.published) ||
        !add_zone(page->view->arena, &from.edited)) {
        page->batch->overflowed = true; /* none of them is required */
        return;
    }
    if (from.status.n > 0 && !str_equal_c(from.status, "publish"))
        return;
    item = (struct web_item){ .id = from.guid.n > 0 ? from.guid : from.id,
                              .link = from.link,
                              .title = from.title,
                              .summary = from.excerpt,
                              .published = from.published.n > 0 ? from.published : from.local,
                              .edited = from.edited };
    if (!web_add_item(page, &item, path))
        page->batch->overflowed = true;
}

void
web_read_wordpress(struct web_page *page, struct jdoc_node posts)
{
    size_t count = jdoc_size(posts);
    char path[ANSWER_PATH_MAX];

    if (!web_start_items(page, count))
        page->batch->overflowed = true;
    for (size_t i = 0; i < count && !page->batch->overflowed; i++) {
        struct jdoc_node node = jdoc_at(posts, i);
        snprintf(path, sizeof(path), "$[%zu]", i);
        if (jdoc_is_object(node))
            read_post(page, node, path);
        else
            batch_reject(page->batch, str_from(path), "expected an object, got %s",
                         jdoc_type_name(node));
    }
    if (!page->batch->overflowed)
        (void)!web_end_items(page);
}
