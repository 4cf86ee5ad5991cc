/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * label: random samples of stored texts, labelled by people who do not see what the rules say: in a
 * session, one text at a time, or as a sheet. What is drawn, who labels what and what makes no
 * sense is the database's to say (ops.label_draw() and its neighbours).
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/parse.h"
#include "base/when.h"
#include "ctl.h"
#include "ctl_decide.h"
#include "ctl_rows.h"
#include "ctl_sql_label.h"
#include "usage.h"

#define DAY_LENGTH   10 /* of 2026-11-22T00:00:00Z */
#define ANSWER_BYTES 80
#define CHOICES_MAX  64

static const struct ctl_column drawn[] = {
    { "task", "TASK", CTL_NUMBER },
    { "verdict", "RULES SAY", CTL_TEXT },
    { "texts", "TEXTS", CTL_NUMBER },
    { "drawn", "DRAWN", CTL_NUMBER },
};
static const struct ctl_column tasks[] = {
    { "task", "TASK", CTL_NUMBER },
    { "government", "GOVERNMENT", CTL_TEXT },
    { "criterion", "CRITERION", CTL_TEXT },
    { "from", "FROM", CTL_TEXT },
    { "to", "TO", CTL_TEXT },
    { "texts", "TEXTS", CTL_NUMBER },
    { "first", "FIRST", CTL_NUMBER },
    { "second", "SECOND", CTL_NUMBER },
    { "differ", "DIFFER", CTL_NUMBER },
    { "decided", "DECIDED", CTL_NUMBER },
    { "gone", "GONE", CTL_NUMBER },
    { "labellers", "LABELLERS", CTL_TEXT },
    { "drawn_by", NULL, CTL_FOR_JSON },
    { "drawn_at", "DRAWN", CTL_AGO },
    { "reason", NULL, CTL_NOTE },
};
static const struct ctl_column taken[] = {
    { "taken", "TAKEN", CTL_NUMBER },
    { "empty", "EMPTY", CTL_NUMBER },
};

static enum ctl_exit
misused(const char *wrong)
{
    usage_refuse("pantauctl", "%s", wrong);
    return CTL_USAGE;
}

static enum ctl_exit
failed(const struct ctl *ctl)
{
    return ctl_db_is_senseless(ctl->db) ? CTL_USAGE : CTL_DATABASE;
}

static enum ctl_exit
list(struct ctl *ctl)
{
    char limit[32];
    const char *values[] = { ctl->government, limit };
    struct ctl_decision all = { ctl_sql_label_tasks, values, ARRAY_SIZE(values), tasks,
                                ARRAY_SIZE(tasks) };

    if (ctl->argc > 1)
        return misused("label list takes no task");
    (void)snprintf(limit, sizeof(limit), "%" PRId64, ctl->limit);
    return ctl_decide_list(ctl, &all, "No sample was drawn.");
}

static enum ctl_exit
draw(struct ctl *ctl)
{
    char from[WHEN_FORMAT_MAX];
    char to[WHEN_FORMAT_MAX];
    char count[32];
    char seed[32];
    const char *values[] = {
        ctl->government, ctl->argv[1], from, to, count, ctl->seed > 0 ? seed : NULL,
        ctl->by,         ctl->reason
    };
    struct ctl_decision decision = { ctl_sql_label_draw, values, ARRAY_SIZE(values), drawn,
                                     ARRAY_SIZE(drawn) };

    if (ctl->argc != 2 || !ctl->from.is_day || !ctl->to.is_day)
        return misused("label draw takes a criterion, --from and --to, the first and the last day");
    if (ctl_decide_check(ctl) != CTL_OK)
        return CTL_USAGE;
    when_format(ctl->from.us, from);
    when_format(ctl->to.us, to);
    from[DAY_LENGTH] = '\0';
    to[DAY_LENGTH] = '\0';
    (void)snprintf(count, sizeof(count), "%" PRId64, ctl->count);
    (void)snprintf(seed, sizeof(seed), "%" PRId64, ctl->seed);
    return ctl_decide(ctl, &decision);
}

/* The words between braces: {yes,no}. They have no commas in them. */
static size_t
split_choices(char *array, char *words[CHOICES_MAX])
{
    size_t count = 0;
    char *next = array + strspn(array, "{");

    next[strcspn(next, "}")] = '\0';
    for (char *word; count < CHOICES_MAX && (word = strsep(&next, ",")) != NULL;)
        words[count++] = word;
    return count;
}

/* A line of the terminal without its end; false at the end of input. */
static bool
read_answer(char answer[ANSWER_BYTES])
{
    if (fgets(answer, ANSWER_BYTES, stdin) == NULL)
        return false;
    answer[strcspn(answer, "\r\n")] = '\0';
    return true;
}

