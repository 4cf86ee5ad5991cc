/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Made-up adapters for the tests of lib/config: a platform with settings and a default address
 * ("alpha"), one without either that needs an address ("beta"), one that needs a setting ("gamma"),
 * and a kind of feed with nested settings ("cases").
 */

#ifndef UNIT_CONFIG_WORLD_H
#define UNIT_CONFIG_WORLD_H

#include "unit.h"

#include "base/when.h"
#include "config/config.h"

struct world_alpha {
    int64_t page, pause_us;
    bool odd;
};

struct world_cases {
    int64_t zone_s, precision_us;
    struct str path, deep;
};

static const struct setting world_alpha_settings[] = {
    { "page", &setting_integer, offsetof(struct world_alpha, page), "25", .min = 1, .max = 100,
      .flags = SETTING_RELOAD, .doc = "Items of one page." },
    { "odd", &setting_boolean, offsetof(struct world_alpha, odd), "false", .flags = 0,
      .doc = "An oddity." },
    { .path = NULL },
};

static const struct setting world_gamma_settings[] = {
    { "page", &setting_integer, offsetof(struct world_alpha, page), NULL, .min = 1, .max = 9,
      .flags = SETTING_RELOAD | SETTING_REQUIRED, .doc = "Items of one page.", .sample = "5" },
    { "pause", &setting_duration, offsetof(struct world_alpha, pause_us), NULL,
      .flags = SETTING_RELOAD, .doc = "A pause." },
    { .path = NULL },
};

static const struct setting world_cases_settings[] = {
    { "timezone", &setting_zone, offsetof(struct world_cases, zone_s), NULL,
      .flags = SETTING_RELOAD | SETTING_REQUIRED, .doc = "Zone of its times.",
      .sample = "Asia/Jakarta" },
    { "list.path", &setting_text, offsetof(struct world_cases, path), "", .flags = SETTING_RELOAD,
      .doc = "Where the list is." },
    { "list.time.precision", &setting_duration, offsetof(struct world_cases, precision_us), "1s",
      .min = WHEN_SECOND, .max = WHEN_DAY, .flags = SETTING_RELOAD, .doc = "How exact." },
    { "list.deep", &setting_text, offsetof(struct world_cases, deep), NULL, .flags = SETTING_RELOAD,
      .doc = "One more.", .sample = "x" },
    { .path = NULL },
};

static const struct source_stream_info world_streams[] = {
    { "account", 86400, false, false },
    { "posts", 900, false, false },
    { "comments", 300, false, true },
    { "lookup", 60, true, true },
};
static const struct source_stream_info world_cases_streams[] = {
    { "complaints", 600, false, false },
    { "comments", 300, false, true },
};

static const struct source_info world_alpha = {
    .name = "alpha",
    .doc = "The first platform.",
    .default_base_url = "https://alpha.example/v1",
    .settings = world_alpha_settings,
    .settings_size = sizeof(struct world_alpha),
    .streams = world_streams,
    .stream_count = ARRAY_SIZE(world_streams),
};
static const struct source_info world_beta = {
    .name = "beta",
    .doc = "The second platform.",
    .streams = world_streams,
    .stream_count = 2,
};
static const struct source_info world_gamma = {
    .name = "gamma",
    .doc = "The third platform.",
    .default_base_url = "https://gamma.example",
    .settings = world_gamma_settings,
    .settings_size = sizeof(struct world_alpha),
    .streams = world_streams,
    .stream_count = 2,
};
static const struct source_info world_cases = {
    .name = "cases",
    .doc = "Complaints.",
    .is_feed = true,
    .settings = world_cases_settings,
    .settings_size = sizeof(struct world_cases),
    .streams = world_cases_streams,
    .stream_count = ARRAY_SIZE(world_cases_streams),
};
static const struct source_info world_plain = {
    .name = "plain",
    .doc = "A feed with an address of its own.",
    .is_feed = true,
    .default_base_url = "https://plain.example",
    .streams = world_cases_streams,
    .stream_count = ARRAY_SIZE(world_cases_streams),
};
static const struct source_info *const world[] = { &world_alpha, &world_beta,  &world_gamma,
                                                   &world_cases, &world_plain, NULL };

/* The configuration of one file, which must be good. */
static inline struct config *
world_load(const char *yaml)
{
    struct config_errors errors = { .count = 0 };
    struct config_file file = { "pantau.yaml", str_from(yaml) };
    struct config *config = config_load(
        &(struct config_input){ .files = &file, .file_count = 1, .infos = world }, &errors);

    if (config == NULL)
        fail_msg("%zu problems, first: %s\n%s", errors.count, errors.items[0].text, yaml);
    return config;
}

#endif
