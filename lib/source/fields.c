/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Each kind of field is one row of a table: what the reader expects, in words, and the function
 * that reads it. A reader says READ_ABSENT for values that platforms write when they mean "none"
 * ("", "-" and the epoch 0), so that the next alternative of the path is tried.
 */

#include "source/fields.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/parse.h"
#include "base/utf8.h"

enum read_result {
    READ_OK,
    READ_ABSENT,
    READ_WRONG,
    READ_NO_MEMORY,
};

/* What one field is read into, with what it needs. */
struct read {
    struct jdoc_node node;
    void *target;
    struct arena *arena;
};

static enum read_result
keep_text(const struct read *read, struct str text)
{
    struct str *target = read->target;
    struct str copy;

    if (!arena_str(read->arena, text, &copy))
        return READ_NO_MEMORY;
    *target = copy;
    return READ_OK;
}

static enum read_result
read_id(const struct read *read)
{
    char digits[JDOC_DIGITS_SIZE];
    struct str id;

    if (!jdoc_get_id(read->node, digits, &id))
        return READ_WRONG;
    id = str_trim(id);
    if (id.n > RECORD_ID_MAX)
        return READ_WRONG;
    return id.n == 0 ? READ_ABSENT : keep_text(read, id);
}

static enum read_result
read_cut_text(const struct read *read, size_t max)
{
    struct str text;
    struct str valid;

    if (!jdoc_get_str(read->node, &text))
        return READ_WRONG;
    if (!utf8_repair(read->arena, utf8_cut(text, max), &valid))
        return READ_NO_MEMORY;
    /* Repair may write three bytes for one. */
    return keep_text(read, utf8_cut(valid, max));
}

static enum read_result
read_text(const struct read *read)
{
    return read_cut_text(read, RECORD_TEXT_MAX);
}

static enum read_result
read_line(const struct read *read)
{
    return read_cut_text(read, RECORD_LINE_MAX);
}

/* A text where a number could stand, and none does. */
static bool
is_no_number(struct jdoc_node node)
{
    struct str text;

    if (!jdoc_get_str(node, &text))
        return false;
    text = str_trim(text);
    return text.n == 0 || str_equal_c(text, "-");
}

bool
fields_get_whole(struct jdoc_node node, int64_t *ret_value)
{
    struct str text;
    double real;

    if (jdoc_get_int(node, ret_value))
        return true;
    if (jdoc_get_str(node, &text) || !jdoc_get_double(node, &real) || real != floor(real) ||
        fabs(real) > 1e15)
        return false;
    *ret_value = (int64_t)real;
    return true;
}

static enum read_result
read_count(const struct read *read)
{
    int64_t *target = read->target;
    int64_t value;

    if (is_no_number(read->node))
        return READ_ABSENT;
    if (!fields_get_whole(read->node, &value))
        return READ_WRONG;
    if (value < 0)
        return READ_ABSENT;
    *target = value;
    return READ_OK;
}

static enum read_result
read_number(const struct read *read)
{
    double *target = read->target;
    struct str text;
    double value;

    if (is_no_number(read->node))
        return READ_ABSENT;
    if (jdoc_get_str(read->node, &text)) {
        if (!parse_double(str_trim(text), &value))
            return READ_WRONG;
    } else if (!jdoc_get_double(read->node, &value)) {
        return READ_WRONG;
    }
    if (!isfinite(value))
        return READ_WRONG;
    *target = value;
    return READ_OK;
}

static enum read_result
read_flag(const struct read *read)
{
    enum tri *target = read->target;
    struct str text;
    int64_t number;
    bool flag;

    if (jdoc_get_bool(read->node, &flag)) {
        *target = flag ? TRI_YES : TRI_NO;
        return READ_OK;
    }
    if (jdoc_get_str(read->node, &text) && text.n == 0)
        return READ_ABSENT;
    if (jdoc_get_str(read->node, &text) && parse_bool(text, &flag)) {
        *target = flag ? TRI_YES : TRI_NO;
        return READ_OK;
    }
    if (!jdoc_get_int(read->node, &number) || (number != 0 && number != 1))
        return READ_WRONG;
    *target = number == 1 ? TRI_YES : TRI_NO;
    return READ_OK;
}

/* The number's digits as text, so that one parser judges seconds, milliseconds and range. */
static enum read_result
read_epoch(const struct read *read)
{
    int64_t *target = read->target;
    char digits[32];
    struct str text;
    int64_t number;

    if (jdoc_get_str(read->node, &text)) {
        text = str_trim(text);
    } else {
        if (!fields_get_whole(read->node, &number))
            return READ_WRONG;
        if (number == 0)
            return READ_ABSENT;
        snprintf(digits, sizeof(digits), "%" PRId64, number);
        text = str_from(digits);
    }
    if (text.n == 0 || str_equal_c(text, "0"))
        return READ_ABSENT;
    return when_parse_epoch(text, target) ? READ_OK : READ_WRONG;
}

/* Platforms that name no zone mean UTC. */
static bool
parse_zoneless(struct str text, int64_t *target)
{
    char zoned[40];
    int n;

    if (text.n >= sizeof(zoned) - 1)
        return false;
    n = snprintf(zoned, sizeof(zoned), "%.*sZ", STR_ARGS(text));
    return when_parse_rfc3339((struct str){ zoned, (size_t)n }, target);
}

