/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whose account is it that a platform names by its handle alone? Some platforms give the author of
 * a message an id that means nothing outside of the asking app, or none: there, a registered
 * account is known by its handle, current or former, in any case. Made with the roster from all
 * listings of the configuration, also those that are not polled.
 */

#ifndef DAEMON_HANDLES_H
#define DAEMON_HANDLES_H

#include "config/config.h"

struct handles {
    struct handle_entry *entries; /* sorted by channel and handle */
    size_t count;
};

/* Of the platforms whose adapters name authors so; in the arena. config must outlive it. */
void handles_make(struct handles *handles, const struct config *config, struct arena *arena);
/*
 * The external id of the registered account of that handle; STR_NONE where there is none, or where
 * two accounts claim it: then nobody can say whose it is.
 */
struct str handles_find(const struct handles *handles, struct str channel, struct str handle);

#endif
