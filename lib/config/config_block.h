/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Inside of lib/config: reads one mapping by its table of settings. Everything that an operator
 * writes between two braces goes through here, so that every mapping is refused in the same words.
 */

#ifndef CONFIG_CONFIG_BLOCK_H
#define CONFIG_CONFIG_BLOCK_H

#include "config/config_load.h"

/* A member that is no single value. */
struct config_member {
    const char *key;
    enum yamlfile_event shape; /* YAMLFILE_SEQUENCE or YAMLFILE_MAPPING */
    bool scalar_too;           /* one value may stand for a list of one */
    /* Called with the opened container (or the scalar); reads to its end. */
    void (*read)(struct config_load *load, void *target, const struct yamlfile_node *node);
};

struct config_block {
    const char *what;                    /* "a unit"; for messages. NULL: the file itself */
    const struct setting *settings;      /* ended by path NULL; may be NULL */
    const struct config_member *members; /* ended by key NULL; may be NULL */
    const char *also_mapping;            /* a setting that may be a mapping: kept like the others */
    bool takes_others;                   /* what is not known here is kept in load->pending */
    /* After each setting that was read; may be NULL. */
    void (*noted)(struct config_load *load, void *target, const struct setting *setting,
                  const struct yamlfile_node *node);
};

/*
 * Reads the mapping that was opened at the place, into target. The caller has set the defaults.
 * Empties load->pending first where the block takes others.
 */
void config_block_read(struct config_load *load, const struct config_block *block, void *target,
                       const struct config_place *at);
/* Sets target's fallbacks. */
void config_block_defaults(struct config_load *load, const struct setting *table, void *target);
/*
 * Gives what was kept (and is not taken yet) to an adapter's table. what says whose it is,
 * as in "platform facebook"; the block's settings help to guess what was meant. Returns a bit for
 * each setting given.
 */
uint64_t config_block_apply(struct config_load *load, const struct config_block *block,
                            const struct source_info *info, void *settings, const char *what);
/* Reports each setting that must be given and was not. */
void config_block_require(struct config_load *load, const struct setting *table, uint64_t given,
                          const char *what, const struct config_place *at);

#endif