/* A choice by its number, else the word as it is. */
static const char *
chosen(const char *answer, char *const words[CHOICES_MAX], size_t count)
{
    int64_t number;

    if (parse_int(str_from(answer), &number) && number >= 1 && (uint64_t)number <= count)
        return words[number - 1];
    return answer;
}

static bool
give(struct ctl *ctl, const char *item, const char *verdict)
{
    const char *values[] = { ctl->argv[1], item, ctl->by, verdict };
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_label_give, values, ARRAY_SIZE(values));

    PQclear(rows);
    return rows != NULL;
}

static void
show_text(const PGresult *rows, int row, char *const words[CHOICES_MAX], size_t count)
{
    char *clean = ctl_show_clean(PQgetvalue(rows, row, 1));

    (void)printf("\n%d of %d\n\n    %s\n\n", row + 1, PQntuples(rows), clean);
    free(clean);
    if (!PQgetisnull(rows, row, 2))
        (void)printf("    %s\n\n", PQgetvalue(rows, row, 2));
    for (size_t i = 0; i < count; i++)
        (void)printf("%s%zu %s", i > 0 ? ", " : "", i + 1, words[i]);
    (void)printf("%sq ends: ", count > 0 ? "; " : "name of a topic, or none; ");
    (void)fflush(stdout);
}

/* False at the end: of the input, of the labeller's patience, of the database. */
static bool
ask(struct ctl *ctl, PGresult *rows, int row, enum ctl_exit *exit)
{
    char *choices = xstrdup(PQgetvalue(rows, row, 3));
    char *words[CHOICES_MAX];
    size_t count = split_choices(choices, words);
    char answer[ANSWER_BYTES];
    bool goes_on, is_given;

    do {
        show_text(rows, row, words, PQgetisnull(rows, row, 3) ? 0 : count);
        goes_on = read_answer(answer) && strcmp(answer, "q") != 0;
        is_given = goes_on && give(ctl, PQgetvalue(rows, row, 0), chosen(answer, words, count));
    } while (goes_on && !is_given && ctl_db_is_senseless(ctl->db));
    free(choices);
    if (goes_on && !is_given)
        *exit = CTL_DATABASE;
    return is_given;
}

static enum ctl_exit
judge(struct ctl *ctl)
{
    const char *values[] = { ctl->argv[1], ctl->by };
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_label_open, values, ARRAY_SIZE(values));
    enum ctl_exit exit = CTL_OK;
    int row = 0;

    if (rows == NULL)
        return failed(ctl);
    while (row < PQntuples(rows) && ask(ctl, rows, row, &exit))
        row++;
    (void)printf("\n%d labelled, %d left\n", row, PQntuples(rows) - row);
    PQclear(rows);
    return exit;
}

static enum ctl_exit
sheet(struct ctl *ctl)
{
    const char *values[] = { ctl->argv[1], ctl->by };
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_label_sheet, values, ARRAY_SIZE(values));

    if (rows == NULL)
        return failed(ctl);
    for (int row = 0; row < PQntuples(rows); row++)
        (void)printf("%s\n", PQgetvalue(rows, row, 0));
    PQclear(rows);
    return CTL_OK;
}

static enum ctl_exit
take(struct ctl *ctl)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(CTL_ROWS_FILE_MAX);
    CLEANUP(buf_done) struct buf json = BUF_INIT(CTL_ROWS_JSON_MAX);
    struct error err = { 0 };

    if (!ctl_rows_load(ctl->argv[2], &bytes)) {
        (void)fprintf(stderr, "pantauctl: %s: %s\n", ctl->argv[2], strerror(errno));
        return CTL_USAGE;
    }
    if (!ctl_rows_read(buf_str(&bytes), "verdict", &json, &err)) {
        (void)fprintf(stderr, "pantauctl: %s: %s\n", ctl->argv[2], err.text);
        return CTL_USAGE;
    }
    return ctl_decide(ctl,
                      &(struct ctl_decision){ ctl_sql_label_take,
                                              (const char *[]){ ctl->argv[1], json.data, ctl->by },
                                              3, taken, ARRAY_SIZE(taken) });
}

enum ctl_exit
ctl_label(struct ctl *ctl)
{
    static const struct {
        const char *verb;
        int arguments;
        enum ctl_exit (*run)(struct ctl *ctl);
    } verbs[] = { { "judge", 2, judge }, { "export", 2, sheet }, { "import", 3, take } };
    int64_t task;

    if (strcmp(ctl->argv[0], "list") == 0)
        return list(ctl);
    if (strcmp(ctl->argv[0], "draw") == 0)
        return draw(ctl);
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        if (strcmp(ctl->argv[0], verbs[i].verb) != 0)
            continue;
        if (ctl->argc != verbs[i].arguments || !parse_int(str_from(ctl->argv[1]), &task))
            return misused("label judge and export take TASK, import TASK and FILE");
        return ctl->by == NULL ? misused("who labels? --by=NAME") : verbs[i].run(ctl);
    }
    return misused("label takes draw, list, judge, export or import");
}
