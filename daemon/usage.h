/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What both programs say about a command line that is wrong: one line on stderr, which names the
 * word that is wrong and points to --help.
 */

#ifndef DAEMON_USAGE_H
#define DAEMON_USAGE_H

#include <getopt.h>

#include "base/base.h"

/* "program: message; see: program --help" */
void usage_refuse(const char *program, const char *format, ...) PRINTF_LIKE(2, 3);
/*
 * The option that getopt_long() has just refused (answer: '?' or ':'; its letters begin with ":",
 * so that it is silent and tells a missing value apart).
 */
void usage_refuse_option(const char *program, char *const *argv, int answer,
                         const struct option *names);

#endif
