/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The only door to jansson: bytes to a tree under limits, and typed getters. Repairs what would
 * cost a whole page (lone surrogates, NUL, invalid UTF-8, raw control bytes; then single broken
 * items), and counts it. The document owns the tree; jdoc_node values are views into it and die
 * with it. What was expected, and at which path, is told by who reads (source/fields.h).
 */

#ifndef JSON_JDOC_H
#define JSON_JDOC_H

#include "base/error.h"
#include "base/str.h"

#define JDOC_BYTES_MAX   (4u << 20) /* of one answer; jansson needs up to 80 bytes for each */
#define JDOC_VALUES_MAX  200000u    /* counted in one pass before anything is allocated */
#define JDOC_DEPTH_MAX   32u
#define JDOC_REPAIRS_MAX 16u /* broken items cut out of one page before it is given up */

/*
 * Once, before anything else of this module: gives jansson our allocators and the seed of its hash
 * tables (0: from the system; a constant where runs must repeat). For main() only.
 */
void jdoc_init(size_t seed);

struct jdoc;
/* Opaque view of one value; {NULL} is "absent" and every getter copes with it. */
struct jdoc_node {
    const void *value;
};

/*
 * NULL and *err (ERROR_PEER, or ERROR_LIMIT for the bounds above) when even repair does not give a
 * document. bytes need not outlive the call.
 */
struct jdoc *jdoc_parse(struct str bytes, struct error *err) MUST_CHECK;
void jdoc_free(struct jdoc *doc);
DEFINE_FREEP(jdoc);
/* Items that were cut out (became null) by repair, and characters that were replaced. */
size_t jdoc_rejected(const struct jdoc *doc);
size_t jdoc_repaired(const struct jdoc *doc);

struct jdoc_node jdoc_root(const struct jdoc *doc);
bool jdoc_is_absent(struct jdoc_node node);
bool jdoc_is_null(struct jdoc_node node);
bool jdoc_is_object(struct jdoc_node node);
bool jdoc_is_array(struct jdoc_node node);
/*
 * Member of an object; absent when it is no object or has none. Of a value as Go's servers write
 * one that may be null, {"String": "x", "Valid": true}, the value.
 */
struct jdoc_node jdoc_member(struct jdoc_node object, const char *name);
/*
 * Dotted path of members: "comments.summary.total_count". Array elements by number: "data.0.id".
 * What it ends at is as with jdoc_member(); "text.String" leads to the same.
 */
struct jdoc_node jdoc_path(struct jdoc_node object, const char *path);
/* 0 for what is no array. */
size_t jdoc_size(struct jdoc_node array);
struct jdoc_node jdoc_at(struct jdoc_node array, size_t index);
/* Iterates an object's members in stored order; *iterator starts NULL. False at the end. */
bool jdoc_next(struct jdoc_node object, void **iterator, struct str *ret_name,
               struct jdoc_node *ret_value);

/*
 * Typed getters: false, and nothing written, where the node is absent, null or of another type. A
 * text is a view into the document.
 */
bool jdoc_get_str(struct jdoc_node node, struct str *ret_text);
/* Also from a string that is a whole number: platforms quote numbers. Never from a fraction. */
bool jdoc_get_int(struct jdoc_node node, int64_t *ret_value);
/* Also from an integer, and from a string that is a number. */
bool jdoc_get_double(struct jdoc_node node, double *ret_value);
bool jdoc_get_bool(struct jdoc_node node, bool *ret_value);
/*
 * An id as text, from a string or an integer (exact: integers are int64), whose digits then stand
 * in the caller's digits.
 */
#define JDOC_DIGITS_SIZE 24
bool jdoc_get_id(struct jdoc_node node, char digits[JDOC_DIGITS_SIZE], struct str *ret_id);
/* "string", "integer", "absent" …: for error texts. */
const char *jdoc_type_name(struct jdoc_node node);

#endif
