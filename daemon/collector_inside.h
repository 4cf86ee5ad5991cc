/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of the collector share. Nobody else includes it. */

#ifndef DAEMON_COLLECTOR_INSIDE_H
#define DAEMON_COLLECTOR_INSIDE_H

#include "collector.h"
#include "collector_steps.h"
#include "sched/due.h"

#define COLLECTOR_ACCOUNTS_MAX   1000u    /* of one question to the database */
#define COLLECTOR_KEPT_MAX       64u      /* others that come to their bound meanwhile begin anew */
#define COLLECTOR_SECOND_LOOK_US WHEN_DAY /* at what was refused */
#define COLLECTOR_ONCE_TRIES_MAX 3u       /* of --once */

struct collector_progress { /* a success that changed nothing: told to the database once a minute */
    int32_t government_id, account_id;
    const char *stream; /* the adapter's own constant */
    char *target;       /* owned; NULL: the stream itself */
    int64_t success_at_us;
    bool complete;
};

struct collector {
    struct collector_parts parts;
    struct collector_settings settings;
    struct job_context context;
    struct roster *roster;
    struct memo_pool memo_pool;
    struct unknown *unknown; /* owned */
    struct due due;
    struct loop_timer *timer, *flush_timer, *review_timer, *sweep_timer, *sample_timer;
    uint32_t review_next; /* of roster->by_id */
    bool reviewing;       /* the question is open */
    uint32_t sample_next; /* the same */
    bool sampling;
    uint32_t sweep_next;   /* of roster->by_id */
    unsigned sweeps;       /* questions that are open */
    struct expiry *expiry; /* collector_expire.c */
    struct collector_run {
        uint32_t slot;
        struct job *job;
    } * runs;
    size_t run_count, run_size;
    struct collector_run kept[COLLECTOR_KEPT_MAX]; /* visits that came to their bound */
    size_t kept_count;
    struct collector_progress *progress;
    size_t progress_count, progress_size;
    size_t questions;              /* queries whose answers may bring look-ups */
    size_t targets_given_up;       /* --once only */
    struct backfills *backfills;   /* collector_backfill.c */
    bool draining, kicked, saving; /* saving: budgets are on their way to the database */
    char *holds; /* owned; what the database knows of what makes many wait; NULL: it is not known */
    loop_fn drained;
    void *drained_ctx;
    void (*caught_up)(void *ctx, const struct collector_given_up *given_up);
    void *caught_up_ctx;
};

/* collector_review.c: the accounts from place *next of roster->by_id on, as two arrays of a rowset;
 * moves *next behind them, or back to the start. False at the arena's ceiling. */
bool collector_review_accounts(const struct collector *collector, uint32_t *next,
                               struct arena *arena, struct rowset *rowset);

/* collector_save.c: a failed visit; a run row alone; a success, with all that goes with it. */
void collector_save_failure(struct collector *collector, const struct job_report *report);
void collector_save_run(struct collector *collector, const struct job_report *report);
/* A look that changed nothing, written with others later; target STR_NONE: of the stream itself. */
void collector_save_progress(struct collector *collector, const struct job_report *report,
                             struct str target);
void collector_save_success(struct collector *collector, const struct job_report *report);
/* The end of a visit: what it means for its stream, target, account, credential, platform. */
void collector_visit_over(struct collector *collector, const struct job_report *report);
/*
 * After a complete visit: asks the database which messages of the target it did not show, and
 * queues each to be looked up by its id. Nothing is asked where every answer was the same as
 * last time.
 */
void collector_ask_missing(struct collector *collector, const struct job_report *report,
                           struct target *target);
/*
 * The platform says a post is gone: it is marked so, and everything held under it is looked up.
 * Only where the account's list of posts works: a lost permission looks the same for every post
 * at once.
 */
void collector_post_gone(struct collector *collector, const struct job_report *report);
/* collector_say.c: one line when a trouble begins, and one when it is over. */
void collector_say_trouble(const struct collector *collector, const struct job_report *report,
                           int64_t wait_us);
void collector_say_over(const struct collector *collector, const struct job_report *report);
/* The platform answered, if not well: a trouble of its own has ended. */
void collector_say_reached(const struct collector *collector, const struct job_report *report);
/* A target is not asked any more, so its trouble does not last. */
void collector_say_gone(const struct collector *collector, const struct job_report *report);
/* A new roster: what fails in it is told anew, what left it lasts no longer. */
void collector_forget_troubles(const struct collector *collector);
/*
 * Is the account called otherwise than in the configuration, or private? What no answer of the
 * visit told stays as it was said before.
 */
void collector_say_account(const struct collector *collector, const struct job_report *report);
void collector_say_version(const struct collector *collector, const struct job_report *report);
/* So many comments of the post are others of it under another id: once for the account. */
void collector_say_twins(const struct collector *collector, const struct account *account,
                         struct str post, size_t twins);
/*
 * collector_platform.c: what befalls a platform as a whole. The scope of a visit that went badly:
 * PLATFORM where nobody got an answer for long.
 */
enum verdict_scope collector_platform_judge(struct collector *collector,
                                            const struct job_report *report);
/* It passes by itself, and everybody who asks there has it. */
bool collector_is_platform_trouble(const struct job_report *report);
/* A visit failed with SCOPE_PLATFORM: all its streams are held. How long, from now. */
int64_t collector_platform_failed(struct collector *collector, const struct job_report *report);
/* --once: after a few tries every stream of it is given up that was not visited. True: so it is. */
bool collector_platform_gives_up(struct collector *collector, const struct job_report *report);
/* A visit begins: where the platform is in trouble the others are held until it has ended. */
void collector_platform_try(struct collector *collector, uint32_t slot);
/* It answered: what was held goes on. False: nothing was. */
bool collector_platform_works(struct collector *collector, const struct job_report *report);
/* collector_kept.c: keeps a visit that came to its bound, false where there are too many. Takes it
 * back when it is its target's turn, or NULL. Forgets all. */
bool collector_keep(struct collector *collector, uint32_t slot, struct job *job);
struct job *collector_kept_take(struct collector *collector, uint32_t slot, size_t target);
void collector_kept_drop(struct collector *collector);
/* collector_backfill.c, for people: the next page of a part of the history of that stream, which is
 * a list; false where none is read. And whether the account's post is visited for one. */
struct collector_history {
    int64_t from_us, until_us; /* wall */
    int64_t at_us;             /* monotonic: not before */
    bool is_running;           /* it is asked for just now */
};
bool collector_backfill_next(const struct collector *collector, uint32_t slot,
                             struct collector_history *ret_history);
bool collector_backfill_visits(const struct collector *collector, const struct account *account,
                               struct str post);
/* collector_poll.c: a visit must wait until ready_us (monotonic); whoever asked for it is told, if
 * that is longer than an answer may take. */
void collector_poll_held(const struct collector *collector, uint32_t slot, int64_t ready_us);
#endif
