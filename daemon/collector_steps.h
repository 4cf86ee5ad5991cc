/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What collector_inside.h declares of quotas, look-ups and the history: a part of it. */

#ifndef DAEMON_COLLECTOR_STEPS_H
#define DAEMON_COLLECTOR_STEPS_H

#include "roster.h"

struct backfills;
struct expiry;
struct collector;
struct due;
struct job;
struct job_report;

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
/* collector_samples.c: as collector_review.c. */
void collector_samples_start(struct collector *collector);
void collector_samples(void *ctx);
/* As collector_review.c; and some look-ups of an account were settled. */
void collector_sweep_start(struct collector *collector);
void collector_sweep(void *ctx);
void collector_sweep_wake(struct collector *collector, struct account *account);
/* What was swept the platform neither showed nor called gone: the database learns it with the next
 * question. Takes a copy; nothing where it was not swept. */
void collector_sweep_passed(const struct collector *collector, struct account *account,
                            const struct lookup *lookup);
struct expiry *collector_expiry_new(struct collector *collector);
void collector_expiry_free(struct expiry *expiry);
void collector_expire_start(struct collector *collector);
void collector_expire(void *ctx);
/* --once, when nothing else is left: true while texts are looked at once more; woken behind it. */
bool collector_expire_last(struct collector *collector);
/* collector_backfill.c: parts of the history. */
struct backfills *collector_backfills_new(struct collector *collector);
void collector_backfills_free(struct backfills *backfills);
/* A new roster: what was known is asked for again. */
void collector_backfill_start(struct collector *collector);
/* A page of one came, or did not. */
void collector_backfill_over(struct collector *collector, const struct job_report *report);
/* collector.c: a visit was started. */
void collector_run_start(struct collector *collector, uint32_t slot, struct job *job);
/* collector_end.c: a request beside the schedule failed: what it shares with others waits as after
 * any. Returns for how long. */
int64_t collector_hold_back(struct collector *collector, const struct job_report *report);

#endif
