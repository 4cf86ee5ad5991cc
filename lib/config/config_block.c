/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A mapping read by its table. Groups within it ("http: { proxy: … }") are not nested calls: the
 * path grows and shrinks, and the table has dotted paths.
 */

#include "config/config_block.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define WALK_PATH_MAX 256

struct walk {
    struct config_load *load;
    const struct config_block *block;
    void *target;
    char path[WALK_PATH_MAX];
    size_t path_n;
    size_t parents[YAMLFILE_DEPTH_MAX]; /* lengths of the path in the groups around */
    unsigned depth;
    uint64_t given; /* a bit for each setting of the table */
};

/* Longer names are cut: no setting has such a path, so the cut one is as unknown. */
static void
path_add(struct walk *walk, struct str key)
{
    if (walk->path_n > 0 && walk->path_n < WALK_PATH_MAX)
        walk->path[walk->path_n++] = '.';
    size_t room = WALK_PATH_MAX - walk->path_n;
    size_t n = key.n < room ? key.n : room;
    memcpy(walk->path + walk->path_n, key.p, n);
    walk->path_n += n;
}

static struct str
path_of(const struct walk *walk)
{
    return (struct str){ walk->path, walk->path_n };
}

static const struct config_member *
member_find(const struct config_block *block, struct str key)
{
    const struct config_member *member = block->members;
    while (member != NULL && member->key != NULL && !str_equal_c(key, member->key))
        member++;
    return member != NULL && member->key != NULL ? member : NULL;
}

/* Is there a setting below this path? */
static bool
is_group(const struct setting *table, struct str path)
{
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL; setting++)
        if (str_starts(str_from(setting->path), path) && setting->path[path.n] == '.')
            return true;
    return false;
}

/* Unknown names. */

struct candidates {
    struct str parent, word; /* of the unknown path: what is before its last dot, and behind it */
    struct setting_guess guess;
    struct str elsewhere; /* a setting of that very name in another group */
    struct str last;      /* listed last, so that a group is listed once */
    char list[150];
    size_t used;
    bool is_cut; /* not all of them fitted */
};

static void
candidate_add(struct candidates *candidates, struct str known)
{
    setting_guess(&candidates->guess, known);
    bool fits = candidates->used + known.n + 2 < sizeof(candidates->list);
    candidates->is_cut = candidates->is_cut || !fits;
    if (candidates->is_cut || str_equal(known, candidates->last))
        return;
    candidates->last = known;
    candidates->used += (size_t)snprintf(candidates->list + candidates->used,
                                         sizeof(candidates->list) - candidates->used, "%s%.*s",
                                         candidates->used > 0 ? ", " : "", (int)known.n, known.p);
}

/* The names that the table has where the unknown one stands. */
static void
candidates_of_table(struct candidates *candidates, const struct setting *table)
{
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL;
         setting++) {
        struct str path = str_from(setting->path);
        size_t start = candidates->parent.n > 0 ? candidates->parent.n + 1 : 0;
        const char *dot = strrchr(setting->path, '.');
        if (str_starts(path, candidates->parent) && (start == 0 || path.p[start - 1] == '.')) {
            candidate_add(candidates,
                          str_sub(path, start, str_find(path, STR("."), start) - start));
        }
        if (dot != NULL && str_equal_c(candidates->word, dot + 1))
            candidates->elsewhere = path;
    }
}

static void
unknown_report(struct config_load *load, const struct config_block *block,
               const struct setting *extra, struct str path, const struct config_place *place)
{
    const char *dot = path.n > 0 ? memrchr(path.p, '.', path.n) : NULL;
    size_t parent_n = dot != NULL ? (size_t)(dot - path.p) : 0;
    struct str word = str_sub(path, dot != NULL ? parent_n + 1 : 0, SIZE_MAX);
    struct candidates candidates = { .parent = str_sub(path, 0, parent_n),
                                     .word = word,
                                     .guess = SETTING_GUESS(word) };
    candidates_of_table(&candidates, block->settings);
    candidates_of_table(&candidates, extra);
    const struct config_member *member = parent_n == 0 ? block->members : NULL;
    for (; member != NULL && member->key != NULL; member++)
        candidate_add(&candidates, str_from(member->key));
    char shown[SETTING_SHOWN_MAX];
    struct error *err = config_load_report(
        load, place, "unknown setting \"%s\"%s%s", setting_shown(path, shown),
        block->what != NULL ? " of " : "", block->what != NULL ? block->what : "");
    config_load_guess(err, &candidates.guess);
    if (!str_is_none(candidates.elsewhere))
        error_hint(err, "Did you mean \"%s\"?", candidates.elsewhere.p);
    if (candidates.used > 0)
        error_hint(err, "Known here: %s%s.", candidates.list, candidates.is_cut ? ", …" : "");
    error_hint(err, "Leave it out; pantau.yaml(5) has all settings.");
}

