/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* argv → one of: run, check-config, print-config, print-states, version. Nothing else. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <sys/resource.h>

#include "app.h"
#include "conffile.h"
#include "usage.h"
#include "json/jdoc.h"

static const char usage[] =
    "Usage: pantaud [OPTION]... [COMMAND]\n"
    "Collect what citizens ask local governments and how they are answered, into PostgreSQL.\n"
    "\n"
    "Commands:\n"
    "  run                    poll until told to stop (the default)\n"
    "  check-config           check configuration and credentials, change nothing\n"
    "  print-config           print the configuration in force, without secrets\n"
    "  print-states           print the states of a stream as a graph for dot(1)\n"
    "\n"
    "Options:\n"
    "  -c, --config=FILE      configuration file (default " CONFFILE_DEFAULT ")\n"
    "      --once             with run: visit every stream until caught up, then exit\n"
    "      --online           with check-config: ask the platforms about tokens and accounts\n"
    "      --documented       with print-config: every setting with its meaning and default\n"
    "  -h, --help             show this help and exit\n"
    "  -V, --version          show the version and exit\n"
    "\n"
    "Exit status: 0 success, 1 failure (with --once: a stream was given up), 2 wrong usage,\n"
    "75 another daemon holds all streams (with --once), or a platform could not be asked (with\n"
    "--online), 78 the configuration is wrong.\n"
    "See pantaud(8) and pantau.yaml(5).\n";

enum { OPTION_ONCE = 256, OPTION_ONLINE, OPTION_DOCUMENTED };
static const struct option long_options[] = {
    { "config", required_argument, NULL, 'c' },
    { "once", no_argument, NULL, OPTION_ONCE },
    { "online", no_argument, NULL, OPTION_ONLINE },
    { "documented", no_argument, NULL, OPTION_DOCUMENTED },
    { "help", no_argument, NULL, 'h' },
    { "version", no_argument, NULL, 'V' },
    { NULL, 0, NULL, 0 },
};

static enum app_exit
dispatch(const char *command, const struct app_options *options, bool documented)
{
    if (options->once && strcmp(command, "run") != 0)
        usage_refuse("pantaud", "--once goes with run, not with %s", command);
    else if (options->online && strcmp(command, "check-config") != 0)
        usage_refuse("pantaud", "--online goes with check-config, not with %s", command);
    else if (documented && strcmp(command, "print-config") != 0)
        usage_refuse("pantaud", "--documented goes with print-config, not with %s", command);
    else if (strcmp(command, "run") == 0)
        return app_run(options);
    else if (strcmp(command, "check-config") == 0)
        return app_check_config(options);
    else if (strcmp(command, "print-config") == 0)
        return app_print_config(options, documented);
    else if (strcmp(command, "print-states") == 0)
        return app_print_states();
    else
        usage_refuse("pantaud", "there is no command \"%s\"", command);
    return APP_USAGE;
}

int
main(int argc, char **argv)
{
    struct app_options options = {
        .config_path = CONFFILE_DEFAULT,
        .version = PANTAU_VERSION,
        .credentials_directory = getenv("CREDENTIALS_DIRECTORY"),
        .journal_stream = getenv("JOURNAL_STREAM"),
        .notify_socket = getenv("NOTIFY_SOCKET"),
        .watchdog_usec = getenv("WATCHDOG_USEC"),
        .watchdog_pid = getenv("WATCHDOG_PID"),
    };
    bool documented = false;
    int option;

    while ((option = getopt_long(argc, argv, ":c:hV", long_options, NULL)) != -1) {
        switch (option) {
        case 'c':
            options.config_path = optarg;
            break;
        case OPTION_ONCE:
            options.once = true;
            break;
        case OPTION_ONLINE:
            options.online = true;
            break;
        case OPTION_DOCUMENTED:
            documented = true;
            break;
        case 'h':
            return fputs(usage, stdout) < 0;
        case 'V':
            return puts("pantaud " PANTAU_VERSION) < 0;
        default:
            usage_refuse_option("pantaud", argv, option, long_options);
            return APP_USAGE;
        }
    }
    if (argc - optind > 1) {
        usage_refuse("pantaud", "one command at most, \"%s\" is too many", argv[optind + 1]);
        return APP_USAGE;
    }
    /* A core dump would hold the tokens. With 0 a program that core_pattern names still gets it. */
    if (sodium_init() < 0 || (setrlimit(RLIMIT_CORE, &(struct rlimit){ 1, 1 }) != 0 &&
                              setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }) != 0))
        return APP_FAILED;
    jdoc_init(randombytes_random());
    return dispatch(optind < argc ? argv[optind] : "run", &options, documented);
}
