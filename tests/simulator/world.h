/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One city: its units, Facebook pages, posts, messages and complaints, whole, from beginning to
 * end. The world is built once from a seed and never changes; what a visitor sees at a moment is
 * computed from it by the functions below. All times are epoch seconds of the world's own time
 * line, 0 = never.
 */

#ifndef SIMULATOR_WORLD_H
#define SIMULATOR_WORLD_H

#include "mem.h"
#include "rng.h"
#include "say.h"

#include <stdbool.h>
#include <stdint.h>

enum role { ROLE_CITIZEN, ROLE_UNKNOWN, ROLE_OFFICIAL, ROLE_LEADER, ROLE_AUTOMATIC };
enum kind { KIND_COMMENT, KIND_REPLY, KIND_MENTION, KIND_DIRECT };
enum remover { REMOVER_NONE, REMOVER_AUTHOR, REMOVER_UNIT, REMOVER_UNKNOWN };

#define REACTIONS 7 /* LIKE LOVE WOW HAHA SAD ANGRY CARE */

/* Room for platforms and feeds; more than there are. */
#define CHANNELS_MAX 16

struct platform;
struct feed;

struct unit {
    const char *code, *name, *kind;
    const char *ref; /* the complaint feeds' institution id */
    struct unit *parent;
    struct list accounts[CHANNELS_MAX]; /* struct account *, by the channel's index */
    double answers_percent;             /* of stretches that get an answer */
    double median_s, sigma;             /* of the waits for it */
};

struct account {
    struct channel *channel;
    size_t index; /* in its channel */
    const char *id, *name, *handle, *token;
    const char *secret; /* app secret; NULL: none. Where there is one, the app demands the proof */
    struct unit *unit;  /* owner; NULL for a leader's page */
    struct unit *answered_by; /* of a leader's page: who answers there */
    struct account *via;      /* has no token: this one's asks for it; NULL: has its own */
    const char *position;     /* of a leader; NULL otherwise */
    const char *automatic;    /* text of its automatic replies; NULL: none */
    int64_t followers, followers_growth, following;
    struct list posts;         /* struct post *, oldest first */
    struct list tagged;        /* struct post * of others that tag this page, oldest first */
    struct list conversations; /* struct post *, in no order */
    uint64_t calls;            /* served, for the usage headers; with token, which a renewal */
    uint64_t renewals;         /* changes, the only parts that change */
};

/* Who wrote something. */
struct person {
    const char *id, *name;
    const char *handle; /* NULL: people have none there */
};

/* The case to which a text points: one of these, or none. */
struct points {
    const struct message *message; /* a comment; its thread is meant */
    const struct post *post;
    const struct complaint *complaint;
};

struct post {
    struct channel *channel;
    bool is_direct;          /* a conversation; nobody else sees it */
    struct account *account; /* whose page; NULL: a citizen's own post */
    const char *id, *number; /* one text where the platform has one id only */
    struct person author;
    struct account *tags;    /* the page this post tags; NULL: none */
    struct message *mention; /* what this post is to the page it tags */
    struct points points;
    const char *link; /* an address for which its text has a short one; NULL: none */
    int64_t created_at, edited_at, gone_at;
    int64_t listed_until; /* lists have it no more then; 0: for ever */
    const char *text, *edited_text, *format;
    bool colons;                                 /* ids of its comments have the old form */
    int64_t reactions[REACTIONS], shares, views; /* final */
    bool secret_likes;                           /* their number is not told */
    int64_t ghosts;                              /* announced and never listed */
    struct list messages; /* struct message *, in the order of the platform; never reordered */
};

struct version {
    int64_t at;
    const char *text; /* NULL: a picture only */
    enum say say;
};