/* Values. */

static void
expected_report(struct walk *walk, const struct yamlfile_node *node, const char *expected,
                const char *hint)
{
    char shown[SETTING_SHOWN_MAX];
    struct config_place place = config_load_place(walk->load, node->line, node->column);
    struct error *err = config_load_report(walk->load, &place, "%s: %s expected",
                                           setting_shown(path_of(walk), shown), expected);
    error_hint(err, "%s", hint);
    config_load_skip(walk->load, node);
}

static void
member_read(struct walk *walk, const struct config_member *member, const struct yamlfile_node *node)
{
    if (node->event == member->shape || (member->scalar_too && node->event == YAMLFILE_SCALAR)) {
        member->read(walk->load, walk->target, node);
    } else if (!config_load_is_null(node)) {
        bool is_list = member->shape == YAMLFILE_SEQUENCE;
        expected_report(walk, node, is_list ? "a list is" : "names with values are",
                        is_list ? "Begin each item on a line of its own with \"- \"."
                                : "Write \"name: value\" below it, further to the right.");
    }
}

static void
setting_read(struct walk *walk, const struct setting *setting, const struct yamlfile_node *node)
{
    struct config_load *load = walk->load;
    if (node->event != YAMLFILE_SCALAR) {
        expected_report(walk, node, "a single value is",
                        "Neither a list nor names with values can stand here.");
        return;
    }
    if (config_load_is_null(node)) {
        expected_report(walk, node, "a value is",
                        "Leave the line out for the default; an empty text is written \"\".");
        return;
    }
    struct error err = ERROR_INIT;
    if (!setting_set(setting, node->value, walk->target, load->config->arena, &err)) {
        struct config_place place = config_load_place(load, node->line, node->column);
        config_load_report_error(load, &place, &err);
    } else if (walk->block->noted != NULL) {
        walk->block->noted(load, walk->target, setting, node);
    }
}

static void
pending_add(struct walk *walk, const struct yamlfile_node *node)
{
    struct config_load *load = walk->load;
    load->pending =
        config_load_grow(load->scratch, load->pending, load->pending_count, sizeof(*load->pending));
    load->pending[load->pending_count++] = (struct config_pending){
        .path = config_load_copy(load->scratch, path_of(walk)),
        .value = config_load_copy(load->scratch, node->value),
        .is_null = config_load_is_null(node),
        .line = node->line,
        .column = node->column,
        .key_line = node->key_line,
        .key_column = node->key_column,
    };
}

static bool
is_descended(const struct walk *walk, const struct yamlfile_node *node, bool group)
{
    bool also =
        walk->block->also_mapping != NULL && str_equal_c(path_of(walk), walk->block->also_mapping);
    return node->event == YAMLFILE_MAPPING && (group || also);
}

/* A name that is neither a member nor a setting nor a group of settings. */
static void
other_read(struct walk *walk, const struct yamlfile_node *node)
{
    if (walk->block->takes_others && node->event == YAMLFILE_SCALAR) {
        pending_add(walk, node);
        return;
    }
    if (walk->block->takes_others) {
        expected_report(walk, node, "a single value is",
                        "Neither a list nor names with values can stand here.");
        return;
    }
    struct config_place place = config_load_place(walk->load, node->key_line, node->key_column);
    unknown_report(walk->load, walk->block, NULL, path_of(walk), &place);
    config_load_skip(walk->load, node);
}

/* Marks a setting as given, whatever is wrong with its value: it is not missing. */
static void
mark_given(struct walk *walk, const struct setting *setting)
{
    size_t bit = (size_t)(setting - walk->block->settings);
    assert(bit < 64);
    walk->given |= UINT64_C(1) << bit;
}

