/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "job_notes.h"

#include <string.h>

#define ARENA_BYTES       (64u << 20)
#define IDS_BYTES_MAX     (16u << 20)
#define CURSORS_MAX       4096u
#define ANNOUNCEMENT_SIZE 64u

void
job_notes_init(struct job_notes *notes)
{
    *notes = (struct job_notes){
        .arena = arena_new(ARENA_BYTES),
        .cursors = BUF_INIT((size_t)CURSORS_MAX * MEMO_DIGEST_BYTES),
        .ids = BUF_INIT(IDS_BYTES_MAX),
        .newest_us = WHEN_NONE,
        .oldest_us = WHEN_NONE,
        .handle = STR_NONE,
        .is_private = TRI_UNKNOWN,
        .is_withheld = TRI_UNKNOWN,
    };
}

void
job_notes_done(struct job_notes *notes)
{
    if (notes == NULL)
        return;
    buf_done(&notes->cursors);
    buf_done(&notes->ids);
    arena_free(notes->arena);
}

static struct source_target
copy_lookup(struct job_notes *notes, const struct lookup *lookup)
{
    struct source_target target = { .published_at_us = WHEN_NONE,
                                    .last_seen_at_us = lookup->last_seen_at_us,
                                    .is_post = lookup->is_post };

    must(arena_str(notes->arena, str_from(lookup->external_id), &target.external_id));
    if (lookup->post_external_id != NULL)
        must(arena_str(notes->arena, str_from(lookup->post_external_id), &target.post_external_id));
    return target;
}

/* Those of the first one's kind: a platform has posts in one place and messages in another. */
static void
copy_lookups(struct job_notes *notes, const struct account *account, size_t max,
             struct job_target *target)
{
    size_t size = max < account->lookup_count ? max : account->lookup_count;
    struct source_target *all = arena_array(notes->arena, size, sizeof(*all));
    int64_t *missed_us = arena_array(notes->arena, size, sizeof(*missed_us));

    must(all != NULL && missed_us != NULL);
    for (size_t i = 0; i < account->lookup_count && target->count < size; i++) {
        const struct lookup *lookup = &account->lookups[i];
        if (lookup->is_post != account->lookups[0].is_post)
            continue;
        missed_us[target->count] = lookup->first_missed_at_us;
        all[target->count++] = copy_lookup(notes, lookup);
    }
    target->all = all;
    target->first_missed_at_us = missed_us;
}

static void
copy_post(struct job_notes *notes, const struct target *post, struct job_target *target)
{
    struct source_target *copy = arena_alloc(notes->arena, sizeof(*copy));

    must(copy);
    *copy = (struct source_target){ .published_at_us = post->published_at_us,
                                    .last_seen_at_us = WHEN_NONE };
    must(arena_str(notes->arena, str_from(post->external_id), &copy->external_id));
    target->all = copy;
    target->count = 1;
    target->last_complete_us = post->last_complete_at_us;
}

void
job_notes_target(struct job_notes *notes, const struct account *account,
                 const struct source_stream *stream, struct job_choice choice,
                 struct job_target *ret_target)
{
    *ret_target =
        (struct job_target){ .of.published_at_us = WHEN_NONE, .last_complete_us = WHEN_NONE };
    ret_target->is_set = (stream->flags & (SOURCE_TARGETS_POSTS | SOURCE_TARGETS_MESSAGES)) != 0;
    if (stream->flags & SOURCE_TARGETS_POSTS)
        copy_post(notes, &account->posts.items[choice.index], ret_target);
    else if (stream->flags & SOURCE_TARGETS_MESSAGES)
        copy_lookups(notes, account, choice.max, ret_target);
    if (ret_target->is_set)
        ret_target->of = ret_target->all[0];
}

static bool
is_noted(struct job_notes *notes, const unsigned char digest[MEMO_DIGEST_BYTES])
{
    for (size_t i = 0; i < notes->cursors.used; i += MEMO_DIGEST_BYTES) {
        if (memcmp(notes->cursors.data + i, digest, MEMO_DIGEST_BYTES) == 0)
            return true;
    }
    return !buf_append(&notes->cursors, digest, MEMO_DIGEST_BYTES);
}

