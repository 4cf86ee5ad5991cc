/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A run in words: the request, the outcome, the notes, each record with the fields that are there,
 * each rejected item. What golden files hold; a reader must be able to check it against the answer.
 */

#ifndef SOURCE_DUMP_H
#define SOURCE_DUMP_H

#include "fixture.h"

void dump_run(const struct fixture *fixture, const struct run *run, struct buf *out);

#endif
