/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The adapter interface: what a platform is to the rest of the program. An adapter is a const table
 * of streams, each two pure functions: plan (where a visit stands → the next request) and digest
 * (the answer → records, the next place, a verdict). It is not a client: no socket, clock, log,
 * global or secret reaches it. Everything here is called from the loop, one call at a time, and
 * must not keep pointers beyond the call except to memory from view->arena.
 *
 * MUST    be a function of the arguments alone; read the time from view->now_us only;
 *         allocate from view->arena only (jdoc is the exception: freed before digest returns);
 *         end in time linear in the input, for any bytes;
 *         give only records that pass record_check() (batch_reject() the others: one bad item
 *         never loses its page);
 *         on VERDICT_MORE give a cursor different from `at` (the core checks every cursor of the
 *         visit and treats a repeat as MALFORMED), unless rest_from is set, which is beyond skip.
 * MAY     leave the batch empty.
 * NEVER   log, see a token, follow a redirect or a URL that a platform gave, sleep.
 */

#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "base/error.h"
#include "config/source_info.h"
#include "http/http.h"
#include "record/batch.h"
#include "record/verdict.h"
#include "source/renewal.h"
#include "source/view.h"

/* What an answer said about an allowance: fed to the quota ledger, never to logs. */
struct source_quota_note {
    enum verdict_scope scope; /* SCOPE_ACCOUNT, SCOPE_CREDENTIAL or SCOPE_APP */
    char name[32];            /* "app_usage", "pages" … */
    double used_share;        /* 0 to 1, or above when exceeded */
    int64_t regain_at_us;     /* when it is usable again, or WHEN_NONE */
};
#define SOURCE_NOTES_MAX 4u

struct source_outcome {
    enum verdict verdict;
    enum verdict_scope scope;
    enum cause cause;
    int64_t not_before_us; /* LIMITED: the earliest next try; WHEN_NONE: the policy's backoff */
    struct cursor next;    /* MORE: the next page; SMALLER: at, a smaller one; DONE: a watermark */
    int64_t announced;     /* messages that its one target has, as the platform says, or -1 */
    const size_t *passed;  /* look-ups: indexes of targets that it neither shows nor calls gone */
    size_t passed_count;
    size_t rest_from; /* not 0: the batch is full, the list goes on with this element: written, then
                         called again with it as skip. verdict is MORE, next is `at` */
    struct str served_version; /* of the API that answered, where not the base URL's; or absent */
};

enum source_stream_flag {
    SOURCE_TARGETS_POSTS = 1u << 0, /* the target is one of the account's posts (comments) */
    /* Targets are messages that a complete visit did not show, to be confirmed by id, up to
     * targets_max of several posts in one request. Of each that is there the digest gives the
     * message; of each that the platform says is gone a message_gone, whose times the core sets;
     * others are passed over. One alone may end in VERDICT_GONE instead. With confirm_s it
     * confirms what is kept: then all may be posts, of which it gives post and post_sample, too. */
    SOURCE_TARGETS_MESSAGES = 1u << 1,
    SOURCE_COMPLETE = 1u << 2, /* a finished visit shows all (of shows_s): what is absent is gone */
    SOURCE_INTERNAL = 1u << 3, /* not in schedules: started by the core when needed */
    SOURCE_OWNED_ONLY = 1u << 4,  /* needs the owner's token: not for accounts that gave none */
    SOURCE_COUNTERS = 1u << 5,    /* shows counters of posts: asked for them at certain ages */
    SOURCE_POSTS_ALONE = 1u << 6, /* of TARGETS_MESSAGES: of what is kept, only posts are asked */
};

