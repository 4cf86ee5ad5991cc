/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One account of a made-up platform with its collector, for tests of single steps: the clock,
 * chance and the database follow the test. The linker sends the collector's calls here
 * (meson.build).
 */

#ifndef SCRIPTED_WORLD_H
#define SCRIPTED_WORLD_H

#include "collector_inside.h"

#define NOW   (1000 * WHEN_HOUR)        /* monotonic */
#define TODAY INT64_C(1795000000000000) /* 2026-11-18, wall */
#define Y2000 INT64_C(946684800)        /* where PostgreSQL's times begin */
#define MIN   (60 * WHEN_SECOND)        /* collector.retry_min */
#define MAX   (1000 * WHEN_SECOND)      /* collector.retry_max */

#define WORLD_VALUE_BYTES 64u

enum slot { POSTS, COMMENTS, NEWEST, LOOKUPS, SLOTS };

struct world {
    struct loop *loop;
    struct log *log;
    struct counters counters;
    struct collector *collector;
    struct channel channel;
    struct allowance platform, credential;
    struct account account;
    uint32_t by_id[1];
    struct stream streams[SLOTS];
    struct roster roster;
    int64_t now_us, asleep_us; /* asleep: only the wall went on */
    bool is_down;              /* the database */
    /* The last question to the database. */
    unsigned asked;
    enum statement_id statement;
    char values[ROWSET_PARAMETERS_MAX][WORLD_VALUE_BYTES]; /* the beginning of each */
    writer_answer_fn answer;
    void *answer_ctx;
    char told[1024]; /* the document of the last STATEMENT_BACKFILL_SAVE */
    writer_noted_fn noted;
    void *noted_ctx;
};
extern struct world world;

int world_set_up(void **state);
int world_tear_down(void **state);
/* To the last question: rows of texts, NULL is null; or that it failed. */
void world_answer(const char *const *values, int rows, int columns);
void world_answer_failed(void);
/* To the last note that somebody waits for. */
void world_note_ends(bool taken);

void world_add_lookup(const char *id, bool swept);

#endif
