/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

PGresult *
rows_make(const char *const *values, int rows, int columns)
{
    PGresult *made = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc *described = xcalloc((size_t)columns, sizeof(*described));
    char name[] = "x";

    for (int i = 0; i < columns; i++)
        described[i].name = name;
    must(PQsetResultAttrs(made, columns, described) == 1);
    for (int i = 0; i < rows * columns; i++) {
        char *value = values[i] == NULL ? NULL : strdup(values[i]);
        int length = value == NULL ? -1 : (int)strlen(value);
        must(PQsetvalue(made, i / columns, i % columns, value, length) == 1);
        free(value);
    }
    free(described);
    return made;
}
