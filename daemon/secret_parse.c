/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What stands in a credential's file: lines of part=value, or the bare token. */

#include "secret_inside.h"

#include <stdlib.h>

#include <sodium.h>

#include "base/ascii.h"

/* "token", "app_secret": what may stand before "=". */
static bool
is_part_name(struct str name)
{
    if (name.n == 0 || name.n > 32 || name.p[0] < 'a' || name.p[0] > 'z')
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if ((c < 'a' || c > 'z') && !ascii_is_digit(c) && c != '_')
            return false;
    }
    return true;
}

bool
secret_is_value(struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7f)
            return false;
    return true;
}

static bool
add_value(struct secret *secret, struct str part, struct str value, unsigned line,
          struct error *err)
{
    if (!is_part_name(part))
        return error_set(err, ERROR_CONFIG, "line %u is not part=value", line);
    if (value.n == 0)
        return error_set(err, ERROR_CONFIG, "line %u: part \"%.*s\" is empty", line,
                         STR_ARGS(part));
    if (!secret_is_value(value))
        return error_set(err, ERROR_CONFIG, "line %u: part \"%.*s\" holds control characters", line,
                         STR_ARGS(part));
    if (secret->value_count == SECRET_PARTS_MAX)
        return error_set(err, ERROR_CONFIG, "line %u: more than %u parts", line, SECRET_PARTS_MAX);
    for (size_t i = 0; i < secret->value_count; i++)
        if (str_equal(secret->values[i].part, part))
            return error_set(err, ERROR_CONFIG, "line %u: part \"%.*s\" stands there twice", line,
                             STR_ARGS(part));
    secret->values[secret->value_count++] = (struct secret_value){ part, value };
    return true;
}

/* Empty lines and those that begin with "#" are passed over. */
static bool
next_line(struct str *rest, unsigned *line, struct str *ret_text)
{
    struct str text;

    while (str_split(rest, '\n', &text)) {
        ++*line;
        text = str_trim(text);
        if (text.n == 0 || text.p[0] == '#')
            continue;
        *ret_text = text;
        return true;
    }
    return false;
}

/*
 * A value may hold "=" itself: only the first one parts. A line whose beginning cannot be a part's
 * name is a bare one.
 */
static bool
parse_line(struct secret *secret, struct str text, unsigned line, bool alone, struct error *err)
{
    size_t at = str_find(text, STR("="), 0);
    struct str part = str_trim(str_sub(text, 0, at));

    if (at != SIZE_MAX && is_part_name(part) && at + 1 < text.n)
        return add_value(secret, part, str_trim(str_sub(text, at + 1, text.n)), line, err);
    if (alone)
        return add_value(secret, STR("token"), text, line, err);
    if (at != SIZE_MAX && is_part_name(part))
        return add_value(secret, part, STR(""), line, err);
    return error_set(err, ERROR_CONFIG, "line %u is not part=value", line);
}

bool
secret_parse(struct secret *secret, struct error *err)
{
    struct str rest = { secret->bytes, secret->size };
    struct str text;
    struct str other;
    unsigned line = 0;
    unsigned other_line = 0;
    unsigned lines = 0;

    while (next_line(&rest, &other_line, &other))
        lines++;
    rest = (struct str){ secret->bytes, secret->size };
    while (next_line(&rest, &line, &text))
        if (!parse_line(secret, text, line, lines == 1, err))
            return false;
    if (lines == 0) {
        (void)error_set(err, ERROR_CONFIG, "the file is empty");
        return error_hint(err, "Write one line into it: the token.");
    }
    return true;
}

void
secret_forget(struct secret *secret)
{
    if (secret->bytes != NULL)
        sodium_memzero(secret->bytes, secret->size);
    free(secret->bytes);
    secret->bytes = NULL;
    secret->size = secret->value_count = 0;
}
