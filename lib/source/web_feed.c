/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Feeds, read as a stream: no tree is kept. The three families differ in where an item stands and
 * in what its parts are called, so one table says which name of which namespace is which part; what
 * it does not name (media:title, itunes:summary, atom:link within RSS) is no part. Only what
 * stands directly in an item counts; what Atom nests below a part (XHTML) is part of its text.
 */

#include "source/web.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "xml/xml.h"

#define ITEMS_MAX 2000u        /* of one feed: beyond them is what nobody reads any more */
#define PART_MAX  (256u << 10) /* bytes of a part that are kept */

#define ATOM "http://www.w3.org/2005/Atom"
#define RSS1 "http://purl.org/rss/1.0/"

enum part {
    PART_ID,
    PART_LINK,
    PART_TITLE,
    PART_SUMMARY,
    PART_CONTENT,
    PART_PUBLISHED,
    PART_EDITED
};
#define PART_COUNT (PART_EDITED + 1)

static const struct part_name {
    const char *space, *local; /* space NULL: none */
    enum part part;
} part_names[] = {
    { NULL, "guid", PART_ID },
    { NULL, "link", PART_LINK },
    { NULL, "title", PART_TITLE },
    { NULL, "description", PART_SUMMARY },
    { NULL, "pubDate", PART_PUBLISHED },
    { RSS1, "link", PART_LINK },
    { RSS1, "title", PART_TITLE },
    { RSS1, "description", PART_SUMMARY },
    { "http://my.netscape.com/rdf/simple/0.9/", "link", PART_LINK },
    { "http://my.netscape.com/rdf/simple/0.9/", "title", PART_TITLE },
    { "http://purl.org/dc/elements/1.1/", "title", PART_TITLE },
    { "http://purl.org/dc/elements/1.1/", "description", PART_SUMMARY },
    { "http://purl.org/dc/elements/1.1/", "date", PART_PUBLISHED },
    { "http://purl.org/dc/terms/", "created", PART_PUBLISHED },
    { "http://purl.org/dc/terms/", "modified", PART_EDITED },
    { "http://purl.org/rss/1.0/modules/content/", "encoded", PART_CONTENT },
    { ATOM, "id", PART_ID },
    { ATOM, "link", PART_LINK },
    { ATOM, "title", PART_TITLE },
    { ATOM, "summary", PART_SUMMARY },
    { ATOM, "content", PART_CONTENT },
    { ATOM, "published", PART_PUBLISHED },
    { ATOM, "updated", PART_EDITED },
    { "http://purl.org/atom/ns#", "id", PART_ID },
    { "http://purl.org/atom/ns#", "link", PART_LINK },
    { "http://purl.org/atom/ns#", "title", PART_TITLE },
    { "http://purl.org/atom/ns#", "summary", PART_SUMMARY },
    { "http://purl.org/atom/ns#", "content", PART_CONTENT },
    { "http://purl.org/atom/ns#", "issued", PART_PUBLISHED },
    { "http://purl.org/atom/ns#", "created", PART_PUBLISHED },
    { "http://purl.org/atom/ns#", "modified", PART_EDITED },
};

struct reader {
    struct web_page *page;
    struct buf parts[PART_COUNT];
    bool plain[PART_COUNT];  /* the part says that it holds no HTML */
    bool closed[PART_COUNT]; /* it has been there: the first one counts */
    int depth;               /* elements open */
    int item_at;             /* depth of the item's children; 0: outside of any */
    int part;                /* that text belongs to; PART_COUNT: none */
    struct buf site;         /* the link of the feed itself */
    int site_at;             /* depth of that element while it is open, else 0 */
    struct buf rss_space;    /* the namespace that <rss> itself stands in, where it has one */
    bool id_is_link, is_feed;
};

/* RSS 2.0 has no namespace, but some sites give theirs one: that of Userland, of Netscape's DTD. */
static bool
is_rss(const struct reader *reader, const struct xml_name *name)
{
    return name->space.n == 0 ||
           (reader->rss_space.used > 0 && str_equal(name->space, buf_str(&reader->rss_space)));
}

