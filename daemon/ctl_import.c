/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * import: exports of the complaint system into the database. A file is known by its digest
 * (ops.import): what was imported is not read again, and what it came to is kept.
 */

#include "ctl_import.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/utf8.h"
#include "base/when.h"
#include "ctl_show.h"
#include "ctl_sql.h"
#include "loop.h"

#define FILE_BYTES_MAX  ((size_t)512 << 20)
#define ARENA_BYTES_MAX ((size_t)96 << 20) /* of a batch of rows; of one row two thirds */

void
ctl_import_say(struct ctl_import *import, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    (void)fputs(text, stderr);
    if (!buf_append_str(&import->said, str_from(text)))
        import->said.max = 0; /* the rest was on stderr */
}

/*
 * Into a folder others write: between a look at a name and this, a link or a pipe may have taken
 * its place. What the operator names himself may be either.
 */
static FILE *
open_file(struct ctl_import *import)
{
    FILE *file;
    int fd;

    if (strcmp(import->file, "-") == 0)
        return stdin;
    if (import->ctl->folder == NULL)
        return fopen(import->file, "rb");
    fd = open(import->file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &import->opened) != 0 || !S_ISREG(import->opened.st_mode)) {
        (void)close(fd);
        errno = EINVAL;
        return NULL;
    }
    file = fdopen(fd, "rb");
    must(file);
    return file;
}

static bool
read_file(struct ctl_import *import, struct buf *bytes)
{
    FILE *file = open_file(import);
    char chunk[65536];
    bool fits = true;
    size_t n;

    if (file == NULL) {
        ctl_import_say(import, "pantauctl: cannot open \"%s\": %s\n", import->shown,
                       strerror(errno));
        return false;
    }
    while (fits && (n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        fits = buf_append(bytes, chunk, n);
    if (!fits)
        ctl_import_say(import, "pantauctl: \"%s\" is larger than 512 MiB\n", import->shown);
    else if (ferror(file))
        ctl_import_say(import, "pantauctl: cannot read \"%s\": %s%s\n", import->shown,
                       strerror(errno), errno == EISDIR ? "; see: --folder" : "");
    fits = fits && !ferror(file);
    if (file != stdin)
        (void)fclose(file);
    return fits;
}

static void
take_digest(struct ctl_import *import, struct str bytes)
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    (void)crypto_hash_sha256(digest, (const unsigned char *)bytes.p, bytes.n);
    (void)sodium_bin2hex(import->digest, sizeof(import->digest), digest, sizeof(digest));
    import->bytes = bytes.n;
}

/* The one feed that is meant. */
static enum ctl_exit
find_feed(struct ctl_import *import)
{
    const char *values[] = { import->ctl->feed, import->ctl->government };
    PGresult *rows = ctl_db_query(import->ctl->db, ctl_sql_feeds, values, ARRAY_SIZE(values));
    enum ctl_exit exit = CTL_USAGE;

    if (rows == NULL)
        return CTL_DATABASE;
    if (PQntuples(rows) == 1) {
        import->government_id = (int32_t)ctl_db_int(rows, 0, 0);
        import->account_id = (int32_t)ctl_db_int(rows, 0, 1);
        (void)snprintf(import->feed, sizeof(import->feed), "%s", PQgetvalue(rows, 0, 3));
        exit = CTL_OK;
    } else if (PQntuples(rows) == 0) {
        ctl_import_say(import, "pantauctl: the database has no such feed; feeds: in pantau.yaml "
                               "name them, and pantaud enters them when it starts\n");
    } else {
        ctl_import_say(import, "pantauctl: say which feed is meant (--feed, --government):\n");
        for (int row = 0; row < PQntuples(rows); row++)
            ctl_import_say(import, "  --government %s --feed %s\n", PQgetvalue(rows, row, 2),
                           PQgetvalue(rows, row, 3));
    }
    PQclear(rows);
    return exit;
}

static PGresult *
ask_about(struct ctl_import *import, const char *sql, const char *name, const char *report)
{
    char ids[2][16];
    const char *values[] = { ids[0], ids[1], import->digest, name, report };

    (void)snprintf(ids[0], sizeof(ids[0]), "%" PRId32, import->government_id);
    (void)snprintf(ids[1], sizeof(ids[1]), "%" PRId32, import->account_id);
    return ctl_db_query(import->ctl->db, sql, values, name != NULL ? 5 : 3);
}

/*
 * What is known of the file: it is not read again, unless that was asked for, and then it was made
 * when it was made at first.
 */
static bool
find_known(struct ctl_import *import)
{
    PGresult *known = ask_about(import, ctl_sql_import, NULL, NULL);

    if (known == NULL)
        return false;
    if (PQntuples(known) == 1) {
        import->is_known = !import->ctl->again && import->ctl->observed_at_us == WHEN_NONE;
        (void)snprintf(import->first_at, sizeof(import->first_at), "%s", PQgetvalue(known, 0, 0));
        import->rows = ctl_db_int(known, 0, 3);
        import->refused = ctl_db_int(known, 0, 4);
        if (!when_parse_rfc3339(ctl_db_value(known, 0, 1), &import->made.earliest_us) ||
            !when_parse_rfc3339(ctl_db_value(known, 0, 2), &import->made.latest_us))
            import->first_at[0] = '\0';
    }
    PQclear(known);
    return true;
}

/* Counts that the rows below will give again. */
static void
find_made(struct ctl_import *import)
{
    int64_t told_us = import->ctl->observed_at_us;

    import->rows = import->refused = 0;
    if (told_us != WHEN_NONE)
        import->made = (struct laporan_made){ told_us, told_us };
    else if (import->first_at[0] == '\0')
        import->made = ctl_laporan_made(&import->laporan, loop_wall_us());
}

/* Lines → an array of texts. */
static void
add_lines(struct jout *out, const char *name, struct str lines)
{
    struct str line;

    jout_array(out, name);
    while (str_split(&lines, '\n', &line))
        if (line.n > 0)
            jout_str(out, NULL, line);
    jout_close_array(out);
}

static void
add_counts(struct jout *out, const struct ctl_import *import)
{
    jout_int(out, "rows", import->rows);
    jout_int(out, "new", import->added);
    jout_int(out, "changed", import->changed);
    jout_int(out, "unchanged", import->unchanged);
    jout_int(out, "refused", import->refused);
    jout_array(out, "unknown_units");
    for (size_t i = 0; i < import->units.unknown_count; i++)
        jout_str(out, NULL, import->units.unknown[i]);
    jout_close_array(out);
    add_lines(out, "refusals", buf_str(&import->refusals));
}

/* Names without their folder: where a file lay is nobody's business later. */
static const char *
base_name(const char *path)
{
    const char *stroke = strrchr(path, '/');

    return stroke != NULL ? stroke + 1 : path;
}

static bool
save(struct ctl_import *import)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(CTL_IMPORT_SAID_MAX);
    char times[2][WHEN_FORMAT_MAX];
    struct jout out;
    PGresult *saved;

    if (import->ctl->dry_run)
        return true;
    jout_init(&out, &text);
    jout_object(&out, NULL);
    jout_int(&out, "bytes", (int64_t)import->bytes);
    jout_str(&out, "made_earliest", str_from(when_format(import->made.earliest_us, times[0])));
    jout_str(&out, "made_latest", str_from(when_format(import->made.latest_us, times[1])));
    add_counts(&out, import);
    jout_close_object(&out);
    saved = ask_about(import, ctl_sql_import_save, base_name(import->file), text.data);
    PQclear(saved);
    return saved != NULL;
}

