/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The answer of a database that is not there.
 */

#ifndef SCRIPTED_ROWS_H
#define SCRIPTED_ROWS_H

#include <libpq-fe.h>

/* Rows of texts, one after the other; NULL is null. The caller clears it. */
PGresult *rows_make(const char *const *values, int rows, int columns);

#endif
