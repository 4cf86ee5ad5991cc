/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A visit goes through the list of conversations, last changed first, until one did not change
 * since the last visit. Its cursor is then one frame, the list's place. While conversations are
 * read for themselves it has two or three: where the list goes on afterwards (or its end), the ids
 * that wait, the first of them being read, with the number of its page, and that page's place.
 */

#include "source/graph_conversations.h"

#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "http/url.h"
#include "source/fields.h"
#include "source/graph_direct.h"

#define SHOWN       20  /* messages of a conversation beside it in the list */
#define OWN_PAGE    100 /* messages of one request to the conversation itself */
#define PAGES_MAX   10  /* of one conversation in one visit */
#define QUEUE_BYTES CURSOR_AFTER_SIZE

#define EDGE_END   "end"
#define EDGE_QUEUE "queue"

struct conversation {
    struct str id;
    int64_t updated_at_us, messages;
};

static const struct field conversation_fields[] = {
    { "id", FIELD_ID, offsetof(struct conversation, id), true },
    { "updated_time", FIELD_TIME, offsetof(struct conversation, updated_at_us), false },
    { "message_count", FIELD_COUNT, offsetof(struct conversation, messages), false },
};

/* What reading a page goes by, and what it finds out. */
struct reading {
    struct graph_page page; /* first: the items' reader is given this */
    int64_t floor_us;       /* older messages were seen at an earlier visit, or are not wanted */
    struct id_set *seen;    /* messages of this answer */
    struct str thread_key;  /* of a conversation that is read for itself */
    int64_t oldest_us;      /* of the messages read; WHEN_NONE: of none */
    bool reached;           /* the list came to conversations that did not change */
    struct buf queue;       /* ids, separated by blanks, of conversations to be read themselves */
};

/* ---- requests ---- */

static bool
is_walking(const struct cursor *at)
{
    return at->frame_count >= 2 && strcmp(at->frames[1].edge, EDGE_QUEUE) == 0;
}

/* The conversation that is being read; *ret_rest is what waits behind it. */
static struct str
first_waiting(const struct cursor *at, struct str *ret_rest)
{
    struct str id = STR_NONE;

    *ret_rest = str_from(at->frames[1].after);
    (void)str_split(ret_rest, ' ', &id);
    return id;
}

/* tags tell a message of a bot; Instagram has none. */
static const char *
message_fields(const struct graph_conversations *of)
{
    return str_equal_c(str_from(of->platform), "messenger") ? "id,created_time,from,to,tags"
                                                            : "id,created_time,from,to";
}

static bool
add_list(struct buf *url, const struct graph_conversations *of, const struct source_view *view,
         const struct cursor *at)
{
    char fields[128];

    snprintf(fields, sizeof(fields), "id,updated_time,message_count,messages.limit(%d){%s}", SHOWN,
             message_fields(of));
    return graph_add_path(url, view, of->owner_id, "conversations") &&
           url_add_query(url, STR("platform"), str_from(of->platform)) &&
           url_add_query(url, STR("fields"), str_from(fields)) &&
           ask_add_number(url, STR("limit"), ask_limit(at, of->limit)) && graph_page_query(url, at);
}

static bool
add_conversation(struct buf *url, const struct graph_conversations *of,
                 const struct source_view *view, const struct cursor *at)
{
    struct str rest;
    struct str id = first_waiting(at, &rest);

    return graph_add_path(url, view, id, "messages") &&
           url_add_query(url, STR("fields"), str_from(message_fields(of))) &&
           ask_add_number(url, STR("limit"), ask_limit(at, OWN_PAGE)) &&
           (at->frame_count < 3 ||
            url_add_query(url, str_from(at->frames[2].edge), str_from(at->frames[2].after)));
}

bool
graph_conversations_plan(const struct graph_conversations *of, const struct source_view *view,
                         const struct cursor *at, struct http_request *ret_request,
                         struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = is_walking(at) ? add_conversation(&url, of, view, at) : add_list(&url, of, view, at);

    return graph_request(view, &url, ok, ret_request, err);
}

/* ---- the list ---- */

static void
note_time(struct reading *reading, int64_t sent_at_us)
{
    if (sent_at_us != WHEN_NONE &&
        (reading->oldest_us == WHEN_NONE || sent_at_us < reading->oldest_us))
        reading->oldest_us = sent_at_us;
}

static bool
has_more(struct jdoc_node list)
{
    struct str next;

    return jdoc_get_str(jdoc_path(list, "paging.next"), &next) && next.n > 0;
}

/*
 * The messages beside a conversation do not reach back to the floor. Where a list has none of them
 * at all they are to be had from the conversation alone.
 */
