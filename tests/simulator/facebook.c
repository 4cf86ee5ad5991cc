/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Facebook pages; graph.c answers for them. */

#include "graph.h"
#include "platform.h"

static void
name_account(struct mem *mem, struct account *account, const char *code, bool second,
             unsigned long long number)
{
    account->id = mem_format(mem, "1000640%08llu", number);
    account->handle = mem_format(mem, second ? "%s.simulasi.info" : "%s.simulasi", code);
}

static void
name_post(struct mem *mem, struct post *post, unsigned long long number)
{
    post->number = mem_format(mem, "%llu", 122000000000000u + number * 4099u);
    post->id = mem_format(mem, "%s_%s", post->author.id, post->number);
}

static void
name_message(struct mem *mem, struct message *message, unsigned long long number)
{
    const struct post *post = message->post;

    message->number = mem_format(mem, "%llu", 100000000000000u + number * 1009u);
    /* Some posts' comments have ids of the old form: text with colons, not numbers. */
    if (post->colons)
        message->id =
            mem_format(mem, "%s:%s:63_%s", post->author.id, post->number, message->number);
    else
        message->id = mem_format(mem, "%s_%s", post->number, message->number);
}

static void
name_person(struct mem *mem, struct person *person, const struct account *near, unsigned chance)
{
    person->id = mem_format(mem, "7%03d%011d", (int)near->index, (int)chance);
}

static const char *const formats[] = { "photo", "photo", "video", "text",
                                       "link",  "reel",  "event", NULL };

const struct platform platform_facebook = {
    .channel = "facebook",
    .prefix = "/fb/",
    .base = "/fb/v26.0",
    .credential = "fb",
    .has = HAS_EDITS | HAS_POST_EDITS | HAS_HIDDEN | HAS_TAGS | HAS_MENTIONS | HAS_WITHHELD |
           HAS_AUTOMATIC | HAS_PICTURES | HAS_GHOSTS | HAS_NESTING | HAS_PROOF | HAS_OLD_IDS |
           HAS_GRAPH,
    .late_max_s = 2 * 86400,
    .formats = formats,
    .name_account = name_account,
    .name_post = name_post,
    .name_message = name_message,
    .name_person = name_person,
    .answer = graph_answer,
};
