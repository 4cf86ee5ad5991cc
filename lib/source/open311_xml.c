/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The standard's first format is XML, and JSON an extra: some servers have no other. The document
 * becomes the JSON that such servers' converters make of it, so that everything behind this reads
 * one form. An element without children is a text; children of one name are a list; all others an
 * object, in which a name that is there several times has a list. Attributes say nothing here.
 */

#include "source/open311_xml.h"

#include "base/buf.h"
#include "xml/xml.h"
#include "json/jout.h"

#define LEVELS_MAX 7u      /* of elements in each other; a request's notes stand on the fourth */
#define NODES_MAX  200000u /* as many values as an answer in JSON may have */
#define NAMES_MAX  100u    /* of an element whose children have different names */
#define JSON_MAX   (16u << 20)

struct node {
    struct str name, text;
    struct node *first, *last, *next;
    bool is_mixed; /* its children have different names */
    bool follows;  /* a sibling before it has its name: it stands in that one's list */
};

struct reader {
    struct arena *arena;
    struct buf text; /* of the element that is open */
    struct node *open[LEVELS_MAX];
    struct node *root;
    size_t depth, count;
};

static bool
refuse(struct error *err)
{
    return error_set(err, ERROR_PEER, "the list came as XML that is deeper or larger than any");
}

static void
append(struct node *parent, struct node *node)
{
    if (parent->first == NULL)
        parent->first = node;
    else
        parent->last->next = node;
    parent->is_mixed = parent->is_mixed || !str_equal(parent->first->name, node->name);
    parent->last = node;
}

static bool
on_start(void *to, const struct xml_element *element, struct error *err)
{
    struct reader *reader = to;
    struct node *node = NULL;

    if (reader->depth < LEVELS_MAX && reader->count < NODES_MAX)
        node = arena_alloc(reader->arena, sizeof(*node));
    if (node == NULL)
        return refuse(err);
    *node = (struct node){ .name = STR_NONE };
    if (!arena_str(reader->arena, element->name.local, &node->name))
        return refuse(err);
    if (reader->depth == 0)
        reader->root = node;
    else
        append(reader->open[reader->depth - 1], node);
    reader->open[reader->depth++] = node;
    reader->count++;
    reader->text.used = 0;
    return true;
}

static bool
on_text(void *to, struct str text, struct error *err)
{
    struct reader *reader = to;

    return reader->depth == 0 || buf_append_str(&reader->text, text) || refuse(err);
}

static bool
on_end(void *to, const struct xml_name *name, struct error *err)
{
    struct reader *reader = to;
    struct node *node = reader->open[--reader->depth];
    struct str text = str_trim(buf_str(&reader->text));

    (void)name;
    reader->text.used = 0;
    if (node->first != NULL)
        return true;
    return arena_str(reader->arena, text.n > 0 ? text : STR(""), &node->text) || refuse(err);
}

/* Marks what stands in a list of a sibling before it. False: too many names. */
static bool
find_siblings(struct node *parent)
{
    size_t count = 0;

    for (struct node *node = parent->first; node != NULL; node = node->next) {
        if (++count > NAMES_MAX)
            return false;
        for (struct node *before = parent->first; before != node && !node->follows;
             before = before->next)
            node->follows = str_equal(before->name, node->name);
    }
    return true;
}

static struct node *
next_of_name(const struct node *node)
{
    struct node *next = node->next;

    while (next != NULL && !str_equal(next->name, node->name))
        next = next->next;
    return next;
}

/* One element that is being written: its children from `at` on. */
struct level {
    struct node *at;
    bool is_list; /* its children stand without their names */
    bool of_name; /* `at` goes on with the next of the same name, in a list of their own */
};

struct writer {
    struct jout out;
    struct level levels[2 * LEVELS_MAX];
    size_t depth;
};

static void
push(struct writer *writer, struct level level, const char *name)
{
    writer->levels[writer->depth++] = level;
    if (level.is_list)
        jout_array(&writer->out, name);
    else
        jout_object(&writer->out, name);
}

static void
pop(struct writer *writer)
{
    if (writer->levels[--writer->depth].is_list)
        jout_close_array(&writer->out);
    else
        jout_close_object(&writer->out);
}

/* One child alone is a list's only element, unless it is a text: then it is a member. */
static bool
is_list(const struct node *node)
{
    return !node->is_mixed && (node->first->next != NULL || node->first->first != NULL);
}

/* False: more names than any request has. */
static bool
write_value(struct writer *writer, struct node *node, const char *name)
{
    if (node->first == NULL) {
        jout_str(&writer->out, name, node->text);
        return true;
    }
    if (node->is_mixed && !find_siblings(node))
        return false;
    push(writer, (struct level){ .at = node->first, .is_list = is_list(node) }, name);
    return true;
}

/* The next child of the innermost element that is open. */
static bool
write_next(struct writer *writer)
{
    struct level *level = &writer->levels[writer->depth - 1];
    struct node *node = level->at;

    level->at = level->of_name ? next_of_name(node) : node->next;
    if (level->is_list)
        return write_value(writer, node, NULL);
    if (node->follows)
        return true;
    if (next_of_name(node) == NULL)
        return write_value(writer, node, node->name.p);
    push(writer, (struct level){ .at = node, .is_list = true, .of_name = true }, node->name.p);
    return true;
}

static bool
write_json(const struct reader *reader, struct buf *json)
{
    struct writer writer = { .depth = 0 };

    jout_init(&writer.out, json);
    push(&writer, (struct level){ .at = reader->root }, NULL);
    while (writer.depth > 0) {
        if (writer.levels[writer.depth - 1].at == NULL)
            pop(&writer);
        else if (!write_next(&writer))
            return false;
    }
    return jout_end(&writer.out);
}

bool
open311_xml_read(struct arena *arena, struct str body, struct str *ret_json, struct error *err)
{
    static const struct xml_events events = { on_start, on_end, on_text };
    CLEANUP(buf_done) struct buf json = BUF_INIT(JSON_MAX);
    struct reader reader = { .arena = arena, .text = BUF_INIT(4u << 20) };
    bool ok = xml_read(body, &events, &reader, err);

    buf_done(&reader.text);
    return ok && ((write_json(&reader, &json) && arena_str(arena, buf_str(&json), ret_json)) ||
                  refuse(err));
}
