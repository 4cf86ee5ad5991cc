/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The workbook: which parts there are (relationships), its sheets, its properties. Elements are
 * known by their local names: writers choose prefixes, and "strict" workbooks other namespaces.
 */

#include "ctl_xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/when.h"
#include "ctl_xlsx_inside.h"

#define PARTS_MAX 1000 /* relationships of a part, sheets of a workbook */

/* A relationship: from an id to a part. */
struct link {
    struct str id, kind, path;
};

struct links {
    struct ctl_xlsx *xlsx;
    struct str folder; /* of the part they belong to, with its stroke */
    struct xlsx_list list;
};

void *
ctl_xlsx_add(struct xlsx_list *list, struct arena *arena, size_t item_size)
{
    if (list->count == list->size) {
        size_t size = list->size == 0 ? 64 : list->size * 2;
        void *items = arena_grow(arena, list->items, list->size * item_size, size * item_size);

        if (items == NULL)
            return NULL;
        list->items = items;
        list->size = size;
    }
    return (char *)list->items + list->count++ * item_size;
}

bool
ctl_xlsx_too_large(struct error *err)
{
    return error_set(err, ERROR_LIMIT, "the workbook is too large");
}

static bool
feed(void *to, struct str bytes, bool last, struct error *err)
{
    if (xml_feed(to, bytes, last, err))
        return true;
    if (err->kind != ERROR_PEER)
        return false;
    (void)error_wrap(err, "a part of the file is broken: ");
    return error_hint(err, "Copy it again, or open it in a spreadsheet and save it anew.");
}

bool
ctl_xlsx_read(struct ctl_xlsx *xlsx, const char *path, const struct xml_events *events, void *to,
              struct error *err)
{
    CLEANUP(xml_freep) struct xml *xml = xml_new(events, to);

    return ctl_zip_read(xlsx->zip, path, feed, xml, err) || error_wrap(err, "%s: ", path);
}

/* "/xl/worksheets/sheet1.xml", "worksheets/sheet1.xml" and "../xl/…" → the name in the archive. */
static bool
path_of(const struct links *links, struct str target, struct str *ret_path)
{
    struct str folder = links->folder;

    if (str_starts(target, STR("/")))
        return arena_str(links->xlsx->book, str_sub(target, 1, target.n), ret_path);
    if (str_starts(target, STR("../"))) {
        target = str_sub(target, 3, target.n);
        folder = STR("");
    }
    return arena_printf(links->xlsx->book, ret_path, "%.*s%.*s", STR_ARGS(folder),
                        STR_ARGS(target));
}

/* What stands behind the last stroke. */
static struct str
last_part(struct str text)
{
    while (str_find(text, STR("/"), 0) != SIZE_MAX)
        text = str_sub(text, str_find(text, STR("/"), 0) + 1, text.n);
    return text;
}

static bool
on_link(void *to, const struct xml_element *element, struct error *err)
{
    struct links *links = to;
    struct link *link;

    if (!str_equal_c(element->name.local, "Relationship"))
        return true;
    link = links->list.count < PARTS_MAX
               ? ctl_xlsx_add(&links->list, links->xlsx->book, sizeof(*link))
               : NULL;
    if (link == NULL || !arena_str(links->xlsx->book, xml_attribute(element, "Id"), &link->id) ||
        !arena_str(links->xlsx->book, last_part(xml_attribute(element, "Type")), &link->kind) ||
        !path_of(links, xml_attribute(element, "Target"), &link->path))
        return ctl_xlsx_too_large(err);
    return true;
}

static bool
read_links(struct links *links, const char *path, struct error *err)
{
    static const struct xml_events events = { on_link, NULL, NULL };

    return !ctl_zip_has(links->xlsx->zip, path) ||
           ctl_xlsx_read(links->xlsx, path, &events, links, err);
}

static struct str
find_kind(const struct links *links, const char *kind)
{
    const struct link *list = links->list.items;

    for (size_t i = 0; i < links->list.count; i++)
        if (str_equal_c(list[i].kind, kind))
            return list[i].path;
    return STR_NONE;
}

static struct str
find_id(const struct links *links, struct str id)
{
    const struct link *list = links->list.items;

    for (size_t i = 0; i < links->list.count; i++)
        if (str_equal(list[i].id, id))
            return list[i].path;
    return STR_NONE;
}

static bool
on_sheet(void *to, const struct xml_element *element, struct error *err)
{
    struct links *links = to;
    struct ctl_xlsx *xlsx = links->xlsx;
    struct str first = xml_attribute(element, "date1904");
    struct xlsx_sheet *sheet;

    if (str_equal_c(element->name.local, "workbookPr"))
        xlsx->is_1904 = str_equal_c(first, "1") || str_equal_c(first, "true");
    if (!str_equal_c(element->name.local, "sheet"))
        return true;
    sheet = xlsx->sheets.count < PARTS_MAX ? ctl_xlsx_add(&xlsx->sheets, xlsx->book, sizeof(*sheet))
                                           : NULL;
    if (sheet == NULL || !arena_str(xlsx->book, xml_attribute(element, "name"), &sheet->name))
        return ctl_xlsx_too_large(err);
    sheet->path = find_id(links, xml_attribute(element, "id"));
    return true;
}