/* Templates written by hand have <pubdate>: where no namespace tells who made the names. */
static bool
is_name(const struct reader *reader, const struct xml_name *name, const struct part_name *part)
{
    return part->space == NULL
               ? is_rss(reader, name) && str_equal_nocase(name->local, str_from(part->local))
               : str_equal_c(name->local, part->local) && str_equal_c(name->space, part->space);
}

static int
find_part(const struct reader *reader, const struct xml_name *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(part_names); i++) {
        if (is_name(reader, name, &part_names[i]))
            return (int)part_names[i].part;
    }
    return PART_COUNT;
}

/* What is too long is cut: it may be a whole book. */
static void
keep_text(struct reader *reader, struct str text)
{
    struct buf *part = &reader->parts[reader->part];
    size_t room = part->max - part->used;

    must(buf_append_str(part, str_sub(text, 0, room)));
}

static void
begin_item(struct reader *reader, const struct xml_element *element)
{
    struct str about = xml_attribute(element, "about"); /* RSS 1.0's id */

    for (size_t i = 0; i < PART_COUNT; i++) {
        reader->parts[i].used = 0;
        reader->plain[i] = reader->closed[i] = false;
    }
    reader->item_at = reader->depth + 1;
    reader->id_is_link = true;
    reader->part = PART_ID;
    keep_text(reader, about);
    reader->part = PART_COUNT;
}

/* Of Atom's links only the one to the article, whose address is an attribute. */
static void
begin_link(struct reader *reader, const struct xml_element *element)
{
    struct str rel = xml_attribute(element, "rel");
    struct str href = xml_attribute(element, "href");

    if (str_is_none(href))
        return;
    if ((!str_is_none(rel) && !str_equal_c(rel, "alternate")) || reader->closed[PART_LINK])
        reader->part = PART_COUNT;
    else
        keep_text(reader, href);
}

static void
begin_part(struct reader *reader, const struct xml_element *element)
{
    struct str type = xml_attribute(element, "type");
    bool is_atom = str_equal_c(element->name.space, ATOM) && !is_rss(reader, &element->name);

    reader->part = find_part(reader, &element->name);
    if (reader->part == PART_COUNT)
        return;
    if (reader->closed[reader->part]) {
        reader->part = PART_COUNT;
        return;
    }
    if (reader->part == PART_LINK)
        begin_link(reader, element);
    if (reader->part == PART_ID) {
        reader->parts[PART_ID].used = 0;
        reader->id_is_link =
            !is_atom && !str_equal_c(xml_attribute(element, "isPermaLink"), "false");
    }
    /* XHTML's tags were elements here: what is left of it is text. */
    if (reader->part < PART_COUNT)
        reader->plain[reader->part] = is_atom && !str_equal_c(type, "html");
}

/* The first link outside of items: an attribute in Atom, else text. */
static void
begin_site(struct reader *reader, const struct xml_element *element)
{
    struct str rel = xml_attribute(element, "rel");
    struct str href = xml_attribute(element, "href");

    if (reader->site.used > 0 || reader->depth < 2 || reader->depth > 3 ||
        find_part(reader, &element->name) != PART_LINK)
        return;
    if (str_is_none(href))
        reader->site_at = reader->depth;
    else if (str_is_none(rel) || str_equal_c(rel, "alternate"))
        must(buf_append_str(&reader->site, str_sub(href, 0, RECORD_LINE_MAX)));
}

static void
begin_document(struct reader *reader, const struct xml_name *name)
{
    bool is_rss_2 = str_equal_c(name->local, "rss");

    reader->is_feed =
        is_rss_2 || str_equal_c(name->local, "RDF") || str_equal_c(name->local, "feed");
    if (is_rss_2)
        must(buf_append_str(&reader->rss_space, str_sub(name->space, 0, RECORD_LINE_MAX)));
}

