/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "usage.h"

#include <stdarg.h>
#include <stdio.h>

void
usage_refuse(const char *program, const char *format, ...)
{
    va_list arguments;

    (void)fprintf(stderr, "%s: ", program);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fprintf(stderr, "; see: %s --help\n", program);
}

static const struct option *
find(const struct option *names, int value)
{
    for (; names->name != NULL; names++)
        if (names->val == value)
            return names;
    return NULL;
}

/* optopt is 0 for a long name that is unknown, else the value of the option or the letter. */
void
usage_refuse_option(const char *program, char *const *argv, int answer, const struct option *names)
{
    const struct option *known = optopt == 0 ? NULL : find(names, optopt);

    if (known != NULL && answer == ':')
        usage_refuse(program, "option --%s needs a value", known->name);
    else if (known != NULL)
        usage_refuse(program, "option --%s takes no value", known->name);
    else if (optopt != 0)
        usage_refuse(program, "there is no option -%c", optopt);
    else
        usage_refuse(program, "there is no option %s", argv[optind - 1]);
}
