/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/csv: quotes, line ends, separators, and what one broken record costs.
 */

#include "unit.h"

#include "base/csv.h"

#include <stdio.h>
#include <string.h>

/* The records as text: fields in brackets, "!" for a broken record, "$" at the ceiling. */
static void
read_all(struct str bytes, char separator, size_t ceiling, char out[512])
{
    struct arena *arena = arena_new(ceiling);
    struct str fields[3];
    enum csv_outcome outcome;
    struct csv csv;
    size_t count;

    out[0] = '\0';
    csv_init(&csv, bytes, separator);
    while ((outcome = csv_next(&csv, arena, fields, ARRAY_SIZE(fields), &count)) != CSV_END) {
        for (size_t i = 0; outcome == CSV_RECORD && i < count && i < ARRAY_SIZE(fields); i++) {
            size_t used = strlen(out);
            snprintf(out + used, 512 - used, "[%.*s]", STR_ARGS(fields[i]));
        }
        if (outcome == CSV_RECORD && count > ARRAY_SIZE(fields))
            strcat(out, "+");
        strcat(out, outcome == CSV_BROKEN ? "!" : outcome == CSV_LIMIT ? "$" : "");
        snprintf(out + strlen(out), 512 - strlen(out), "%u;", csv.record_line);
    }
    arena_free(arena);
}

static void
test_records(void **state)
{
    (void)state;
    const struct {
        const char *bytes, *expect;
        char separator;
    } rows[] = {
        { "", "", ',' },
        { "a", "[a]1;", ',' },
        { "a,b\nc,d\n", "[a][b]1;[c][d]2;", ',' },
        { "a,b\r\nc\r\n", "[a][b]1;[c]2;", ',' },
        { "a\rb,c", "[a\rb][c]1;", ',' },
        { "\xef\xbb\xbf"
          "a;b,c",
          "[a][b,c]1;", ';' },
        { "a\tb", "[a][b]1;", '\t' },
        { ",\n,", "[][]1;[][]2;", ',' },
        { "\n\na", "[]1;[]2;[a]3;", ',' },
        { "a,b,c,d", "[a][b][c]+1;", ',' },
        { "\"a,b\",c", "[a,b][c]1;", ',' },
        { "\"a\nb\",c\nd", "[a\nb][c]1;[d]3;", ',' },
        { "\"a\"\"b\",\"\"\"\",\"\"", "[a\"b][\"][]1;", ',' },
        { "\"a\"\r\n\"b\"", "[a]1;[b]2;", ',' },
        { "a\"b\"c,d", "[a\"b\"c][d]1;", ',' },
        { "\"a\"b,c\nd", "!1;[d]2;", ',' },
        { "a,\"b\nc", "!1;", ',' },
        { "\"a\"\"", "!1;", ',' },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char got[512];
        read_all(str_from(rows[i].bytes), rows[i].separator, 1000, got);
        EXPECT_STR(rows[i].bytes, str_from(got), str_from(rows[i].expect));
    }
}

/* Only a doubled quote needs memory. */
static void
test_ceiling(void **state)
{
    char got[512];

    (void)state;
    read_all(STR("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\"\",b\nc"), ',', 8, got);
    EXPECT_STR("doubled", str_from(got), STR("$1;[c]2;"));
    read_all(STR("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",b"), ',', 8, got);
    EXPECT_STR("plain", str_from(got), STR("[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa][b]1;"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