static bool
is_cut_short(const struct reading *reading, struct jdoc_node shown,
             const struct conversation *conversation)
{
    size_t count = jdoc_size(jdoc_member(shown, "data"));

    if (count == 0)
        return conversation->messages != 0;
    if (reading->oldest_us == WHEN_NONE || reading->oldest_us < reading->floor_us)
        return false;
    return has_more(shown) || (count >= SHOWN && conversation->messages > (int64_t)count);
}

static bool
put_in_queue(struct buf *queue, struct str id)
{
    /* An id with a blank in it is none of the platform's. */
    if (id.n == 0 || str_find(id, STR(" "), 0) != SIZE_MAX)
        return true;
    return (queue->used == 0 || buf_append_str(queue, STR(" "))) && buf_append_str(queue, id);
}

static void
read_shown(struct reading *reading, struct jdoc_node list, const char *path, struct str thread_key)
{
    struct jdoc_node items = jdoc_member(list, "data");
    char below[ANSWER_PATH_MAX];

    reading->oldest_us = WHEN_NONE;
    for (size_t i = 0; i < jdoc_size(items) && !reading->page.batch->overflowed; i++) {
        snprintf(below, sizeof(below), "%s.messages.data[%zu]", path, i);
        note_time(reading, graph_direct_read(&reading->page, jdoc_at(items, i), below, thread_key,
                                             reading->seen));
    }
}

static void
read_conversation(struct graph_page *page, struct jdoc_node item, const char *path,
                  struct id_set *seen)
{
    struct reading *reading = container_of(page, struct reading, page);
    struct conversation conversation = { .updated_at_us = WHEN_NONE, .messages = -1 };
    struct jdoc_node shown = jdoc_member(item, "messages");
    struct error err = ERROR_INIT;

    if (!fields_read(FIELD_TABLE(conversation_fields), item, &conversation, page->batch, path,
                     &err)) {
        answer_keep(page->batch, page->batch->count, path, false, &err);
        return;
    }
    if (!id_set_put(seen, conversation.id, 0))
        return;
    read_shown(reading, shown, path, conversation.id);
    if (conversation.updated_at_us != WHEN_NONE && conversation.updated_at_us < reading->floor_us) {
        reading->reached = true;
        return;
    }
    if (is_cut_short(reading, shown, &conversation) &&
        !put_in_queue(&reading->queue, conversation.id))
        page->batch->overflowed = true; /* more ids than a cursor holds: a smaller page */
}

/* Room for the ids of all messages of the answer. */
static size_t
count_messages(struct jdoc_node items)
{
    size_t count = jdoc_size(items);

    for (size_t i = 0; i < jdoc_size(items); i++)
        count += jdoc_size(jdoc_path(jdoc_at(items, i), "messages.data"));
    return count;
}

/* Where the list goes on; false where that is where this answer was asked for. */
static bool
push_list(struct cursor *next, const struct cursor *at, const struct cursor_frame *list)
{
    if (at->frame_count == 1 && strcmp(at->frames[0].edge, list->edge) == 0 &&
        strcmp(at->frames[0].after, list->after) == 0)
        return false;
    return cursor_push(next, list->edge, STR(""), str_from(list->after));
}

/*
 * What comes after this answer: conversations that wait, else the list, where it goes on (NULL: its
 * end), else the next visit, from now.
 */
static struct source_outcome
go_on(struct source_outcome outcome, const struct reading *reading, const struct cursor_frame *list,
      struct str queue)
{
    const struct graph_page *page = &reading->page;
    unsigned limit = outcome.next.page_limit;

    outcome.next = answer_outcome(page->at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE).next;
    outcome.next.page_limit = limit;
    outcome.verdict = VERDICT_MORE;
    if (queue.n > 0) {
        if (!cursor_push(&outcome.next, list != NULL ? list->edge : EDGE_END, STR(""),
                         list != NULL ? str_from(list->after) : STR("-")) ||
            !cursor_push(&outcome.next, EDGE_QUEUE, STR("1"), queue))
            return answer_malformed(page->view, page->at, page->err,
                                    "$.data: ids that no cursor holds");
    } else if (list != NULL) {
        if (!push_list(&outcome.next, page->at, list))
            return answer_malformed(page->view, page->at, page->err,
                                    "$.paging: the same next page as the page before");
    } else {
        outcome.verdict = VERDICT_DONE;
        outcome.next.since_us = page->view->now_us;
    }
    return outcome;
}

/* Of a list that pages by time the first of its parameters is enough: what comes twice is known. */
static struct source_outcome
close_list(struct reading *reading, const struct http_response *answer)
{
    struct graph_page *page = &reading->page;
    struct source_outcome outcome = graph_page_close(page, answer);
    const struct cursor_frame place = outcome.next.frames[0];
    bool more = outcome.verdict == VERDICT_MORE && !reading->reached;

    if (outcome.verdict != VERDICT_MORE && outcome.verdict != VERDICT_DONE)
        return outcome;
    return go_on(outcome, reading, more ? &place : NULL, buf_str(&reading->queue));
}

