/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* base/list.h: who is in, in which order, and that leaving harms nobody. */

#include "unit.h"

#include "base/list.h"

/* The links of a list are those of the array, in both directions. */
static void
assert_order(struct list *head, struct list *const *links, size_t count)
{
    struct list *link = head->next;

    assert_int_equal(list_is_empty(head), count == 0);
    for (size_t i = 0; i < count; i++, link = link->next)
        assert_ptr_equal(link, links[i]);
    assert_ptr_equal(link, head);
    link = head->prev;
    for (size_t i = count; i > 0; i--, link = link->prev)
        assert_ptr_equal(link, links[i - 1]);
    assert_ptr_equal(link, head);
}

static void
test_order(void **state)
{
    struct list head, a, b, c, d;

    (void)state;
    list_init(&head);
    assert_order(&head, NULL, 0);
    list_append(&head, &b);
    list_append(&head, &d);
    list_prepend(&head, &a);
    list_insert(&b, &c);
    assert_order(&head, (struct list *[]){ &a, &b, &c, &d }, 4);
}

static void
test_leaving(void **state)
{
    struct list head, a, b, c;

    (void)state;
    list_init(&head);
    list_append(&head, &a);
    list_append(&head, &b);
    list_append(&head, &c);
    list_remove(&b);
    assert_order(&head, (struct list *[]){ &a, &c }, 2);
    list_remove(&b); /* in none: harmless */
    assert_order(&head, (struct list *[]){ &a, &c }, 2);
    assert_ptr_equal(list_take_first(&head), &a);
    assert_order(&head, (struct list *[]){ &c }, 1);
    list_remove(&a);
    assert_order(&head, (struct list *[]){ &c }, 1);
    assert_ptr_equal(list_take_first(&head), &c);
    assert_order(&head, NULL, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_leaving),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