static enum ctl_exit
import_rows(struct ctl_import *import)
{
    import->arena = arena_new(ARENA_BYTES_MAX);
    if (!ctl_units_load(&import->units, import->ctl->db, import->government_id,
                        import->account_id) ||
        !ctl_import_rows(import)) {
        ctl_import_say(import, "pantauctl: stopped; what was written before is kept, and the "
                               "import can be repeated\n");
        return import->is_too_large ? CTL_USAGE : CTL_DATABASE;
    }
    import->unchanged = import->rows - import->refused - import->added - import->changed;
    if (!save(import))
        return CTL_DATABASE;
    return import->refused > 0 ? CTL_TROUBLE : CTL_OK;
}

static enum ctl_exit
import_bytes(struct ctl_import *import, struct str bytes)
{
    struct error err = ERROR_INIT;
    enum ctl_exit exit;

    if (!ctl_laporan_open(&import->laporan, bytes, loop_wall_us(), &err)) {
        ctl_import_say(import, "%s: %s\n%s%s", import->shown, err.text, err.hint,
                       err.hint[0] != '\0' ? "\n" : "");
        return CTL_USAGE;
    }
    if (import->laporan.table.xlsx == NULL && !utf8_is_valid(bytes))
        ctl_import_say(import,
                       "%s: not all of it is UTF-8, other bytes become \xef\xbf\xbd: save it as "
                       "CSV UTF-8\n",
                       import->shown);
    take_digest(import, bytes);
    exit = find_feed(import);
    if (exit != CTL_OK)
        return exit;
    if (!find_known(import))
        return CTL_DATABASE;
    if (import->is_known) {
        import->unchanged = import->rows - import->refused;
        return CTL_OK;
    }
    find_made(import);
    return import_rows(import);
}

