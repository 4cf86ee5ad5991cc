/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* A platform that is made up: madeup.c, and madeup_link.c for its addresses. */

#ifndef SOURCE_MADEUP_H
#define SOURCE_MADEUP_H

#include "source/source.h"

extern const struct source source_madeup; /* for registry.c */
extern const struct link_table madeup_links;
extern const struct profile_table madeup_profiles;

#endif
