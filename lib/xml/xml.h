/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Reader of XML as a stream: bytes go in, in pieces of any size, and callbacks hear of elements and
 * text in the order of the document. It keeps no tree. Nothing outside the bytes is ever opened,
 * and a document type with declarations inside is refused, so that no entity can grow in memory;
 * depth and the size of a single tag are bounded. Encodings: UTF-8, UTF-16, ISO-8859-1, US-ASCII
 * and windows-1252; callbacks are given UTF-8.
 */

#ifndef XML_XML_H
#define XML_XML_H

#include "base/error.h"
#include "base/str.h"

#define XML_DEPTH_MAX 128
/* Of one tag, comment or the like; text comes in pieces and has no bound here. */
#define XML_TAG_BYTES_MAX (1u << 20)

struct xml;

struct xml_name {
    struct str space; /* the namespace's URI, whatever its prefix; STR_NONE: it has none */
    struct str local;
};

/* Lives until the callback returns, with all that it shows. */
struct xml_element {
    struct xml_name name;
    const char *const *attributes; /* for xml_attribute() */
};

/*
 * Each may be NULL, and returns false with *err set to end the reading. Text comes in pieces of the
 * parser's choice: what belongs together is put together between start and end.
 */
struct xml_events {
    bool (*start)(void *to, const struct xml_element *element, struct error *err);
    bool (*end)(void *to, const struct xml_name *name, struct error *err);
    bool (*text)(void *to, struct str text, struct error *err);
};

/* events and to must live as long as the reader. */
struct xml *xml_new(const struct xml_events *events, void *to);
void xml_free(struct xml *xml);
DEFINE_FREEP(xml);
/*
 * The next piece; last: there is no more, and a document that is not complete is an error. False
 * with *err when it is no XML or passes a bound (ERROR_PEER, with the line), or a callback said no;
 * then every further call says no, without a word.
 */
bool xml_feed(struct xml *xml, struct str bytes, bool last, struct error *err) MUST_CHECK;
/* A whole document. */
bool xml_read(struct str bytes, const struct xml_events *events, void *to,
              struct error *err) MUST_CHECK;
/* The attribute of this local name in whatever namespace, or STR_NONE. */
struct str xml_attribute(const struct xml_element *element, const char *local);

#endif