void
ctl_import_start(struct ctl_import *import, struct ctl *ctl, const char *path)
{
    *import = (struct ctl_import){ .ctl = ctl,
                                   .file = path,
                                   .shown = ctl_show_clean(path),
                                   .said = BUF_INIT(CTL_IMPORT_SAID_MAX),
                                   .refusals = BUF_INIT(CTL_IMPORT_SAID_MAX / 4) };
}

enum ctl_exit
ctl_import_file(struct ctl_import *import, struct ctl *ctl, const char *path)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(FILE_BYTES_MAX);
    enum ctl_exit exit = CTL_USAGE;

    ctl_import_start(import, ctl, path);
    if (read_file(import, &bytes))
        exit = import_bytes(import, buf_str(&bytes));
    ctl_laporan_close(&import->laporan);
    arena_free(import->arena);
    import->arena = NULL;
    return exit;
}

void
ctl_import_done(struct ctl_import *import)
{
    ctl_units_done(&import->units);
    free(import->shown);
    buf_done(&import->said);
    buf_done(&import->refusals);
}

bool
ctl_import_report(const struct ctl_import *import, struct buf *out)
{
    if (import->is_known)
        return buf_printf(out, "%s: known since %s: nothing is new (--again reads it again)\n",
                          import->feed, import->first_at);
    if (!buf_printf(out,
                    "%s: %" PRId64 " rows: %" PRId64 " new, %" PRId64 " changed, %" PRId64
                    " unchanged, %" PRId64 " refused%s\n",
                    import->feed, import->rows, import->added, import->changed, import->unchanged,
                    import->refused, import->ctl->dry_run ? " (nothing was kept: --dry-run)" : ""))
        return false;
    for (size_t i = 0; i < import->units.unknown_count; i++)
        if (!buf_printf(out, "%s%.*s\n", i == 0 ? "not in the feed's units: map:\n  " : "  ",
                        STR_ARGS(import->units.unknown[i])))
            return false;
    return true;
}

static void
show_json(const struct ctl_import *import)
{
    struct buf buf;
    struct jout out;

    ctl_show_start(&out, &buf);
    jout_object(&out, NULL);
    jout_str(&out, "file", str_from(import->file));
    jout_str(&out, "digest", str_from(import->digest));
    jout_str(&out, "feed", str_from(import->feed));
    jout_bool(&out, "dry_run", import->ctl->dry_run);
    jout_bool(&out, "known", import->is_known);
    add_counts(&out, import);
    jout_close_object(&out);
    ctl_show_finish(&out, &buf);
}

void
ctl_import_show(const struct ctl_import *import)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(CTL_IMPORT_SAID_MAX);
    bool is_alone = import->ctl->argc == 1; /* none but it was named; a folder's have names */

    if (import->ctl->json)
        show_json(import);
    else if (ctl_import_report(import, &text))
        (void)printf("%s%s%s", is_alone ? "" : import->shown, is_alone ? "" : ": ", text.data);
}

/* Of several files the exit status is the worst: a database that is away first. */
enum ctl_exit
ctl_import(struct ctl *ctl)
{
    enum ctl_exit worst = CTL_OK;

    /* It would go before every other export until then. Where it is tomorrow already is allowed. */
    if (ctl->observed_at_us != WHEN_NONE && ctl->observed_at_us > loop_wall_us() + WHEN_DAY) {
        (void)fprintf(stderr,
                      "pantauctl: --observed-at lies in the future: no export was made then\n");
        return CTL_USAGE;
    }
    if (ctl->folder != NULL && ctl->argc == 0)
        return ctl_import_folder(ctl);
    if (ctl->folder != NULL || ctl->argc == 0) {
        (void)fprintf(stderr, "pantauctl: import takes files, or --folder\n");
        return CTL_USAGE;
    }
    for (int i = 0; i < ctl->argc && worst != CTL_DATABASE; i++) {
        struct ctl_import import;
        enum ctl_exit exit = ctl_import_file(&import, ctl, ctl->argv[i]);

        if (exit == CTL_OK || exit == CTL_TROUBLE)
            ctl_import_show(&import);
        worst = exit > worst ? exit : worst;
        ctl_import_done(&import);
    }
    return worst;
}
