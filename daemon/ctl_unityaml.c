/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * units import: a file for each unit in a folder that the configuration includes. The last line of
 * each holds a digest of the lines above it: whoever changed them by hand keeps what he wrote. An
 * account whose id the list does not tell stands there as a comment, for an account without an id
 * is no account.
 */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "ctl.h"
#include "ctl_rows.h"
#include "ctl_show.h"
#include "ctl_unitlist.h"
#include "ctl_yaml.h"
#include "source/answer.h"

#define LIST_BYTES_MAX  ((size_t)64 << 20)
#define ARENA_BYTES_MAX ((size_t)256 << 20)
#define YAML_BYTES_MAX  (1u << 20)
#define MARK_DIGITS     16
#define PATH_BYTES      4096

enum fate { FATE_WRITTEN, FATE_UNCHANGED, FATE_KEPT, FATE_FAILED };
#define FATE_COUNT (FATE_FAILED + 1)

struct writer {
    struct ctl *ctl;
    const char *file, *out;
    struct ctl_unitlist list;
    int64_t fates[FATE_COUNT], accounts, without_id;
    struct buf kept; /* paths, a line each */
};

static const char mark[] = "# By pantauctl units import; as long as this fits, it writes it anew: ";

static void
put_account(struct buf *out, const struct unitlist_account *account)
{
    const struct profile *profile = &account->profile;
    const char *platform = profile->source->name;
    bool ready = profile_is_whole(profile);

    if (!ready && profile->source->has_sites)
        must(buf_printf(out,
                        "      # Give the address of its list, not of its first page: "
                        "pantau-%s(7).\n",
                        platform));
    else if (!ready)
        must(buf_printf(out,
                        "      # Fill in the platform's own id, and take the mark away: "
                        "pantau-%s(7).\n",
                        platform));
    must(buf_printf(out, "      %s- { platform: %s, id: ", ready ? "" : "#", platform));
    ctl_yaml_quoted(out, profile->id);
    ctl_yaml_member(out, ", handle: ", profile->handle);
    ctl_yaml_member(out, ", credential: ", account->credential);
    must(buf_printf(out, " }\n"));
}

static void
put_unit(const struct writer *writer, const struct unitlist_unit *unit, struct buf *out)
{
    bool any = false;

    must(buf_printf(out, "units:\n  - code: "));
    ctl_yaml_quoted(out, unit->code);
    ctl_yaml_member(out, "\n    government: ", str_from(writer->ctl->government));
    ctl_yaml_member(out, "\n    name: ", unit->name);
    ctl_yaml_member(out, "\n    kind: ", unit->kind);
    ctl_yaml_member(out, "\n    parent: ", unit->parent);
    ctl_yaml_member(out, "\n    calendar: ", unit->calendar);
    must(buf_printf(out, "\n"));
    for (size_t i = 0; i < unit->account_count; i++)
        any = any || profile_is_whole(&unit->accounts[i].profile);
    if (unit->account_count > 0 && any)
        must(buf_printf(out, "    accounts:\n"));
    else if (unit->account_count > 0)
        must(buf_printf(out,
                        "    #accounts: # with the first that is filled in, take this mark away "
                        "too\n"));
    for (size_t i = 0; i < unit->account_count; i++)
        put_account(out, &unit->accounts[i]);
}

static void
put_mark(struct buf *out)
{
    uint64_t digest = answer_hash(ANSWER_HASH_START, buf_str(out));

    must(buf_printf(out, "%s%016" PRIx64 "\n", mark, digest));
}

/* True when nobody changed what was written here, by the digest in its last line. */
static bool
is_ours(struct str text)
{
    size_t at = str_find(text, str_from(mark), 0);
    CLEANUP(buf_done) struct buf again = BUF_INIT(YAML_BYTES_MAX + sizeof(mark) + MARK_DIGITS + 1);

    if (at == SIZE_MAX)
        return false;
    must(buf_append_str(&again, str_sub(text, 0, at)));
    put_mark(&again);
    return str_equal(buf_str(&again), text);
}

/* Beside it and then in its place: a reload in between finds the one or the other. */
static bool
replace(const char *path, struct str text)
{
    char half[PATH_BYTES];
    FILE *file;
    bool ok;

    if (snprintf(half, sizeof(half), "%s.new", path) >= (int)sizeof(half)) {
        errno = ENAMETOOLONG;
        return false;
    }
    file = fopen(half, "wb");
    if (file == NULL)
        return false;
    ok = fwrite(text.p, 1, text.n, file) == text.n;
    ok = fflush(file) == 0 && fsync(fileno(file)) == 0 && ok;
    ok = fclose(file) == 0 && ok;
    return ok && rename(half, path) == 0;
}

static enum fate
write_unit(struct writer *writer, const struct unitlist_unit *unit, const char *path)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(YAML_BYTES_MAX);
    CLEANUP(buf_done) struct buf old = BUF_INIT(YAML_BYTES_MAX);
    bool is_there;

    put_unit(writer, unit, &text);
    put_mark(&text);
    is_there = ctl_rows_load(path, &old);
    if (!is_there && errno != ENOENT)
        return FATE_FAILED;
    if (is_there && str_equal(buf_str(&old), buf_str(&text)))
        return FATE_UNCHANGED;
    if (is_there && !writer->ctl->force && !is_ours(buf_str(&old)))
        return FATE_KEPT;
    if (writer->ctl->dry_run)
        return FATE_WRITTEN;
    return replace(path, buf_str(&text)) ? FATE_WRITTEN : FATE_FAILED;
}

