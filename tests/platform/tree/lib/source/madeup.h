/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* A platform that is made up; madeup.c is all of it. */

#ifndef SOURCE_MADEUP_H
#define SOURCE_MADEUP_H

#include "source/source.h"

extern const struct source source_madeup; /* for registry.c */

#endif
