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
 * The first time that this feed shows that state, and not yet too many: whoever asks tells it.
 * Everything is copied.
 */
bool unknown_is_news(struct unknown *unknown, struct str channel, struct str feed,
                     struct str state) MUST_CHECK;
/*
 * Tells of the complaints of a batch whose state the adapter did not know, one line for each word
 * that is news; the last one that is told says so.
 */
void unknown_tell(struct unknown *unknown, struct log *log, struct str channel, struct str feed,
                  const struct batch *batch);

#endif
