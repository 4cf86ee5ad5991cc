/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Everything that is polled: accounts with their streams, and what they share (platforms,
 * credentials). Made from a configuration and from the rows the database gave for it; replaced as a
 * whole by a reload, which carries over what was learnt. It starts nothing: the collector does.
 *
 * What waits is small: one struct stream per (account, stream), in a flat array whose index (slot)
 * is what the due heap holds.
 */

#ifndef DAEMON_ROSTER_H
#define DAEMON_ROSTER_H

#include "channel.h"
#include "handles.h"
#include "job_state.h"
#include "log.h"
#include "memo.h"
#include "sched/target.h"
#include "secret.h"

#define ROSTER_NONE UINT32_MAX

struct lookup { /* is it gone? what a complete visit did not show, or what is swept */
    char *external_id, *post_external_id;        /* owned */
    int64_t last_seen_at_us, first_missed_at_us; /* swept: WHEN_NONE: stored; asked for */
    bool is_post, swept;
    uint8_t failures; /* of it alone; --once only */
};

struct account {                       /* 208 bytes: there may be a hundred thousand */
    int32_t government_id, account_id; /* 0 until the database named it */
    const struct config_government *government;
    const struct channel *channel;
    struct str external_id;
    const struct config_account *listing; /* NULL: a feed */
    const struct config_schedule *schedule;
    const struct secret *secret;             /* NULL: none configured */
    struct allowance *platform, *credential; /* credential NULL: none */
    struct quota *quota;                     /* its own, once an answer told of one */
    struct target_set posts;                 /* whose comments are asked for */
    struct lookup *lookups, *passed;         /* passed: swept, and neither shown nor called gone */
    uint32_t lookup_count, lookup_size, passed_count;
    int64_t second_look_us, sweep_at_us; /* monotonic; see collector_sweep.c */
    int64_t reach_us;     /* wall: so far back its posts are listed once more; 0: as usual */
    int64_t sweep_batch;  /* the database named it, and each of it is asked for; 0: none */
    uint32_t swept_count; /* of lookups */
    uint32_t gone_notes;  /* of posts found gone, which the database has not taken */
    bool sweep_asked;     /* the database names what is next */
    bool lookup_alone;    /* one at a time, until none is left: several together failed */
    uint32_t first_slot;  /* of its streams; the others follow it */
    uint8_t slot_count, posts_refused; /* posts in a row that refused their comments */
    bool noted, suspended; /* quota holds what the database does not know; gone or refused */
    enum cause refusal;
};

struct stream {             /* 48 bytes: there may be hundreds of thousands */
    uint32_t account;       /* index */
    uint32_t interval_s;    /* of the schedule */
    uint32_t backoff_s;     /* last delay after a failure; 0 while it works */
    uint16_t failures;      /* in a row */
    uint8_t number : 4;     /* in source->streams */
    uint8_t fence_back : 4; /* so many slots back is the stream of roster_fenced() */
    uint8_t state : 5;      /* enum job_state */
    bool visited : 1;       /* since the program started: what --once waits for */
    bool failing : 1;       /* the database believes so: a success must tell it */
    bool given_up : 1;      /* --once only */
    int64_t fence;
    int64_t last_complete_us; /* wall time: start of the last complete visit, or WHEN_NONE */
    char *cursor; /* owned: where the next visit starts (cursor_format()); NULL = the beginning */
    struct memo *memo; /* owned; streams with targets keep theirs with the target */
};

/*
 * How many streams were ever taken and are held, as the database counts them. While both stay, no
 * stream was lost to another daemon or came from one; else the roster must be made anew, because
 * cursors and targets moved without us.
 */
struct roster_lease {
    int64_t taken, held;
};

struct roster {
    struct arena *arena;      /* texts and arrays */
    struct account *accounts; /* sorted by channel, external id, government's code */
    uint32_t account_count;
    uint32_t *by_id; /* indexes of accounts that have ids, sorted by them */
    uint32_t by_id_count;
    struct allowance *allowances; /* platforms first, then credentials */
    size_t platform_count, allowance_count, channel_count;
    struct channel *channels; /* one for each of the platforms' allowances; then those of grants */
    struct stream *streams;
    uint32_t stream_count, stream_size;
    struct roster_lease lease; /* when it was set up */
    struct handles handles;    /* in the arena */
};

/* config and secrets must outlive it. Accounts that are disabled are left out; of one that changed
 * hands, even between governments, the listing that begins last is polled. */
struct roster *roster_new(const struct config *config, const struct secret_store *secrets);
void roster_free(struct roster *roster);
DEFINE_FREEP(roster);
/* NULL when it is not polled here. The government's code may be STR_NONE: any. */
struct account *roster_find(const struct roster *roster, struct str government, struct str channel,
                            struct str external_id);
/* The account of another roster in this one; or NULL. */
struct account *roster_find_same(const struct roster *roster, const struct account *account);
/* The account where it is this listing of it that is polled; or NULL. */
const struct account *roster_polled(const struct roster *roster,
                                    const struct config_account *listing, struct str government);
/* After ids were set: makes roster_find_id() work. */
void roster_index_ids(struct roster *roster);
struct account *roster_find_id(const struct roster *roster, int32_t government_id,
                               int32_t account_id);
/*
 * Slot of the new stream, with its interval from the schedule; ROSTER_NONE when the adapter has no
 * such stream or it is switched off. The streams of one account are added one after the other.
 */
uint32_t roster_add_stream(struct roster *roster, struct account *account, struct str name);
/*
 * Of the schedule, which may be NULL, or the adapter's own pace; 0 where it is switched off, none
 * with its platform's settings, or the account gave no token. listing: NULL for a feed.
 */
int64_t roster_interval_s(const struct config_account *listing,
                          const struct config_schedule *schedule, const void *settings,
                          const struct source_stream *stream);
/* What its adapter may know of it. */
struct source_account roster_view(const struct account *account);
/* It gave no token: only what everybody sees may be asked for. */
bool roster_is_public(const struct config_account *listing);
/* How many streams the configuration asks for, with a lease or without. */
size_t roster_wanted(const struct roster *roster);
/* Slot, or ROSTER_NONE. */
uint32_t roster_find_stream(const struct roster *roster, const struct account *account,
                            struct str name);
/* The account's own quota, made where there is none yet. */
struct quota *roster_quota(struct account *account);
struct account *roster_account(const struct roster *roster, const struct stream *stream);
/* Whose fence and name its pages carry: itself, or the stream that missed what it looks up. */
const struct stream *roster_fenced(const struct stream *stream);
const struct source_stream *roster_source_stream(const struct roster *roster,
                                                 const struct stream *stream);
/* The only way a state changes: asserts that job_edges has the step; told at debug level. */
void roster_enter(struct roster *roster, struct log *log, uint32_t slot, enum job_state to);
/* Moves what was learnt (quotas, cursors, memos, targets, backoff) from the roster of before. */
void roster_adopt(struct roster *roster, struct roster *before);

#endif
