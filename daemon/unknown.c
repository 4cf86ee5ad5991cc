/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "unknown.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "config/nameset.h"

struct unknown {
    struct arena *arena;
    struct nameset told;
};

struct unknown *
unknown_new(void)
{
    struct unknown *unknown = xcalloc(1, sizeof(*unknown));

    unknown->arena = arena_new(SIZE_MAX);
    nameset_init(&unknown->told, unknown->arena);
    return unknown;
}

void
unknown_free(struct unknown *unknown)
{
    if (unknown == NULL)
        return;
    arena_free(unknown->arena);
    free(unknown);
}

static bool
is_news(struct unknown *unknown, struct str channel, struct str feed, struct str state)
{
    char key[2 * RECORD_ID_MAX + RECORD_LINE_MAX + 3];
    struct str name;
    uint64_t before;

    snprintf(key, sizeof(key), "%.*s\n%.*s\n%.*s", STR_ARGS(channel), STR_ARGS(feed),
             STR_ARGS(state));
    if (unknown->told.count >= UNKNOWN_MAX || nameset_find(&unknown->told, str_from(key), &before))
        return false;
    must(arena_str(unknown->arena, str_from(key), &name));
    return nameset_add(&unknown->told, name, 0, &before);
}

bool
unknown_say(struct unknown *unknown, struct str channel, struct str feed, struct str state,
            char ret_text[UNKNOWN_TEXT_SIZE])
{
    if (!is_news(unknown, channel, feed, state))
        return false;
    state = utf8_cut(state, RECORD_LINE_MAX);
    snprintf(ret_text, UNKNOWN_TEXT_SIZE,
             "nobody knows the state \"%.*s\": it is kept, and ends nothing%s", STR_ARGS(state),
             unknown->told.count == UNKNOWN_MAX ? "; further ones are not told" : "");
    return true;
}

void
unknown_tell(struct unknown *unknown, struct log *log, struct str channel, struct str feed,
             const struct batch *batch)
{
    char text[UNKNOWN_TEXT_SIZE];

    for (size_t i = 0; i < batch->count; i++) {
        const struct complaint *complaint = &batch->records[i].of.complaint;
        if (batch->records[i].kind != RECORD_COMPLAINT ||
            !str_equal_c(complaint->status, "unknown") || complaint->status_raw.n == 0 ||
            !unknown_say(unknown, channel, feed, complaint->status_raw, text))
            continue;
        log_write(log, LOG_LEVEL_WARNING,
                  LOG_FIELDS({ "channel", channel }, { "account", feed },
                             { "complaint", complaint->external_id }),
                  "%s", text);
    }
}
