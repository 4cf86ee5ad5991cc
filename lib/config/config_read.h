/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Inside of lib/config: the readers of the file's sections (members of its block), and what follows
 * when all files are read.
 */

#ifndef CONFIG_CONFIG_READ_H
#define CONFIG_CONFIG_READ_H

#include "config/config_load.h"

/* target is not used: everything goes into load->config. */
void config_units_governments(struct config_load *load, void *target,
                              const struct yamlfile_node *node);
void config_units_units(struct config_load *load, void *target, const struct yamlfile_node *node);
void config_units_leaders(struct config_load *load, void *target, const struct yamlfile_node *node);
void config_feeds_platforms(struct config_load *load, void *target,
                            const struct yamlfile_node *node);
void config_feeds_quotas(struct config_load *load, void *target, const struct yamlfile_node *node);
void config_feeds_schedules(struct config_load *load, void *target,
                            const struct yamlfile_node *node);
void config_feeds_feeds(struct config_load *load, void *target, const struct yamlfile_node *node);

/* One platform for each adapter that is no feed, at its defaults. */
void config_feeds_init_platforms(struct config_load *load);

/* Finds what every reference names, and what is there twice. For files that were read whole. */
void config_resolve(struct config_load *load);
/* Accounts at a time with one owner each, on platforms that have what they need. */
void config_check_accounts(struct config_load *load);

#endif
