/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * States of complaints that nobody knows, as they come from feeds and exports: each word of each
 * feed is told once. A state that the platform renamed would end no wait any more, and nobody would
 * see why. Which have been told is kept in memory, beyond a reload; a restart tells them again.
 */

#ifndef DAEMON_UNKNOWN_H
#define DAEMON_UNKNOWN_H

#include "log.h"
#include "record/batch.h"

#define UNKNOWN_MAX 64u /* words that are told, of all feeds */

struct unknown;

struct unknown *unknown_new(void);
void unknown_free(struct unknown *unknown);
DEFINE_FREEP(unknown);
/*
 * The sentence of a state, the first time that this feed shows it and while not yet too many were
 * told: the last one that is says so. False where there is nothing to tell. Everything is copied.
 */
#define UNKNOWN_TEXT_SIZE (RECORD_LINE_MAX + 128)
bool unknown_say(struct unknown *unknown, struct str channel, struct str feed, struct str state,
                 char ret_text[UNKNOWN_TEXT_SIZE]) MUST_CHECK;
/* … of the complaints of a batch whose state the adapter did not know, a line for each. */
void unknown_tell(struct unknown *unknown, struct log *log, struct str channel, struct str feed,
                  const struct batch *batch);

#endif
