/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The form of the archive is APPNOTE 6.3: a header before each part, the directory behind all of
 * them, its place at the end.
 */

#include "sheet_pack.h"

#include <stdint.h>

#include <zlib.h>

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define DOC  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const struct {
    const char *name, *text;
} usual[] = {
    { "xl/workbook.xml", "<workbook xmlns='" MAIN "' xmlns:r='" DOC "'><sheets>"
                         "<sheet name='Laporan Ringkas' r:id='a'/></sheets></workbook>" },
    { "xl/_rels/workbook.xml.rels",
      "<Relationships><Relationship Id='a' Type='" DOC "/worksheet' Target='s.xml'/>"
      "<Relationship Id='b' Type='" DOC "/sharedStrings' Target='t.xml'/>"
      "<Relationship Id='c' Type='" DOC "/styles' Target='u.xml'/></Relationships>" },
    { "xl/t.xml", "<sst><si><t>Tracking ID</t></si><si><t>Tanggal Laporan Masuk</t></si>"
                  "<si><t>Status Laporan</t></si><si><r><t>a_x000D_</t></r></si></sst>" },
    { "xl/u.xml", "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='d&quot;m&quot;'/>"
                  "</numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/>"
                  "</cellXfs></styleSheet>" },
};

#define PARTS_MAX 16u

struct part {
    struct str name, text;
    uint32_t at; /* where it stands in the archive */
};

struct parts {
    struct part items[PARTS_MAX];
    size_t count;
};

static bool
put(struct buf *out, uint32_t value, int bytes)
{
    bool ok = true;

    for (int i = 0; i < bytes && ok; i++) {
        char byte = (char)(value >> (8 * i) & 0xff);

        ok = buf_append(out, &byte, 1);
    }
    return ok;
}

/* What both directories say of a part, from "version needed" on. */
static bool
put_part(struct buf *out, const struct part *part)
{
    uint32_t n = (uint32_t)part->text.n;
    uint32_t sum = (uint32_t)crc32(0, (const unsigned char *)part->text.p, n);

    return put(out, 10, 2) && put(out, 0, 2) && put(out, 0, 2) && put(out, 0, 4) &&
           put(out, sum, 4) && put(out, n, 4) && put(out, n, 4) &&
           put(out, (uint32_t)part->name.n, 2) && put(out, 0, 2);
}

static bool
put_entry(struct buf *out, const struct part *part)
{
    return put(out, 0x02014b50, 4) && put(out, 10, 2) && put_part(out, part) && put(out, 0, 2) &&
           put(out, 0, 2) && put(out, 0, 2) && put(out, 0, 4) && put(out, part->at, 4) &&
           buf_append_str(out, part->name);
}

static bool
has(const struct parts *parts, struct str name)
{
    for (size_t i = 0; i < parts->count; i++)
        if (str_equal(parts->items[i].name, name))
            return true;
    return false;
}

static void
add(struct parts *parts, struct str name, struct str text)
{
    if (parts->count < PARTS_MAX && !has(parts, name))
        parts->items[parts->count++] = (struct part){ .name = name, .text = text };
}

static void
find_parts(struct str text, struct parts *parts)
{
    struct str name = STR("xl/s.xml");

    for (;;) {
        size_t end = str_find(text, STR("\n---"), 0);

        add(parts, name, str_sub(text, 0, end));
        if (end == SIZE_MAX)
            break;
        text = str_sub(text, end + 4, text.n);
        if (!str_split(&text, '\n', &name))
            break;
    }
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
        add(parts, str_from(usual[i].name), str_from(usual[i].text));
}

bool
sheet_pack(struct str text, struct buf *out)
{
    struct parts parts = { .count = 0 };
    uint32_t count = 0;
    uint32_t directory;
    bool ok = true;

    find_parts(text, &parts);
    for (size_t i = 0; i < parts.count && ok; i++) {
        struct part *part = &parts.items[i];

        part->at = (uint32_t)out->used;
        if (part->text.n > 0)
            ok = put(out, 0x04034b50, 4) && put_part(out, part) &&
                 buf_append_str(out, part->name) && buf_append_str(out, part->text);
    }
    directory = (uint32_t)out->used;
    for (size_t i = 0; i < parts.count && ok; i++) {
        if (parts.items[i].text.n > 0) {
            ok = put_entry(out, &parts.items[i]);
            count++;
        }
    }
    return ok && put(out, 0x06054b50, 4) && put(out, 0, 4) && put(out, count, 2) &&
           put(out, count, 2) && put(out, (uint32_t)out->used - 12 - directory, 4) &&
           put(out, directory, 4) && put(out, 0, 2);
}
