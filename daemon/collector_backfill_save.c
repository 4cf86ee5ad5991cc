/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* How far the reading of a part of the history came, for the database. */

#include "collector_backfill_inside.h"

#include <inttypes.h>

#include "json/jout.h"

#define DOCUMENT_BYTES_MAX 65536u
#define ARENA_BYTES_MAX    (1u << 18)

static void
write_time(struct jout *out, const char *name, int64_t at_us)
{
    char text[WHEN_FORMAT_MAX];

    if (at_us == WHEN_NONE)
        return;
    when_format(at_us, text);
    jout_str(out, name, str_from(text));
}

static void
write_place(struct jout *out, const struct backfill *backfill, struct arena *arena)
{
    struct str place = STR_NONE;

    if (backfill->before_us != WHEN_NONE) {
        CLEANUP(buf_done) struct buf text = BUF_INIT(RECORD_ID_MAX + 80);
        must(buf_printf(&text, "%" PRId64 " %" PRId64 " %s", backfill->before_us,
                        backfill->given_up, backfill->before_id));
        jout_str(out, "cursor", buf_str(&text));
    } else if (backfill->at.frame_count > 0 && cursor_format(&backfill->at, arena, &place)) {
        jout_str(out, "cursor", place);
    }
}

static void
write_step(struct jout *out, const struct backfill *backfill, const struct backfill_step *step,
           struct arena *arena)
{
    jout_object(out, NULL);
    write_time(out, "from_at", backfill->from_us);
    write_time(out, "to_at", backfill->until_us);
    write_time(out, "at", loop_wall_us());
    write_time(out, "reached_at", step->oldest_us);
    jout_str(out, "state", str_from(step->state));
    write_place(out, backfill, arena);
    jout_int(out, "requests", step->requests);
    jout_int(out, "items", step->items);
    jout_int(out, "changed", step->changed);
    if (backfill->posts_left >= 0)
        jout_int(out, "posts_left", backfill->posts_left);
    if (backfill->posts_total >= 0)
        jout_int(out, "posts_total", backfill->posts_total);
    jout_str(out, "cause", str_from(cause_name(step->cause)));
    if (step->error != NULL) {
        jout_str(out, "error", str_from(step->error->text));
        jout_str(
            out, "hint",
            str_from(step->error->hint[0] != '\0' ? step->error->hint : cause_advice(step->cause)));
    }
    jout_close_object(out);
}

void
collector_backfill_save(struct collector *collector, const struct backfill *backfill,
                        const struct backfill_step *step)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    CLEANUP(buf_done) struct buf document = BUF_INIT(DOCUMENT_BYTES_MAX);
    const struct account *account =
        roster_find_id(collector->roster, backfill->government_id, backfill->account_id);
    uint32_t slot = account == NULL ? ROSTER_NONE
                                    : roster_find_stream(collector->roster, account,
                                                         str_from(backfill->stream));
    struct rowset rowset;
    struct jout out;

    if (slot == ROSTER_NONE)
        return;
    jout_init(&out, &document);
    write_step(&out, backfill, step, arena);
    must(jout_end(&out));
    rowset_start(&rowset, STATEMENT_BACKFILL_SAVE);
    must(rowset_int4(&rowset, arena, backfill->government_id));
    must(rowset_int4(&rowset, arena, backfill->account_id));
    must(rowset_text(&rowset, arena, str_from(backfill->stream)));
    must(rowset_int8(&rowset, arena, collector->roster->streams[slot].fence));
    must(rowset_text(&rowset, arena, buf_str(&document)));
    writer_note(collector->parts.writer, &rowset);
}

void
collector_backfill_say_asked(struct collector *collector, const struct error *err)
{
    if (err != NULL)
        log_trouble(collector->parts.log, LOG_LEVEL_WARNING, "backfills", NULL,
                    "which parts of the history are to be read could not be asked, the polls go "
                    "on: %s",
                    err->text);
    else
        log_trouble_over(collector->parts.log, "backfills", NULL,
                         "which parts of the history are to be read is known again");
}
