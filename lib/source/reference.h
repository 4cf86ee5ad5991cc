/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The cases that the messages of a page point to, by addresses and numbers in their texts and by
 * addresses that the platform gives beside them (message.links). It is the same on every platform:
 * answer_finish() calls it, adapters only fill links.
 */

#ifndef SOURCE_REFERENCE_H
#define SOURCE_REFERENCE_H

#include "record/batch.h"

/* Most cases that one text is taken to point to. */
#define REFERENCES_MAX 20u

/*
 * Adds a reference for each case, once, of messages of the kind MESSAGE_MENTION and of messages and
 * posts behind which mentions stand that are theirs. A full batch is marked as such.
 */
void reference_add(struct batch *batch);
/*
 * By what messages may point to the posts and messages of the page, where that is none of their
 * ids: what their permalinks name.
 */
void reference_name(struct batch *batch);
/*
 * Appends an address to links where it points to a case, stands there not yet and has room: a
 * record whose links are too long would be refused, and with it the message. False at the arena's
 * ceiling.
 */
bool reference_add_link(struct arena *arena, struct str *links, struct str address) MUST_CHECK;

#endif