static bool
on_start(void *to, const struct xml_element *element, struct error *err)
{
    struct reader *reader = to;
    bool is_item =
        str_equal_c(element->name.local, "item") || str_equal_c(element->name.local, "entry");

    (void)err;
    reader->depth++;
    if (reader->depth == 1)
        begin_document(reader, &element->name);
    if (reader->item_at == 0 && is_item && reader->depth > 1 && reader->depth <= 3)
        begin_item(reader, element);
    else if (reader->item_at == reader->depth)
        begin_part(reader, element);
    else if (reader->item_at > 0 && reader->part < PART_COUNT)
        keep_text(reader, STR(" ")); /* <p>a</p><p>b</p> are two words */
    else if (reader->item_at == 0)
        begin_site(reader, element);
    return true;
}

static bool
on_text(void *to, struct str text, struct error *err)
{
    struct reader *reader = to;

    (void)err;
    if (reader->item_at > 0 && reader->part < PART_COUNT)
        keep_text(reader, text);
    else if (reader->site_at > 0 && reader->site_at == reader->depth)
        must(buf_append_str(&reader->site, str_sub(text, 0, RECORD_LINE_MAX - reader->site.used)));
    return true;
}

/* Where it was cut, whole characters of it. */
static struct str
part_of(const struct reader *reader, enum part part)
{
    struct str text = buf_str(&reader->parts[part]);

    return text.n < PART_MAX ? text : utf8_cut(text, PART_MAX - 1);
}

static bool
end_item(struct reader *reader, struct error *err)
{
    struct web_page *page = reader->page;
    bool short_one = str_trim(part_of(reader, PART_SUMMARY)).n > 0;
    enum part summary = short_one ? PART_SUMMARY : PART_CONTENT;
    const struct web_item item = { .id = part_of(reader, PART_ID),
                                   .link = part_of(reader, PART_LINK),
                                   .title = part_of(reader, PART_TITLE),
                                   .summary = part_of(reader, summary),
                                   .published = part_of(reader, PART_PUBLISHED),
                                   .edited = part_of(reader, PART_EDITED),
                                   .id_is_link = reader->id_is_link,
                                   .title_is_plain = reader->plain[PART_TITLE],
                                   .summary_is_plain = reader->plain[summary] };
    char path[ANSWER_PATH_MAX];

    reader->item_at = 0;
    snprintf(path, sizeof(path), "item %zu", page->count);
    if (page->count >= ITEMS_MAX)
        return true;
    return web_add_item(page, &item, path) ||
           error_set(err, ERROR_LIMIT, "the answer needs more memory than it may");
}

static bool
on_end(void *to, const struct xml_name *name, struct error *err)
{
    struct reader *reader = to;
    bool ok = true;

    (void)name;
    if (reader->item_at == reader->depth) {
        if (reader->part < PART_COUNT)
            reader->closed[reader->part] = reader->parts[reader->part].used > 0;
        reader->part = PART_COUNT;
    } else if (reader->item_at > 0 && reader->item_at == reader->depth + 1) {
        ok = end_item(reader, err);
    }
    if (reader->site_at == reader->depth)
        reader->site_at = 0;
    reader->depth--;
    return ok;
}

bool
web_read_feed(struct web_page *page, struct str body, struct error *err)
{
    static const struct xml_events events = { on_start, on_end, on_text };
    struct reader reader = { .page = page,
                             .part = PART_COUNT,
                             .site = BUF_INIT(RECORD_LINE_MAX + 1),
                             .rss_space = BUF_INIT(RECORD_LINE_MAX + 1) };
    size_t most = body.n / (sizeof("<item/>") - 1) + 1;
    bool ok;

    for (size_t i = 0; i < PART_COUNT; i++)
        reader.parts[i] = (struct buf)BUF_INIT(PART_MAX);
    ok = web_start_items(page, most < ITEMS_MAX ? most : ITEMS_MAX);
    if (!ok)
        page->batch->overflowed = true;
    ok = ok && xml_read(body, &events, &reader, err);
    page->site = str_trim(buf_str(&reader.site));
    ok = ok && web_end_items(page);
    page->site = STR_NONE; /* its bytes end here */
    buf_done(&reader.site);
    buf_done(&reader.rss_space);
    for (size_t i = 0; i < PART_COUNT; i++)
        buf_done(&reader.parts[i]);
    if (ok && !reader.is_feed)
        return error_set(err, ERROR_PEER, "neither RSS nor Atom");
    return ok;
}
