/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * libyaml's events, one at a time. A level per open container remembers the keys seen, because
 * libyaml takes a key twice without a word; its arena is emptied when the next container of that
 * depth opens, so that memory follows the largest mapping and not the file.
 */

#include "config/yamlfile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "config/nameset.h"

struct level {
    bool is_mapping;
    bool has_key; /* the key was read, its value comes next */
    struct str key;
    unsigned key_line, key_column;
    bool is_second; /* the key stood in this mapping before, in first_line */
    uint64_t first_line;
    struct nameset keys;
    struct arena *arena;
};

struct yamlfile {
    yaml_parser_t parser;
    yaml_event_t event; /* zero when there is none */
    struct str bytes;
    struct level levels[YAMLFILE_DEPTH_MAX + 1]; /* [0]: the document itself */
    unsigned depth;
    unsigned skipped; /* containers open within a value that was refused */
    unsigned documents;
    bool ended;
    char problem[256];
};

struct yamlfile *
yamlfile_new(struct str bytes)
{
    struct yamlfile *file = xcalloc(1, sizeof(*file));
    file->bytes = str_starts(bytes, STR("\xef\xbb\xbf")) ? str_sub(bytes, 3, SIZE_MAX) : bytes;
    must(yaml_parser_initialize(&file->parser));
    yaml_parser_set_encoding(&file->parser, YAML_UTF8_ENCODING);
    const char *start = file->bytes.n > 0 ? file->bytes.p : "";
    yaml_parser_set_input_string(&file->parser, (const unsigned char *)start, file->bytes.n);
    return file;
}

void
yamlfile_free(struct yamlfile *file)
{
    if (file == NULL)
        return;
    yaml_event_delete(&file->event);
    yaml_parser_delete(&file->parser);
    for (size_t i = 0; i < ARRAY_SIZE(file->levels); i++)
        arena_free(file->levels[i].arena);
    free(file);
}

static struct level *
top_of(struct yamlfile *file)
{
    return &file->levels[file->depth];
}

static void problem_set(struct yamlfile *file, struct yamlfile_node *node, const char *hint,
                        const char *format, ...) PRINTF_LIKE(4, 5);

static void
problem_set(struct yamlfile *file, struct yamlfile_node *node, const char *hint, const char *format,
            ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(file->problem, sizeof(file->problem), format, arguments);
    va_end(arguments);
    node->event = YAMLFILE_PROBLEM;
    node->problem = file->problem;
    node->hint = hint;
}

static void
place_set(struct yamlfile_node *node, yaml_mark_t mark)
{
    node->line = (unsigned)mark.line + 1;
    node->column = (unsigned)mark.column + 1;
}

/* Nothing after this is worth reading: what it would mean is not known. Always true. */
static bool
end_at(struct yamlfile *file, struct yamlfile_node *node, yaml_mark_t mark)
{
    place_set(node, mark);
    node->fatal = true;
    file->ended = true;
    return true;
}

/* What libyaml's words mean for someone who does not know YAML's grammar. */
static const struct {
    const char *problem, *hint;
} hints[] = {
    { "found a tab character that violates indentation", "Indent with blanks, not with tabs." },
    { "found character that cannot start any token",
      "Indent with blanks, not with tabs, and put a text that begins with a sign into quotes." },
    { "mapping values are not allowed in this context",
      "Settings that belong together begin in one column; a text that holds \": \" needs quotes." },
    { "did not find expected key", "Settings that belong together begin in one column." },
    { "could not find expected ':'",
      "A setting is written \"name: value\", with a blank behind \":\"." },
    { "found unexpected end of stream", "A quote was not closed." },
    { "did not find expected ',' or ']'", "A \"[\" was not closed, or a comma is missing." },
    { "did not find expected ',' or '}'", "A \"{\" was not closed, or a comma is missing." },
    { "control characters are not allowed", "Is this a text file?" },
};

static const char *
hint_for(const char *problem)
{
    for (size_t i = 0; i < ARRAY_SIZE(hints); i++)
        if (strcmp(problem, hints[i].problem) == 0)
            return hints[i].hint;
    return strstr(problem, "UTF-8") != NULL ? "Save the file as UTF-8."
                                            : "Compare the line and those above it with an example "
                                              "in pantau.yaml(5).";
}