struct message {
    const char *id, *number;
    struct account *account; /* at whose page it stands, or whose page it mentions */
    struct post *post;
    struct message *root, *parent; /* root of itself at the top; parent NULL there */
    enum kind kind;
    enum role role;
    struct account *speaker; /* official or leader; NULL: a citizen */
    struct person author;
    struct account *tags;
    int64_t sent_at, visible_at, hidden_at, gone_at;
    enum remover remover;
    struct version versions[2];
    size_t n_versions;
    int64_t likes; /* final */
    size_t index;  /* in its post's list: what a paging cursor means */
};

/* What happens to a complaint; which of these a feed shows, and how, is the feed's matter. */
enum step_kind {
    STEP_RECEIVED,
    STEP_VERIFIED,
    STEP_DISPOSED,
    STEP_RETURNED,
    STEP_ACKNOWLEDGED,
    STEP_ANSWERED,
    STEP_REPORTER_REPLY,
    STEP_POSTPONED,
    STEP_CLOSED,
    STEP_ARCHIVED,
};
enum closer { CLOSER_NONE, CLOSER_SYSTEM, CLOSER_ADMIN, CLOSER_REPORTER };

struct step {
    int64_t at;
    enum step_kind kind;
    struct unit *unit; /* who acted, or to whom it was disposed; NULL: coordinator or reporter */
    struct unit *from; /* of a disposition: who handed it over; NULL: the coordinator */
    enum closer closer;
    const char *text; /* NULL: no log entry of its own */
    bool attached;    /* a photograph or a document */
};

struct complaint {
    const struct feed *feed;
    const char *id, *title, *text, *topic, *class, *visibility;
    bool secret;       /* confidential: no feed shows it */
    struct list steps; /* struct step *, oldest first */
};

struct table {
    struct table_slot *slots;
    size_t n, cap;
};

enum node {
    NODE_NONE,
    NODE_ACCOUNT,
    NODE_POST,
    NODE_MESSAGE,
    NODE_CONVERSATION, /* a struct post */
    NODE_DIRECT,       /* a struct message */
};

/* The city on one platform. */
struct channel {
    const struct platform *platform;
    struct world *world;
    size_t index;
    struct list accounts;                 /* struct account * */
    struct account *leader;               /* the mayor's, the last of them */
    size_t n_posts, n_messages, n_direct; /* that were given names */
    struct table ids;                     /* platform id → node */
};

struct world {
    struct mem mem;
    uint64_t seed;
    int64_t begin, end;
    const char *government, *government_name, *zone, *lapor_token;
    int64_t zone_offset_s;
    struct unit *outside; /* a body that is none of the city's: it has no code */
    bool direct;          /* there are conversations */
    struct channel *channels[CHANNELS_MAX];
    size_t n_channels;
    const struct feed *feeds[CHANNELS_MAX];
    size_t n_feeds;
    struct list units, accounts, posts, messages, complaints; /* everything, in building order */
};

void world_done(struct world *world);

/* The world on one more platform, with nobody there yet. */
struct channel *world_add_channel(struct world *world, const struct platform *platform);
void world_name(struct channel *channel, const char *id, enum node kind, void *node);
/* NODE_NONE and NULL when no such id was ever given. */
enum node world_find(const struct channel *channel, const char *id, void **ret_node);

bool post_visible(const struct post *post, int64_t at);
const char *post_text(const struct post *post, int64_t at);
/* A counter that ends at `final`, on its way there five days long. */
int64_t counter_at(int64_t final, int64_t from, int64_t at);
bool message_visible(const struct message *message, int64_t at);
const struct version *message_version(const struct message *message, int64_t at);
bool message_hidden(const struct message *message, int64_t at);
/* Under which id its thread is known. */
const char *message_thread(const struct message *message);
int64_t account_followers(const struct world *world, const struct account *account, int64_t at);

/* Reached at this time; NULL when it has not come to that. The last of its kind, or of any kind. */
const struct step *complaint_last(const struct complaint *complaint, enum step_kind kind,
                                  int64_t at);
const struct step *complaint_latest(const struct complaint *complaint, int64_t at);

const char *role_name(enum role role);
const char *kind_name(enum kind kind);
const char *remover_name(enum remover remover);

#endif
