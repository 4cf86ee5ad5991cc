/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A recorded answer on disk and one run of its adapter over it. <platform>/<stream>/NNN_name.http
 * is the answer; NNN_name.expect begins with lines "given …" that say in which view it was asked
 * for, and goes on with what must come of it, as dump.h writes it.
 *
 * given now 2026-11-20T08:00:00Z         given target ID [POST]
 * given account ID HANDLE                given set PATH=VALUE
 * given map NAME                         settings of conf/examples/maps/NAME.yaml
 * given base URL                         given at EDGE [OBJECT] VALUE     a frame of the cursor
 * given version N                        of the cursor
 * given since TIME                       given limit N                   a smaller page
 * given seen TIME                        of the last complete visit
 * given watermark TIME                   of the last finished visit
 * given formerly HANDLE                  one more name the account had before
 * given public [VIA]                     the account gave no token
 * given also ID [POST]                   one more target, of a stream that asks for several
 * given reach TIME                       lists go back as far as this
 * given kept POSTS                       those targets are posts, to be confirmed
 */

#ifndef SOURCE_FIXTURE_H
#define SOURCE_FIXTURE_H

#include "base/buf.h"
#include "http/http.h"
#include "source/source.h"

#define FIXTURE_BYTES_MAX   (4u << 20)
#define FIXTURE_HEADERS_MAX 24
#define FIXTURE_TARGETS_MAX 8

struct fixture {
    char name[160]; /* "facebook/comments/001_two_levels" */
    const struct source *source;
    const struct source_stream *stream;
    struct buf raw, expect; /* expect: without the given lines; they are in given */
    struct buf given;
    struct arena *setup; /* settings and the texts of the view */
    void *settings;
    struct config *config;   /* of a given map, or NULL */
    struct source_view view; /* arena: NULL until a run */
    struct source_target targets[FIXTURE_TARGETS_MAX];
    struct str former_handles[FIXTURE_TARGETS_MAX];
    struct cursor at;
    struct http_header *headers; /* room for those of the answer */
    const char *wrong;           /* the first fault of the given lines, or NULL */
};

struct run {
    struct arena *arena;
    struct http_request request;
    bool planned, parsed; /* parsed: the answer's head could be read */
    struct http_response answer;
    struct batch batch;
    struct source_outcome outcome;
    struct error err;
};

/* Root of the fixtures: the folder of the test's source. */
const char *fixture_root(void);
/* Aborts with a message when there is no such fixture or its given lines are wrong. */
struct fixture *fixture_load(const char *name);
/* A fixture without files: for answers that are not ours to copy. raw is copied. */
struct fixture *fixture_make(const char *name, const char *source, const char *stream,
                             struct str raw, const char *given);
/* The same of lines that anybody wrote: what is wrong is told in it. NULL: no such adapter
 * or stream. */
struct fixture *fixture_try(const char *name, struct str source, struct str stream, struct str raw,
                            struct str given);
void fixture_free(struct fixture *fixture);
/* Names of all fixtures, sorted; count in *ret_count. The caller frees each and the array. */
char **fixture_names(size_t *ret_count);

/* Plans and digests bytes in the fixture's view with all memory from arena. */
void fixture_run(const struct fixture *fixture, struct str bytes, struct arena *arena,
                 struct run *ret_run);
/* True when the file could be read into the buf. */
bool fixture_read_file(const char *path, struct buf *ret_bytes);

#endif
