/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Lists of Open311 that come as XML. Nobody but the adapter includes it. */

#ifndef SOURCE_OPEN311_XML_H
#define SOURCE_OPEN311_XML_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

/*
 * The list as the JSON that it means, in the arena. False with *err: it is no XML, or too deep or
 * too large.
 */
bool open311_xml_read(struct arena *arena, struct str body, struct str *ret_json,
                      struct error *err) MUST_CHECK;

#endif
