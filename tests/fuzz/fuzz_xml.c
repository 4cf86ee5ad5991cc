/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * xml/xml over any bytes: whole and in pieces the same is told, elements end as they began, and
 * text is valid UTF-8. The reader here refuses elements "tolak", ends of "batal" and text with a
 * DEL in it; whoever said no is told nothing more.
 */

#include "fuzz.h"

#include "base/utf8.h"
#include "xml/xml.h"

struct told {
    uint64_t sum; /* of what was told, whatever the pieces of the text */
    int depth;
    bool refused;
};

static void
add(struct told *told, struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        told->sum = (told->sum ^ (unsigned char)text.p[i]) * UINT64_C(0x100000001b3);
}

static bool
refuse(struct told *told, struct error *err)
{
    told->refused = true;
    return error_set(err, ERROR_PEER, "not here");
}

static bool
on_start(void *to, const struct xml_element *element, struct error *err)
{
    struct told *told = to;

    HOLDS(!told->refused);
    if (str_equal_c(element->name.local, "tolak"))
        return refuse(told, err);
    told->depth++;
    add(told, STR("<"));
    add(told, element->name.space);
    add(told, element->name.local);
    add(told, xml_attribute(element, "id"));
    return true;
}

static bool
on_end(void *to, const struct xml_name *name, struct error *err)
{
    struct told *told = to;

    HOLDS(!told->refused && told->depth-- > 0);
    if (str_equal_c(name->local, "batal"))
        return refuse(told, err);
    add(told, STR(">"));
    add(told, name->local);
    return true;
}

static bool
on_text(void *to, struct str text, struct error *err)
{
    struct told *told = to;

    HOLDS(!told->refused && utf8_is_valid(text));
    if (str_find(text, STR("\x7f"), 0) != SIZE_MAX)
        return refuse(told, err);
    add(told, text);
    return true;
}

static const struct xml_events events = { on_start, on_end, on_text };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    struct told whole = { .depth = 0 };
    struct told pieces = { .depth = 0 };
    struct error err = ERROR_INIT;
    struct error again = ERROR_INIT;
    bool ok = xml_read(bytes, &events, &whole, &err);
    struct xml *xml = xml_new(&events, &pieces);
    bool more = true;

    HOLDS(ok != error_is_set(&err) && (!ok || whole.depth == 0));
    for (size_t at = 0; more && at < size; at += 7)
        more = xml_feed(xml, str_sub(bytes, at, 7), false, &again);
    more = more && xml_feed(xml, STR(""), true, &again);
    HOLDS(more == ok && (!ok || pieces.sum == whole.sum));
    xml_free(xml);
    return 0;
}
