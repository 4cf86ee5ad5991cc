/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "config/config.h"
#include "config/setting.h"

#define SETUP_BYTES (64u << 10)
#define NAMES_MAX   1000

static void
give_up(const char *name, const char *why)
{
    fprintf(stderr, "%s: %s\n", name, why);
    abort();
}

const char *
fixture_root(void)
{
    return TEST_SOURCE_DIR;
}

bool
fixture_read_file(const char *path, struct buf *ret_bytes)
{
    FILE *file = fopen(path, "rb");
    char chunk[4096];
    size_t n;
    bool ok = file != NULL;

    while (ok && (n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        ok = buf_append(ret_bytes, chunk, n);
    if (file != NULL)
        fclose(file);
    return ok;
}

/* The first of its faults is kept. */
static void
refuse(struct fixture *fixture, const char *why)
{
    if (fixture->wrong == NULL)
        fixture->wrong = why;
}

static struct str
keep(struct fixture *fixture, struct str text)
{
    struct str copy = STR("");

    if (!arena_str(fixture->setup, text, &copy))
        refuse(fixture, "a given line is too long");
    return copy;
}

static int64_t
give_time(struct fixture *fixture, struct str text)
{
    int64_t us = 0;

    if (!when_parse_rfc3339(text, &us))
        refuse(fixture, "a given time cannot be read");
    return us;
}

/* A member of a setting that is a mapping: "map.statuses.Selesai". */
static bool
give_word(struct fixture *fixture, struct str path, struct str value)
{
    struct error err = ERROR_INIT;

    for (const struct setting *row = fixture->source->settings; row->path != NULL; row++) {
        size_t n = strlen(row->path);
        if (row->type->parse_entry != NULL && str_starts(path, str_from(row->path)) &&
            path.n > n + 1 && path.p[n] == '.')
            return setting_set_entry(row, str_sub(path, n + 1, path.n), value, fixture->settings,
                                     fixture->setup, &err);
    }
    return false;
}

/* The settings of the one feed in an example; they live as long as the fixture. */
static void
give_map(struct fixture *fixture, struct str name)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(FIXTURE_BYTES_MAX);
    struct config_errors errors = { .count = 0 };
    char path[512];

    snprintf(path, sizeof(path), "%s/../../conf/examples/maps/%.*s.yaml", fixture_root(),
             STR_ARGS(name));
    if (fixture->config != NULL || str_find(name, STR("."), 0) != SIZE_MAX ||
        strcmp(fixture->source->name, "mapped") != 0 || !fixture_read_file(path, &bytes)) {
        refuse(fixture, "no such map, or one too many");
        return;
    }
    struct config_file file = { path, buf_str(&bytes) };
    fixture->config = config_load(
        &(struct config_input){
            .files = &file, .file_count = 1, .infos = source_infos(arena), .incomplete = true },
        &errors);
    if (fixture->config == NULL || fixture->config->feed_count != 1)
        give_up(path, errors.items[0].text);
    memcpy(fixture->settings, fixture->config->feeds[0].settings, fixture->source->settings_size);
}

static void
give_setting(struct fixture *fixture, struct str text)
{
    const struct setting *table = fixture->source->settings, *setting;
    struct error err = ERROR_INIT;
    struct str path;

    if (!str_split(&text, '=', &path)) {
        refuse(fixture, "given set without a path");
        return;
    }
    setting = setting_find(table, path);
    if (setting == NULL && give_word(fixture, path, text))
        return;
    if (setting == NULL || !setting_set(setting, str_is_none(text) ? STR("") : text,
                                        fixture->settings, fixture->setup, &err))
        refuse(fixture, "a setting that the adapter does not have or does not take");
}

static void
give_frame(struct fixture *fixture, struct str text)
{
    struct str edge, object = STR("");

    if (!str_split(&text, ' ', &edge)) {
        refuse(fixture, "given at without an edge");
        return;
    }
    /* "page HASH NUMBER": an edge with an object. */
    if (str_find(text, STR(" "), 0) != SIZE_MAX && !str_split(&text, ' ', &object)) {
        refuse(fixture, "given at without a value");
        return;
    }
    if (!cursor_push(&fixture->at, keep(fixture, edge).p, object, text))
        refuse(fixture, "given at does not fit");
}

/* One more target, last shown an hour before the answer. */
static void
give_also(struct fixture *fixture, struct str text)
{
    struct source_view *view = &fixture->view;
    struct str id;

    if (!str_split(&text, ' ', &id) || view->target_count == FIXTURE_TARGETS_MAX) {
        refuse(fixture, "given target without an id, or too many");
        return;
    }
    fixture->targets[view->target_count++] =
        (struct source_target){ .external_id = keep(fixture, id),
                                .post_external_id = keep(fixture, text),
                                .published_at_us = WHEN_NONE,
                                .last_seen_at_us = view->now_us - WHEN_HOUR };
    view->targets = fixture->targets;
}

static void
give_target(struct fixture *fixture, struct str text)
{
    fixture->view.target_count = 0;
    give_also(fixture, text);
}

static void
give_formerly(struct fixture *fixture, struct str text)
{
    struct source_account *account = &fixture->view.account;

    if (account->former_handle_count == FIXTURE_TARGETS_MAX) {
        refuse(fixture, "too many former handles");
        return;
    }
    fixture->former_handles[account->former_handle_count++] = keep(fixture, text);
    account->former_handles = fixture->former_handles;
}

static void
give_public(struct fixture *fixture, struct str text)
{
    fixture->view.account.is_public = true;
    fixture->view.account.via_id = text.n > 0 ? keep(fixture, text) : STR_NONE;
}

static void
give_account(struct fixture *fixture, struct str text)
{
    struct str id;

    if (!str_split(&text, ' ', &id)) {
        refuse(fixture, "given account without an id");
        return;
    }
    fixture->view.account.external_id = keep(fixture, id);
    fixture->view.account.handle = keep(fixture, text);
}

/* The targets given so far are posts that are kept. */
static void
give_posts(struct fixture *fixture)
{
    for (size_t i = 0; i < fixture->view.target_count; i++)
        fixture->targets[i].is_post = true;
}

static void
give(struct fixture *fixture, struct str line)
{
    struct str word;
    int64_t number;

    if (!str_split(&line, ' ', &word)) {
        refuse(fixture, "an empty given line");
        return;
    }
    if (str_equal_c(word, "now"))
        fixture->view.now_us = give_time(fixture, line);
    else if (str_equal_c(word, "since"))
        fixture->view.since_us = give_time(fixture, line);
    else if (str_equal_c(word, "until"))
        fixture->view.until_us = give_time(fixture, line);
    else if (str_equal_c(word, "reach"))
        fixture->view.reach_us = give_time(fixture, line);
    else if (str_equal_c(word, "seen"))
        fixture->view.last_complete_us = give_time(fixture, line);
    else if (str_equal_c(word, "watermark"))
        fixture->at.since_us = give_time(fixture, line);
    else if (str_equal_c(word, "base"))
        fixture->view.base_url = keep(fixture, line);
    else if (str_equal_c(word, "account"))
        give_account(fixture, line);
    else if (str_equal_c(word, "target"))
        give_target(fixture, line);
    else if (str_equal_c(word, "also"))
        give_also(fixture, line);
    else if (str_equal_c(word, "formerly"))
        give_formerly(fixture, line);
    else if (str_equal_c(word, "leader"))
        fixture->view.account.is_leader = true;
    else if (str_equal_c(word, "public"))
        give_public(fixture, line);
    else if (str_equal_c(word, "map"))
        give_map(fixture, line);
    else if (str_equal_c(word, "set"))
        give_setting(fixture, line);
    else if (str_equal_c(word, "at"))
        give_frame(fixture, line);
    else if (str_equal_c(word, "limit") && parse_int(line, &number))
        fixture->at.page_limit = (unsigned)number;
    else if (str_equal_c(word, "version") && parse_int(line, &number))
        fixture->at.version = (unsigned)number;
    else if (str_equal_c(word, "kept"))
        give_posts(fixture);
    else
        refuse(fixture, "a given line that is not known");
}

/* Takes the given lines off the head of the expectation. */
static void
give_all(struct fixture *fixture, struct str lines)
{
    struct str line;

    while (str_starts(lines, STR("given ")) && str_split(&lines, '\n', &line)) {
        if (!buf_printf(&fixture->given, "%.*s\n", STR_ARGS(line)))
            refuse(fixture, "too long");
        give(fixture, str_sub(line, 6, line.n));
    }
    if (lines.n > 0 && !buf_append_str(&fixture->expect, lines))
        refuse(fixture, "too long");
}

/* The view that holds where nothing is given. */
static void
set_defaults(struct fixture *fixture)
{
    struct error err = ERROR_INIT;
    bool feed = fixture->source->is_feed;

    fixture->settings = arena_alloc(fixture->setup, fixture->source->settings_size);
    if (fixture->settings == NULL ||
        !setting_defaults(fixture->source->settings, fixture->settings, fixture->setup, &err))
        refuse(fixture, "settings without defaults");
    fixture->view = (struct source_view){
        .settings = fixture->settings,
        .base_url = feed ? STR("https://lapor.example/api") : STR("https://graph.example/v26.0"),
        .account = { .external_id = feed ? STR("lapor") : STR("1000"), .handle = STR("dinasair") },
        .since_us = WHEN_NONE,
        .last_complete_us = WHEN_NONE,
    };
    fixture->at = (struct cursor)CURSOR_INIT;
    give(fixture, STR("now 2026-11-20T08:00:00Z"));
    if (fixture->stream->flags & SOURCE_TARGETS_POSTS)
        give_target(fixture, STR("1000_501"));
    if (fixture->stream->flags & SOURCE_TARGETS_MESSAGES)
        give_target(fixture, STR("501_7 1000_501"));
    if (feed)
        give_setting(fixture, STR("timezone=Asia/Jakarta"));
}

struct fixture *
fixture_try(const char *name, struct str source, struct str stream, struct str raw,
            struct str given)
{
    const struct source *found = source_find(source);
    struct fixture *fixture;

    if (found == NULL || source_stream_find(found, stream) == NULL)
        return NULL;
    fixture = xcalloc(1, sizeof(*fixture));
    snprintf(fixture->name, sizeof(fixture->name), "%s", name);
    fixture->raw = fixture->expect = fixture->given = (struct buf)BUF_INIT(FIXTURE_BYTES_MAX);
    fixture->setup = arena_new(SETUP_BYTES);
    fixture->headers = xcalloc(FIXTURE_HEADERS_MAX, sizeof(*fixture->headers));
    fixture->source = found;
    fixture->stream = source_stream_find(found, stream);
    set_defaults(fixture);
    if (raw.n > 0 && !buf_append_str(&fixture->raw, raw))
        refuse(fixture, "too long");
    give_all(fixture, given);
    return fixture;
}

struct fixture *
fixture_make(const char *name, const char *source, const char *stream, struct str raw,
             const char *given)
{
    struct fixture *fixture =
        fixture_try(name, str_from(source), str_from(stream), raw, str_from(given));

    if (fixture == NULL)
        give_up(name, "no such adapter or stream");
    if (fixture->wrong != NULL)
        give_up(name, fixture->wrong);
    return fixture;
}

struct fixture *
fixture_load(const char *name)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(FIXTURE_BYTES_MAX);
    CLEANUP(buf_done) struct buf expect = BUF_INIT(FIXTURE_BYTES_MAX);
    char path[512], source[32], stream[32];

    if (sscanf(name, "%31[^/]/%31[^/]/", source, stream) != 2)
        give_up(name, "is not platform/stream/name");
    snprintf(path, sizeof(path), "%s/%s.http", fixture_root(), name);
    if (!fixture_read_file(path, &raw))
        give_up(path, "cannot be read");
    snprintf(path, sizeof(path), "%s/%s.expect", fixture_root(), name);
    if (!fixture_read_file(path, &expect))
        give_up(path, "cannot be read");
    return fixture_make(name, source, stream, buf_str(&raw), expect.used > 0 ? expect.data : "");
}

