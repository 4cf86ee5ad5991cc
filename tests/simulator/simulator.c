/* SPDX-FileCopyrightText: The Pantau authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * simulator: an API server with one made-up city in it. README.md says what it can do.
 */
#include "build.h"
#include "reveal.h"
#include "server.h"
#include "setup.h"
#include "world.h"

#include <errno.h>
#include <event2/event.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DAY 86400

struct options {
    int port;
    uint64_t seed;
    const char *size, *out, *faults, *cert, *key, *dsn;
    int64_t days, end;
    double reveal;
    bool quiet;
};

static const char usage[] =
    "usage: simulator --out DIR [--port N] [--seed N] [--size small|medium|large] [--days N]\n"
    "                 [--end EPOCH] [--reveal SECONDS|hand] [--faults FILE] [--https CERT KEY]\n"
    "                 [--dsn TEXT] [--quiet]\n"
    "One made-up city behind the Facebook Graph API and SP4N-LAPOR!, on the loopback.\n";

static const struct option long_options[] = {
    { "port", required_argument, NULL, 'p' },
    { "seed", required_argument, NULL, 's' },
    { "size", required_argument, NULL, 'z' },
    { "days", required_argument, NULL, 'd' },
    { "end", required_argument, NULL, 'e' },
    { "reveal", required_argument, NULL, 'r' },
    { "out", required_argument, NULL, 'o' },
    { "faults", required_argument, NULL, 'f' },
    { "https", required_argument, NULL, 't' },
    { "dsn", required_argument, NULL, 'D' },
    { "quiet", no_argument, NULL, 'q' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static bool
read_option(struct options *options, int option, char **argv)
{
    switch (option) {
    case 'p':
        options->port = (int)strtol(optarg, NULL, 10);
        return true;
    case 's':
        options->seed = strtoull(optarg, NULL, 10);
        return true;
    case 'z':
        options->size = optarg;
        return true;
    case 'd':
        options->days = strtoll(optarg, NULL, 10);
        return options->days >= 2;
    case 'e':
        options->end = strtoll(optarg, NULL, 10);
        return options->end > 0;
    case 'r':
        options->reveal = strcmp(optarg, "hand") == 0 ? REVEAL_BY_HAND : strtod(optarg, NULL);
        return true;
    case 'o':
        options->out = optarg;
        return true;
    case 'f':
        options->faults = optarg;
        return true;
    case 't':
        options->cert = optarg;
        options->key = argv[optind] != NULL ? argv[optind++] : "";
        return true;
    case 'D':
        options->dsn = optarg;
        return true;
    case 'q':
        options->quiet = true;
        return true;
    default:
        return false;
    }
}

static bool
read_options(struct options *options, int argc, char **argv)
{
    int option;

    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
        if (option == 'h') {
            fputs(usage, stdout);
            exit(0);
        }
        if (!read_option(options, option, argv))
            return false;
    }
    return optind == argc && options->out != NULL;
}

static bool
load_faults(struct server *server, const char *path)
{
    struct blob text = { 0 };
    const char *reason = strerror(ENOENT);
    bool ok = file_read(path, &text) && fault_add(&server->faults, text.at, &reason);

    if (!ok)
        fprintf(stderr, "simulator: %s: %s\n", path, reason);
    blob_done(&text);
    return ok;
}

static bool
write_port(const char *out, const char *name, int port)
{
    struct blob path = { 0 }, text = { 0 };
    bool ok;

    blob_format(&path, "%s/%s", out, name);
    blob_format(&text, "%d\n", port);
    ok = file_write(path.at, text.at, text.n, 0644);
    blob_done(&path);
    blob_done(&text);
    return ok;
}

static FILE *
open_log(const char *out)
{
    struct blob path = { 0 };
    FILE *file;

    blob_format(&path, "%s/served.log", out);
    file = fopen(path.at, "we");
    blob_done(&path);
    return file;
}

static void
on_signal(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    event_base_loopbreak(arg);
}

static bool
run(struct server *server, const struct options *options)
{
    struct event *term = evsignal_new(server->loop, SIGTERM, on_signal, server->loop);
    struct event *interrupt = evsignal_new(server->loop, SIGINT, on_signal, server->loop);
    bool ok = false;

    event_add(term, NULL);
    event_add(interrupt, NULL);
    if (!server_start(server, options->port, options->cert, options->key) ||
        (options->faults != NULL && !load_faults(server, options->faults)))
        goto out;
    /* The port is written last: whoever waits for it finds everything else in place. */
    ok = setup_write(server->world, options->out, server->base.at, options->dsn) &&
         write_port(options->out, "port_refused", server->refused_port) &&
         write_port(options->out, "port", server->port);
    if (!ok) {
        fprintf(stderr, "simulator: %s: %s\n", options->out, strerror(errno));
        goto out;
    }
    event_base_dispatch(server->loop);
    ok = server_write_truth(server);
out:
    server_stop(server);
    event_free(term);
    event_free(interrupt);
    return ok;
}

static bool
simulate(const struct options *options)
{
    struct world world = { 0 };
    struct reveal reveal;
    struct server server = { .world = &world, .reveal = &reveal, .out = options->out };
    int64_t end = options->end > 0 ? options->end : (int64_t)reveal_clock();
    bool ok = build_world(&world, options->seed, options->size, end - options->days * DAY, end);

    if (!ok)
        fprintf(stderr, "simulator: no such size: %s\n", options->size);
    mkdir(options->out, 0700);
    reveal_init(&reveal, world.begin, world.end, options->reveal);
    server.served = options->quiet ? NULL : open_log(options->out);
    server.loop = event_base_new();
    ok = ok && run(&server, options);
    event_base_free(server.loop);
    if (server.served != NULL)
        fclose(server.served);
    reveal_done(&reveal);
    world_done(&world);
    return ok;
}

int
main(int argc, char **argv)
{
    struct options options = { .seed = 1, .size = "small", .days = 30 };

    signal(SIGPIPE, SIG_IGN);
    if (!read_options(&options, argc, argv)) {
        fputs(usage, stderr);
        return 2;
    }
    return simulate(&options) ? 0 : 1;
}
