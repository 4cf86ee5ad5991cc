/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* One item of X, a post or a message, as JSON: with every field that pantaud asks for. */

#ifndef SIMULATOR_X_ITEM_H
#define SIMULATOR_X_ITEM_H

#include "world.h"

#include <jansson.h>

struct x_item {
    const struct post *post;       /* that it is, or below which it stands */
    const struct message *message; /* NULL: the post itself */
    bool first;                    /* the post as it was before it was edited */
};

int64_t x_item_time(const struct x_item *item);
/* Of the first version. */
const char *x_item_id(const struct x_item *item);
bool x_item_is_edited(const struct post *post, int64_t at);
/* The name of a post's first version by that of its second; false where it is no such name. */
bool x_item_first_id(const char *id, char *ret_id, size_t size);
json_t *x_item_json(const struct x_item *item, int64_t at);
/* Adds what the item answers, where it stands, once. */
void x_item_add_parent(const struct x_item *item, int64_t at, json_t *list);
void x_address(const struct post *post, const struct message *message, struct blob *text);
json_t *x_account_json(const struct account *account, int64_t at);

#endif
