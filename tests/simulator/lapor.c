/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * SP4N-LAPOR! in the two public shapes: the flat log under /lapor/flat/complaints and the four
 * stage times under /lapor/stages/complaints. README.md shows both.
 */

#include "feed.h"

#include "cases.h"
#include "laporan.h"

#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>

#define PER_PAGE 25
#define FIRST_ID 8600001

struct look {
    const struct world *world;
    const struct request *request;
    struct answer *answer;
    int64_t at;
};

static const char *const days[] = {
    "Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"
};
static const char *const months[] = { "Januari",   "Februari", "Maret",    "April",
                                      "Mei",       "Juni",     "Juli",     "Agustus",
                                      "September", "Oktober",  "November", "Desember" };

static const char *
status_phrase(const struct complaint *complaint, int64_t at)
{
    static const char *const closed[] = { "", "Ditutup oleh Sistem", "Ditutup oleh Admin",
                                          "Ditutup oleh Pelapor" };
    static const char *const archived[] = { "", "Diarsipkan oleh Sistem", "Diarsipkan oleh Admin",
                                            "Diarsipkan oleh Pelapor" };
    const struct step *step = complaint_latest(complaint, at);

    switch (step->kind) {
    case STEP_RECEIVED:
        return "Belum Terverifikasi";
    case STEP_VERIFIED:
    case STEP_RETURNED:
        return "Terverifikasi";
    case STEP_DISPOSED:
        return "Didisposisikan";
    case STEP_ACKNOWLEDGED:
    case STEP_ANSWERED:
    case STEP_REPORTER_REPLY:
        return "Ditindaklanjuti oleh Instansi";
    case STEP_POSTPONED:
        return "Menunggu Kelengkapan Informasi";
    case STEP_CLOSED:
        return closed[step->closer];
    case STEP_ARCHIVED:
        return archived[step->closer];
    }
    return "";
}

/* "Sabtu, 11 Februari 2023, 08:15", in the city's own zone, without saying so. */
static json_t *
long_date(const struct world *world, int64_t at)
{
    time_t local = (time_t)(at + world->zone_offset_s);
    struct tm tm;

    gmtime_r(&local, &tm);
    return json_sprintf("%s, %02d %s %d, %02d:%02d", days[tm.tm_wday], tm.tm_mday,
                        months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min);
}

/* "11 Februari 2023" */
static json_t *
short_date(const struct world *world, int64_t at)
{
    time_t local = (time_t)(at + world->zone_offset_s);
    struct tm tm;

    if (at == 0)
        return json_string("");
    gmtime_r(&local, &tm);
    return json_sprintf("%02d %s %d", tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900);
}

static json_t *
flat_json(const struct look *look, const struct complaint *complaint)
{
    const struct step *received = complaint->steps.at[0];
    json_t *log = json_array();
    size_t i;

    for (i = 0; i < complaint->steps.n; i++) {
        const struct step *step = complaint->steps.at[i];

        if (step->text != NULL && step->at <= look->at)
            json_array_append_new(
                log, json_pack("{s:o, s:s, s:o*}", "date", long_date(look->world, step->at),
                               "keterangan", step->text, "lampiran",
                               step->attached ? json_pack("[s]", "foto.jpg") : NULL));
    }
    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:o}", "id", complaint->id, "status",
                     status_phrase(complaint, look->at), "date",
                     long_date(look->world, received->at), "judul", complaint->title, "isi",
                     complaint->text, "kategori", complaint->topic, "klasifikasi", complaint->class,
                     "tipe", complaint->visibility, "log", log);
}

static int64_t
time_of(const struct step *step)
{
    return step != NULL ? step->at : 0;
}

