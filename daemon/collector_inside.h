/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of the collector share. Nobody else includes it. */

#ifndef DAEMON_COLLECTOR_INSIDE_H
#define DAEMON_COLLECTOR_INSIDE_H

#include "collector.h"
#include "sched/due.h"

#define COLLECTOR_KEPT_MAX       64u      /* others that come to their bound meanwhile begin anew */
#define COLLECTOR_SECOND_LOOK_US WHEN_DAY /* at what was refused */

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
    struct due due;
    struct loop_timer *timer, *flush_timer, *review_timer, *sweep_timer;
    uint32_t review_next; /* of roster->by_id */
    bool reviewing;       /* the question is open */
    uint32_t sweep_next;  /* of roster->by_id */
    unsigned sweeps;      /* questions that are open */
    struct collector_run {
        uint32_t slot;
        struct job *job;
    } * runs;
    size_t run_count, run_size;
    struct collector_run kept[COLLECTOR_KEPT_MAX]; /* visits that came to their bound */
    size_t kept_count;
    struct collector_progress *progress;
    size_t progress_count, progress_size;
    size_t questions;        /* queries whose answers may bring look-ups */
    size_t targets_given_up; /* --once only */
    bool draining, kicked;
    bool saving; /* budgets are on their way to the database */
    char *holds; /* owned; what the database knows of what makes many wait; NULL: nothing */
    loop_fn drained;
    void *drained_ctx;
    void (*caught_up)(void *ctx, const struct collector_given_up *given_up);
    void *caught_up_ctx;
};

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
void collector_say_version(const struct collector *collector, const struct job_report *report);
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
/* collector_poll.c: a visit must wait until ready_us (monotonic); whoever asked for it is told, if
 * that is longer than an answer may take. */
void collector_poll_held(const struct collector *collector, uint32_t slot, int64_t ready_us);
/* collector_quota.c: an answer told of an allowance. */
void collector_quota_note(struct collector *collector, uint32_t slot,
                          const struct source_quota_note *note);
/* When all its allowances and its budget let a slot ask: now_us when at once. Wall time. What makes
 * it wait is said once, and once that it is over. */
int64_t collector_quota_ready_at(const struct collector *collector, uint32_t slot, int64_t now_us);
/* A request was made. */
void collector_spend(struct collector *collector, uint32_t slot);
/* Writes down what the database does not know yet; with each flush. */
void collector_quotas_save(struct collector *collector);
/* collector_quota.c: less than half is used of all that a slot spends from. */
bool collector_quota_is_ample(const struct collector *collector, uint32_t slot);
/* collector_hold.c: the database forgot what it was told, a new configuration came. */
void collector_holds_forget(struct collector *collector);
/* collector_review.c: begins anew with a roster; asks about the next accounts (a timer's call). */
void collector_review_start(struct collector *collector);
void collector_review(void *ctx);
/*
 * collector_first.c: queues all streams of the roster. before, due: the roster that it replaces, or
 * NULL, and the heap that went with it.
 */
void collector_queue_all(struct collector *collector, const struct roster *before,
                         const struct due *due);
/* When its quotas and suspensions let a slot start: now at the earliest. Monotonic. */
int64_t collector_ready_at(const struct collector *collector, uint32_t slot);
/* Queues a slot for the earliest thing it has to do; takes it off when there is none. */
void collector_queue(struct collector *collector, uint32_t slot, int64_t at_us);
/* Look-ups: takes a copy, false where there is no room; one that is there stays. Their stream, or
 * ROSTER_NONE. A visit of them went well, or not. */
bool collector_lookup_add(struct account *account, const struct lookup *lookup);
uint32_t collector_lookup_slot(const struct roster *roster, const struct account *account);
void collector_lookups_answered(struct collector *collector, const struct job_report *report);
void collector_lookups_failed(struct collector *collector, const struct job_report *report);
/* As collector_review.c; and some look-ups of an account were settled. */
void collector_sweep_start(struct collector *collector);
void collector_sweep(void *ctx);
void collector_sweep_wake(struct collector *collector, struct account *account);

#endif