static enum read_result
read_time(const struct read *read)
{
    struct str text;

    if (jdoc_get_str(read->node, &text)) {
        text = str_trim(text);
        if (when_parse_rfc3339(text, read->target) || parse_zoneless(text, read->target))
            return READ_OK;
    }
    return read_epoch(read);
}

static const struct field_reader {
    const char *expected;
    enum read_result (*read)(const struct read *read);
} readers[FIELD_KIND_COUNT] = {
    [FIELD_ID] = { "an id", read_id },
    [FIELD_TEXT] = { "a text", read_text },
    [FIELD_LINE] = { "a text", read_line },
    [FIELD_COUNT] = { "a count", read_count },
    [FIELD_NUMBER] = { "a number", read_number },
    [FIELD_FLAG] = { "true or false", read_flag },
    [FIELD_TIME] = { "a time", read_time },
    [FIELD_EPOCH] = { "Unix seconds", read_epoch },
};

static bool
same_name(struct str a, struct str b)
{
    size_t i = 0;
    size_t k = 0;

    for (;;) {
        while (i < a.n && a.p[i] == '_')
            i++;
        while (k < b.n && b.p[k] == '_')
            k++;
        if (i == a.n || k == b.n)
            return i == a.n && k == b.n;
        if (ascii_lower(a.p[i++]) != ascii_lower(b.p[k++]))
            return false;
    }
}

struct jdoc_node
fields_member(struct jdoc_node object, const char *name)
{
    struct jdoc_node exact = jdoc_member(object, name);
    struct jdoc_node value;
    struct str wanted = str_from(name);
    struct str found;
    void *place = NULL;

    if (!jdoc_is_absent(exact))
        return exact;
    while (jdoc_next(object, &place, &found, &value)) {
        if (same_name(found, wanted))
            return value;
    }
    return exact;
}

/*
 * A stretch of "a|b" as the C string that jdoc_path() wants. False for a path longer than any table
 * has.
 */
static bool
copy_path(struct str part, char path[FIELD_PATH_MAX])
{
    if (part.n >= FIELD_PATH_MAX)
        return false;
    memcpy(path, part.p, part.n);
    path[part.n] = '\0';
    return true;
}

/*
 * "likes" beside "likes.count": an object or a list in the number's place is what the other one
 * looks into, and it found nothing there.
 */
static bool
is_looked_into(const struct field *field, const char *path, struct jdoc_node node)
{
    struct str rest = str_from(field->path);
    struct str wanted = str_from(path);
    struct str part;

    if (!jdoc_is_object(node) && !jdoc_is_array(node))
        return false;
    while (str_split(&rest, '|', &part)) {
        if (part.n > wanted.n && part.p[wanted.n] == '.' && str_starts(part, wanted))
            return true;
    }
    return false;
}

/* What became of a field: wrong names the first alternative that was there and did not fit. */
struct tried {
    enum read_result result;
    char wrong[FIELD_PATH_MAX];
    struct jdoc_node wrong_node;
};

static struct tried
read_field(const struct field *field, struct read read, struct jdoc_node item, bool any_case)
{
    struct tried tried = { .result = READ_ABSENT };
    struct str rest = str_from(field->path);
    struct str part;
    char path[FIELD_PATH_MAX];

    while (str_split(&rest, '|', &part)) {
        enum read_result result = READ_ABSENT;
        if (!copy_path(part, path))
            continue;
        read.node = any_case ? fields_member(item, path) : jdoc_path(item, path);
        if (!jdoc_is_absent(read.node) && !jdoc_is_null(read.node))
            result = readers[field->kind].read(&read);
        if (result == READ_OK || result == READ_NO_MEMORY) {
            tried.result = result;
            return tried;
        }
        if (result == READ_WRONG && tried.result != READ_WRONG &&
            !is_looked_into(field, path, read.node)) {
            tried.result = READ_WRONG;
            tried.wrong_node = read.node;
            memcpy(tried.wrong, path, sizeof(path));
        }
    }
    return tried;
}

/* What is wrong with a field, in words. */
static bool
say_wrong(const struct field *field, const struct tried *tried, struct error *err)
{
    const char *expected = readers[field->kind].expected;

    if (tried->result == READ_ABSENT)
        return error_set(err, ERROR_PEER, "%s: expected %s, got none", field->path, expected);
    return error_set(err, ERROR_PEER, "%s: expected %s, got %s", tried->wrong, expected,
                     jdoc_type_name(tried->wrong_node));
}

bool
fields_read(struct field_table table, struct jdoc_node item, void *target, struct batch *batch,
            const char *at, struct error *err)
{
    for (size_t i = 0; i < table.count; i++) {
        const struct field *field = &table.fields[i];
        struct read read = { .target = (char *)target + field->offset, .arena = batch->arena };
        struct tried tried = read_field(field, read, item, table.any_case);
        struct error why = ERROR_INIT;

        if (tried.result == READ_NO_MEMORY)
            return error_set(err, ERROR_LIMIT, "the answer needs more memory than it may");
        if (field->required && tried.result != READ_OK)
            return say_wrong(field, &tried, err);
        if (tried.result == READ_WRONG) {
            say_wrong(field, &tried, &why);
            batch_reject(batch, str_from(at), "%s", why.text);
        }
    }
    return true;
}

bool
fields_is_cut(struct jdoc_node item, const char *path)
{
    struct str text;

    return jdoc_get_str(fields_member(item, path), &text) && text.n > RECORD_TEXT_MAX;
}
