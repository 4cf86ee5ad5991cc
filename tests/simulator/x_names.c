/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The names that X has been changing to since July 2026: who asks with them is answered with them.
 */

#include "x_names.h"

#include <string.h>

static const char *const names[][2] = {
    { "edit_history_tweet_ids", "edit_history_post_ids" },
    { "referenced_tweets", "referenced_posts" },
    { "retweet_count", "repost_count" },
    { "tweet_count", "post_count" },
    { "tweets", "posts" },
};

static void
rename_members(json_t *object)
{
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        json_t *value = json_object_get(object, names[i][0]);
        if (value == NULL)
            continue;
        json_object_set(object, names[i][1], value);
        json_object_del(object, names[i][0]);
    }
}

void
x_names_change(json_t *value)
{
    const char *name;
    json_t *member;
    size_t i;

    if (json_is_object(value)) {
        rename_members(value);
        json_object_foreach(value, name, member) x_names_change(member);
    }
    json_array_foreach(value, i, member) x_names_change(member);
}