bool
job_notes_repeats(struct job_notes *notes, const struct cursor *cursor)
{
    static const struct http_response nothing = { .status = 0 };
    unsigned char digest[MEMO_DIGEST_BYTES];

    memo_digest(cursor, &nothing, digest);
    return is_noted(notes, digest);
}

void
job_notes_page(struct job_notes *notes)
{
    notes->ids_from = notes->ids.used;
}

/* Feeds that are asked for changes: the last that happened. */
static int64_t
newest_of(const struct complaint *complaint)
{
    return complaint->last_activity_at_us > complaint->received_at_us
               ? complaint->last_activity_at_us
               : complaint->received_at_us;
}

void
job_notes_newest(struct job_notes *notes, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct record *record = &batch->records[i];
        int64_t at_us = WHEN_NONE;
        int64_t moved_us;
        if (record->kind == RECORD_POST)
            at_us = record->of.post.published_at_us;
        else if (record->kind == RECORD_MESSAGE)
            at_us = record->of.message.sent_at_us;
        else if (record->kind == RECORD_COMPLAINT)
            at_us = record->of.complaint.received_at_us;
        moved_us = record->kind == RECORD_COMPLAINT ? newest_of(&record->of.complaint) : at_us;
        if (record->kind == RECORD_COMPLAINT_EVENT)
            moved_us = record->of.complaint_event.at_earliest_us;
        if (moved_us > notes->newest_us)
            notes->newest_us = moved_us;
        if (at_us != WHEN_NONE && (notes->oldest_us == WHEN_NONE || at_us < notes->oldest_us))
            notes->oldest_us = at_us;
    }
}

static void
announce(struct job_notes *notes, const struct post *post)
{
    size_t size = notes->announcement_size == 0 ? ANNOUNCEMENT_SIZE : notes->announcement_size * 2;
    struct job_announcement *items = notes->announcements;

    if (notes->announcement_count == notes->announcement_size) {
        items = arena_grow(notes->arena, items, notes->announcement_size * sizeof(*items),
                           size * sizeof(*items));
        if (items == NULL)
            return;
        notes->announcements = items;
        notes->announcement_size = size;
    }
    items = &items[notes->announcement_count];
    if (!arena_str(notes->arena, post->external_id, &items->external_id))
        return;
    items->published_at_us = post->published_at_us;
    items->announced = post->announced_comments;
    notes->announcement_count++;
}

void
job_notes_posts(struct job_notes *notes, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->records[i].kind == RECORD_POST &&
            batch->records[i].of.post.format != FORMAT_STORY)
            announce(notes, &batch->records[i].of.post);
    }
}

void
job_notes_account(struct job_notes *notes, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct account_sample *sample = &batch->records[i].of.account_sample;
        if (batch->records[i].kind != RECORD_ACCOUNT_SAMPLE)
            continue;
        must(arena_str(notes->arena, sample->handle, &notes->handle));
        notes->is_private = sample->is_private;
        notes->is_withheld = sample->is_withheld;
    }
}

void
job_notes_id(struct job_notes *notes, struct str id)
{
    if (!buf_append_str(&notes->ids, id) || !buf_append_str(&notes->ids, STR("\n")))
        notes->ids_overflowed = true;
}

void
job_notes_ids(struct job_notes *notes, const char *ids)
{
    if (ids != NULL && !buf_append_str(&notes->ids, str_from(ids)))
        notes->ids_overflowed = true;
}

bool
job_notes_same_page(struct job_notes *notes)
{
    struct http_response page = { .status = 1, .body = job_notes_page_ids(notes) };
    struct cursor start = CURSOR_INIT;
    unsigned char digest[MEMO_DIGEST_BYTES];

    if (str_is_none(page.body))
        return false;
    memo_digest(&start, &page, digest);
    return is_noted(notes, digest);
}

struct str
job_notes_page_ids(const struct job_notes *notes)
{
    if (notes->ids_overflowed || notes->ids.used == notes->ids_from)
        return STR_NONE;
    return (struct str){ notes->ids.data + notes->ids_from, notes->ids.used - notes->ids_from };
}

struct str
job_notes_all_ids(const struct job_notes *notes)
{
    return notes->ids_overflowed ? STR_NONE : buf_str(&notes->ids);
}
