/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* The names of members in X's answers, before and after 2026. */

#ifndef SIMULATOR_X_NAMES_H
#define SIMULATOR_X_NAMES_H

#include <jansson.h>

/* Gives all members, however deep, the new names. */
void x_names_change(json_t *value);

#endif
