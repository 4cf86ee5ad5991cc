/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One table entry per setting: the single place that says its name, type, default, range and
 * meaning. Parsing, range errors, print-config, the documented sample file, the manual page and
 * the reload diff are all made from such tables. Adapters bring tables of their own.
 */

#ifndef CONFIG_SETTING_H
#define CONFIG_SETTING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

enum setting_flag {
    SETTING_RELOAD = 1u << 0,   /* takes effect on reload; else a change needs a restart */
    SETTING_REQUIRED = 1u << 1, /* must be given; has no fallback */
    SETTING_SECRET = 1u << 2,   /* never printed */
};

struct setting;

struct setting_type {
    const char *name; /* "duration": in the manual and in errors */
    size_t size;      /* of the target; 0: a struct str */
    /*
     * Parses text into target (type as documented below); text copies live in the arena. err has
     * the text without place.
     */
    bool (*parse)(const struct setting *setting, struct str text, void *target, struct arena *arena,
                  struct error *err);
    /* Appends the value as a user would write it in YAML; an absent text appends nothing. */
    bool (*format)(const struct setting *setting, const void *target, struct buf *out);
    /*
     * Not NULL: it is written as a mapping, and this adds one member of it. err as above.
     */
    bool (*parse_entry)(const struct setting *setting, struct str word, struct str value,
                        void *target, struct arena *arena, struct error *err);
};

/*
 * Targets are named in brackets. min and max of a text bound its bytes (both 0: up to 1000); one
 * that is required may not be empty.
 */
extern const struct setting_type setting_integer;  /* [int64_t] */
extern const struct setting_type setting_duration; /* "15m" [int64_t, µs] */
extern const struct setting_type setting_size;     /* "4MiB" [int64_t, bytes] */
extern const struct setting_type setting_boolean;  /* [bool] */
extern const struct setting_type setting_choice;   /* one of choices [int, its index] */
extern const struct setting_type setting_word;     /* one of choices [struct str] */
extern const struct setting_type setting_text;     /* no control characters [struct str] */
extern const struct setting_type setting_name; /* letters, digits, ".", "_", "-"; 64 [struct str] */
/* a platform's id: no blanks; or a website's address, in full [struct str] */
extern const struct setting_type setting_id;
extern const struct setting_type setting_handle; /* without "@" [struct str] */
extern const struct setting_type setting_region; /* "32" or "32.75" [struct str] */
extern const struct setting_type setting_date;   /* "2025-01-02" [struct str] */
/*
 * http(s)://host[:port][/path], nothing else, or empty; a trailing slash is dropped [struct str]
 */
extern const struct setting_type setting_url;
extern const struct setting_type setting_path; /* absolute, or empty [struct str] */
/* Where a value stands in JSON: names joined by dots, "lokasi.0.lat", or empty [struct str] */
extern const struct setting_type setting_member;
/*
 * Somebody else's words, and what each is here: a mapping. What it is must be one of choices, where
 * there are some. A word stands once, in whatever case. [struct str, for setting_words_next()]
 */
extern const struct setting_type setting_words;
/* "Asia/Jakarta" and the other three of Indonesia, "UTC", or "+07:00" [int64_t, seconds east] */
extern const struct setting_type setting_zone;

struct setting {
    const char *path; /* "http.max_response": dotted, relative to the table's place */
    const struct setting_type *type;
    size_t offset;        /* in the struct that the table fills */
    const char *fallback; /* default as a user would write it; NULL: none, a text stays absent */
    int64_t min, max;     /* inclusive, in the target's unit; both 0 = no bound */
    const char *const *choices; /* ended by NULL */
    unsigned flags;
    const char *doc;    /* one or two sentences shown to the operator */
    const char *sample; /* shown in the documented file where there is no fallback */
};

/*
 * Sets every setting of the table (ended by path NULL) to its fallback; those without one to
 * zero.
 */
bool setting_defaults(const struct setting *table, void *target, struct arena *arena,
                      struct error *err) MUST_CHECK;
/* NULL when the table (which may be NULL) has none of that path. */
const struct setting *setting_find(const struct setting *table, struct str path);
/*
 * Parses, checks range and choices: 'http.timeout: "90" is not a duration', "… is outside 1s to
 * 10m", with a hint.
 */
bool setting_set(const struct setting *setting, struct str text, void *target, struct arena *arena,
                 struct error *err) MUST_CHECK;
/* The same for one member of a mapping, where setting->type->parse_entry is not NULL. */
bool setting_set_entry(const struct setting *setting, struct str word, struct str value,
                       void *target, struct arena *arena, struct error *err) MUST_CHECK;
/* The next pair of a setting_words: takes it off *rest, which begins as the target. */
bool setting_words_next(struct str *rest, struct str *ret_word, struct str *ret_value);
/* What the word is, in whatever case it comes; absent where it is not among them. */
struct str setting_words_find(struct str words, struct str word);
/* Appends the value as YAML, "***" for a secret; an absent text appends nothing. */
bool setting_show(const struct setting *setting, const void *target, struct buf *out) MUST_CHECK;
/* Same value in both structs? */
bool setting_equal(const struct setting *setting, const void *a, const void *b);
/*
 * Appends a text as a YAML scalar that reads back the same: plain where that is safe, else in
 * double quotes.
 */
bool setting_quote(struct str text, struct buf *out) MUST_CHECK;

#define SETTING_SHOWN_MAX 72
/* For types: sets '"text" why'. Always false. */
bool setting_refuse(struct error *err, struct str text, const char *why);
/* For messages: the first bytes, control characters as "?", "…" where it was cut. Returns buf. */
char *setting_shown(struct str text, char *buf);

/*
 * The nearest known word so far: for "Did you mean …?" over several lists. Letters compare
 * without case; near is an edit distance of a third of the word's length, of 2 in a short word,
 * of 1 in one of up to 3 letters.
 */
struct setting_guess {
    struct str word;
    struct str nearest; /* absent: none is near enough */
    size_t distance;
};
#define SETTING_GUESS(unknown)                                       \
    {                                                                \
        .word = (unknown), .nearest = STR_NONE, .distance = SIZE_MAX \
    }
void setting_guess(struct setting_guess *guess, struct str known);
/* The same over one list; NULL when none is near enough. */
const char *setting_nearest(struct str word, const char *const *known, size_t count);

#endif
