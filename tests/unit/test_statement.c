/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * store/statement: what can be seen of the table without a server: names, numbers of parameters.
 */

#include "unit.h"

#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

/* The largest n of $n in the text. */
static unsigned long
highest_parameter(const char *sql)
{
    unsigned long highest = 0;
    for (const char *at = strchr(sql, '$'); at != NULL; at = strchr(at + 1, '$')) {
        unsigned long number = strtoul(at + 1, NULL, 10);
        highest = number > highest ? number : highest;
    }
    return highest;
}

static void
test_statements(void **state)
{
    (void)state;
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        const struct statement *statement = &statements[i];
        assert_non_null(statement->name);
        assert_non_null(statement->sql);
        assert_true(statement->parameter_count <= STATEMENT_PARAMETERS_MAX);
        EXPECT_INT(statement->name, highest_parameter(statement->sql), statement->parameter_count);
        for (unsigned n = 0; n < STATEMENT_PARAMETERS_MAX; n++) {
            EXPECT_INT(statement->name, statement->parameter_types[n] != 0,
                       n < statement->parameter_count);
        }
        for (int other = 0; other < i; other++) {
            assert_string_not_equal(statement->name, statements[other].name);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