struct source_stream {
    /* "posts": names the job, the fixture folder and the statistic. A word of ops.stream's list:
     * each says which waits it tells of; a SOURCE_INTERNAL one has a name of its own. */
    const char *name;
    const char *doc;    /* one sentence for the manual */
    int64_t interval_s; /* default pace */
    int64_t shows_s;    /* of SOURCE_COMPLETE: only what was written so long ago; 0: all there is */
    unsigned cost, targets_max; /* quota units and targets of one request */
    int64_t confirm_s; /* of TARGETS_MESSAGES: what is kept is confirmed so often, at least; or 0 */
    unsigned flags;
    /* Name of the answer's top-level list, where each element is read for itself: with some
     * elements left out, the outcome and the records of the others are the same, and a page of
     * which nothing is refused gives one message for each element, in their order. NULL: not so. */
    const char *list;
    const char *list_linked_by; /* bytes in an element that refers to others: then all are read */
    bool (*is_there)(const void *settings); /* with these settings; NULL: always */
    /* Builds the next request of a visit. at is CURSOR_INIT's value (with the stored watermark) at
     * the start. ret_request's views live in view->arena. False and *err only for settings or ids
     * that can never make a request. */
    bool (*plan)(const struct source_view *view, const struct cursor *at,
                 struct http_request *ret_request, struct error *err);
    /* Reads one answer. *err is set with MALFORMED, DENIED and GONE (the platform's own words,
     * bounded), else untouched. */
    struct source_outcome (*digest)(const struct source_view *view, const struct cursor *at,
                                    const struct http_response *answer, struct batch *batch,
                                    struct error *err);
};

/* What the figures of a platform cannot show: a sentence for readers of metrics.data_quality. */
struct source_limit {
    const char *en, *id; /* English, Indonesian */
};

struct source {
    const char *name; /* "facebook": the value of accounts[].platform, or of feeds[].kind */
    const char *doc;  /* one sentence, and the version of the API this was written against */
    const char *default_base_url; /* NULL: must be configured */
    bool is_feed;                 /* configured under feeds:, with unit references */
    /* An account is a website of its own: its id is the address that is asked, view->base_url too,
     * and its server's trouble is no other's. No default_base_url then. */
    bool has_sites;
    bool names_authors; /* its messages may have author_handle where the id tells nobody apart */
    bool asks_via;      /* for public accounts, by their handles, through view->account.via_id */
    struct source_id_form ids; /* of accounts */
    /* Terms: what was not confirmed by id for keeps_s loses its text, whatever the reason; after a
     * start or an outage spares_s come first. 0: none. */
    int64_t keeps_s, spares_s;
    bool erases_text; /* terms: the text of what is gone there goes here */
    bool bills_items; /* it takes money for each item of an answer: nothing is tried out on it */
    const struct setting *settings; /* of settings_size bytes, ended by path NULL; may be NULL */
    size_t settings_size;
    const struct source_stream *streams; /* stream_count of them */
    size_t stream_count;
    const struct link_table *links;       /* addresses in texts (source/link.h), or NULL */
    const struct profile_table *profiles; /* accounts in lists (source/profile.h), or NULL */
    bool counts_posts; /* the account's number of posts is of those that its list of posts shows */
    const struct source_limit *limits; /* at least one; ended by en NULL */
    const char *(*fault)(const void *settings, size_t nth, struct error *err); /* or NULL */
    /* False where what these settings bring tells of cases, but not whether they were answered:
     * counted apart. False where a first visit misses what had ended: late entry. NULL: true. */
    bool (*shows_answers)(const void *settings), (*shows_ended)(const void *settings);
    const struct source_grant *grant; /* for some credentials; NULL: as the settings say for all */
    const struct renewal *(*renewal)(const void *settings); /* of its tokens; NULL: none */
    const struct renewal_inspection *inspection; /* NULL: the platform tells nothing of them */
    const struct authorization *(*authorization)(const void *settings); /* by owners; or NULL */
    const struct discovery *(*discovery)(const void *settings);         /* of accounts; or NULL */
    /* Quota notes of any answer, unread ones too, from headers alone; how many. NULL: none. */
    size_t (*notes)(const struct http_response *answer, int64_t now_us,
                    struct source_quota_note ret_notes[SOURCE_NOTES_MAX]);
};

/* All adapters, sorted by name; ended by NULL. */
extern const struct source *const sources[];
const struct source *source_find(struct str name); /* NULL: there is none */
const struct source_stream *source_stream_find(const struct source *source, struct str name);

/* The same as config/ sees them, in the arena; ended by NULL. NULL at the arena's ceiling. */
const struct source_info *const *source_infos(struct arena *arena);

#endif