/* docProps/core.xml */
struct properties {
    struct ctl_xlsx *xlsx;
    int64_t *time_us; /* where the text that is read goes */
};

static bool
on_property(void *to, const struct xml_element *element, struct error *err)
{
    struct properties *properties = to;

    (void)err;
    properties->time_us = NULL;
    if (str_equal_c(element->name.local, "created"))
        properties->time_us = &properties->xlsx->created_us;
    else if (str_equal_c(element->name.local, "modified"))
        properties->time_us = &properties->xlsx->modified_us;
    return true;
}

static bool
on_property_text(void *to, struct str text, struct error *err)
{
    struct properties *properties = to;

    (void)err;
    if (properties->time_us != NULL && !when_parse_rfc3339(str_trim(text), properties->time_us))
        *properties->time_us = WHEN_NONE;
    properties->time_us = NULL;
    return true;
}

static void
read_properties(struct ctl_xlsx *xlsx)
{
    static const struct xml_events events = { on_property, NULL, on_property_text };
    struct properties properties = { .xlsx = xlsx };
    struct error err = ERROR_INIT;

    if (ctl_zip_has(xlsx->zip, "docProps/core.xml") &&
        !ctl_xlsx_read(xlsx, "docProps/core.xml", &events, &properties, &err))
        xlsx->created_us = xlsx->modified_us = WHEN_NONE; /* the rows may be fine */
}

/* What else a packed file may be. */
static bool
is_no_workbook(const struct ctl_zip *zip, struct error *err)
{
    if (ctl_zip_has(zip, "xl/workbook.bin"))
        (void)error_set(err, ERROR_CONFIG, "the file is a binary Excel workbook (.xlsb)");
    else if (ctl_zip_has(zip, "content.xml"))
        (void)error_set(err, ERROR_CONFIG, "the file is an OpenDocument (.ods)");
    else
        (void)error_set(err, ERROR_CONFIG, "the file is packed, and no Excel workbook");
    return error_hint(err, "Open it in a spreadsheet and save it as .xlsx or CSV UTF-8.");
}

static bool
read_book(struct ctl_xlsx *xlsx, struct error *err)
{
    static const struct xml_events events = { on_sheet, NULL, NULL };
    struct links roots = { .xlsx = xlsx, .folder = STR("") };
    struct links links = { .xlsx = xlsx };
    struct str workbook;
    struct str name;
    struct str rels;

    if (!read_links(&roots, "_rels/.rels", err))
        return false;
    workbook = find_kind(&roots, "officeDocument");
    if (str_is_none(workbook) || !ctl_zip_has(xlsx->zip, workbook.p))
        workbook = STR("xl/workbook.xml");
    name = last_part(workbook);
    if (!ctl_zip_has(xlsx->zip, workbook.p) || str_ends(name, STR(".bin")))
        return is_no_workbook(xlsx->zip, err);
    links.folder = str_sub(workbook, 0, workbook.n - name.n);
    must(arena_printf(xlsx->book, &rels, "%.*s_rels/%.*s.rels", STR_ARGS(links.folder),
                      STR_ARGS(name)));
    if (!read_links(&links, rels.p, err) || !ctl_xlsx_read(xlsx, workbook.p, &events, &links, err))
        return false;
    read_properties(xlsx);
    name = find_kind(&links, "sharedStrings");
    if (!str_is_none(name) && !ctl_xlsx_read_strings(xlsx, name.p, err))
        return false;
    name = find_kind(&links, "styles");
    return str_is_none(name) || ctl_xlsx_read_styles(xlsx, name.p, err);
}

struct ctl_xlsx *
ctl_xlsx_open(struct str bytes, struct error *err)
{
    struct ctl_zip *zip = ctl_zip_open(bytes, err);
    struct ctl_xlsx *xlsx;

    if (zip == NULL)
        return NULL;
    xlsx = xcalloc(1, sizeof(*xlsx));
    xlsx->zip = zip;
    xlsx->book = arena_new(XLSX_ARENA_MAX);
    xlsx->cells = arena_new(XLSX_ARENA_MAX);
    xlsx->created_us = xlsx->modified_us = WHEN_NONE;
    if (read_book(xlsx, err))
        return xlsx;
    ctl_xlsx_free(xlsx);
    return NULL;
}

void
ctl_xlsx_free(struct ctl_xlsx *xlsx)
{
    if (xlsx == NULL)
        return;
    ctl_zip_free(xlsx->zip);
    arena_free(xlsx->book);
    arena_free(xlsx->cells);
    free(xlsx);
}

size_t
ctl_xlsx_sheet_count(const struct ctl_xlsx *xlsx)
{
    return xlsx->sheets.count;
}

struct str
ctl_xlsx_sheet_name(const struct ctl_xlsx *xlsx, size_t sheet)
{
    return ((const struct xlsx_sheet *)xlsx->sheets.items)[sheet].name;
}

bool
ctl_xlsx_is_1904(const struct ctl_xlsx *xlsx)
{
    return xlsx->is_1904;
}

int64_t
ctl_xlsx_created_us(const struct ctl_xlsx *xlsx)
{
    return xlsx->created_us;
}

int64_t
ctl_xlsx_modified_us(const struct ctl_xlsx *xlsx)
{
    return xlsx->modified_us;
}
