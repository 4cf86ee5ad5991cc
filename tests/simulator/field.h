/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The Graph API's field expressions: "id,from{id,name},comments.limit(0).summary(true).as(talk)".
 */

#ifndef SIMULATOR_FIELD_H
#define SIMULATOR_FIELD_H

#include "mem.h"

#include <stdbool.h>

struct field {
    const char *name;
    const char *as; /* the key in the answer: the name, unless it says .as(key) */
    long limit;     /* -1: not said */
    bool summary;
    const char *type, *filter, *order, *after, *username; /* NULL: not said */
    struct list sub; /* struct field *: what stands in braces */
};

/* Fields of the expression, in the pool; the caller ends the lists with field_done(). False: not an
 * expression. */
bool field_parse(struct mem *mem, const char *text, struct list *ret_fields);
void field_done(struct list *fields);

#endif
