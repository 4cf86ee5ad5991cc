/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Two complaint systems that no adapter knows, described by the example maps of
 * conf/examples/maps: a city's application under /map/app/ with the history inside each case, and
 * one that is like SP4N-LAPOR! under /map/like/, asked for changes, with cursors and a list of
 * events of its own.
 */

#include "feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PER_PAGE 40
#define FIRST_ID 8600001
#define LINE_MAX 400

struct look {
    const struct world *world;
    const struct request *request;
    struct answer *answer;
    const struct feed *feed;
    int64_t at, since;
};

/* Words of the one and of the other for a kind of step: what happened, and who did it. */
static const struct words {
    const char *app, *app_actor, *like, *like_actor;
} words[] = {
    [STEP_RECEIVED] = { NULL, NULL, NULL, NULL },
    [STEP_VERIFIED] = { "verifikasi", "operator", "VERIFIKASI", "ADMIN" },
    [STEP_DISPOSED] = { "disposisi", "operator", "DISPOSISI", "ADMIN" },
    [STEP_RETURNED] = { "kembali", "opd", "KEMBALI", "INSTANSI" },
    [STEP_ACKNOWLEDGED] = { "terima", "opd", "TERIMA", "INSTANSI" },
    [STEP_ANSWERED] = { "jawaban", "opd", "JAWAB", "INSTANSI" },
    [STEP_REPORTER_REPLY] = { "warga", "warga", "BALASAN", "PELAPOR" },
    [STEP_POSTPONED] = { "tunda", "operator", "TUNDA", "ADMIN" },
    [STEP_CLOSED] = { "selesai", NULL, "TUTUP", NULL },
    [STEP_ARCHIVED] = { "arsip", NULL, "ARSIP", NULL },
};
static const char *const app_closers[] = { NULL, "sistem", "operator", "warga" };
static const char *const like_closers[] = { NULL, "SISTEM", "ADMIN", "PELAPOR" };

static const char *
app_status(const struct complaint *complaint, int64_t at)
{
    static const char *const closed[] = { "", "Ditutup Otomatis", "Selesai", "Ditutup Warga" };
    static const char *const archived[] = { "", "Diarsipkan Otomatis", "Ditolak", "Ditarik Warga" };
    static const char *const others[] = {
        [STEP_RECEIVED] = "Baru",
        [STEP_VERIFIED] = "Diverifikasi",
        [STEP_DISPOSED] = "Diteruskan",
        [STEP_RETURNED] = "Diverifikasi",
        [STEP_ACKNOWLEDGED] = "Ditangani",
        [STEP_ANSWERED] = "Ditangani",
        [STEP_REPORTER_REPLY] = "Ditangani",
        [STEP_POSTPONED] = "Butuh Data",
    };
    const struct step *step = complaint_latest(complaint, at);

    if (step->kind == STEP_CLOSED)
        return closed[step->closer];
    return step->kind == STEP_ARCHIVED ? archived[step->closer] : others[step->kind];
}

static const char *
like_status(const struct complaint *complaint, int64_t at)
{
    static const char *const closed[] = { "", "Ditutup oleh Sistem", "Ditutup oleh Admin",
                                          "Ditutup oleh Pelapor" };
    static const char *const archived[] = { "", "Diarsipkan oleh Sistem", "Diarsipkan oleh Admin",
                                            "Diarsipkan oleh Pelapor" };
    static const char *const others[] = {
        [STEP_RECEIVED] = "Belum Terverifikasi",
        [STEP_VERIFIED] = "Terverifikasi",
        [STEP_DISPOSED] = "Terdisposisi",
        [STEP_RETURNED] = "Terverifikasi",
        [STEP_ACKNOWLEDGED] = "Ditindaklanjuti oleh Instansi",
        [STEP_ANSWERED] = "Ditindaklanjuti oleh Instansi",
        [STEP_REPORTER_REPLY] = "Ditindaklanjuti oleh Instansi",
        [STEP_POSTPONED] = "Menunggu Kelengkapan Informasi",
    };
    const struct step *step = complaint_latest(complaint, at);

    if (step->kind == STEP_CLOSED)
        return closed[step->closer];
    return step->kind == STEP_ARCHIVED ? archived[step->closer] : others[step->kind];
}

