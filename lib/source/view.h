/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What an adapter may know when it plans a request or reads an answer: a part of source/source.h.
 * The views point into what the caller owns and hold for one call.
 */

#ifndef SOURCE_VIEW_H
#define SOURCE_VIEW_H

#include "base/arena.h"
#include "base/str.h"

struct source_account {
    struct str external_id; /* platform's id of the account; the feed's name for a feed */
    struct str handle;      /* without "@"; may be absent */
    const struct str *former_handles;
    size_t former_handle_count;
    bool is_leader; /* its own posts that name other accounts ask them: those are mentions, too */
    bool is_public; /* it gave no token: only what everybody sees may be asked for */
    /* With is_public: whose token asks, where the platform wants to know; or absent. */
    struct str via_id;
};

struct source_target { /* the thing a request is about, for streams that have targets */
    struct str external_id;
    struct str post_external_id; /* of a message: the post it belongs to; else absent */
    int64_t published_at_us;     /* or WHEN_NONE */
    int64_t last_seen_at_us;     /* look-ups: when it was last shown, or WHEN_NONE */
    bool is_post;                /* look-ups: a post, else a message */
};

struct source_view {      /* everything an adapter may know */
    const void *settings; /* its own struct, filled through its setting table */
    struct str base_url;  /* without a trailing slash */
    struct source_account account;
    /* At most stream->targets_max; none for streams without targets. */
    const struct source_target *targets;
    size_t target_count;
    int64_t now_us;   /* UTC */
    int64_t since_us; /* items older than this need not be asked for; WHEN_NONE = all the platform
                         gives */
    /*
     * Above 0: items newer than this need not be asked for, either: a part of the history is read,
     * from there back to since_us. An adapter that can tell its platform does; else the newer ones
     * come along.
     */
    int64_t until_us;
    int64_t reach_us;         /* lists of posts go back as far as this, beyond the overlap; 0: no */
    int64_t last_complete_us; /* start of the stream's last complete visit, or WHEN_NONE: what it
                                 did not show yet happened after it */
    size_t skip;              /* elements of this answer's list that earlier calls read */
    struct arena *arena;
};

/* What its owner granted with a credential: some are asked otherwise than the settings say. */
struct source_grant {
    bool (*differs)(const void *settings, struct str credential);
    void (*apply)(void *settings, struct str *base_url); /* changes copies: how they are asked */
    const char *setting;                                 /* which names them */
    struct str (*named)(const void *settings);           /* of it, for setting_words_next() */
    /* As in source_info. The adapter compares the owner that the platform names. */
    bool (*speaks_alone)(const void *settings, struct str credential);
};

#endif