static void
write_units(struct writer *writer)
{
    for (size_t i = 0; i < writer->list.count; i++) {
        const struct unitlist_unit *unit = &writer->list.units[i];
        char path[PATH_BYTES];
        enum fate fate;

        (void)snprintf(path, sizeof(path), "%s/%.*s.yaml", writer->out, STR_ARGS(unit->code));
        fate = write_unit(writer, unit, path);
        writer->fates[fate]++;
        if (fate == FATE_FAILED)
            (void)fprintf(stderr, "pantauctl: cannot write \"%s\": %s\n", path, strerror(errno));
        if (fate == FATE_KEPT)
            must(buf_printf(&writer->kept, "%s\n", path));
        for (size_t j = 0; j < unit->account_count; j++) {
            writer->accounts++;
            writer->without_id += profile_is_whole(&unit->accounts[j].profile) ? 0 : 1;
        }
    }
}

static void
show_json(struct writer *writer)
{
    struct str kept = buf_str(&writer->kept);
    struct str path;
    struct buf buf;
    struct jout out;

    ctl_show_start(&out, &buf);
    jout_object(&out, NULL);
    jout_bool(&out, "dry_run", writer->ctl->dry_run);
    jout_int(&out, "units", (int64_t)writer->list.count);
    jout_int(&out, "accounts", writer->accounts);
    jout_int(&out, "accounts_to_fill_in", writer->without_id);
    jout_int(&out, "written", writer->fates[FATE_WRITTEN]);
    jout_int(&out, "unchanged", writer->fates[FATE_UNCHANGED]);
    jout_array(&out, "kept");
    while (str_split(&kept, '\n', &path))
        if (path.n > 0)
            jout_str(&out, NULL, path);
    jout_close_array(&out);
    jout_array(&out, "problems");
    for (size_t i = 0; i < writer->list.problem_count; i++) {
        jout_object(&out, NULL);
        jout_int(&out, "line", writer->list.problems[i].line);
        jout_str(&out, "text", writer->list.problems[i].text);
        jout_close_object(&out);
    }
    jout_close_array(&out);
    jout_close_object(&out);
    ctl_show_finish(&out, &buf);
}

static void
show(struct writer *writer)
{
    for (size_t i = 0; i < writer->list.problem_count; i++)
        (void)fprintf(stderr, "%s:%u: %.*s\n", writer->file, writer->list.problems[i].line,
                      STR_ARGS(writer->list.problems[i].text));
    if (writer->ctl->json) {
        show_json(writer);
        return;
    }
    (void)printf("%s: %zu unit%s: %" PRId64 " written, %" PRId64 " unchanged, %" PRId64
                 " kept as edited%s\n",
                 writer->out, writer->list.count, writer->list.count == 1 ? "" : "s",
                 writer->fates[FATE_WRITTEN], writer->fates[FATE_UNCHANGED],
                 writer->fates[FATE_KEPT],
                 writer->ctl->dry_run ? " (nothing was written: --dry-run)" : "");
    (void)printf("%" PRId64 " account%s, %" PRId64 " of them to be filled in\n", writer->accounts,
                 writer->accounts == 1 ? "" : "s", writer->without_id);
    if (writer->kept.used > 0)
        (void)printf("edited by hand, and left alone (--force replaces them):\n%s",
                     writer->kept.data);
}

static enum ctl_exit
import_list(struct writer *writer, struct str bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct error err = ERROR_INIT;

    if (!ctl_unitlist_read(&writer->list, arena, bytes, &err)) {
        (void)fprintf(stderr, "%s: %s\n%s%s", writer->file, err.text, err.hint,
                      err.hint[0] != '\0' ? "\n" : "");
        return CTL_USAGE;
    }
    if (writer->list.count == 0 && writer->list.problem_count == 0) {
        (void)fprintf(stderr, "%s: no unit stands below its headings\n", writer->file);
        return CTL_USAGE;
    }
    if (!writer->ctl->dry_run && mkdir(writer->out, 0755) != 0 && errno != EEXIST) {
        (void)fprintf(stderr, "pantauctl: cannot make \"%s\": %s\n", writer->out, strerror(errno));
        return CTL_USAGE;
    }
    write_units(writer);
    show(writer);
    if (writer->fates[FATE_FAILED] > 0)
        return CTL_USAGE;
    return writer->list.problem_count > 0 ? CTL_TROUBLE : CTL_OK;
}

enum ctl_exit
ctl_units(struct ctl *ctl)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(LIST_BYTES_MAX);
    struct writer writer = { .ctl = ctl,
                             .file = ctl->argv[1],
                             .out = ctl->out != NULL ? ctl->out : "units.d",
                             .kept = BUF_INIT(LIST_BYTES_MAX) };
    enum ctl_exit exit = CTL_USAGE;

    if (strcmp(ctl->argv[0], "import") != 0)
        (void)fprintf(stderr, "pantauctl: units knows \"import\" alone\n");
    else if (ctl->government == NULL)
        (void)fprintf(stderr, "pantauctl: say whose units they are: --government=32.75\n");
    else if (!ctl_rows_load(writer.file, &bytes))
        (void)fprintf(stderr, "pantauctl: cannot read \"%s\": %s\n", writer.file, strerror(errno));
    else
        exit = import_list(&writer, buf_str(&bytes));
    buf_done(&writer.kept);
    return exit;
}
