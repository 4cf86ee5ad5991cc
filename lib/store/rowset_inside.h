/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What rowset.c and rowset_record.c share. Nobody else includes it.
 */

#ifndef STORE_ROWSET_INSIDE_H
#define STORE_ROWSET_INSIDE_H

#include "store/element.h"
#include "store/rowset.h"

/* The next parameter: an array of what read() finds. False at the arena's ceiling. */
bool rowset_array(struct rowset *rowset, struct arena *arena, uint32_t oid, const void *from,
                  size_t count, element_fn read) MUST_CHECK;

#endif