/* libyaml gives no mark for bytes that are no characters, only their offset. */
static yaml_mark_t
mark_of_offset(const struct yamlfile *file, size_t offset)
{
    yaml_mark_t mark = { 0 };
    struct str before = str_sub(file->bytes, 0, offset);
    for (size_t i = 0; i < before.n; i++) {
        bool is_end = before.p[i] == '\n';
        mark.line += is_end ? 1 : 0;
        mark.column = is_end ? 0 : mark.column + 1;
    }
    return mark;
}

static void
syntax_problem(struct yamlfile *file, struct yamlfile_node *node)
{
    const yaml_parser_t *parser = &file->parser;
    must(parser->error != YAML_MEMORY_ERROR);
    const char *hint = hint_for(parser->problem);
    if (parser->error == YAML_READER_ERROR) {
        problem_set(file, node, hint, "%s", parser->problem);
        end_at(file, node, mark_of_offset(file, parser->problem_offset));
        return;
    }
    if (parser->context != NULL) {
        problem_set(file, node, hint, "%s %s that begins in line %zu", parser->problem,
                    parser->context, parser->context_mark.line + 1);
    } else {
        problem_set(file, node, hint, "%s", parser->problem);
    }
    end_at(file, node, parser->problem_mark);
}

/* An event's anchor, or the name of an alias; NULL when it has neither. */
static const yaml_char_t *
anchor_of(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return event->data.alias.anchor;
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor;
    default:
        return event->data.sequence_start.anchor;
    }
}

/* A tag that says more than the form of the node says already; NULL when there is none. */
static const yaml_char_t *
tag_of(const yaml_event_t *event)
{
    const char *own;
    const yaml_char_t *tag;
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return NULL;
    case YAML_SCALAR_EVENT:
        own = YAML_STR_TAG;
        tag = event->data.scalar.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        own = YAML_MAP_TAG;
        tag = event->data.mapping_start.tag;
        break;
    default:
        own = YAML_SEQ_TAG;
        tag = event->data.sequence_start.tag;
        break;
    }
    return tag == NULL || strcmp((const char *)tag, own) == 0 ? NULL : tag;
}

static bool
opens(const yaml_event_t *event)
{
    return event->type == YAML_MAPPING_START_EVENT || event->type == YAML_SEQUENCE_START_EVENT;
}

/* What is not taken of YAML: a reader would have to know more than what stands before him. */
static bool
is_refused(struct yamlfile *file, struct yamlfile_node *node)
{
    const char *anchor = (const char *)anchor_of(&file->event);
    const char *tag = (const char *)tag_of(&file->event);
    char shown[64];
    snprintf(shown, sizeof(shown), "%s", anchor != NULL ? anchor : tag != NULL ? tag : "");
    if (anchor != NULL) {
        bool is_alias = file->event.type == YAML_ALIAS_EVENT;
        problem_set(file, node, "Write the value out where it is needed.",
                    is_alias ? "alias \"*%s\" is not supported" : "anchor \"&%s\" is not supported",
                    shown);
    } else if (tag != NULL) {
        problem_set(file, node, "Leave the tag out; put a text into quotes where that matters.",
                    "tag \"%s\" is not supported", shown);
    }
    return anchor != NULL || tag != NULL;
}

/* Reads the name of a member; true when the node tells a problem. */
static bool
on_key(struct yamlfile *file, struct yamlfile_node *node)
{
    struct level *level = top_of(file);
    yaml_event_t *event = &file->event;
    if (opens(event)) {
        problem_set(file, node, "Write \"name: value\".", "the name of a setting must be a text");
        return end_at(file, node, event->start_mark);
    }
    if (is_refused(file, node))
        return end_at(file, node, event->start_mark);
    struct str key = { (const char *)event->data.scalar.value, event->data.scalar.length };
    must(arena_str(level->arena, key, &level->key));
    level->key_line = (unsigned)event->start_mark.line + 1;
    level->key_column = (unsigned)event->start_mark.column + 1;
    level->has_key = true;
    level->is_second = !nameset_add(&level->keys, level->key, level->key_line, &level->first_line);
    return false;
}

