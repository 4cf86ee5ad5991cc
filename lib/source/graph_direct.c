/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A message whose side nobody tells is left out: whoever wrote it, it would count as a question.
 */

#include "source/graph_direct.h"

#include "source/fields.h"
#include "source/named.h"

struct direct { /* one message as the answer has it */
    struct str id, from_id, from_name;
    int64_t sent_at_us;
};

static const struct field direct_fields[] = {
    { "id", FIELD_ID, offsetof(struct direct, id), true },
    { "created_time", FIELD_TIME, offsetof(struct direct, sent_at_us), true },
    { "from.id", FIELD_ID, offsetof(struct direct, from_id), false },
    { "from.username", FIELD_ID, offsetof(struct direct, from_name), false },
};

/* Whether the account is one of those that the message went to. Unknown where one is not named. */
static enum tri
goes_to_us(const struct source_account *account, struct jdoc_node receivers)
{
    enum tri goes = jdoc_size(receivers) > 0 ? TRI_NO : TRI_UNKNOWN;

    for (size_t i = 0; i < jdoc_size(receivers); i++) {
        struct jdoc_node receiver = jdoc_at(receivers, i);
        struct str id = STR_NONE;
        struct str name = STR_NONE;
        if (jdoc_get_str(jdoc_member(receiver, "id"), &id) && str_equal(id, account->external_id))
            return TRI_YES;
        if (jdoc_get_str(jdoc_member(receiver, "username"), &name) && named_is_own(account, name))
            return TRI_YES;
        if (id.n == 0 && name.n == 0)
            goes = TRI_UNKNOWN;
    }
    return goes;
}

static bool
is_from_us(const struct source_account *account, const struct direct *direct)
{
    return str_equal(direct->from_id, account->external_id) ||
           named_is_own(account, direct->from_name);
}

/* Of the inbox of somebody else: "me" is whoever the token belongs to. */
static bool
is_between_others(const struct source_account *account, struct jdoc_node node,
                  const struct direct *direct)
{
    return (direct->from_id.n > 0 || direct->from_name.n > 0) && !is_from_us(account, direct) &&
           goes_to_us(account, jdoc_path(node, "to.data")) == TRI_NO;
}

/* False where neither sender nor receivers tell the side. */
static bool
find_author(const struct source_account *account, struct jdoc_node node,
            const struct direct *direct, struct message *message)
{
    struct jdoc_node receivers = jdoc_path(node, "to.data");

    if (is_from_us(account, direct)) {
        message->author_id = account->external_id;
        return true;
    }
    if (!str_is_none(direct->from_id)) {
        message->author_id = direct->from_id;
        return true;
    }
    if (direct->from_name.n > 0) {
        message->author_handle = direct->from_name;
        return true;
    }
    if (jdoc_size(receivers) == 0)
        return false;
    if (goes_to_us(account, receivers) != TRI_YES)
        message->author_id = account->external_id;
    return true;
}

/* One of the platform's own marks: "source:bot" and its kinds. */
static bool
is_machine(struct jdoc_node node)
{
    struct jdoc_node tags = jdoc_path(node, "tags.data");
    struct str name;

    for (size_t i = 0; i < jdoc_size(tags); i++) {
        if (jdoc_get_str(jdoc_member(jdoc_at(tags, i), "name"), &name) &&
            str_starts(name, STR("source:bot")))
            return true;
    }
    return false;
}

static void
add_direct(struct graph_page *page, struct jdoc_node node, const struct direct *direct,
           struct str thread_key)
{
    const struct source_account *account = &page->view->account;
    struct message side = { .author_id = STR_NONE };
    struct record *record;
    struct message *message;

    if (!find_author(account, node, direct, &side))
        return;
    record = batch_add(page->batch, RECORD_MESSAGE);
    if (record == NULL)
        return; /* overflowed: answer_keep() looks */
    message = &record->of.message;
    message->external_id = direct->id;
    message->thread_key = thread_key;
    message->author_id = side.author_id;
    message->author_handle = side.author_handle;
    message->sent_at_us = when_floor(direct->sent_at_us, WHEN_SECOND);
    message->kind = MESSAGE_DIRECT;
    message->automatic = str_equal(side.author_id, account->external_id) && is_machine(node);
}

int64_t
graph_direct_read(struct graph_page *page, struct jdoc_node item, const char *path,
                  struct str thread_key, struct id_set *seen)
{
    struct error err = ERROR_INIT;
    struct direct direct = { .sent_at_us = WHEN_NONE };
    size_t first = page->batch->count;
    bool ok = fields_read(FIELD_TABLE(direct_fields), item, &direct, page->batch, path, &err);

    if (ok && is_between_others(&page->view->account, item, &direct))
        ok = error_set(&err, ERROR_PEER, "neither its sender nor a receiver is the account");
    if (ok && !id_set_put(seen, direct.id, first))
        return direct.sent_at_us;
    if (ok)
        add_direct(page, item, &direct, thread_key);
    answer_keep(page->batch, first, path, ok, &err);
    return ok ? direct.sent_at_us : WHEN_NONE;
}
