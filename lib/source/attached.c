/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Addresses, names, numbers of files, flags, objects, and lists of any of them. */

#include "source/attached.h"

#include "source/fields.h"
#include "source/lapor_words.h"

static bool
is_something(struct jdoc_node node)
{
    struct jdoc_node value;
    struct str text;
    void *place = NULL;
    double number;
    bool flag;

    if (jdoc_get_str(node, &text))
        return !lapor_is_nothing(text) && !str_equal_c(str_trim(text), "0");
    if (jdoc_get_bool(node, &flag))
        return flag;
    if (jdoc_get_double(node, &number))
        return number != 0;
    return jdoc_next(node, &place, &text, &value);
}

enum tri
attached_read(struct jdoc_node node)
{
    if (jdoc_is_absent(node))
        return TRI_UNKNOWN;
    if (!jdoc_is_array(node))
        return is_something(node) ? TRI_YES : TRI_NO;
    for (size_t i = 0; i < jdoc_size(node); i++) {
        if (is_something(jdoc_at(node, i)))
            return TRI_YES;
    }
    return TRI_NO;
}

enum tri
attached_any(struct jdoc_node item, const char *const *names)
{
    enum tri attached = TRI_UNKNOWN;

    for (; *names != NULL && attached != TRI_YES; names++) {
        enum tri here = attached_read(fields_member(item, *names));
        if (here != TRI_UNKNOWN)
            attached = here;
    }
    return attached;
}