void
fixture_free(struct fixture *fixture)
{
    buf_done(&fixture->raw);
    buf_done(&fixture->expect);
    buf_done(&fixture->given);
    arena_free(fixture->setup);
    config_free(fixture->config);
    free(fixture->headers);
    free(fixture);
}

void
fixture_run(const struct fixture *fixture, struct str bytes, struct arena *arena,
            struct run *ret_run)
{
    struct source_view view = fixture->view;
    struct error head = ERROR_INIT;

    view.arena = arena;
    *ret_run = (struct run){ .arena = arena, .err = ERROR_INIT };
    batch_init(&ret_run->batch, arena);
    ret_run->planned = fixture->stream->plan(&view, &fixture->at, &ret_run->request, &ret_run->err);
    ret_run->parsed =
        http_response_parse(bytes, fixture->headers, FIXTURE_HEADERS_MAX, &ret_run->answer, &head);
    if (ret_run->planned && ret_run->parsed)
        ret_run->outcome = fixture->stream->digest(&view, &fixture->at, &ret_run->answer,
                                                   &ret_run->batch, &ret_run->err);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds platform/stream/name of each .http file of one stream's folder. */
static void
list_stream(const char *folder, char **names, size_t *count)
{
    char path[512];
    DIR *dir;
    struct dirent *entry;

    snprintf(path, sizeof(path), "%s/%s", fixture_root(), folder);
    dir = opendir(path);
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        const char *end = strrchr(entry->d_name, '.');
        if (end == NULL || strcmp(end, ".http") != 0 || *count >= NAMES_MAX)
            continue;
        snprintf(path, sizeof(path), "%s/%.*s", folder, (int)(end - entry->d_name), entry->d_name);
        names[(*count)++] = xstrdup(path);
    }
    if (dir != NULL)
        closedir(dir);
}

char **
fixture_names(size_t *ret_count)
{
    char **names = xcalloc(NAMES_MAX, sizeof(*names));
    char folder[128];
    size_t count = 0;

    for (size_t i = 0; sources[i] != NULL; i++) {
        for (size_t k = 0; k < sources[i]->stream_count; k++) {
            snprintf(folder, sizeof(folder), "%s/%s", sources[i]->name,
                     sources[i]->streams[k].name);
            list_stream(folder, names, &count);
        }
    }
    qsort(names, count, sizeof(*names), by_name);
    *ret_count = count;
    return names;
}
