/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One message of a conversation: its id, its time, its side. Its text is not looked at.
 */

#ifndef SOURCE_GRAPH_DIRECT_H
#define SOURCE_GRAPH_DIRECT_H

#include "source/graph.h"

/*
 * Adds its record unless seen has its id or nobody tells its side. Returns when it was sent, or
 * WHEN_NONE for what cannot be read, which is rejected at path.
 */
int64_t graph_direct_read(struct graph_page *page, struct jdoc_node item, const char *path,
                          struct str thread_key, struct id_set *seen);

#endif
