/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The one event loop: timers, file descriptors, signals, deferred calls and the program's two
 * clocks. It knows nothing of what runs on it. Everything here is called from the loop's thread.
 * The rules of the house, each with its scar:
 *
 *  1. A completion never arrives inside the call that asked for it: what can fail at once returns
 *     false, what succeeds answers from the loop (loop_defer() if need be).
 *  2. libcurl is never called from a libcurl callback: a timer callback with 0 arms a zero timer.
 *  3. What was closed lives until the turn ends: loop_defer(free).
 *  4. Every wait has a deadline of our own; a peer library's is the second one.
 *  5. Signals arrive here as ordinary calls; nothing else of the program runs in a signal handler.
 */

#ifndef DAEMON_LOOP_H
#define DAEMON_LOOP_H

#include "base/base.h"

struct loop;
struct loop_timer;
struct loop_watch;
struct loop_signal;
struct event_base;

typedef void (*loop_fn)(void *ctx);
typedef void (*loop_ready_fn)(void *ctx, unsigned ready);

enum loop_interest { LOOP_READ = 1u << 0, LOOP_WRITE = 1u << 1 };

struct loop *loop_new(void);
/* Runs what is deferred, without waiting for anything: before what it needs is taken down. */
void loop_settle(struct loop *loop);
/* Runs what is still deferred, then frees. Timers, watches and signals must be gone by then. */
void loop_free(struct loop *loop);
DEFINE_FREEP(loop);
/* Turns until loop_stop(), or until nothing is left that could happen. May be called again. */
void loop_run(struct loop *loop);
/* The running turn is the last one; its deferred calls still run. */
void loop_stop(struct loop *loop);

/*
 * Monotonic microseconds: for schedules and deadlines; a jump of the host's clock does not move it.
 */
int64_t loop_now_us(void);
/* Microseconds UTC: for facts and for people. */
int64_t loop_wall_us(void);
/* Uniform over all 64-bit values: for jitter, not for keys. */
uint64_t loop_random(void);

/*
 * Calls fn(ctx) once, at the end of this turn; what is deferred by a deferred call runs at the end
 * of the next one.
 */
void loop_defer(struct loop *loop, loop_fn fn, void *ctx);
/* Calls deferred with that ctx are not made: it is being freed. Not from a deferred call. */
void loop_forget(struct loop *loop, const void *ctx);

/*
 * One-shot, unarmed at first. Setting an armed one moves it. It may be freed from its own callback.
 */
struct loop_timer *loop_timer_new(struct loop *loop, loop_fn fn, void *ctx);
void loop_timer_free(struct loop_timer *timer);
void loop_timer_after(struct loop_timer *timer, int64_t delay_us);
/* at_us on the clock of loop_now_us(); a time that has passed fires in the next turn. */
void loop_timer_at(struct loop_timer *timer, int64_t at_us);
void loop_timer_stop(struct loop_timer *timer);
bool loop_timer_is_set(const struct loop_timer *timer);

/*
 * Tells while fd is ready for what loop_watch_want() named; wants nothing at first. Never closes
 * fd; free it before fd is closed.
 */
struct loop_watch *loop_watch_new(struct loop *loop, int fd, loop_ready_fn fn, void *ctx);
void loop_watch_free(struct loop_watch *watch);
/* Bits of enum loop_interest; 0: nothing. */
void loop_watch_want(struct loop_watch *watch, unsigned interest);

struct loop_signal *loop_signal_new(struct loop *loop, int signal_number, loop_fn fn, void *ctx);
void loop_signal_free(struct loop_signal *signal);

/*
 * The longest time that one turn kept everything else waiting, since the last call; it starts again
 * at 0.
 */
int64_t loop_take_longest_turn_us(struct loop *loop);

/* For resolve.c alone, which needs libevent's name resolver. */
struct event_base *loop_base(struct loop *loop);

#endif