/* "2026-11-20 08:15:00" in the city's zone. */
static json_t *
local_time(const struct look *look, const struct step *step)
{
    time_t local = step != NULL ? (time_t)(step->at + look->world->zone_offset_s) : 0;
    struct tm tm;

    if (step == NULL)
        return json_null();
    gmtime_r(&local, &tm);
    return json_sprintf("%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1,
                        tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static json_t *
unix_time(const struct step *step)
{
    return step != NULL ? json_integer(step->at) : json_null();
}

static json_t *
text_or_null(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

static json_t *
number_of(const struct unit *unit)
{
    return unit != NULL ? json_integer(strtoll(unit->ref, NULL, 10)) : json_null();
}

static const struct step *
first_of(const struct complaint *complaint, enum step_kind kind, int64_t at)
{
    size_t i;

    for (i = 0; i < complaint->steps.n; i++) {
        const struct step *step = complaint->steps.at[i];

        if (step->kind == kind && step->at <= at)
            return step;
    }
    return NULL;
}

static const struct step *
end_of(const struct complaint *complaint, int64_t at)
{
    const struct step *latest = complaint_latest(complaint, at);

    return latest->kind == STEP_CLOSED || latest->kind == STEP_ARCHIVED ? latest : NULL;
}

/* Who has it: nobody while it is back with the coordinator. */
static const struct unit *
holder_of(const struct complaint *complaint, int64_t at)
{
    const struct step *disposed = complaint_last(complaint, STEP_DISPOSED, at);
    const struct step *returned = complaint_last(complaint, STEP_RETURNED, at);

    if (disposed == NULL || (returned != NULL && returned->at >= disposed->at))
        return NULL;
    return disposed->unit;
}

static json_t *
app_event(const struct look *look, const struct step *step, size_t id)
{
    const struct words *word = &words[step->kind];
    const char *actor = step->closer != CLOSER_NONE ? app_closers[step->closer] : word->app_actor;

    if (step->kind == STEP_DISPOSED && step->from != NULL)
        actor = "opd";
    return json_pack("{s:I, s:o, s:s, s:o, s:o, s:o, s:o, s:i}", "id", (json_int_t)id, "waktu",
                     local_time(look, step), "jenis", word->app, "opd",
                     text_or_null(step->unit != NULL ? step->unit->ref : NULL), "dari",
                     text_or_null(step->from != NULL ? step->from->ref : NULL), "oleh",
                     text_or_null(actor), "isi", text_or_null(step->text), "lampiran",
                     step->attached ? 2 : 0);
}

static json_t *
app_case(const struct look *look, const struct complaint *complaint)
{
    const struct step *end = end_of(complaint, look->at);
    const struct unit *holder = holder_of(complaint, look->at);
    json_t *events = json_array();
    json_t *object;
    size_t i;

    for (i = 1; i < complaint->steps.n; i++) {
        const struct step *step = complaint->steps.at[i];

        if (step->at <= look->at)
            json_array_append_new(events, app_event(look, step, i));
    }
    object = json_pack(
        "{s:s, s:s, s:s, s:{s:s}, s:b, s:s, s:{s:o}, s:o, s:n, s:{s:n, s:n, s:n, s:s, s:s}, s:o}",
        "nomor", complaint->id, "judul", complaint->title, "isi", complaint->text, "topik", "nama",
        complaint->topic, "anonim", strstr(complaint->visibility, "Anonim") != NULL, "status",
        app_status(complaint, look->at), "opd", "kode",
        text_or_null(holder != NULL ? holder->ref : NULL), "ditutup_oleh",
        text_or_null(end != NULL ? app_closers[end->closer] : NULL), "nilai", "lokasi", "lat",
        "lng", "kelurahan", "kecamatan", "Kenanga", "nama_kelurahan", "Melati", "riwayat", events);
    json_object_set_new(object, "waktu_lapor", local_time(look, complaint->steps.at[0]));
    json_object_set_new(object, "waktu_disposisi",
                        local_time(look, first_of(complaint, STEP_DISPOSED, look->at)));
    json_object_set_new(object, "waktu_selesai", local_time(look, end));
    return object;
}

static json_t *
like_case(const struct look *look, const struct complaint *complaint)
{
    const struct step *end = end_of(complaint, look->at);
    json_t *object =
        json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:{s:o}, s:o, s:n}", "tracking_id",
                  (json_int_t)strtoll(complaint->id, NULL, 10), "judul", complaint->title, "isi",
                  complaint->text, "kategori", complaint->topic, "klasifikasi", complaint->class,
                  "tipe", complaint->visibility[0] != '\0' ? complaint->visibility : "Publik",
                  "status", like_status(complaint, look->at), "instansi", "id",
                  number_of(holder_of(complaint, look->at)), "ditutup_oleh",
                  text_or_null(end != NULL ? like_closers[end->closer] : NULL), "kode_kecamatan");

    json_object_set_new(object, "tautan",
                        json_sprintf("https://www.lapor.go.id/id/%s", complaint->id));
    json_object_set_new(object, "tgl_masuk", unix_time(complaint->steps.at[0]));
    json_object_set_new(object, "tgl_verifikasi",
                        unix_time(first_of(complaint, STEP_VERIFIED, look->at)));
    json_object_set_new(object, "tgl_disposisi",
                        unix_time(first_of(complaint, STEP_DISPOSED, look->at)));
    json_object_set_new(object, "tgl_aktivitas", unix_time(complaint_latest(complaint, look->at)));
    json_object_set_new(object, "tgl_tutup", unix_time(end));
    return object;
}

static json_t *
like_event(const struct complaint *complaint, const struct step *step)
{
    const struct words *word = &words[step->kind];
    const char *actor = step->closer != CLOSER_NONE ? like_closers[step->closer] : word->like_actor;

    if (step->kind == STEP_DISPOSED && step->from != NULL)
        actor = "INSTANSI";
    return json_pack("{s:I, s:I, s:s, s:o, s:o, s:o, s:o}", "laporan",
                     (json_int_t)strtoll(complaint->id, NULL, 10), "pada", (json_int_t)step->at,
                     "aksi", word->like, "oleh", text_or_null(actor), "instansi",
                     number_of(step->unit), "dari_instansi", number_of(step->from), "uraian",
                     text_or_null(step->text));
}

static bool
shown(const struct look *look, const struct complaint *complaint)
{
    const struct step *received = complaint->steps.n > 0 ? complaint->steps.at[0] : NULL;

    return complaint->feed == look->feed && !complaint->secret && received != NULL &&
           received->at <= look->at && complaint_latest(complaint, look->at)->at >= look->since;
}

/* Everything that is listed, in building order; events: those of all cases. */
static json_t *
list_all(const struct look *look, bool events)
{
    const struct list *all = &look->world->complaints;
    json_t *list = json_array();
    size_t i, k;

    for (i = 0; i < all->n; i++) {
        const struct complaint *complaint = all->at[i];

        if (!shown(look, complaint))
            continue;
        if (!events)
            json_array_append_new(list, look->feed == &feed_mapped_app
                                            ? app_case(look, complaint)
                                            : like_case(look, complaint));
        for (k = 1; events && k < complaint->steps.n; k++) {
            const struct step *step = complaint->steps.at[k];

            if (step->at <= look->at && step->at >= look->since)
                json_array_append_new(list, like_event(complaint, step));
        }
    }
    return list;
}

/* The part of a list from `first` on; takes the list. */
static json_t *
part_of(json_t *list, size_t first, size_t size)
{
    json_t *part = json_array();
    size_t i;

    for (i = first; i < first + size && i < json_array_size(list); i++)
        json_array_append(part, json_array_get(list, i));
    json_decref(list);
    return part;
}

static size_t
size_of(const struct request *request, const char *name)
{
    int64_t size = request_number(request, name, PER_PAGE);

    return size < 1 || size > PER_PAGE ? PER_PAGE : (size_t)size;
}

static void
answer_app(const struct look *look)
{
    const char *key = request_header(look->request, "X-Api-Key");
    int64_t page = request_number(look->request, "halaman", 1);
    size_t size = size_of(look->request, "per_halaman");

    if (key == NULL || strcmp(key, look->world->lapor_token) != 0) {
        answer_json(look->answer, 401, json_pack("{s:s}", "pesan", "Kunci tidak berlaku"));
        return;
    }
    look->answer->account = look->feed->name;
    answer_json(
        look->answer, 200,
        json_pack("{s:{s:o}}", "data", "laporan",
                  part_of(list_all(look, false), page < 1 ? 0 : ((size_t)page - 1) * size, size)));
}

static void
answer_like(const struct look *look, bool events)
{
    const char *token = request_header(look->request, "Authorization");
    const char *cursor = request_parameter(look->request, "kursor");
    size_t first = cursor != NULL && cursor[0] == 'k' ? strtoul(cursor + 1, NULL, 16) : 0;
    size_t size = size_of(look->request, "jumlah");
    json_t *list = list_all(look, events);
    bool more = first + size < json_array_size(list);

    if (token == NULL || strncmp(token, "Bearer ", 7) != 0 ||
        strcmp(token + 7, look->world->lapor_token) != 0) {
        json_decref(list);
        answer_json(look->answer, 401, json_pack("{s:s}", "message", "Token tidak valid"));
        return;
    }
    look->answer->account = look->feed->name;
    answer_json(look->answer, 200,
                json_pack("{s:o, s:{s:o}}", "items", part_of(list, first, size), "meta", "berikut",
                          more ? json_sprintf("k%zx", first + size) : json_null()));
}

/* "2026-11-19T08:00:00Z" */
static int64_t
since_of(const struct request *request)
{
    const char *text = request_parameter(request, "sejak");
    struct tm tm = { 0 };

    if (text == NULL || strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) == NULL)
        return 0;
    return timegm(&tm);
}

