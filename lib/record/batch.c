/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "record/batch.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "record/absent.h"

#define BATCH_FIRST_SIZE 64

void
batch_init(struct batch *batch, struct arena *arena)
{
    *batch = (struct batch){ .arena = arena };
}

static bool
batch_reserve(struct batch *batch)
{
    size_t size = batch->size == 0 ? BATCH_FIRST_SIZE : batch->size * 2;
    struct record *records;

    if (batch->count >= BATCH_RECORDS_MAX)
        return false;
    if (batch->count < batch->size)
        return true;
    records = arena_grow(batch->arena, batch->records, batch->size * sizeof(*records),
                         size * sizeof(*records));
    if (records == NULL)
        return false;
    batch->records = records;
    batch->size = size;
    return true;
}

/* What a new record is: everything optional whose zero would be a statement is absent. */
static const struct record absent[RECORD_KIND_COUNT] = {
    [RECORD_ACCOUNT_SAMPLE] = { .of.account_sample = ABSENT_ACCOUNT_SAMPLE },
    [RECORD_POST] = { .of.post = ABSENT_POST(FORMAT_OTHER) },
    [RECORD_POST_SAMPLE] = { .of.post_sample = ABSENT_POST_SAMPLE },
    [RECORD_MESSAGE] = { .of.message = ABSENT_MESSAGE },
    [RECORD_MENTION] = { .of.mention = { .sent_at_us = WHEN_NONE } },
    [RECORD_REFERENCE] = { .of.reference = { .in_post = false } },
    [RECORD_MESSAGE_GONE] = { .of.message_gone = { .last_seen_at_us = WHEN_NONE,
                                                   .first_missed_at_us = WHEN_NONE,
                                                   .removed_by = REMOVED_BY_UNKNOWN } },
    [RECORD_COMPLAINT] = { .of.complaint = { .received_at_us = WHEN_NONE,
                                             .verified_at_us = WHEN_NONE,
                                             .disposed_at_us = WHEN_NONE,
                                             .last_activity_at_us = WHEN_NONE,
                                             .closed_at_us = WHEN_NONE,
                                             .precision_s = -1,
                                             .latitude = NAN,
                                             .longitude = NAN,
                                             .rating = NAN } },
    [RECORD_COMPLAINT_EVENT] = { .of.complaint_event = { .at_earliest_us = WHEN_NONE,
                                                         .at_latest_us = WHEN_NONE,
                                                         .precision_s = -1,
                                                         .confidence = 1,
                                                         .attached = TRI_UNKNOWN } },
};

struct record *
batch_add(struct batch *batch, enum record_kind kind)
{
    struct record *record;

    if (!batch_reserve(batch)) {
        batch->overflowed = true;
        return NULL;
    }
    record = &batch->records[batch->count++];
    *record = absent[kind];
    record->kind = kind;
    return record;
}

void
batch_drop_last(struct batch *batch)
{
    batch->count--;
}

void
batch_reject(struct batch *batch, struct str path, const char *format, ...)
{
    size_t number = batch->reject_count++;
    struct batch_reject *reject;
    char why[256];
    va_list args;

    if (number >= BATCH_REJECTS_KEPT)
        return;
    va_start(args, format);
    vsnprintf(why, sizeof(why), format, args);
    va_end(args);
    /* A reason that was cut ends with a whole character, as errors do. */
    if (strlen(why) == sizeof(why) - 1)
        why[utf8_cut(str_from(why), sizeof(why) - 2).n] = '\0';
    reject = &batch->rejects[number];
    if (!arena_str(batch->arena, path, &reject->path))
        reject->path = STR_NONE;
    if (!arena_str(batch->arena, str_from(why), &reject->why))
        reject->why = STR_NONE;
}

size_t
batch_count_kind(const struct batch *batch, enum record_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < batch->count; i++)
        count += batch->records[i].kind == kind;
    return count;
}
