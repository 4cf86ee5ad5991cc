/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the parts of the loader share: memory, problems in order of place, and the reading of nodes.
 */

#include "config/config_load.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void *
config_load_alloc(struct arena *arena, size_t size)
{
    void *memory = arena_alloc(arena, size);
    assert(memory != NULL); /* the arenas of a load have no ceiling */
    return memory;
}

void *
config_load_grow(struct arena *arena, void *array, size_t count, size_t size)
{
    bool is_full = (count & (count - 1)) == 0; /* 0, 1, 2, 4, 8 … */
    if (is_full) {
        void *larger = arena_array(arena, count > 0 ? count * 2 : 1, size);
        assert(larger != NULL);
        if (count > 0)
            memcpy(larger, array, count * size);
        array = larger;
    }
    assert(array != NULL);
    memset((char *)array + count * size, 0, size);
    return array;
}

struct str
config_load_copy(struct arena *arena, struct str text)
{
    struct str copy = STR_NONE;
    must(arena_str(arena, text, &copy));
    return copy;
}

struct config_place
config_load_place(const struct config_load *load, unsigned line, unsigned column)
{
    return (struct config_place){ load->files[load->file_at].name, line, column };
}

/* Place of a file in the order of reading; the names are the callers', so the pointers tell. */
static size_t
file_index(const struct config_load *load, const char *name)
{
    size_t i = 0;
    while (load->files[i].name != name)
        i++;
    return i;
}

