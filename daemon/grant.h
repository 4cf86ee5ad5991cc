/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Address and settings that a credential is asked with: its platform's, or others where its owner
 * granted something else. Whoever sends a token asks here, whether an account names it or not.
 */

#ifndef DAEMON_GRANT_H
#define DAEMON_GRANT_H

#include "base/arena.h"
#include "config/config.h"

/* The platform itself, or a changed copy in the arena. credential may be STR_NONE. */
const struct config_platform *grant_platform(const struct config_platform *platform,
                                             struct str credential, struct arena *arena);

#endif
