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

static const struct part {
    const char *name, *text; /* NULL: the sheet */
} parts[] = {
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
    { "xl/s.xml", NULL },
};
#define PART_COUNT (sizeof(parts) / sizeof(parts[0]))

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
put_part(struct buf *out, struct str name, struct str text)
{
    uint32_t sum = (uint32_t)crc32(0, (const unsigned char *)text.p, (unsigned)text.n);

    return put(out, 10, 2) && put(out, 0, 2) && put(out, 0, 2) && put(out, 0, 4) &&
           put(out, sum, 4) && put(out, (uint32_t)text.n, 4) && put(out, (uint32_t)text.n, 4) &&
           put(out, (uint32_t)name.n, 2) && put(out, 0, 2);
}

static bool
put_entry(struct buf *out, uint32_t at, struct str name, struct str text)
{
    return put(out, 0x02014b50, 4) && put(out, 10, 2) && put_part(out, name, text) &&
           put(out, 0, 2) && put(out, 0, 2) && put(out, 0, 2) && put(out, 0, 4) &&
           put(out, at, 4) && buf_append_str(out, name);
}

bool
sheet_pack(struct str sheet, struct buf *out)
{
    uint32_t places[PART_COUNT];
    uint32_t directory;
    bool ok = true;

    for (size_t i = 0; i < PART_COUNT && ok; i++) {
        struct str name = str_from(parts[i].name);
        struct str text = parts[i].text != NULL ? str_from(parts[i].text) : sheet;

        places[i] = (uint32_t)out->used;
        ok = put(out, 0x04034b50, 4) && put_part(out, name, text) && buf_append_str(out, name) &&
             buf_append_str(out, text);
    }
    directory = (uint32_t)out->used;
    for (size_t i = 0; i < PART_COUNT && ok; i++)
        ok = put_entry(out, places[i], str_from(parts[i].name),
                       parts[i].text != NULL ? str_from(parts[i].text) : sheet);
    return ok && put(out, 0x06054b50, 4) && put(out, 0, 4) && put(out, PART_COUNT, 2) &&
           put(out, PART_COUNT, 2) && put(out, (uint32_t)out->used - 12 - directory, 4) &&
           put(out, directory, 4) && put(out, 0, 2);
}
