/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The elements of a page that it, or the page beside it, had at the last visit are left out before
 * the adapter reads it: their rows are stored. Only where the adapter says that each element is
 * read for itself, and one always stays, so that the page does not look empty.
 */

#include "job_inside.h"

#include <string.h>

/* Fills in digests, and the ids of what is known; counts what is to be read. */
static void
look_up(struct job *job, const struct memo *memo)
{
    struct job_cut *cut = &job->cut;
    struct memo_hint hint = { 0 };

    for (size_t i = 0; i < cut->list.count; i++) {
        cut->items[i] = memo_digest_item(job->context->memo_pool, cut->list.elements[i]);
        cut->read[i] =
            !memo_find_item(memo, job->report.pages - 1, cut->items[i], &hint, &cut->ids[i]);
        cut->read_count += cut->read[i];
    }
}

static void
read_all(struct job_cut *cut)
{
    for (size_t i = 0; i < cut->list.count; i++)
        cut->read[i] = true;
    cut->read_count = cut->list.count;
}

static bool
is_linked(const struct job_cut *cut, const char *mark)
{
    for (size_t i = 0; i < cut->list.count; i++) {
        if (cut->read[i] && str_find(cut->list.elements[i], str_from(mark), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

void
job_cut(struct job *job, const struct memo *memo, struct http_response *response)
{
    const struct source_stream *source = job_source(job);
    struct job_cut *cut = &job->cut;
    struct str body;

    *cut = (struct job_cut){ .items = NULL };
    if (source->list == NULL || response->status != 200 ||
        !jlist_find(response->body, str_from(source->list), job->page_arena, &cut->list) ||
        cut->list.count == 0)
        return;
    cut->read = arena_array(job->page_arena, cut->list.count, sizeof(*cut->read));
    cut->ids = arena_array(job->page_arena, cut->list.count, sizeof(*cut->ids));
    cut->items = arena_array(job->page_arena, cut->list.count, sizeof(*cut->items));
    must(cut->read != NULL && cut->ids != NULL && cut->items != NULL);
    look_up(job, memo);
    if (cut->read_count == 0) {
        cut->read[cut->list.count - 1] = true;
        cut->read_count = 1;
    }
    if (source->list_linked_by != NULL && is_linked(cut, source->list_linked_by))
        read_all(cut);
    if (cut->read_count == cut->list.count)
        return;
    must(jlist_keep(&cut->list, cut->read, job->page_arena, &body));
    response->body = body;
}

/* Ids of what was left out, before those of the records: their places are not known. */
static void
note_apart(struct job *job)
{
    struct job_cut *cut = &job->cut;

    for (size_t i = 0; cut->items != NULL && i < cut->list.count; i++) {
        if (!cut->read[i])
            job_notes_id(&job->notes, cut->ids[i]);
    }
    for (size_t i = 0; i < job->batch.count; i++) {
        if (job->batch.records[i].kind == RECORD_MESSAGE)
            job_notes_id(&job->notes, job->batch.records[i].of.message.external_id);
    }
    cut->items = NULL;
}

void
job_cut_note(struct job *job)
{
    const struct job_cut *cut = &job->cut;
    size_t at = 0;

    if (cut->items == NULL || batch_count_kind(&job->batch, RECORD_MESSAGE) != cut->read_count) {
        note_apart(job);
        return;
    }
    for (size_t i = 0; i < cut->list.count; i++) {
        if (!cut->read[i]) {
            job_notes_id(&job->notes, cut->ids[i]);
            continue;
        }
        while (job->batch.records[at].kind != RECORD_MESSAGE)
            at++;
        job_notes_id(&job->notes, job->batch.records[at++].of.message.external_id);
    }
}
