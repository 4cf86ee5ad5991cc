/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Loads the configuration: file after file into one struct, then names to pointers, then the checks
 * that need the whole. Reading goes on after a problem, so that all of them are told at once.
 */

#include "config/config.h"

#include <stdio.h>
#include <stdlib.h>

#include "config/config_block.h"
#include "config/config_read.h"
#include "config/config_tables.h"

static void
glob_check(struct config_load *load, const struct yamlfile_node *node)
{
    static const struct setting glob = { .path = "include",
                                         .type = &setting_text,
                                         .flags = SETTING_REQUIRED,
                                         .doc = "Write one pattern as each item: units.d/*.yaml." };
    struct error err = ERROR_INIT;
    struct str text;
    if (node->event != YAMLFILE_SCALAR) {
        error_set(&err, ERROR_CONFIG, "include: the name of a file is expected");
        error_hint(&err, "%s", glob.doc);
        config_load_skip(load, node);
    } else if (config_load_is_null(node) ||
               setting_set(&glob, node->value, &text, load->scratch, &err)) {
        return;
    }
    struct config_place place = config_load_place(load, node->line, node->column);
    config_load_report_error(load, &place, &err);
}

/* The names of other files are taken by config_includes(); here they are looked over. */
static void
include_read(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)target;
    struct yamlfile_node item;
    if (load->file_at > 0) {
        struct config_place place = config_load_place(load, node->key_line, node->key_column);
        struct error *err =
            config_load_report(load, &place, "include: is read in the main file only");
        error_hint(err, "Name these files there.");
        config_load_skip(load, node);
        return;
    }
    if (node->event == YAMLFILE_SCALAR) {
        glob_check(load, node);
        return;
    }
    for (;;) {
        config_load_next(load, &item);
        if (item.event == YAMLFILE_CLOSE || item.event == YAMLFILE_EOF)
            return;
        if (item.event != YAMLFILE_PROBLEM)
            glob_check(load, &item);
    }
}

/* A setting of the file itself may stand in one file only: which one counts would be a riddle. */
static void
root_noted(struct config_load *load, void *target, const struct setting *setting,
           const struct yamlfile_node *node)
{
    (void)target;
    struct config_place *first = &load->root_places[setting - config_root_settings];
    struct config_place place = config_load_place(load, node->line, node->column);
    if (first->file != NULL) {
        struct error *err =
            config_load_report(load, &place, "%s is set twice, first at %s:%u:%u", setting->path,
                               first->file, first->line, first->column);
        error_hint(err, "Leave one of them out.");
        return;
    }
    *first = place;
}

static const struct config_member root_members[] = {
    { "include", YAMLFILE_SEQUENCE, true, include_read },
    { "platforms", YAMLFILE_MAPPING, false, config_feeds_platforms },
    { "quotas", YAMLFILE_MAPPING, false, config_feeds_quotas },
    { "schedules", YAMLFILE_MAPPING, false, config_feeds_schedules },
    { "governments", YAMLFILE_SEQUENCE, false, config_units_governments },
    { "units", YAMLFILE_SEQUENCE, false, config_units_units },
    { "leaders", YAMLFILE_SEQUENCE, false, config_units_leaders },
    { "feeds", YAMLFILE_SEQUENCE, false, config_feeds_feeds },
    { .key = NULL },
};

static const struct config_block root_block = {
    .settings = config_root_settings,
    .members = root_members,
    .noted = root_noted,
};

static void
file_read(struct config_load *load)
{
    CLEANUP(yamlfile_freep) struct yamlfile *yaml = yamlfile_new(load->files[load->file_at].bytes);
    struct yamlfile_node node;
    load->yaml = yaml;
    config_load_next(load, &node);
    struct config_place place = config_load_place(load, node.line, node.column);
    if (node.event == YAMLFILE_MAPPING) {
        config_block_read(load, &root_block, load->config, &place);
    } else if (node.event == YAMLFILE_SCALAR ? !config_load_is_null(&node)
                                             : node.event == YAMLFILE_SEQUENCE) {
        struct error *err = config_load_report(load, &place, "names with values are expected");
        error_hint(err, "A configuration consists of \"name: value\" lines.");
        config_load_skip(load, &node);
    }
    /* What stands behind the one mapping: nothing, or a problem. */
    while (node.event != YAMLFILE_EOF)
        config_load_next(load, &node);
    load->yaml = NULL;
}

/* FNV-1a with 128 bits over the bytes of all files, each with its length before it. */
static void
digest_set(struct config *config, const struct config_file *files, size_t file_count)
{
    __extension__ typedef unsigned __int128 wide;
    const wide prime = (wide)1 << 88 | 0x13b;
    wide hash = (wide)UINT64_C(0x6c62272e07bb0142) << 64 | UINT64_C(0x62b821756295c58d);
    for (size_t i = 0; i < file_count; i++) {
        uint64_t length = files[i].bytes.n;
        for (unsigned shift = 0; shift < 64; shift += 8)
            hash = (hash ^ (unsigned char)(length >> shift)) * prime;
        for (size_t j = 0; j < files[i].bytes.n; j++)
            hash = (hash ^ (unsigned char)files[i].bytes.p[j]) * prime;
    }
    snprintf(config->digest, sizeof(config->digest), "%016llx%016llx",
             (unsigned long long)(hash >> 64), (unsigned long long)hash);
}

/* Where a setting stands; file NULL: nowhere. */
static struct config_place
place_of(const struct config_load *load, const char *path)
{
    const struct setting *setting = setting_find(config_root_settings, str_from(path));

    return load->root_places[setting - config_root_settings];
}

