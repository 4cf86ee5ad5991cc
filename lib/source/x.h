/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the X adapter share with each other; nobody else includes it. x.c has the
 * tables and the requests, x_page.c a list and its paging, x_error.c refusals, x_limits.c the
 * headers about limits, x_item.c the fields of one post, x_thread.c where a message belongs,
 * x_list.c the records of a list, x_lookup.c what is asked for by id. x_link.c has its addresses.
 *
 * X calls everything a post: what the account published, what others wrote to it, its answers.
 * Here an item is any of them; post and message are the words of record.h.
 */

#ifndef SOURCE_X_H
#define SOURCE_X_H

#include "source/answer.h"
#include "source/id_set.h"
#include "source/source.h"

enum x_plan { X_PLAN_NONE, X_PLAN_ENTERPRISE, X_PLAN_NO_GOVERNMENT };
enum x_names { X_NAMES_TWEET, X_NAMES_POST }; /* of parameters, and of fields asked for */
enum x_window { X_WINDOW_TIME, X_WINDOW_ID };

#define X_LOOKUP_MAX 100u /* ids in one request */
#define X_URLS_MAX   50u  /* of one item that are read */

extern const struct source source_x; /* for registry.c */
extern const struct link_table x_links;
extern const struct profile_table x_profiles;

struct x_settings {
    int plan, names, window; /* enum x_plan, x_names, x_window */
    int64_t page;
    int64_t posts_overlap_us, mentions_overlap_us;
    bool retweets;
};

/* One item as the answer has it. */
struct x_item {
    struct jdoc_node node;
    struct str id;  /* of this version */
    struct str key; /* of the first version: the name it is stored under */
    struct str author_id, conversation_id, in_reply_to_user_id, text, language;
    struct str parent_id, retweeted_id, quoted_id, media_key;
    struct str links;    /* as of a message: its text has them in short */
    struct str alias_id; /* of the last version, where it is not the first */
    int64_t created_us, published_us, edited_us;
    int64_t likes, replies, reposts, views, saves;
    bool is_readable; /* all that is needed is there */
    bool is_stale;    /* a newer version exists */
    bool is_withheld; /* not shown where its readers are: its text is not to be kept */
    bool is_reply;    /* to somebody, told or not whom */
    bool is_included; /* not of the list itself */
    char path[ANSWER_PATH_MAX];
    struct error err; /* why it is not readable */
};

enum x_root { X_ROOT_UNKNOWN, X_ROOT_OWN, X_ROOT_OTHER }; /* who began the conversation */

/* Everything one answer shows, found by the id of any version. */
struct x_answer {
    const struct source_view *view;
    const struct cursor *at;
    struct batch *batch;
    struct error *err;
    struct jdoc_node root;
    struct x_item *items; /* those of the list, then those included */
    size_t item_count, listed_count;
    struct id_set *by_id;   /* index in items */
    struct id_set *roots;   /* by conversation: enum x_root */
    struct id_set *placed;  /* keys that have their records */
    struct str own_post_id; /* the conversation that was asked for; absent where none was */
    bool is_own_timeline;   /* an author that is not told is the account */
};

/* x_item.c */

/* Reads all items of the answer and who began their conversations; false at the arena's ceiling. */
bool x_read_items(struct x_answer *answer) MUST_CHECK;
/* The item of that id, of any version; NULL where the answer does not show it. */
const struct x_item *x_find(const struct x_answer *answer, struct str id);
bool x_is_own(const struct x_answer *answer, struct str author_id);
/* In Indonesia, in all countries, or everywhere for its copyright: nobody asked there sees it. */
bool x_is_withheld(struct jdoc_node node);
/* The id that a time would have had, for since_id. */
bool x_id_of_time(int64_t us, struct arena *arena, struct str *ret_id) MUST_CHECK;

/* x_thread.c */

enum x_root x_root_of(const struct x_answer *answer, const struct x_item *item);
/* Notes what each item tells of who began its conversation. */
bool x_read_roots(struct x_answer *answer) MUST_CHECK;
/* kind, post, thread and parent of the message that the item is. */
void x_place(const struct x_answer *answer, const struct x_item *item, struct message *message);
/* True when the text names the account: then it is one of its messages, wherever it was seen. */
bool x_names_account(const struct x_answer *answer, const struct x_item *item);
/* The accounts that the item names, as mentions of the message; false at the arena's ceiling. */
bool x_add_mentions(struct x_answer *answer, const struct x_item *item,
                    const struct message *message) MUST_CHECK;
/* The same for a post of the account's own, where that asks them (source/named.h). */
bool x_add_mentions_in_post(struct x_answer *answer, const struct x_item *item) MUST_CHECK;

/* x_list.c */

void x_add_post(struct x_answer *answer, const struct x_item *item);
void x_add_message(struct x_answer *answer, const struct x_item *item);
/* Lists of the account: its own items, items that name it, items of one conversation. */
struct source_outcome x_digest_list(struct x_answer *answer, const struct http_response *response,
                                    unsigned limit, const char *token_name);

/* x_error.c */

/* True when the document says nothing but what went wrong. */
bool x_is_refusal(struct jdoc_node root, const struct http_response *response);
struct source_outcome x_refusal(const struct source_view *view, const struct cursor *at,
                                const struct http_response *response, struct jdoc_node root,
                                struct error *err);
/*
 * What an entry of "errors" beside the data says of an item that was asked for by id: false when it
 * does not say that it is gone.
 */
bool x_is_gone(struct jdoc_node entry, struct str *ret_id, enum removed_by *ret_by);

/* x_limits.c */

size_t x_notes(const struct http_response *response, int64_t now_us,
               struct source_quota_note ret_notes[SOURCE_NOTES_MAX]);
/* When a limit that is used up is there again; WHEN_NONE where no header says so. */
int64_t x_regain_time(const struct http_response *response, int64_t now_us);

/* x_lookup.c */

/* The ids that a request asks for, with commas; false where there is none, or no room. */
bool x_lookup_ids(const struct source_view *view, const struct cursor *at,
                  struct buf *ids) MUST_CHECK;
struct source_outcome x_digest_lookup(const struct source_view *view, const struct cursor *at,
                                      const struct http_response *response, struct batch *batch,
                                      struct error *err);

/* x_token.c: how a token is renewed. */
const struct renewal *x_renewal(const void *settings);
const struct authorization *x_authorization(const void *settings);
const struct discovery *x_discovery(const void *settings);

#endif
