/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What a list of an Open311 server and a refusal of one may come as, before anything of an element
 * is read. For open311.c; nobody else includes it.
 */

#ifndef SOURCE_OPEN311_LIST_H
#define SOURCE_OPEN311_LIST_H

#include "source/answer.h"
#include "source/source.h"

/*
 * The elements of an answer's list, however deep wrappers lay it: an array, one of its members or
 * of theirs; arrays in arrays; a single request.
 */
#define OPEN311_LEVELS_MAX 4u
struct open311_list {
    struct {
        struct jdoc_node node;
        size_t next;
    } levels[OPEN311_LEVELS_MAX];
    size_t depth;
};
/* False where there is none: neither an array nor an object nor nothing under a list's name. */
bool open311_list_open(struct jdoc_node root, struct open311_list *ret_list);
/* False at the end. */
bool open311_list_next(struct open311_list *list, struct jdoc_node *ret_item);
/* Id of an element, as it stands; absent where it has none. */
struct str open311_list_id(struct jdoc_node item, char digits[JDOC_DIGITS_SIZE]);

/* What a server says instead of a list, as an HTTP status and in words. */
struct open311_refusal {
    int status;
    char words[ANSWER_WORDS_SIZE];
};
/* root is absent for what is no JSON. False: it is no refusal. */
bool open311_refusal_read(const struct http_response *answer, struct jdoc_node root,
                          struct open311_refusal *ret_refusal);
/* Nothing (more) is listed. */
bool open311_refusal_is_end(const struct open311_refusal *refusal, bool first_page);
struct source_outcome open311_refusal_outcome(const struct source_view *view,
                                              const struct cursor *at,
                                              const struct http_response *answer,
                                              const struct open311_refusal *refusal,
                                              struct error *err);

#endif
