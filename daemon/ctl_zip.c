/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What an archive says of its sizes is looked at first, and not believed: the bytes that come out
 * are counted too.
 */

#include "ctl_zip.h"

#include <inttypes.h>
#include <stdlib.h>

#include <zip.h>

#define PIECE_BYTES (256u << 10)

struct ctl_zip {
    zip_t *archive;
    int64_t bytes_read;
};

static bool
is_broken(struct error *err, const char *what)
{
    (void)error_set(err, ERROR_PEER, "%s", what);
    return error_hint(err, "Copy it again, or open it in a spreadsheet and save it anew.");
}

struct ctl_zip *
ctl_zip_open(struct str bytes, struct error *err)
{
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, NULL);
    struct ctl_zip *zip;
    zip_t *archive;

    must(source);
    archive = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (archive == NULL) {
        zip_source_free(source);
        (void)is_broken(err, "the file is broken or cut off");
        return NULL;
    }
    zip = xcalloc(1, sizeof(*zip));
    zip->archive = archive;
    if (zip_get_num_entries(archive, 0) <= CTL_ZIP_ENTRIES_MAX)
        return zip;
    (void)error_set(err, ERROR_LIMIT, "the file has more than %d parts", CTL_ZIP_ENTRIES_MAX);
    ctl_zip_free(zip);
    return NULL;
}

void
ctl_zip_free(struct ctl_zip *zip)
{
    if (zip == NULL)
        return;
    zip_discard(zip->archive);
    free(zip);
}

bool
ctl_zip_has(const struct ctl_zip *zip, const char *name)
{
    return zip_name_locate(zip->archive, name, ZIP_FL_NOCASE) >= 0;
}

static bool
check_entry(const struct ctl_zip *zip, const zip_stat_t *stat, const char *name, struct error *err)
{
    int64_t size = stat->size > INT64_MAX ? INT64_MAX : (int64_t)stat->size;
    int64_t packed = stat->comp_size > INT64_MAX ? INT64_MAX : (int64_t)stat->comp_size;

    if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat->encryption_method != ZIP_EM_NONE) {
        (void)error_set(err, ERROR_PEER, "the file is protected with a password");
        return error_hint(err, "Open it in a spreadsheet and save it without one.");
    }
    if (size > CTL_ZIP_BYTES_MAX - zip->bytes_read)
        return error_set(err, ERROR_LIMIT, "\"%s\" would become more than %" PRId64 " MiB", name,
                         CTL_ZIP_BYTES_MAX >> 20);
    if (size > CTL_ZIP_RATIO_FROM && size / CTL_ZIP_RATIO_MAX > packed)
        return error_set(err, ERROR_LIMIT, "\"%s\" expands more than %d times", name,
                         CTL_ZIP_RATIO_MAX);
    return true;
}

static bool
read_entry(struct ctl_zip *zip, zip_file_t *file, ctl_zip_take_fn take, void *to, struct error *err)
{
    char *piece = xmalloc(PIECE_BYTES);
    zip_int64_t n;
    bool ok = true;

    while (ok && (n = zip_fread(file, piece, PIECE_BYTES)) > 0) {
        zip->bytes_read += n;
        if (zip->bytes_read > CTL_ZIP_BYTES_MAX)
            ok = error_set(err, ERROR_LIMIT, "its parts become more than %" PRId64 " MiB",
                           CTL_ZIP_BYTES_MAX >> 20);
        else
            ok = take(to, (struct str){ piece, (size_t)n }, false, err);
    }
    if (ok && n < 0)
        ok = is_broken(err, "a part of the file is broken");
    ok = ok && take(to, STR(""), true, err);
    free(piece);
    return ok;
}

bool
ctl_zip_read(struct ctl_zip *zip, const char *name, ctl_zip_take_fn take, void *to,
             struct error *err)
{
    zip_int64_t place = zip_name_locate(zip->archive, name, ZIP_FL_NOCASE);
    zip_stat_t stat;
    zip_file_t *file;
    bool ok;

    if (place < 0 || zip_stat_index(zip->archive, (zip_uint64_t)place, 0, &stat) != 0)
        return is_broken(err, "a part of the file is missing");
    if (!check_entry(zip, &stat, name, err))
        return false;
    file = zip_fopen_index(zip->archive, (zip_uint64_t)place, 0);
    if (file == NULL)
        return is_broken(err, "a part of the file is broken");
    ok = read_entry(zip, file, take, to, err);
    (void)zip_fclose(file);
    return ok;
}
