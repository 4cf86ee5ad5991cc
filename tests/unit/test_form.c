/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * source/form: which paths a form fits, and what it finds in them.
 */

#include "unit.h"

#include "source/form.h"

static void
test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *form, *path, *query;
        bool fits;
        const char *want; /* NULL: absent */
    } rows[] = {
        { "#", "17", "", true, "17" },
        { "#", "/17/18", "", true, "17" },
        { "#", "", "", false, NULL },
        { "#", "//", "", false, NULL },
        { "*/status/#", "warga/status/17", "", true, "17" },
        { "*/status/#", "warga//STATUS//17/", "", true, "17" },
        { "*/status/#", "warga/status", "", false, NULL },
        { "*/status/#", "warga/likes/17", "", false, NULL },
        { "*/posts,videos/#", "dinas/videos/17", "", true, "17" },
        { "*/posts,videos/#", "dinas/photos/17", "", false, NULL },
        { "*/posts,videos/#", "dinas/posts,videos/17", "", false, NULL },
        { "p/*/c", "p/Cx/c/17", "", true, NULL },
        { "watch?v", "watch", "v=17", true, "17" },
        { "watch?v", "watch/", "a=1", true, NULL },
        { "watch?v", "watching", "v=17", false, NULL },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct str value = STR("untouched");
        EXPECT_INT(rows[i].path,
                   form_fits(rows[i].form, str_from(rows[i].path), str_from(rows[i].query), &value),
                   rows[i].fits);
        EXPECT_STR(rows[i].path, value, rows[i].fits ? str_from(rows[i].want) : STR("untouched"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
