/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * expat does the reading. What it would let a stranger do is taken away: entities (it expands
 * them), tags without end (read again from their beginning at each piece), depth.
 */

#include "xml/xml.h"

#include <stdlib.h>
#include <string.h>

#include <expat.h>

/* Between a name's URI and its local part; none of the two can hold it. */
#define SEPARATOR '\n'

struct xml {
    XML_Parser parser;
    const struct xml_events *events;
    void *to;
    struct error *err; /* of the call that is going on */
    int64_t fed, seen; /* bytes given, and those before the last thing that was told */
    int depth;
    bool refused;
};

/* windows-1252 from 0x80 on, where ISO-8859-1 has controls; -1: there is no such character. */
static const int windows_1252[32] = {
    0x20ac, -1,     0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, -1,     0x017d, -1,     -1,     0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, -1,     0x017e, 0x0178,
};

static struct xml_name
name_of(const char *text)
{
    struct str whole = str_from(text);
    size_t at = str_find(whole, STR("\n"), 0);

    if (at == SIZE_MAX)
        return (struct xml_name){ STR_NONE, whole };
    return (struct xml_name){ str_sub(whole, 0, at), str_sub(whole, at + 1, whole.n) };
}

/* A callback said no, or a bound was passed. */
static void
refuse(struct xml *xml)
{
    xml->refused = true;
    (void)XML_StopParser(xml->parser, XML_FALSE);
}

static void
refuse_for(struct xml *xml, const char *why)
{
    (void)error_set(xml->err, ERROR_PEER, "line %lu: %s", XML_GetCurrentLineNumber(xml->parser),
                    why);
    refuse(xml);
}

static void XMLCALL
on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct xml *xml = user;
    const struct xml_element element = { name_of(name), attributes };

    if (++xml->depth > XML_DEPTH_MAX)
        refuse_for(xml, "too many elements within each other");
    else if (xml->events->start != NULL && !xml->events->start(xml->to, &element, xml->err))
        refuse(xml);
}

/* expat calls on until the end of a token, though it was stopped: <a/> ends, long text goes on. */
static void XMLCALL
on_end(void *user, const XML_Char *name)
{
    struct xml *xml = user;
    const struct xml_name told = name_of(name);

    if (xml->refused)
        return;
    xml->depth--;
    if (xml->events->end != NULL && !xml->events->end(xml->to, &told, xml->err))
        refuse(xml);
}

static void XMLCALL
on_text(void *user, const XML_Char *text, int n)
{
    struct xml *xml = user;

    if (xml->refused || xml->events->text == NULL)
        return;
    if (!xml->events->text(xml->to, (struct str){ text, (size_t)n }, xml->err))
        refuse(xml);
}

/* Entities are declared within; what a declaration names outside is never opened. */
static void XMLCALL
on_doctype(void *user, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
           int has_inside)
{
    (void)name, (void)system_id, (void)public_id;
    if (has_inside)
        refuse_for(user, "its document type has declarations inside");
}

static int XMLCALL
on_encoding(void *user, const XML_Char *name, XML_Encoding *encoding)
{
    (void)user;
    if (!str_equal_nocase(str_from(name), STR("windows-1252")))
        return XML_STATUS_ERROR;
    for (int i = 0; i < 256; i++)
        encoding->map[i] = i >= 0x80 && i < 0xa0 ? windows_1252[i - 0x80] : i;
    return XML_STATUS_OK;
}

struct xml *
xml_new(const struct xml_events *events, void *to)
{
    const XML_Memory_Handling_Suite memory = { xmalloc, xrealloc, free };
    const XML_Char separator[] = { SEPARATOR, '\0' };
    struct xml *xml = xcalloc(1, sizeof(*xml));

    xml->events = events;
    xml->to = to;
    xml->parser = XML_ParserCreate_MM(NULL, &memory, separator);
    must(xml->parser);
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    XML_SetUnknownEncodingHandler(xml->parser, on_encoding, NULL);
    return xml;
}

void
xml_free(struct xml *xml)
{
    if (xml == NULL)
        return;
    XML_ParserFree(xml->parser);
    free(xml);
}

bool
xml_feed(struct xml *xml, struct str bytes, bool last, struct error *err)
{
    int64_t place;

    must(bytes.n <= INT32_MAX);
    xml->err = err;
    if (XML_Parse(xml->parser, bytes.p, (int)bytes.n, last ? XML_TRUE : XML_FALSE) !=
        XML_STATUS_OK) {
        if (!xml->refused)
            refuse_for(xml, XML_ErrorString(XML_GetErrorCode(xml->parser)));
        return false;
    }
    xml->fed += (int64_t)bytes.n;
    place = XML_GetCurrentByteIndex(xml->parser);
    xml->seen = place > xml->seen ? place : xml->seen; /* -1: nothing was told */
    if (xml->fed - xml->seen <= XML_TAG_BYTES_MAX + (int64_t)bytes.n)
        return true;
    refuse_for(xml, "a tag without end");
    return false;
}

bool
xml_read(struct str bytes, const struct xml_events *events, void *to, struct error *err)
{
    CLEANUP(xml_freep) struct xml *xml = xml_new(events, to);

    return xml_feed(xml, bytes, true, err);
}

struct str
xml_attribute(const struct xml_element *element, const char *local)
{
    for (size_t i = 0; element->attributes[i] != NULL; i += 2)
        if (str_equal_c(name_of(element->attributes[i]).local, local))
            return str_from(element->attributes[i + 1]);
    return STR_NONE;
}
