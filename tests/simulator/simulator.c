/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* simulator: an API server with one made-up city in it. README.md says what it can do. */

#include "bench.h"
#include "build.h"
#include "direct.h"
#include "fate.h"
#include "platform.h"
#include "refer.h"
#include "replay.h"
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
    const char *size, *zone, *out, *faults, *cert, *key, *dsn, *serve;
    const char *channels, *feeds;
    int64_t days, end;
    size_t vanishing;                             /* posts that are deleted */
    size_t bench_posts, bench_comments, accounts; /* posts 0: no benchmark */
    double reveal;
    bool quiet, changing, direct, referring;
};

static const char usage[] =
    "usage: simulator --out DIR [--port N] [--seed N] [--size small|medium|large] [--days N]\n"
    "                 [--end EPOCH] [--reveal SECONDS|hand] [--faults FILE] [--https CERT KEY]\n"
    "                 [--zone WIB|WITA|WIT] [--vanishing POSTS] [--dsn TEXT] [--quiet]\n"
    "                 [--channels LIST|all] [--feeds LIST|all] [--direct] [--referring]\n"
    "       simulator --out DIR --bench POSTS COMMENTS [--accounts N] [--changing] …\n"
    "       simulator --out DIR --serve FOLDER …\n"
    "One made-up city behind the APIs of its platforms and complaint feeds, on the loopback.\n";

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
    { "serve", required_argument, NULL, 'S' },
    { "bench", required_argument, NULL, 'b' },
    { "changing", no_argument, NULL, 'c' },
    { "zone", required_argument, NULL, 'Z' },
    { "vanishing", required_argument, NULL, 'v' },
    { "accounts", required_argument, NULL, 'a' },
    { "channels", required_argument, NULL, 'C' },
    { "direct", no_argument, NULL, 'm' },
    { "feeds", required_argument, NULL, 'F' },
    { "referring", no_argument, NULL, 'R' },
    { NULL, 0, NULL, 0 },
};

/* Where an option that is a text goes; NULL: it is another one. */
static const char **
text_option(struct options *options, int option)
{
    switch (option) {
    case 'z':
        return &options->size;
    case 'o':
        return &options->out;
    case 'f':
        return &options->faults;
    case 'D':
        return &options->dsn;
    case 'Z':
        return &options->zone;
    case 'C':
        return &options->channels;
    case 'F':
        return &options->feeds;
    case 'S':
        return &options->serve;
    default:
        return NULL;
    }
}

static bool
read_option(struct options *options, int option, char **argv)
{
    const char **text = text_option(options, option);

    if (text != NULL) {
        *text = optarg;
        return true;
    }
    switch (option) {
    case 'p':
        options->port = (int)strtol(optarg, NULL, 10);
        return true;
    case 's':
        options->seed = strtoull(optarg, NULL, 10);
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
    case 't':
        options->cert = optarg;
        options->key = argv[optind] != NULL ? argv[optind++] : "";
        return true;
    case 'q':
        options->quiet = true;
        return true;
    case 'm':
        options->direct = true;
        return true;
    case 'R':
        options->referring = true;
        return true;
    case 'c':
        options->changing = true;
        return true;
    case 'v':
        options->vanishing = strtoul(optarg, NULL, 10);
        return true;
    case 'a':
        options->accounts = strtoul(optarg, NULL, 10);
        return options->accounts > 0;
    case 'b':
        options->bench_posts = strtoul(optarg, NULL, 10);
        options->bench_comments = argv[optind] != NULL ? strtoul(argv[optind++], NULL, 10) : 0;
        return options->bench_posts > 0 && options->bench_comments > 0;
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
    if (server->world != NULL)
        platform_settle(server->world, server->base.at);
    /* The port is written last: whoever waits for it finds everything else in place. */
    ok = (server->world == NULL ||
          setup_write(server->world, options->out, server->base.at, options->dsn)) &&
         write_port(options->out, "port_refused", server->refused_port) &&
         write_port(options->out, "port", server->port);
    if (!ok) {
        fprintf(stderr, "simulator: %s: %s\n", options->out, strerror(errno));
        goto out;
    }
    event_base_dispatch(server->loop);
    ok = server->world == NULL || server_write_truth(server);
out:
    server_stop(server);
    event_free(term);
    event_free(interrupt);
    return ok;
}

static bool
listen_and_run(struct server *server, const struct options *options)
{
    bool ok;

    mkdir(options->out, 0700);
    server->out = options->out;
    server->served = options->quiet ? NULL : open_log(options->out);
    server->loop = event_base_new();
    ok = run(server, options);
    event_base_free(server->loop);
    if (server->served != NULL)
        fclose(server->served);
    return ok;
}

/* What the world is made of; false with a line on stderr. */
static bool
furnish(struct world *world, const struct options *options)
{
    const char *what = NULL, *name = NULL;

    if (!build_zone(world, options->zone)) {
        what = "zone";
        name = options->zone;
    } else if (!build_channels(world, options->channels)) {
        what = "channel";
        name = options->channels;
    } else if (!build_feeds(world, options->feeds)) {
        what = "feed";
        name = options->feeds;
    } else if (options->bench_posts == 0 && !build_city(world, options->size)) {
        what = "size";
        name = options->size;
    }
    if (what != NULL)
        fprintf(stderr, "simulator: no such %s: %s\n", what, name);
    return what == NULL;
}

static bool
simulate(const struct options *options)
{
    struct world world = { 0 };
    struct reveal reveal;
    struct server server = { .world = &world, .reveal = &reveal };
    int64_t end = options->end > 0 ? options->end : (int64_t)reveal_clock();
    struct bench *bench = NULL;
    bool ok;

    build_empty(&world, options->seed, end - options->days * DAY, end);
    ok = furnish(&world, options);
    if (ok && options->bench_posts > 0) {
        bench = bench_new(&world, options->accounts, options->bench_posts, options->bench_comments,
                          options->changing);
        server.special = bench_answer;
        server.special_arg = bench;
    }
    fate_of_posts(&world, options->vanishing);
    world.direct = options->direct;
    if (ok && options->direct)
        direct_build(&world);
    if (ok && options->referring)
        refer_build(&world);
    reveal_init(&reveal, world.begin, world.end, options->reveal);
    ok = ok && listen_and_run(&server, options);
    reveal_done(&reveal);
    bench_free(bench);
    world_done(&world);
    return ok;
}

static bool
serve(const struct options *options)
{
    struct replay *replay = replay_new(options->serve);
    struct server server = { .special = replay_answer, .special_arg = replay };
    bool ok = replay != NULL && listen_and_run(&server, options);

    replay_free(replay);
    return ok;
}

int
main(int argc, char **argv)
{
    struct options options = {
        .seed = 1,
        .size = "small",
        .zone = "WIB",
        .days = 30,
        .accounts = 1,
        .channels = "facebook",
        .feeds = "lapor,lapor-arsip",
    };

    signal(SIGPIPE, SIG_IGN);
    if (!read_options(&options, argc, argv)) {
        fputs(usage, stderr);
        return 2;
    }
    return (options.serve != NULL ? serve(&options) : simulate(&options)) ? 0 : 1;
}
