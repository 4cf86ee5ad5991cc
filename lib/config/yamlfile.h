/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The only door to libyaml: bytes to a stream of (path, value, line, column) calls. Refuses duplicate keys, anchors and aliases, unknown
 * tags, several documents, and depth over 16, with place. Knows nothing of settings.
 */

#ifndef CONFIG_YAMLFILE_H
#define CONFIG_YAMLFILE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define YAMLFILE_DEPTH_MAX 16

enum yamlfile_event { YAMLFILE_SCALAR, YAMLFILE_MAPPING, YAMLFILE_SEQUENCE, YAMLFILE_END };

struct
    yamlfile_node { /* one event; for scalars value and quoted are set. key is the member's name inside a mapping, absent inside a sequence */
    enum yamlfile_event event;
    struct str key, value;
    bool quoted;
    unsigned line, column;         /* of the value, from 1 */
    unsigned key_line, key_column; /* of the key, from 1; 0 in a sequence */
    unsigned depth; /* of the container it stands in; the root mapping's members have 1 */
};

/* Called in document order; false stops with the error it set. Strings live until the call returns. */
typedef bool (*yamlfile_visit_fn)(void *context, const struct yamlfile_node *node,
                                  struct error *err);

/* err gets "name:line:column: …". */
bool yamlfile_read(const char *name, struct str bytes, yamlfile_visit_fn visit, void *context,
                   struct error *err) MUST_CHECK;

#endif
