/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whether an entry of a complaint has a photograph or a document attached, from the member in which
 * a feed tells of them. What it is, is neither fetched nor kept.
 */

#ifndef SOURCE_ATTACHED_H
#define SOURCE_ATTACHED_H

#include "record/record.h"
#include "json/jdoc.h"

/*
 * TRI_UNKNOWN where there is no such member. TRI_NO for what holds nothing: null, false, 0, an
 * empty text or list, or a list of such. Else TRI_YES.
 */
enum tri attached_read(struct jdoc_node node);
/* Of an item under any of these names, ended by NULL: TRI_YES where one of them has something. */
enum tri attached_any(struct jdoc_node item, const char *const *names);

#endif
