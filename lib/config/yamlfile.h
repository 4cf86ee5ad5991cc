/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The only door to libyaml: bytes to nodes, one at a time, each with its place. What the house
 * does not take (duplicate keys, anchors, aliases, tags, a second document, deep nesting, broken
 * YAML) comes as a node too, so that one reading finds all of it. Knows nothing of settings.
 */

#ifndef CONFIG_YAMLFILE_H
#define CONFIG_YAMLFILE_H

#include "base/base.h"
#include "base/str.h"

/* Containers within containers; libyaml's time is quadratic in depth. */
#define YAMLFILE_DEPTH_MAX 16

enum yamlfile_event {
    YAMLFILE_SCALAR,
    YAMLFILE_MAPPING,  /* opens; its members follow, then YAMLFILE_CLOSE */
    YAMLFILE_SEQUENCE, /* the same */
    YAMLFILE_CLOSE,
    YAMLFILE_PROBLEM, /* problem and hint say what; the node it concerns was left out */
    YAMLFILE_EOF,     /* again and again; open containers are not closed first after broken YAML */
};

struct yamlfile_node {
    enum yamlfile_event event;
    struct str key;        /* the member's name inside a mapping; absent inside a sequence */
    struct str value;      /* of a scalar; ends in NUL */
    bool quoted;           /* a scalar in quotes or block form: "" is a text, not nothing */
    unsigned line, column; /* of the value, from 1 */
    unsigned key_line, key_column; /* of the key, from 1; 0 in a sequence */
    const char *problem, *hint;    /* of YAMLFILE_PROBLEM */
    bool fatal;                    /* the rest of the file was not read */
};

struct yamlfile;

/* bytes must live as long as the reader. */
struct yamlfile *yamlfile_new(struct str bytes);
void yamlfile_free(struct yamlfile *file);
DEFINE_FREEP(yamlfile);
/* The next node in document order. Its strings live until the next call. */
void yamlfile_next(struct yamlfile *file, struct yamlfile_node *ret_node);

#endif
