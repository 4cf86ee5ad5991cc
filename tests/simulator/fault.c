/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "fault.h"

#include "spoil.h"

#include <stdlib.h>
#include <string.h>

struct rule {
    json_t *json; /* the rule as given; its texts live here */
    const char *match, *kind, *account;
    int64_t left, taken; /* left negative: for ever */
};

static void
rule_free(struct rule *rule)
{
    json_decref(rule->json);
    free(rule);
}

static bool
add_one(struct fault_list *faults, json_t *json, const char **ret_reason)
{
    const char *kind = json_string_value(json_object_get(json, "kind"));
    const char *match = json_string_value(json_object_get(json, "match"));
    json_t *times = json_object_get(json, "times");
    struct rule *rule;

    if (kind == NULL || !spoil_known(kind)) {
        *ret_reason = "no such kind of fault";
        return false;
    }
    rule = mem_heap(sizeof(*rule));
    rule->json = json_incref(json);
    rule->kind = kind;
    rule->match = match != NULL ? match : "";
    rule->account = json_string_value(json_object_get(json, "account"));
    rule->left = json_is_integer(times) ? json_integer_value(times) : 1;
    list_add(&faults->rules, rule);
    return true;
}

bool
fault_add(struct fault_list *faults, const char *json, const char **ret_reason)
{
    json_t *root = json_loads(json, 0, NULL);
    json_t *one;
    size_t i;
    bool ok = true;

    if (json_is_array(root)) {
        json_array_foreach(root, i, one) ok = ok && add_one(faults, one, ret_reason);
    } else if (json_is_object(root)) {
        ok = add_one(faults, root, ret_reason);
    } else {
        *ret_reason = "neither a rule nor an array of rules";
        ok = false;
    }
    json_decref(root);
    return ok;
}

void
fault_clear(struct fault_list *faults)
{
    size_t i;

    for (i = 0; i < faults->rules.n; i++)
        rule_free(faults->rules.at[i]);
    list_done(&faults->rules);
}

static bool
fits(const struct rule *rule, const struct request *request, const struct answer *answer)
{
    json_t *over = json_object_get(rule->json, "over");
    json_t *method = json_object_get(rule->json, "method");

    if (rule->left == 0 || strstr(request->path, rule->match) == NULL)
        return false;
    if (json_is_integer(over) && request_number(request, "limit", 25) <= json_integer_value(over))
        return false;
    if (json_is_string(method) && strcmp(json_string_value(method), request->method) != 0)
        return false;
    if (rule->account == NULL || strstr(request->path, rule->account) != NULL)
        return true;
    return answer->account != NULL && strcmp(answer->account, rule->account) == 0;
}

struct fault_effect
fault_apply(struct fault_list *faults, const struct request *request, struct answer *answer)
{
    struct fault_effect effect = { .wire = WIRE_WHOLE };
    size_t i;

    for (i = 0; answer->ready == NULL && i < faults->rules.n; i++) {
        struct rule *rule = faults->rules.at[i];

        /* A rule about the items of a list waits for an answer that has some. */
        if (!fits(rule, request, answer) ||
            !spoil_answer(rule->kind, rule->json, request, answer, &effect))
            continue;
        effect.kind = rule->kind;
        rule->left -= rule->left > 0;
        rule->taken++;
        break;
    }
    return effect;
}

json_t *
fault_state(const struct fault_list *faults)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; i < faults->rules.n; i++) {
        const struct rule *rule = faults->rules.at[i];

        json_array_append_new(array,
                              json_pack("{s:s, s:s, s:s?, s:I, s:I}", "match", rule->match, "kind",
                                        rule->kind, "account", rule->account, "left",
                                        (json_int_t)rule->left, "taken", (json_int_t)rule->taken));
    }
    return array;
}