/* Settings that must agree with each other. */
static void
check_settings(struct config_load *load)
{
    const struct config_collector *collector = &load->config->collector;
    struct config_http *http = &load->config->http;
    struct config_place place = place_of(load, "collector.retry_max");
    if (place.file == NULL)
        place = place_of(load, "collector.retry_min");
    if (collector->retry_max_us < collector->retry_min_us) {
        struct error *err = config_load_report(
            load, &place, "collector.retry_max is less than collector.retry_min");
        error_hint(err,
                   "Pauses grow from the one to the other: raise the first or lower the second.");
    }
    load->config->database.place = place_of(load, "database.dsn");
    http->ca_place = place_of(load, "http.ca_file");
    http->login_place = place_of(load, "http.proxy_credential");
    if (http->proxy_credential.n > 0 && http->proxy.n == 0) {
        struct error *err = config_load_report(load, &http->login_place,
                                               "http.proxy_credential is set, but no http.proxy");
        error_hint(err, "Name the proxy too, or leave its login out.");
    }
}

static size_t
setting_count(const struct setting *table)
{
    size_t count = 0;
    while (table[count].path != NULL)
        count++;
    return count;
}

/* Of the first of the two that is written; else the beginning of the main file. */
static struct config_place
credentials_place(const struct config_load *load, const struct config_input *input)
{
    static const char *const paths[] = { "credentials.pseudonym_key", "credentials.directory" };
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        struct config_place place = place_of(load, paths[i]);
        if (place.file != NULL)
            return place;
    }
    if (input->file_count == 0)
        return (struct config_place){ .file = NULL };
    return (struct config_place){ input->files[0].name, 1, 1 };
}

static void
report_other(void *ctx, const struct config_place *place, const struct error *err)
{
    config_load_report_error(ctx, place, err);
}

static void
load_everything(struct config_load *load, const struct config_input *input)
{
    const struct config_report report = { report_other, load };
    if (input->found != NULL)
        input->found(input->ctx, &report);
    for (load->file_at = 0; load->file_at < input->file_count; load->file_at++)
        file_read(load);
    check_settings(load);
    load->config->credentials.place = credentials_place(load, input);
    if (load->cut_short || input->incomplete)
        return;
    config_resolve(load);
    config_check_accounts(load);
    if (input->check != NULL)
        input->check(input->ctx, load->config, &report);
}

struct config *
config_load(const struct config_input *input, struct config_errors *errors)
{
    struct arena *arena = arena_new(SIZE_MAX);
    CLEANUP(config_freep) struct config *config = config_load_alloc(arena, sizeof(*config));
    CLEANUP(arena_freep) struct arena *scratch = arena_new(SIZE_MAX);
    config->arena = arena;
    errors->count = 0;
    struct config_load *load = config_load_alloc(scratch, sizeof(*load));
    load->config = config;
    load->scratch = scratch;
    load->infos = input->infos;
    load->files = input->files;
    load->errors = errors;
    load->root_places = config_load_alloc(scratch, setting_count(config_root_settings) *
                                                       sizeof(*load->root_places));
    config_block_defaults(load, config_root_settings, config);
    config_feeds_init_platforms(load);
    load_everything(load, input);
    digest_set(config, input->files, input->file_count);
    return errors->count == 0 ? TAKE(config) : NULL;
}

void
config_free(struct config *config)
{
    if (config != NULL)
        arena_free(config->arena);
}

/* What one include: names, a single text or a list. */
static void
includes_read(struct yamlfile *yaml, const struct yamlfile_node *node, struct arena *arena,
              struct config_include **includes, size_t *count)
{
    unsigned open = node->event == YAMLFILE_SCALAR ? 0 : 1;
    struct yamlfile_node item = *node;
    for (;;) {
        if (item.event == YAMLFILE_SCALAR && open <= 1 && !config_load_is_null(&item)) {
            *includes = config_load_grow(arena, *includes, *count, sizeof(**includes));
            (*includes)[(*count)++] = (struct config_include){ config_load_copy(arena, item.value),
                                                               { NULL, item.line, item.column } };
        }
        if (open == 0 || item.event == YAMLFILE_EOF)
            return;
        yamlfile_next(yaml, &item);
        open += item.event == YAMLFILE_MAPPING || item.event == YAMLFILE_SEQUENCE ? 1 : 0;
        open -= item.event == YAMLFILE_CLOSE ? 1 : 0;
    }
}

void
config_includes(const struct config_file *main_file, struct arena *arena,
                struct config_include **ret_includes, size_t *ret_count)
{
    CLEANUP(yamlfile_freep) struct yamlfile *yaml = yamlfile_new(main_file->bytes);
    struct config_include *includes = NULL;
    size_t count = 0;
    unsigned depth = 0;
    struct yamlfile_node node;
    for (yamlfile_next(yaml, &node); node.event != YAMLFILE_EOF; yamlfile_next(yaml, &node)) {
        bool here = depth == 1 && str_equal_c(node.key, "include") &&
                    (node.event == YAMLFILE_SCALAR || node.event == YAMLFILE_SEQUENCE);
        if (here) {
            includes_read(yaml, &node, arena, &includes, &count);
            continue;
        }
        depth += node.event == YAMLFILE_MAPPING || node.event == YAMLFILE_SEQUENCE ? 1 : 0;
        depth -= node.event == YAMLFILE_CLOSE ? 1 : 0;
    }
    for (size_t i = 0; i < count; i++)
        includes[i].place.file = main_file->name;
    *ret_includes = includes;
    *ret_count = count;
}
