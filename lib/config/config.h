/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The configuration: immutable once loaded, passed as const, replaced as a whole by a reload.
 * Everything hangs in one arena. Names of governments, schedules and adapters are resolved to
 * pointers (the text as written stands beside them); what does not resolve is refused with
 * file:line:column and a hint, all problems of all files at once. No I/O: the caller reads the
 * files.
 */

#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "config/config_data.h"

/*
 * Files named by include: in the main file, in order, for the caller to expand and read.
 * Copies in the arena. What cannot be read is left out here: config_load() tells it.
 */
void config_includes(const struct config_file *main_file, struct arena *arena,
                     struct config_include **ret_includes, size_t *ret_count);

/* NULL when errors->count > 0 afterwards. The adapters' tables must outlive the configuration. */
struct config *config_load(const struct config_input *input,
                           struct config_errors *errors) MUST_CHECK;
void config_free(struct config *config);
DEFINE_FREEP(config);

/*
 * Running values as YAML that config_load() reads back to the same configuration; no secret is
 * in it.
 */
bool config_print(const struct config *config, struct buf *out) MUST_CHECK;
/* Every setting with its meaning, commented out at its default: the installed sample. */
bool config_print_documented(const struct source_info *const *infos, struct buf *out) MUST_CHECK;
/*
 * One line per difference: "http.timeout changed: 30s → 10s", "database.dsn changed: needs a
 * restart". ret_needs_restart counts the latter. False when out is full.
 */
bool config_diff(const struct config *old_config, const struct config *new_config, struct buf *out,
                 size_t *ret_needs_restart) MUST_CHECK;

#endif
