/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the configuration must know of an adapter: its name, its setting table, its streams'
 * names. config/ lies below source/ and may not include it; the daemon hands these over
 * (source_infos() in source/registry), so the arrow stays one way.
 */

#ifndef CONFIG_SOURCE_INFO_H
#define CONFIG_SOURCE_INFO_H

#include "config/setting.h"

struct source_stream_info {
    const char *name;
    int64_t interval_s;
    bool internal; /* not to be scheduled by the operator */
    bool has_targets;
};

/* How a platform writes the ids of its accounts; all nothing: in no way that is known. */
struct source_id_form {
    const char *begins;
    size_t bytes; /* in all, with those that it begins with */
    bool digits;  /* and nothing else */
};

struct source_info {
    const char *name, *doc;
    const char *default_base_url; /* NULL: must be configured */
    bool is_feed;
    bool has_sites; /* an account is a website of its own: its id is the address that is asked */
    bool names_authors; /* tells who wrote by handles alone */
    bool asks_via;      /* for public accounts through an account of one's own */
    struct source_id_form ids;
    const struct setting *settings; /* ended by path NULL; may be NULL */
    size_t settings_size;
    /*
     * What is wrong between settings that are each right: the nth such fault, from 0, with its
     * words and hint, as the path of the setting at which it is told; NULL: there are no more. May
     * be NULL.
     */
    const char *(*fault)(const void *settings, size_t nth, struct error *err);
    /*
     * Whether a token of that credential gives the figures of the one who granted it, whichever
     * account is asked for: then no two accounts may name it. NULL: never.
     */
    bool (*speaks_alone)(const void *settings, struct str credential);
    const struct source_stream_info *streams;
    size_t stream_count;
};

#endif
