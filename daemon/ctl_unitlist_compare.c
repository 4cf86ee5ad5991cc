/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A list that grew for years names an account at two units, or a unit in two rows. An account has
 * one owner at a time, and pantaud would refuse the files; so it is told here, with both lines.
 */

#include "ctl_unitlist_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "config/nameset.h"

#define AFTER_MAX 40

/* By a code that the list tells, else by its name. STR_NONE, and told: it is nobody, or several. */
static struct str
find_parent(struct ctl_unitlist *list, const struct unitlist_unit *unit, struct str told)
{
    struct str code = ctl_unitlist_code(list->arena, told);
    struct str named = STR_NONE;
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct unitlist_unit *other = &list->units[i];

        if (other->has_code && str_equal(other->code, code))
            return code;
        if (str_equal(other->code, code) || str_equal_nocase(other->name, told)) {
            named = other->code;
            count++;
        }
    }
    if (count == 1)
        return named;
    ctl_unitlist_complain(list, unit->line,
                          count == 0 ? "no row is the unit above it, \""
                                     : "several rows are the unit above it, \"",
                          told, "\"");
    return STR_NONE;
}

static void
find_parents(struct ctl_unitlist *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct unitlist_unit *unit = &list->units[i];

        if (unit->parent.n > 0)
            unit->parent = find_parent(list, unit, unit->parent);
        if (str_equal(unit->parent, unit->code))
            unit->parent = STR_NONE;
    }
}

/* In small letters: neither names nor handles differ by theirs. Nothing else holds a NUL. */
static struct str
key_of(struct ctl_unitlist *list, const char *kind, struct str text)
{
    size_t before = strlen(kind) + 1;
    char *key = arena_alloc(list->arena, before + text.n + 1);

    must(key);
    memcpy(key, kind, before);
    for (size_t i = 0; i < text.n; i++)
        key[before + i] = ascii_lower(text.p[i]);
    return (struct str){ key, before + text.n };
}

static void
complain_twin(struct ctl_unitlist *list, unsigned line, const char *before, struct str what,
              uint64_t first)
{
    char after[AFTER_MAX];

    (void)snprintf(after, sizeof(after), "\" stands in line %u too", list->units[first].line);
    ctl_unitlist_complain(list, line, before, what, after);
}

/* Two units of one name are no mistake where each has a code of its own. */
static void
find_namesakes(struct ctl_unitlist *list, struct nameset *names)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct unitlist_unit *unit = &list->units[i];
        uint64_t first;

        if (!nameset_add(names, key_of(list, "", unit->name), i, &first) &&
            !(unit->has_code && list->units[first].has_code))
            complain_twin(list, unit->line, "the unit \"", unit->name, first);
    }
}

static bool
is_owned(struct ctl_unitlist *list, struct nameset *names, size_t owner,
         const struct profile *profile)
{
    struct str told[] = { profile->id, profile->handle };
    const char *platform = profile->source->name;
    bool is_free = true;

    for (size_t i = 0; i < ARRAY_SIZE(told) && is_free; i++) {
        uint64_t first = owner;

        is_free = told[i].n == 0 ||
                  nameset_add(names, key_of(list, platform, told[i]), owner, &first) ||
                  first == owner;
        if (!is_free) {
            char before[AFTER_MAX];

            (void)snprintf(before, sizeof(before), "%s \"", platform);
            complain_twin(list, list->units[owner].line, before, told[i], first);
        }
    }
    return is_free;
}

static void
find_shared_accounts(struct ctl_unitlist *list, struct nameset *names)
{
    for (size_t i = 0; i < list->count; i++) {
        struct unitlist_unit *unit = &list->units[i];
        size_t kept = 0;

        for (size_t j = 0; j < unit->account_count; j++) {
            if (is_owned(list, names, i, &unit->accounts[j].profile))
                unit->accounts[kept++] = unit->accounts[j];
        }
        unit->account_count = kept;
    }
}

void
ctl_unitlist_compare(struct ctl_unitlist *list)
{
    struct nameset names;

    nameset_init(&names, list->arena);
    find_parents(list);
    find_namesakes(list, &names);
    find_shared_accounts(list, &names);
}
