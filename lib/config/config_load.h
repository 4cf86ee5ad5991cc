/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Inside of lib/config: what the parts of the loader share. One struct config_load lives during one
 * config_load(): it reads file after file, part by part, notes every reference to a name, and finds
 * what they mean when all files are read. Nobody outside the folder includes this.
 */

#ifndef CONFIG_CONFIG_LOAD_H
#define CONFIG_CONFIG_LOAD_H

#include "config/config_data.h"
#include "config/nameset.h"
#include "config/yamlfile.h"

/* What a text names. */
enum config_reference_kind {
    REFERENCE_GOVERNMENT,
    REFERENCE_PARENT,
    REFERENCE_PLATFORM,
    REFERENCE_FEED_KIND,
    REFERENCE_SCHEDULE,
    REFERENCE_CREDENTIAL,
    REFERENCE_ANSWERED_BY,
    REFERENCE_FEED_UNIT,
};

enum config_owner { OWNER_UNIT, OWNER_DELEGATES, OWNER_LEADER, OWNER_FEED };

/* Indexes, because the arrays move while they grow. */
struct config_reference {
    enum config_reference_kind kind;
    enum config_owner owner;
    uint32_t at;   /* which unit, leader or feed */
    uint32_t item; /* which account or unit of a feed, where the kind has one */
    struct config_place place;
};

/* A setting that only the adapter's table can read, kept until it is known which adapter's. */
struct config_pending {
    struct str path, value;
    bool is_null;
    bool is_taken; /* it was no setting of the adapter, and is read */
    unsigned line, column, key_line, key_column;
};

struct config_load {
    struct config *config;
    struct arena *scratch; /* freed when the loading ends */
    const struct source_info *const *infos;
    const struct config_file *files;
    size_t file_at; /* the file being read */
    struct yamlfile *yaml;
    bool cut_short; /* broken YAML: what the rest would have said is not known */

    struct config_errors *errors;
    struct config_error_place {
        size_t file;
        unsigned line, column;
    } error_places[CONFIG_ERRORS_MAX];
    struct error overflow; /* where an error goes that is not kept */

    struct config_reference *references;
    size_t reference_count;
    struct config_place *root_places; /* of each setting of the file itself: is it given twice? */
    struct config_pending *pending;   /* of the platform, feed or schedule being read */
    size_t pending_count;
    enum config_owner account_owner; /* whose accounts are being read */
    struct config_account *accounts; /* those that were read */
    size_t account_count, account_size;
    uint64_t *platform_given; /* of each platform: a bit for each setting that was given */
};

/* Zeroed; never NULL. */
void *config_load_alloc(struct arena *arena, size_t size);
/* The array with room for one more element at [count], zeroed. Grows by doubling. */
void *config_load_grow(struct arena *arena, void *array, size_t count, size_t size);
struct str config_load_copy(struct arena *arena, struct str text);
/* In the file being read. */
struct config_place config_load_place(const struct config_load *load, unsigned line,
                                      unsigned column);
/* Adds a problem in its place and returns it, for a hint. The text gets "file:line:column: ". */
struct error *config_load_report(struct config_load *load, const struct config_place *place,
                                 const char *format, ...) PRINTF_LIKE(3, 4);
/* The same for an error that was set without place. */
void config_load_report_error(struct config_load *load, const struct config_place *place,
                              const struct error *err);
/* The hint of an unknown name: the near one, or nothing. */
void config_load_guess(struct error *err, const struct setting_guess *guess);
/* The hint that names the adapters, of platforms or of feeds, as far as there is room. */
void config_load_known(struct error *err, const struct source_info *const *infos, bool is_feed);

/* The next node; a problem of the YAML was reported already, its node serves for its key alone. */
void config_load_next(struct config_load *load, struct yamlfile_node *ret_node);
/* Reads past what the node opened. */
void config_load_skip(struct config_load *load, const struct yamlfile_node *node);
/* Next mapping of a list: true when it was opened; false at the end. Other items are reported. */
bool config_load_item(struct config_load *load, const char *what, struct yamlfile_node *ret_node);
/* Next member of a mapping of names: true with a good name; false at the end. Others: reported. */
bool config_load_named(struct config_load *load, const char *what, enum yamlfile_event shape,
                       struct yamlfile_node *ret_node);
/* An unquoted nothing: "", "~" or "null". */
bool config_load_is_null(const struct yamlfile_node *node);
void config_load_note(struct config_load *load, enum config_reference_kind kind,
                      enum config_owner owner, size_t item, const struct yamlfile_node *node);

#endif
