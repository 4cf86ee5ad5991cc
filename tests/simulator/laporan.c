/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "laporan.h"

#include "cases.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_SIZE 11

/* In the export's language months are English, and its clock is UTC. */
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static const char *const sources[] = { "Website", "Android", "SMS 1708", "WhatsApp" };

static const char *const heads_17[] = {
    "Tracking ID",           "Tanggal Laporan Masuk",
    "Waktu Laporan Masuk",   "Klasifikasi Laporan",
    "ID Kategori",           "Kategori",
    "Judul Laporan",         "Isi Laporan Awal",
    "Isi Laporan Akhir",     "Tipe Laporan (Anonim/Rahasia)",
    "Sumber Laporan",        "Instansi Induk",
    "Instansi Terdisposisi", "Status Laporan",
    "Alasan Tunda/Arsip",    "Provinsi",
    "Kota/Kabupaten",        NULL,
};
static const char *const heads_20[] = { "ID Instansi Terdisposisi", "Kecamatan", "Kelurahan",
                                        NULL };

static void
put_field(struct blob *csv, const char *text, const char *end)
{
    blob_text(csv, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"')
            blob_text(csv, "\"");
        blob_add(csv, text, 1);
    }
    blob_text(csv, "\"");
    blob_text(csv, end);
}

static struct tm
utc(int64_t at)
{
    time_t when = (time_t)at;
    struct tm tm;

    gmtime_r(&when, &tm);
    return tm;
}

/* "29 May 2023" and "02:13:45". */
static void
put_moment(struct blob *csv, int64_t at)
{
    struct tm tm = utc(at);

    blob_format(csv, "\"%d %s %d\",\"%02d:%02d:%02d\",", tm.tm_mday, months[tm.tm_mon],
                tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void
iso_day(int64_t at, char text[DAY_SIZE])
{
    struct tm tm = utc(at);

    if (strftime(text, DAY_SIZE, "%Y-%m-%d", &tm) == 0)
        text[0] = '\0';
}

static void
put_preamble(struct blob *csv, const struct world *world, int64_t from, int64_t to, int64_t at)
{
    char day[DAY_SIZE], first[DAY_SIZE], last[DAY_SIZE];

    iso_day(at, day);
    iso_day(from, first);
    iso_day(to, last);
    blob_format(csv,
                "\"Judul Laporan\",,\"Laporan Ringkas\"\r\n\"Nama Instansi\",,\"%s\"\r\n"
                "\"Tanggal Generate\",,\"%s\"\r\n\"Periode Masuk\",,\"(%s) - (%s)\"\r\n"
                "\"Pengelola\",,\"Admin\"\r\n,,\r\n,,\r\n,,\r\n,,\r\n,,\r\n",
                world->government_name, day, first, last);
}

static void
put_heads(struct blob *csv, bool more)
{
    size_t i;

    for (i = 0; heads_17[i] != NULL; i++)
        put_field(csv, heads_17[i], heads_17[i + 1] != NULL || more ? "," : "\r\n");
    for (i = 0; more && heads_20[i] != NULL; i++)
        put_field(csv, heads_20[i], heads_20[i + 1] != NULL ? "," : "\r\n");
}

/* The institution of the last disposition, unless it gave the case back. */
static const struct unit *
unit_of(const struct complaint *complaint, int64_t at)
{
    const struct step *disposed = complaint_last(complaint, STEP_DISPOSED, at);
    const struct step *returned = complaint_last(complaint, STEP_RETURNED, at);

    return disposed == NULL || (returned != NULL && returned->at >= disposed->at) ? NULL
                                                                                  : disposed->unit;
}

static const char *
reason_of(const struct complaint *complaint, int64_t at)
{
    const struct step *latest = complaint_latest(complaint, at);

    return latest->kind == STEP_POSTPONED || latest->kind == STEP_ARCHIVED ? "Belum lengkap" : "";
}

static void
put_case(struct blob *csv, const struct world *world, const struct complaint *complaint, bool more,
         int64_t at)
{
    const struct unit *unit = unit_of(complaint, at);
    const struct step *received = complaint->steps.at[0];
    char topic[16];
    size_t source = (size_t)received->at % (sizeof(sources) / sizeof(sources[0]));

    snprintf(topic, sizeof(topic), "%d", case_topic_id(complaint->topic));
    put_field(csv, complaint->id, ",");
    put_moment(csv, received->at);
    {
        const char *const fields[] = {
            complaint->class,
            topic,
            complaint->topic,
            complaint->title,
            complaint->title, /* what was written first, before an admin made it longer */
            complaint->text,
            complaint->visibility,
            sources[source],
            world->government_name,
            unit != NULL ? unit->name : "",
            complaint->feed->status(complaint, at),
            reason_of(complaint, at),
            "Jawa Barat",
            world->government_name,
        };
        size_t i, n = sizeof(fields) / sizeof(fields[0]);

        for (i = 0; i < n; i++)
            put_field(csv, fields[i], i + 1 < n || more ? "," : "\r\n");
    }
    if (!more)
        return;
    put_field(csv, unit != NULL ? unit->ref : "", ",");
    put_field(csv, "Mekarsari", ",");
    put_field(csv, "", "\r\n");
}

void
laporan_answer(const struct world *world, const struct feed *feed, const struct request *request,
               struct answer *ret_answer)
{
    int64_t from = request_number(request, "from", 0);
    int64_t to = request_number(request, "to", request->at + 1);
    bool more = request_number(request, "columns", 17) == 20;
    struct blob *csv = &ret_answer->body;
    size_t i;

    ret_answer->status = 200;
    ret_answer->type = "text/csv; charset=UTF-8";
    put_preamble(csv, world, from, to - 1, request->at);
    put_heads(csv, more);
    for (i = 0; i < world->complaints.n; i++) {
        const struct complaint *complaint = world->complaints.at[i];
        const struct step *received = complaint->steps.n > 0 ? complaint->steps.at[0] : NULL;

        if (complaint->feed != feed || complaint->secret || received == NULL ||
            received->at > request->at || received->at < from || received->at >= to)
            continue;
        put_case(csv, world, complaint, more, request->at);
        answer_serves(ret_answer, complaint->id);
    }
}