static json_t *
stages_json(const struct look *look, const struct complaint *complaint)
{
    const struct step *disposed = complaint_last(complaint, STEP_DISPOSED, look->at);
    const struct step *closed = complaint_last(complaint, STEP_CLOSED, look->at);
    int64_t received = time_of(complaint->steps.at[0]);
    int64_t activity = time_of(complaint_latest(complaint, look->at));
    json_t *object;

    if (closed == NULL)
        closed = complaint_last(complaint, STEP_ARCHIVED, look->at);
    object =
        json_pack("{s:I, s:s, s:s, s:i, s:s, s:s, s:s, s:I, s:s?, s:s}", "TrackingID",
                  (json_int_t)strtoll(complaint->id, NULL, 10), "JudulLaporan", complaint->title,
                  "IsiLaporan", complaint->text, "KategoriID", case_topic_id(complaint->topic),
                  "KlasifikasiLaporan", complaint->class, "TipeLaporan", complaint->visibility,
                  "Status", status_phrase(complaint, look->at), "DisposisiInstansiID",
                  (json_int_t)(disposed != NULL ? strtoll(disposed->unit->ref, NULL, 10) : 0),
                  "DisposisiInstansi", disposed != NULL ? disposed->unit->name : NULL, "Area",
                  look->world->government_name);
    json_object_set_new(object, "TimestampLaporanMasuk", json_integer(received));
    json_object_set_new(object, "TimestampTanggalDisposisi", json_integer(time_of(disposed)));
    json_object_set_new(object, "TimestampTanggalAktivitasTerakhir", json_integer(activity));
    json_object_set_new(object, "TimestampTanggalLaporanDitutup", json_integer(time_of(closed)));
    json_object_set_new(object, "TanggalLaporanMasuk", short_date(look->world, received));
    json_object_set_new(object, "TanggalDisposisi", short_date(look->world, time_of(disposed)));
    json_object_set_new(object, "TanggalLaporanAktivitasTerakhir",
                        short_date(look->world, activity));
    json_object_set_new(object, "TanggalLaporanDitutup", short_date(look->world, time_of(closed)));
    return object;
}

static bool
shown(const struct look *look, const struct complaint *complaint, const struct feed *feed)
{
    const struct step *received = complaint->steps.n > 0 ? complaint->steps.at[0] : NULL;

    return complaint->feed == feed && !complaint->secret && received != NULL &&
           received->at <= look->at;
}

/* Newest first, as the site lists them: what comes in between two pages pushes the rest on. */
static void
list_page(const struct look *look, const struct feed *feed)
{
    const struct list *all = &look->world->complaints;
    int64_t size = request_number(look->request, "per_page", PER_PAGE);
    int64_t page = request_number(look->request, "page", 1);
    int64_t n = 0, first;
    json_t *data = json_array();
    size_t i;

    size = size < 1 || size > 100 ? PER_PAGE : size;
    first = (page < 1 ? 0 : page - 1) * size;
    for (i = all->n; i > 0; i--) {
        const struct complaint *complaint = all->at[i - 1];

        if (!shown(look, complaint, feed))
            continue;
        if (n >= first && n < first + size) {
            json_array_append_new(data, feed == &feed_flat ? flat_json(look, complaint)
                                                           : stages_json(look, complaint));
            answer_serves(look->answer, complaint->id);
        }
        n++;
    }
    answer_json(look->answer, 200,
                json_pack("{s:o, s:I, s:I, s:I, s:I}", "data", data, "current_page",
                          (json_int_t)page, "per_page", (json_int_t)size, "last_page",
                          (json_int_t)((n + size - 1) / size), "total", (json_int_t)n));
}

static bool
form_has(const struct request *request, const char *token)
{
    struct evkeyvalq form;
    struct evkeyval *pair;
    bool found = false;

    if (strcmp(request->method, "POST") != 0 || evhttp_parse_query_str(request->body, &form) != 0)
        return false;
    TAILQ_FOREACH(pair, &form, next)
    found = found || strcmp(pair->value, token) == 0;
    evhttp_clear_headers(&form);
    return found;
}

/* Wherever the configuration puts it: a header, the query, a form. */
static bool
allowed(const struct world *world, const struct request *request)
{
    const char *authorization = request_header(request, "Authorization");
    const char *token = world->lapor_token;
    struct evkeyval *pair;

    if (authorization != NULL && strncmp(authorization, "Bearer ", 7) == 0 &&
        strcmp(authorization + 7, token) == 0)
        return true;
    TAILQ_FOREACH(pair, request->headers, next)
    if (strcmp(pair->value, token) == 0)
        return true;
    TAILQ_FOREACH(pair, request->query, next)
    if (strcmp(pair->value, token) == 0)
        return true;
    return form_has(request, token);
}

