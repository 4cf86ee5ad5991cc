/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One table entry per setting: the single place that says its name, type, default, range and meaning. Parsing, range errors, print-config,
 * the documented sample file, the manual page and the reload diff are all made from such tables. Adapters bring tables of their own.
 */

#ifndef CONFIG_SETTING_H
#define CONFIG_SETTING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

enum setting_flag {
    SETTING_RELOAD =
        1u << 0, /* takes effect on reload; without it a change says "needs a restart" */
    SETTING_REQUIRED = 1u << 1, /* has no default */
    SETTING_SECRET = 1u << 2,   /* never printed */
};

struct setting;

struct setting_type {
    const char *name; /* "duration": in the manual and in errors */
    /* Parses text into target (type as documented below); text copies live in the arena. err has the text without place. */
    bool (*parse)(const struct setting *setting, struct str text, void *target, struct arena *arena,
                  struct error *err);
    /* Appends the value as a user would write it in YAML. */
    bool (*format)(const struct setting *setting, const void *target, struct buf *out);
};

/* Targets: int64_t (integer, duration in µs, size in bytes), bool, int (index into choices), struct str (text, url, path, zone offset as int64_t s). */
extern const struct setting_type setting_integer;
extern const struct setting_type setting_duration;
extern const struct setting_type setting_size;
extern const struct setting_type setting_boolean;
extern const struct setting_type setting_choice;
extern const struct setting_type setting_text;
extern const struct setting_type setting_url;  /* url_check_base() or empty */
extern const struct setting_type setting_path; /* absolute, or empty */
extern const struct setting_type
    setting_zone; /* "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura", "UTC" or "+07:00": int64_t seconds east */

struct setting {
    const char *path; /* "http.max_response": dotted, relative to the table's place */
    const struct setting_type *type;
    size_t offset;              /* in the struct that the table fills */
    const char *fallback;       /* default as a user would write it; NULL with SETTING_REQUIRED */
    int64_t min, max;           /* inclusive, in the target's unit; both 0 = no bound */
    const char *const *choices; /* ended by NULL */
    unsigned flags;
    const char *doc; /* one or two sentences shown to the operator */
};

/* Sets every setting of the table (ended by path NULL) to its default; REQUIRED ones to zero. */
bool setting_defaults(const struct setting *table, void *target, struct arena *arena,
                      struct error *err) MUST_CHECK;
const struct setting *setting_find(const struct setting *table, struct str path);
/* Parses, checks range and choices: "interval: 5 is outside 10s to 30d". */
bool setting_set(const struct setting *setting, struct str text, void *target, struct arena *arena,
                 struct error *err) MUST_CHECK;
bool setting_show(const struct setting *setting, const void *target, struct buf *out) MUST_CHECK;
/* The known word nearest to an unknown one (edit distance ≤ 2 or a third of its length), or NULL: for "Did you mean …?". */
const char *setting_nearest(struct str word, const char *const *known, size_t count);

#endif
