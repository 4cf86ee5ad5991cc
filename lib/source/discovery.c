/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/discovery.h"

#include <stdint.h>

#include "http/url.h"
#include "json/jdoc.h"

#define URL_MAX   8192
#define AFTER_MAX 2048u

/* ---- asking ---- */

bool
discovery_request(const struct discovery *discovery, struct str base_url,
                  const struct discovery_result *result, struct arena *arena,
                  struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool by_handle = !str_is_none(result->handle);
    const struct renewal_call *call = by_handle ? &discovery->by_handle : &discovery->call;
    bool ok = true;

    if (!renewal_request(call, base_url, arena, ret_request, err))
        return false;
    ok = buf_append_str(&url, ret_request->url);
    if (by_handle)
        ok = ok && url_escape(&url, result->handle);
    if (!str_is_none(result->after))
        ok = ok && url_add_query(&url, STR("after"), result->after);
    return (ok && arena_str(arena, buf_str(&url), &ret_request->url)) ||
           error_set(err, ERROR_LIMIT, "the request is too long");
}

/* ---- reading ---- */

static struct jdoc_node
find(struct jdoc_node root, const char *place)
{
    if (place == NULL)
        return (struct jdoc_node){ NULL };
    return place[0] == '\0' ? root : jdoc_path(root, place);
}

/* A word, or a flag; what says "no" is none. */
static struct str
read_verified(struct jdoc_node node)
{
    struct str word;
    bool flag;

    if (jdoc_get_bool(node, &flag))
        return flag ? STR("verified") : STR_NONE;
    if (!jdoc_get_str(node, &word) || word.n == 0 || str_equal_c(word, "none") ||
        str_equal_c(word, "not_verified"))
        return STR_NONE;
    return word;
}

static struct str
text_of(struct jdoc_node node)
{
    struct str text;

    return jdoc_get_str(node, &text) && text.n > 0 && text.n <= RECORD_LINE_MAX ? text : STR_NONE;
}

static struct discovered *
grow(struct discovery_result *result)
{
    size_t size = result->size == 0 ? 64 : result->size * 2;

    if (result->count == result->size) {
        struct discovered *items = arena_grow(result->arena, result->items,
                                              result->size * sizeof(*items), size * sizeof(*items));
        if (items == NULL)
            return NULL;
        result->items = items;
        result->size = size;
    }
    return &result->items[result->count];
}

static bool
is_there(const struct discovery_result *result, const struct discovery_account *account,
         struct str id)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->items[i].account == account && str_equal(result->items[i].id, id))
            return true;
    return false;
}

static bool
may(struct jdoc_node tasks, const struct discovery_task *task)
{
    struct str name;

    for (size_t i = 0; i < jdoc_size(tasks); i++)
        for (size_t k = 0; k < ARRAY_SIZE(task->names) && task->names[k] != NULL; k++)
            if (jdoc_get_str(jdoc_at(tasks, i), &name) && str_equal_c(name, task->names[k]))
                return true;
    return false;
}

/* A platform that does not tell the tasks is believed. */
static void
note_lacks(const struct discovery *discovery, struct jdoc_node item, struct discovered *found)
{
    struct jdoc_node tasks = find(item, discovery->tasks);

    for (size_t i = 0; jdoc_is_array(tasks) && discovery->needs[i].streams != NULL; i++)
        if (!may(tasks, &discovery->needs[i]) && found->lack_count < DISCOVERY_LACKS_MAX)
            found->lacks[found->lack_count++] = &discovery->needs[i];
}

/* False at the arena's ceiling. */
static bool
read_account(const struct discovery *discovery, const struct discovery_account *account,
             struct jdoc_node item, struct discovery_result *result)
{
    struct jdoc_node node = find(item, account->at);
    char digits[JDOC_DIGITS_SIZE];
    struct discovered *found = grow(result);
    struct str id = STR_NONE;

    if (found == NULL)
        return false;
    if (!jdoc_is_object(node) ||
        (discovery->id_part == NULL &&
         (!jdoc_get_id(find(node, account->id), digits, &id) || id.n == 0)) ||
        is_there(result, account, id))
        return true;
    *found = (struct discovered){ .account = account, .group = result->groups, .followers = -1 };
    if (!jdoc_get_int(find(node, account->followers), &found->followers) || found->followers < 0)
        found->followers = -1;
    note_lacks(discovery, item, found);
    result->count++;
    return arena_str(result->arena, id, &found->id) &&
           arena_str(result->arena, text_of(find(node, account->handle)), &found->handle) &&
           arena_str(result->arena, text_of(find(node, account->name)), &found->name) &&
           arena_str(result->arena, read_verified(find(node, account->verified)), &found->verified);
}

static bool
read_item(const struct discovery *discovery, struct jdoc_node item, struct discovery_result *result)
{
    size_t before = result->count;

    for (size_t i = 0; discovery->accounts[i].platform != NULL; i++)
        if (!read_account(discovery, &discovery->accounts[i], item, result))
            return false;
    if (result->count > before)
        result->groups++;
    return true;
}

static bool
read_next(const struct discovery *discovery, struct jdoc_node root, struct discovery_result *result)
{
    struct str before = result->after;
    struct str next;
    struct str after;

    result->after = STR_NONE;
    if (!jdoc_get_str(find(root, discovery->next), &next) || next.n == 0 ||
        !jdoc_get_str(find(root, discovery->after), &after) || after.n == 0 ||
        after.n > AFTER_MAX || str_equal(after, before))
        return true;
    return arena_str(result->arena, after, &result->after);
}

/* TikTok says of what went well that its error is "ok", and of what did not with status 200. */
static bool
is_error(struct jdoc_node root)
{
    struct jdoc_node error = jdoc_member(root, "error");
    struct str word;
    int64_t code;

    if (jdoc_get_int(jdoc_member(root, "code"), &code) && code != 0)
        return true;
    if (jdoc_get_str(jdoc_member(error, "code"), &word) && str_equal_c(word, "ok"))
        return false;
    return !jdoc_is_absent(error) && !jdoc_is_null(error);
}

bool
discovery_read(const struct discovery *discovery, const struct http_response *answer,
               struct discovery_result *result, struct error *err)
{
    struct error wrong = ERROR_INIT;
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(answer->body, &wrong);
    struct jdoc_node root;
    struct jdoc_node list;
    bool ok = true;

    if (doc == NULL)
        return error_set(err, ERROR_PEER, "the platform answered with status %d: %s",
                         answer->status, wrong.text);
    root = jdoc_root(doc);
    list = find(root, discovery->list);
    if (answer->status != 200 || is_error(root) ||
        (!jdoc_is_array(list) && !jdoc_is_object(list) && str_is_none(result->handle)))
        return renewal_refusal(answer, err);
    for (size_t i = 0; jdoc_is_array(list) && i < jdoc_size(list) && ok; i++)
        ok = read_item(discovery, jdoc_at(list, i), result);
    if (jdoc_is_object(list))
        ok = read_item(discovery, list, result);
    return (ok && read_next(discovery, root, result)) ||
           error_set(err, ERROR_LIMIT, "there are more accounts than there is room for");
}