static bool
is_before(const struct config_error_place *a, const struct config_error_place *b)
{
    if (a->file != b->file)
        return a->file < b->file;
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

/* Makes room at the error's place among those kept; the last one falls out of a full list. */
static struct error *
error_insert(struct config_load *load, const struct config_error_place *place)
{
    struct config_errors *errors = load->errors;
    size_t kept = errors->count < CONFIG_ERRORS_MAX ? errors->count : CONFIG_ERRORS_MAX;
    size_t at = kept;
    while (at > 0 && is_before(place, &load->error_places[at - 1]))
        at--;
    errors->count++;
    if (at == CONFIG_ERRORS_MAX)
        return &load->overflow;
    size_t moved = (kept < CONFIG_ERRORS_MAX ? kept : CONFIG_ERRORS_MAX - 1) - at;
    memmove(&errors->items[at + 1], &errors->items[at], moved * sizeof(errors->items[0]));
    memmove(&load->error_places[at + 1], &load->error_places[at],
            moved * sizeof(load->error_places[0]));
    load->error_places[at] = *place;
    return &errors->items[at];
}

void
config_load_report_error(struct config_load *load, const struct config_place *place,
                         const struct error *err)
{
    struct config_error_place at = { 0, 0, 0 };
    if (place->file != NULL) {
        at = (struct config_error_place){ file_index(load, place->file), place->line,
                                          place->column };
    }
    struct error *slot = error_insert(load, &at);
    *slot = *err;
    if (place->file != NULL)
        error_wrap(slot, "%s:%u:%u: ", place->file, place->line, place->column);
}

struct error *
config_load_report(struct config_load *load, const struct config_place *place, const char *format,
                   ...)
{
    char text[sizeof(
        load->overflow.text)]; /* as long as all of it: error_set() cuts at a character */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    struct config_error_place at = { file_index(load, place->file), place->line, place->column };
    struct error *slot = error_insert(load, &at);
    *slot = (struct error)ERROR_INIT;
    error_set(slot, ERROR_CONFIG, "%s:%u:%u: %s", place->file, place->line, place->column, text);
    return slot;
}

void
config_load_guess(struct error *err, const struct setting_guess *guess)
{
    if (!str_is_none(guess->nearest))
        error_hint(err, "Did you mean \"%.*s\"?", (int)guess->nearest.n, guess->nearest.p);
}

void
config_load_known(struct error *err, const struct source_info *const *infos, bool is_feed)
{
    char known[128] = "none";
    size_t used = 0;

    for (; *infos != NULL; infos++) {
        int n;
        if ((*infos)->is_feed != is_feed)
            continue;
        n = snprintf(known + used, sizeof(known) - used, "%s%s", used > 0 ? ", " : "",
                     (*infos)->name);
        used = used + (size_t)n < sizeof(known) ? used + (size_t)n : sizeof(known) - 1;
    }
    error_hint(err, "There is an adapter for %s.", known);
}

void
config_load_next(struct config_load *load, struct yamlfile_node *ret_node)
{
    yamlfile_next(load->yaml, ret_node);
    if (ret_node->event != YAMLFILE_PROBLEM)
        return;
    struct config_place place = config_load_place(load, ret_node->line, ret_node->column);
    struct error *err = config_load_report(load, &place, "%s", ret_node->problem);
    error_hint(err, "%s", ret_node->hint);
    load->cut_short = load->cut_short || ret_node->fatal;
}

void
config_load_skip(struct config_load *load, const struct yamlfile_node *node)
{
    unsigned open = node->event == YAMLFILE_MAPPING || node->event == YAMLFILE_SEQUENCE ? 1 : 0;
    while (open > 0) {
        struct yamlfile_node next;
        config_load_next(load, &next);
        switch (next.event) {
        case YAMLFILE_MAPPING:
        case YAMLFILE_SEQUENCE:
            open++;
            break;
        case YAMLFILE_CLOSE:
            open--;
            break;
        case YAMLFILE_EOF:
            return;
        case YAMLFILE_SCALAR:
        case YAMLFILE_PROBLEM:
            break;
        }
    }
}

bool
config_load_item(struct config_load *load, const char *what, struct yamlfile_node *ret_node)
{
    for (;;) {
        config_load_next(load, ret_node);
        switch (ret_node->event) {
        case YAMLFILE_MAPPING:
            return true;
        case YAMLFILE_CLOSE:
        case YAMLFILE_EOF:
            return false;
        case YAMLFILE_PROBLEM:
            break;
        case YAMLFILE_SCALAR:
        case YAMLFILE_SEQUENCE: {
            struct config_place place = config_load_place(load, ret_node->line, ret_node->column);
            struct error *err = config_load_report(load, &place, "%s is expected here", what);
            error_hint(err, "It is written \"- name: value\" with its other settings below, or "
                            "\"- { name: value, … }\".");
            config_load_skip(load, ret_node);
            break;
        }
        }
    }
}

/* Reports a name that is none. */
static bool
name_check(struct config_load *load, const char *what, const struct yamlfile_node *node)
{
    static const struct setting name = { .path = "name", .type = &setting_name };
    struct str checked;
    struct error err = ERROR_INIT;
    if (setting_set(&name, node->key, &checked, load->scratch, &err))
        return true;
    char shown[SETTING_SHOWN_MAX];
    struct config_place place = config_load_place(load, node->key_line, node->key_column);
    struct error *reported = config_load_report(load, &place, "\"%s\" is not a name for %s",
                                                setting_shown(node->key, shown), what);
    error_hint(reported, "%s", err.hint);
    return false;
}

bool
config_load_named(struct config_load *load, const char *what, enum yamlfile_event shape,
                  struct yamlfile_node *ret_node)
{
    for (;;) {
        config_load_next(load, ret_node);
        if (ret_node->event == YAMLFILE_CLOSE || ret_node->event == YAMLFILE_EOF)
            return false;
        if (ret_node->event == YAMLFILE_PROBLEM)
            continue;
        struct config_place place = config_load_place(load, ret_node->line, ret_node->column);
        if (ret_node->event != shape) {
            char shown[SETTING_SHOWN_MAX];
            struct error *err = config_load_report(load, &place, "%s: %s is expected here",
                                                   setting_shown(ret_node->key, shown), what);
            error_hint(err,
                       "Write its settings as \"name: value\" below it, further to the right.");
        } else if (name_check(load, what, ret_node)) {
            return true;
        }
        config_load_skip(load, ret_node);
    }
}

bool
config_load_is_null(const struct yamlfile_node *node)
{
    return node->event == YAMLFILE_SCALAR && !node->quoted &&
           (node->value.n == 0 || str_equal_c(node->value, "~") ||
            str_equal_c(node->value, "null"));
}

/* The owner being read is the last of its kind. */
static size_t
owner_at(const struct config_load *load, enum config_owner owner)
{
    switch (owner) {
    case OWNER_UNIT:
    case OWNER_DELEGATES:
        return load->config->unit_count - 1;
    case OWNER_LEADER:
        return load->config->leader_count - 1;
    case OWNER_FEED:
        break;
    }
    return load->config->feed_count - 1;
}

void
config_load_note(struct config_load *load, enum config_reference_kind kind, enum config_owner owner,
                 size_t item, const struct yamlfile_node *node)
{
    load->references = config_load_grow(load->scratch, load->references, load->reference_count,
                                        sizeof(*load->references));
    load->references[load->reference_count++] = (struct config_reference){
        .kind = kind,
        .owner = owner,
        .at = (uint32_t)owner_at(load, owner),
        .item = (uint32_t)item,
        .place = config_load_place(load, node->line, node->column),
    };
}