static void
push(struct yamlfile *file, bool is_mapping)
{
    file->depth++;
    struct level *level = top_of(file);
    level->is_mapping = is_mapping;
    level->has_key = false;
    level->is_second = false;
    if (level->arena == NULL)
        level->arena = arena_new(SIZE_MAX);
    arena_reset(level->arena);
    nameset_init(&level->keys, level->arena);
}

/* Fills the node from the event, and opens its level. */
static void
node_set(struct yamlfile *file, struct yamlfile_node *node)
{
    const yaml_event_t *event = &file->event;
    if (event->type == YAML_SCALAR_EVENT) {
        node->event = YAMLFILE_SCALAR;
        node->value =
            (struct str){ (const char *)event->data.scalar.value, event->data.scalar.length };
        node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        return;
    }
    bool is_mapping = event->type == YAML_MAPPING_START_EVENT;
    node->event = is_mapping ? YAMLFILE_MAPPING : YAMLFILE_SEQUENCE;
    push(file, is_mapping);
}

static void
on_value(struct yamlfile *file, struct yamlfile_node *node)
{
    struct level *level = top_of(file);
    place_set(node, file->event.start_mark);
    if (level->has_key) {
        node->key = level->key;
        node->key_line = level->key_line;
        node->key_column = level->key_column;
        level->has_key = false;
    }
    if (level->is_second) {
        char shown[64];
        snprintf(shown, sizeof(shown), "%s", level->key.p);
        problem_set(file, node, "Leave one of them out.",
                    "duplicate setting \"%s\", first in line %u", shown,
                    (unsigned)level->first_line);
        node->line = node->key_line;
        node->column = node->key_column;
        level->is_second = false;
    } else if (!is_refused(file, node)) {
        node_set(file, node);
        return;
    }
    file->skipped = opens(&file->event) ? 1 : 0;
}

/* An alias, scalar or opening of a container; true when the node is for the caller. */
static bool
on_node(struct yamlfile *file, struct yamlfile_node *node)
{
    if (opens(&file->event) && file->depth + file->skipped >= YAMLFILE_DEPTH_MAX) {
        problem_set(file, node, "No setting lies that deep: look at the brackets and indentation.",
                    "more than %d levels within each other", YAMLFILE_DEPTH_MAX);
        return end_at(file, node, file->event.start_mark);
    }
    if (file->skipped > 0) {
        file->skipped += opens(&file->event) ? 1 : 0;
        return false;
    }
    struct level *level = top_of(file);
    if (level->is_mapping && !level->has_key)
        return on_key(file, node);
    on_value(file, node);
    return true;
}

static bool
on_close(struct yamlfile *file, struct yamlfile_node *node)
{
    if (file->skipped > 0) {
        file->skipped--;
        return false;
    }
    file->depth--;
    node->event = YAMLFILE_CLOSE;
    place_set(node, file->event.start_mark);
    return true;
}

/* One event of libyaml; true when the node is for the caller. */
static bool
step(struct yamlfile *file, struct yamlfile_node *node)
{
    switch (file->event.type) {
    case YAML_DOCUMENT_START_EVENT:
        if (file->documents++ == 0)
            return false;
        problem_set(file, node, "Put them into files of their own, and name those under include:.",
                    "a second document begins");
        return end_at(file, node, file->event.start_mark);
    case YAML_ALIAS_EVENT:
    case YAML_SCALAR_EVENT:
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        return on_node(file, node);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        return on_close(file, node);
    case YAML_STREAM_END_EVENT:
        file->ended = true;
        return false;
    default:
        return false;
    }
}

void
yamlfile_next(struct yamlfile *file, struct yamlfile_node *ret_node)
{
    *ret_node = (struct yamlfile_node){ .event = YAMLFILE_EOF };
    while (!file->ended) {
        yaml_event_delete(&file->event);
        if (!yaml_parser_parse(&file->parser, &file->event)) {
            syntax_problem(file, ret_node);
            return;
        }
        if (step(file, ret_node))
            return;
    }
}