static void
mapped_answer(const struct world *world, const struct request *request, struct answer *ret_answer)
{
    struct look look = { world, request, ret_answer, NULL, request->at, since_of(request) };
    const char *what = request->path + strlen("/map/");

    if (strcmp(what, "app/v1/laporan") == 0) {
        look.feed = &feed_mapped_app;
        answer_app(&look);
    } else if (strcmp(what, "like/pengaduan") == 0 || strcmp(what, "like/tindak-lanjut") == 0) {
        look.feed = &feed_mapped_like;
        answer_like(&look, strcmp(what, "like/tindak-lanjut") == 0);
    } else {
        answer_json(ret_answer, 404, json_pack("{s:s}", "message", "Tidak ditemukan"));
    }
}

static bool
shows_all(const struct complaint *complaint, const struct step *step, int64_t at)
{
    (void)complaint;
    (void)step;
    (void)at;
    return true;
}

/* The map itself, as the example that is shipped has it. */
static void
copy_map(const char *name, struct blob *yaml)
{
    char path[LINE_MAX], line[LINE_MAX];
    bool inside = false;
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s.yaml", SIMULATOR_MAPS, name);
    file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof(line), file) != NULL) {
        inside = inside || strcmp(line, "    map:\n") == 0;
        if (inside)
            blob_format(yaml, "%s", line);
    }
    fclose(file);
}