static void
lapor_answer(const struct world *world, const struct request *request, struct answer *ret_answer)
{
    struct look look = { world, request, ret_answer, request->at };
    const char *what = request->path + strlen("/lapor/");

    if (!allowed(world, request)) {
        answer_json(ret_answer, 401,
                    json_pack("{s:b, s:s}", "success", 0, "message", "Token tidak valid"));
    } else if (strcmp(what, "flat/complaints") == 0) {
        ret_answer->account = feed_flat.name;
        list_page(&look, &feed_flat);
    } else if (strcmp(what, "stages/complaints") == 0) {
        ret_answer->account = feed_stages.name;
        list_page(&look, &feed_stages);
    } else if (strcmp(what, "flat/export") == 0) {
        laporan_answer(world, &feed_flat, request, ret_answer);
    } else if (strcmp(what, "stages/export") == 0) {
        laporan_answer(world, &feed_stages, request, ret_answer);
    } else {
        answer_json(ret_answer, 404,
                    json_pack("{s:b, s:s}", "success", 0, "message", "Tidak ditemukan"));
    }
}

/* The log has what was written down, and the site the date. */
static bool
flat_shows(const struct complaint *complaint, const struct step *step, int64_t at)
{
    (void)complaint;
    (void)at;
    return step->kind == STEP_RECEIVED || step->text != NULL;
}

/* The last disposition and the end. */
static bool
stages_show(const struct complaint *complaint, const struct step *step, int64_t at)
{
    return step->kind == STEP_RECEIVED || step->kind == STEP_CLOSED ||
           step->kind == STEP_ARCHIVED || step == complaint_last(complaint, STEP_DISPOSED, at);
}

/* The stage times come with the ids of topics alone. */
static void
put_topics(struct blob *yaml)
{
    int i;

    blob_text(yaml, "    topics:\n");
    for (i = 0; i < TOPIC_COUNT; i++)
        blob_format(yaml, "      \"%d\": %s\n", TOPIC_ID_FIRST + i, case_topics[i]);
}

static void
put_entry(const struct feed *feed, const struct world *world, const char *base, struct blob *yaml)
{
    bool flat = feed == &feed_flat;
    size_t i;

    blob_format(
        yaml,
        "  - name: %s\n    kind: lapor\n    government: \"%s\"\n    base_url: \"%s/lapor\"\n"
        "    credential: lapor-key\n    timezone: %s\n    profile: %s\n    path: %s\n"
        "    schedule: { complaints: 2s }\n",
        feed->name, world->government, base, world->zone, flat ? "flat_log" : "stages",
        flat ? "/flat/complaints" : "/stages/complaints");
    if (!flat)
        put_topics(yaml);
    blob_text(yaml, "    units:\n");
    for (i = 0; i < world->units.n; i++) {
        const struct unit *unit = world->units.at[i];

        /* The log names institutions, the stage times give their ids. */
        blob_format(yaml, "      \"%s\": %s\n", flat ? unit->name : unit->ref, unit->code);
    }
}

static void
key_text(const struct world *world, struct blob *text)
{
    blob_format(text, "token=%s\n", world->lapor_token);
}

const struct feed feed_flat = {
    .name = "lapor",
    .prefix = "/lapor/",
    .minutes = true,
    .moves = true,
    .answers = true,
    .precision_s = 60,
    .first_id = FIRST_ID,
    .shows = flat_shows,
    .status = status_phrase,
    .answer = lapor_answer,
    .yaml = put_entry,
    .credential = "lapor-key",
    .credential_text = key_text,
};

/*
 * Four stage times show neither a second disposition nor a return, unless somebody looks in time,
 * and no sentences: nobody can know of an answer.
 */
const struct feed feed_stages = {
    .name = "lapor-arsip",
    .prefix = "/lapor/",
    .precision_s = 1,
    .first_id = FIRST_ID,
    .shows = stages_show,
    .status = status_phrase,
    .answer = lapor_answer,
    .yaml = put_entry,
    .credential = "lapor-key",
    .credential_text = key_text,
};