/* ---- one conversation ---- */

static int
page_number(const struct cursor *at)
{
    int64_t number;

    return parse_int(str_from(at->frames[1].object), &number) && number > 0 && number < PAGES_MAX
               ? (int)number
               : PAGES_MAX;
}

/* A list that leads nowhere ends the conversation, not the visit. */
static bool
is_same(const struct cursor *at, const struct cursor_frame *place)
{
    return at->frame_count > 2 && strcmp(at->frames[2].after, place->after) == 0;
}

/* The conversation's next page, as long as that one is needed. */
static bool
stay(const struct reading *reading, const struct source_outcome *closed, struct cursor *ret_next)
{
    const struct cursor *at = reading->page.at;
    struct cursor next = closed->next;
    const struct cursor_frame *place = &closed->next.frames[0];
    char number[12];

    if (closed->verdict != VERDICT_MORE || page_number(at) >= PAGES_MAX || is_same(at, place) ||
        reading->oldest_us == WHEN_NONE || reading->oldest_us < reading->floor_us)
        return false;
    snprintf(number, sizeof(number), "%d", page_number(at) + 1);
    next.frame_count = 2;
    next.frames[0] = at->frames[0];
    next.frames[1] = at->frames[1];
    snprintf(next.frames[1].object, sizeof(next.frames[1].object), "%s", number);
    if (!cursor_push(&next, place->edge, STR(""), str_from(place->after)))
        return false;
    *ret_next = next;
    return true;
}

/* The next one that waits; behind the last, the list. */
static struct source_outcome
leave(const struct reading *reading, struct source_outcome outcome)
{
    const struct cursor *at = reading->page.at;
    const struct cursor_frame *list = &at->frames[0];
    struct str rest;

    (void)first_waiting(at, &rest);
    return go_on(outcome, reading, strcmp(list->edge, EDGE_END) != 0 ? list : NULL, rest);
}

static void
read_own(struct graph_page *page, struct jdoc_node item, const char *path, struct id_set *seen)
{
    struct reading *reading = container_of(page, struct reading, page);

    note_time(reading, graph_direct_read(page, item, path, reading->thread_key, seen));
}

static struct source_outcome
digest_conversation(struct reading *reading, const struct http_response *answer)
{
    struct graph_page *page = &reading->page;
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;
    struct str rest;

    page->limit = ask_limit(page->at, OWN_PAGE);
    page->usual_limit = OWN_PAGE;
    if (!graph_page_open(page, answer, &doc, &outcome)) {
        /* Deleted meanwhile, or no longer shown: of one conversation, not of the account. */
        if (outcome.verdict != VERDICT_GONE)
            return outcome;
        batch_reject(page->batch, STR("$"), "a conversation is gone");
        error_clear(page->err);
        return leave(reading, answer_outcome(page->at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE));
    }
    reading->thread_key = first_waiting(page->at, &rest);
    graph_page_each(page, read_own);
    outcome = graph_page_close(page, answer);
    if (outcome.verdict != VERDICT_MORE && outcome.verdict != VERDICT_DONE)
        return outcome;
    if (!stay(reading, &outcome, &outcome.next))
        return leave(reading, outcome);
    return outcome;
}

static struct source_outcome
digest_list(struct reading *reading, const struct http_response *answer)
{
    struct graph_page *page = &reading->page;
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (!graph_page_open(page, answer, &doc, &outcome)) {
        /* Meta says so too where a permission is missing; whether the account stands is told by the
         * account. */
        if (outcome.verdict == VERDICT_GONE)
            return answer_outcome(page->at, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION);
        return outcome;
    }
    reading->seen = id_set_new(page->view->arena, count_messages(page->items));
    if (reading->seen == NULL)
        page->batch->overflowed = true;
    else
        graph_page_each(page, read_conversation);
    return close_list(reading, answer);
}

struct source_outcome
graph_conversations_digest(const struct graph_conversations *of, const struct source_view *view,
                           const struct cursor *at, const struct http_response *answer,
                           struct batch *batch, struct error *err)
{
    struct reading reading = { .page = graph_page_new(view, at, batch, of->limit, err),
                               .oldest_us = WHEN_NONE,
                               .queue = BUF_INIT(QUEUE_BYTES - 1) };
    int64_t since_s = graph_since_s(view, at, of->overlap_us);
    struct source_outcome outcome;

    reading.floor_us = since_s * WHEN_SECOND;
    outcome =
        is_walking(at) ? digest_conversation(&reading, answer) : digest_list(&reading, answer);
    buf_done(&reading.queue);
    return outcome;
}