static void
put_entry(const struct feed *feed, const struct world *world, const char *base, struct blob *yaml)
{
    bool app = feed == &feed_mapped_app;
    size_t i;

    blob_format(
        yaml,
        "  - name: %s\n    kind: mapped\n    government: \"%s\"\n    base_url: \"%s/map/%s\"\n"
        "    credential: lapor-key\n    timezone: %s\n    schedule: { complaints: 2s }\n"
        "    units:\n",
        feed->name, world->government, base, app ? "app" : "like", world->zone);
    for (i = 0; i < world->units.n; i++) {
        const struct unit *unit = world->units.at[i];

        blob_format(yaml, "      \"%s\": %s\n", unit->ref, unit->code);
    }
    copy_map(app ? "city-app" : "lapor-like", yaml);
}

static void
key_text(const struct world *world, struct blob *text)
{
    blob_format(text, "token=%s\n", world->lapor_token);
}

const struct feed feed_mapped_app = {
    .name = "aplikasi-kota",
    .prefix = "/map/",
    .moves = true,
    .answers = true,
    .precision_s = 1,
    .first_id = FIRST_ID,
    .shows = shows_all,
    .status = app_status,
    .answer = mapped_answer,
    .yaml = put_entry,
    .credential = "lapor-key",
    .credential_text = key_text,
};

const struct feed feed_mapped_like = {
    .name = "lapor-daerah",
    .prefix = "/map/",
    .moves = true,
    .answers = true,
    .precision_s = 1,
    .first_id = FIRST_ID,
    .shows = shows_all,
    .status = like_status,
    .answer = mapped_answer,
    .yaml = put_entry,
    .credential = "lapor-key",
    .credential_text = key_text,
};