static void
on_member(struct walk *walk, const struct yamlfile_node *node)
{
    size_t before = walk->path_n;
    if (str_is_none(node->key))
        return; /* broken YAML, told already */
    path_add(walk, node->key);
    const struct config_block *block = walk->block;
    const struct config_member *member = before == 0 ? member_find(block, node->key) : NULL;
    const struct setting *setting = setting_find(block->settings, path_of(walk));
    bool group =
        is_group(block->settings, path_of(walk)) || (setting == NULL && block->takes_others);
    if (setting != NULL)
        mark_given(walk, setting);
    if (node->event == YAMLFILE_PROBLEM) {
        /* reported already */
    } else if (member != NULL) {
        member_read(walk, member, node);
    } else if (is_descended(walk, node, group)) {
        walk->parents[walk->depth++] = before;
        return;
    } else if (setting != NULL) {
        setting_read(walk, setting, node);
    } else if (is_group(block->settings, path_of(walk))) {
        if (!config_load_is_null(node)) {
            expected_report(walk, node, "names with values are",
                            "Write \"name: value\" below it, further to the right.");
        }
    } else {
        other_read(walk, node);
    }
    walk->path_n = before;
}

void
config_block_require(struct config_load *load, const struct setting *table, uint64_t given,
                     const char *what, const struct config_place *at)
{
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL;
         setting++) {
        bool is_given = (given >> (setting - table) & 1) != 0;
        if ((setting->flags & SETTING_REQUIRED) != 0 && !is_given) {
            struct error *err =
                config_load_report(load, at, "%s needs \"%s\"", what, setting->path);
            error_hint(err, "%s", setting->doc);
        }
    }
}

void
config_block_read(struct config_load *load, const struct config_block *block, void *target,
                  const struct config_place *at)
{
    struct walk walk = { .load = load, .block = block, .target = target };
    load->pending_count = block->takes_others ? 0 : load->pending_count;
    for (;;) {
        struct yamlfile_node node;
        config_load_next(load, &node);
        if (node.event == YAMLFILE_EOF)
            return;
        if (node.event != YAMLFILE_CLOSE)
            on_member(&walk, &node);
        else if (walk.depth > 0)
            walk.path_n = walk.parents[--walk.depth];
        else
            break;
    }
    config_block_require(load, block->settings, walk.given, block->what, at);
}

void
config_block_defaults(struct config_load *load, const struct setting *table, void *target)
{
    struct error err = ERROR_INIT;
    bool fits = setting_defaults(table, target, load->config->arena, &err);
    assert(fits); /* the tables' own fallbacks; tests/unit/test_config.c reads every one */
    (void)fits;
}

/* The setting of that path, or the one of whose mapping it is a member: then *ret_word is which. */
static const struct setting *
setting_of(const struct setting *table, struct str path, struct str *ret_word)
{
    *ret_word = STR_NONE;
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL;
         setting++) {
        size_t n = strlen(setting->path);
        if (setting->type->parse_entry != NULL && str_starts(path, str_from(setting->path)) &&
            path.n > n && path.p[n] == '.') {
            *ret_word = str_sub(path, n + 1, SIZE_MAX);
            return setting;
        }
    }
    return setting_find(table, path);
}

/* One setting kept for an adapter's table; word: a member of its mapping, or absent. */
static void
apply_one(struct config_load *load, const struct setting *setting, struct str word, void *settings,
          const struct config_pending *pending)
{
    struct config_place place = config_load_place(load, pending->line, pending->column);
    struct arena *arena = load->config->arena;
    struct error err = ERROR_INIT;
    if (pending->is_null) {
        struct error *reported =
            config_load_report(load, &place, "%s: a value is expected", setting->path);
        error_hint(reported, "Leave the line out for the default; an empty text is written \"\".");
        return;
    }
    bool is_read = str_is_none(word)
                       ? setting_set(setting, pending->value, settings, arena, &err)
                       : setting_set_entry(setting, word, pending->value, settings, arena, &err);
    if (!is_read)
        config_load_report_error(load, &place, &err);
}

uint64_t
config_block_apply(struct config_load *load, const struct config_block *block,
                   const struct source_info *info, void *settings, const char *what)
{
    uint64_t given = 0;
    struct config_block named = *block;
    named.what = what;
    for (size_t i = 0; i < load->pending_count; i++) {
        const struct config_pending *pending = &load->pending[i];
        struct str word;
        const struct setting *setting = setting_of(info->settings, pending->path, &word);
        if (pending->is_taken)
            continue;
        if (setting != NULL) {
            assert(setting - info->settings < 64);
            given |= UINT64_C(1) << (setting - info->settings);
            apply_one(load, setting, word, settings, pending);
        } else {
            struct config_place place =
                config_load_place(load, pending->key_line, pending->key_column);
            unknown_report(load, &named, info->settings, pending->path, &place);
        }
    }
    return given;
}
