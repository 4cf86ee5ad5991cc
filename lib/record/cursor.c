/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The cursor's text form: "1 50 -9223372036854775808\nedge\x1fobject\x1fafter\n…". Unit separator
 * and newline cannot stand in a field (cursor_push refuses them), so that no escaping is needed and
 * the bytes can be read in ops.stream.
 */

#include "record/batch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/parse.h"

#define FIELD_SEPARATOR '\x1f'

bool
cursor_equal(const struct cursor *a, const struct cursor *b)
{
    if (a->version != b->version || a->frame_count != b->frame_count ||
        a->page_limit != b->page_limit || a->since_us != b->since_us)
        return false;
    for (unsigned i = 0; i < a->frame_count; i++) {
        if (strcmp(a->frames[i].edge, b->frames[i].edge) != 0 ||
            strcmp(a->frames[i].object, b->frames[i].object) != 0 ||
            strcmp(a->frames[i].after, b->frames[i].after) != 0)
            return false;
    }
    return true;
}

static bool
set_field(char *field, size_t size, struct str text)
{
    if (text.n >= size)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < 0x20)
            return false;
    }
    if (text.n > 0)
        memcpy(field, text.p, text.n);
    field[text.n] = '\0';
    return true;
}

bool
cursor_push(struct cursor *cursor, const char *edge, struct str object, struct str after)
{
    struct cursor_frame frame;

    if (cursor->frame_count >= CURSOR_FRAMES_MAX)
        return false;
    if (!set_field(frame.edge, sizeof(frame.edge), str_from(edge)) ||
        !set_field(frame.object, sizeof(frame.object), object) ||
        !set_field(frame.after, sizeof(frame.after), after))
        return false;
    cursor->frames[cursor->frame_count++] = frame;
    return true;
}

bool
cursor_format(const struct cursor *cursor, struct arena *arena, struct str *ret_bytes)
{
    CLEANUP(buf_done) struct buf out = BUF_INIT(CURSOR_BYTES_MAX);

    must(buf_printf(&out, "%u %u %" PRId64, cursor->version, cursor->page_limit, cursor->since_us));
    for (unsigned i = 0; i < cursor->frame_count; i++) {
        const struct cursor_frame *frame = &cursor->frames[i];
        if (!buf_printf(&out, "\n%s%c%s%c%s", frame->edge, FIELD_SEPARATOR, frame->object,
                        FIELD_SEPARATOR, frame->after))
            return false;
    }
    return arena_str(arena, buf_str(&out), ret_bytes);
}

static bool
parse_unsigned(struct str text, unsigned *ret_value)
{
    int64_t value;

    if (!parse_int(text, &value) || value < 0 || value > UINT32_MAX)
        return false;
    *ret_value = (unsigned)value;
    return true;
}

static bool
parse_head(struct str line, struct cursor *cursor)
{
    struct str version;
    struct str limit;
    struct str since;

    str_split(&line, ' ', &version); /* any line has a first part */
    return str_split(&line, ' ', &limit) && str_split(&line, ' ', &since) && str_is_none(line) &&
           parse_unsigned(version, &cursor->version) &&
           parse_unsigned(limit, &cursor->page_limit) && parse_int(since, &cursor->since_us);
}

static bool
parse_frame(struct str line, struct cursor *cursor)
{
    struct cursor_frame *frame;
    struct str edge;
    struct str object;
    struct str after;

    if (cursor->frame_count >= CURSOR_FRAMES_MAX)
        return false;
    frame = &cursor->frames[cursor->frame_count++];
    str_split(&line, FIELD_SEPARATOR, &edge);
    return str_split(&line, FIELD_SEPARATOR, &object) &&
           str_split(&line, FIELD_SEPARATOR, &after) && str_is_none(line) &&
           set_field(frame->edge, sizeof(frame->edge), edge) &&
           set_field(frame->object, sizeof(frame->object), object) &&
           set_field(frame->after, sizeof(frame->after), after);
}

bool
cursor_parse(struct str bytes, struct cursor *ret_cursor)
{
    struct cursor cursor = CURSOR_INIT;
    struct str line;

    if (bytes.n > CURSOR_BYTES_MAX || !str_split(&bytes, '\n', &line) || !parse_head(line, &cursor))
        return false;
    while (str_split(&bytes, '\n', &line)) {
        if (!parse_frame(line, &cursor))
            return false;
    }
    *ret_cursor = cursor;
    return true;
}
