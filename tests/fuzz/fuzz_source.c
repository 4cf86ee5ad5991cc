/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Every adapter against any answer: the first byte chooses adapter and stream, the rest is status
 * line, headers and body; an input that is a recorded answer as it lies on disk goes through all of
 * them. Each answer is read twice, the second time as the page that follows. What must hold is the
 * contract of source/source.h.
 */

#include "fuzz.h"

#include "config/setting.h"
#include "source/source.h"

#define HEADERS_MAX 24
#define ARENA_BYTES (64u << 20)

static void
check(const struct source_outcome *outcome, const struct cursor *at, const struct batch *batch)
{
    struct error err = ERROR_INIT;

    HOLDS((unsigned)outcome->verdict < VERDICT_COUNT);
    for (size_t i = 0; i < batch->count; i++)
        HOLDS(record_check(&batch->records[i], &err));
    if (outcome->verdict == VERDICT_MORE || outcome->verdict == VERDICT_SMALLER)
        HOLDS(!cursor_equal(&outcome->next, at));
}

/* Two visits of the same answer: the second one stands where the first one ended. */
static void
visit(const struct source_stream *stream, const struct source_view *view, struct str raw)
{
    struct http_header headers[HEADERS_MAX];
    struct cursor at = CURSOR_INIT;

    for (int page = 0; page < 2; page++) {
        struct error err = ERROR_INIT, head = ERROR_INIT;
        struct http_request request;
        struct http_response answer;
        struct source_outcome outcome;
        struct batch batch;

        batch_init(&batch, view->arena);
        if (!http_response_parse(raw, headers, HEADERS_MAX, &answer, &head))
            return;
        if (!stream->plan(view, &at, &request, &err)) {
            HOLDS(error_is_set(&err)); /* ids or settings that the platform has not */
            return;
        }
        outcome = stream->digest(view, &at, &answer, &batch, &err);
        check(&outcome, &at, &batch);
        if (outcome.verdict != VERDICT_MORE)
            return;
        at = outcome.next;
    }
}

/* What changes how items are read, for the settings of an adapter that has it. */
static void
set_otherwise(const struct setting *table, void *settings, struct arena *arena)
{
    static const char *const values[][2] = { { "profile", "stages" },
                                             { "posts_edge", "feed" },
                                             { "answers", "updates" } };
    struct error err = ERROR_INIT;

    for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
        const struct setting *setting = setting_find(table, str_from(values[i][0]));
        HOLDS(setting == NULL ||
              setting_set(setting, str_from(values[i][1]), settings, arena, &err));
    }
}

/* Maps of the adapter that has them: what answers look like is half of its code. */
static const char *const maps[][24] = {
    { "map.list=data.laporan",
      "map.fields.id=nomor",
      "map.fields.received=waktu_lapor",
      "map.fields.disposed=waktu_disposisi",
      "map.fields.closed=waktu_selesai",
      "map.fields.title=judul",
      "map.fields.text=isi",
      "map.fields.topic=topik.nama",
      "map.fields.status=status",
      "map.fields.unit=opd.kode",
      "map.fields.rating=nilai",
      "map.fields.latitude=lokasi.lat",
      "map.fields.longitude=lokasi.lng",
      "map.fields.village=lokasi.kelurahan",
      "map.fields.visibility=anonim",
      "map.paging.style=page",
      "map.paging.parameter=p",
      "map.events.list=riwayat",
      "map.events.id=id",
      "map.events.time=waktu",
      "map.events.kind=jenis",
      "map.events.text=isi",
      "map.secret.place=bearer",
      NULL },
    { "map.list=items",
      "map.fields.id=tracking_id",
      "map.fields.received=tgl_masuk",
      "map.fields.closed_by=ditutup_oleh",
      "map.fields.class=klasifikasi",
      "map.fields.district=kode_kecamatan",
      "map.fields.permalink=tautan",
      "map.times=unix",
      "map.paging.style=cursor",
      "map.paging.parameter=kursor",
      "map.paging.next=meta.berikut",
      "map.since.parameter=sejak",
      "map.since.times=local",
      "map.events.path=log",
      "map.events.list=items",
      "map.events.case=laporan",
      "map.events.time=pada",
      "map.events.actor=oleh",
      "map.secret.place=query",
      "map.secret.name=kunci",
      NULL },
    { "map.fields.id=id", "map.fields.received=masuk", "map.paging.style=link",
      "map.paging.parameter=after", "map.permalink_prefix=https://kota.example/",
      "map.may_be_empty=true", "map.since.parameter=s", "map.since.times=date", NULL },
    { "map.list=data", "map.fields.id=id", "map.fields.received=masuk", "map.paging.style=next_url",
      "map.paging.parameter=page", "map.paging.next=links.next", "map.paging.size_parameter=n",
      "map.since.parameter=s", "map.since.times=unix", NULL },
    { "map.list=data.rows", "map.fields.id=id", "map.fields.received=masuk",
      "map.paging.style=offset", "map.paging.parameter=skip", "map.since.parameter=s",
      "map.since.times=unix_ms", NULL },
    { "map.fields.id=id", "map.fields.received=t", "map.fields.closed=u", "map.times=compact",
      "map.events.list=log", "map.events.time=w", "map.events.text=s", "map.path=a/b", NULL },
    { "map.fields.id=id", "map.fields.received=t", "map.fields.closed=u", "map.times=month_first",
      "map.paging.style=page", NULL },
    { "map.fields.id=id", "map.fields.received=t", "map.fields.closed=u", "map.times=unix_ms",
      "map.events.path=log", "map.events.case=k", "map.events.time=w", NULL },
};
static const char *const map_words[][3] = {
    { "map.statuses", "Selesai", "closed_by_admin" },
    { "map.statuses", "Ditangani", "in_process" },
    { "map.classes", "Aspirasi", "aspiration" },
    { "map.visibilities", "false", "public" },
    { "map.closers", "ADMIN", "admin" },
    { "map.events.kinds", "jawaban", "answered" },
    { "map.query", "urut", "baru" },
};

static void
set_map(const struct setting *table, void *settings, struct arena *arena, const char *const *map)
{
    struct error err = ERROR_INIT;

    for (; *map != NULL; map++) {
        struct str value = str_from(*map), path;
        HOLDS(str_split(&value, '=', &path));
        HOLDS(setting_set(setting_find(table, path), value, settings, arena, &err));
    }
    for (size_t i = 0; i < ARRAY_SIZE(map_words); i++)
        HOLDS(setting_set_entry(setting_find(table, str_from(map_words[i][0])),
                                str_from(map_words[i][1]), str_from(map_words[i][2]), settings,
                                arena, &err));
}

/* How many ways of reading an adapter has here. */
static unsigned
variants(const struct source *source)
{
    bool has_map = setting_find(source->settings, STR("map.list")) != NULL;

    return has_map ? 2 + (unsigned)ARRAY_SIZE(maps) : 2;
}

static size_t
streams_of_all(void)
{
    size_t count = 0;

    for (size_t i = 0; sources[i] != NULL; i++)
        count += sources[i]->stream_count;
    return count;
}

/* What an adapter says of settings alone ends too, whatever they are. */
static void
ask_settings(const struct source *source, const void *settings)
{
    size_t nth = 0;
    struct error err = ERROR_INIT;

    while (source->fault != NULL && source->fault(settings, nth, &err) != NULL) {
        HOLDS(error_is_set(&err) && err.hint[0] != '\0');
        error_clear(&err);
        nth++;
    }
    if (source->shows_answers != NULL)
        source->shows_answers(settings);
}

/* As it is, otherwise, and by each of the maps. */
static void
run(const struct source *source, const struct source_stream *stream, struct str raw,
    unsigned variant)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    void *settings = arena_alloc(arena, source->settings_size);
    const struct source_target targets[] = {
        { .external_id = STR("501_7"),
          .post_external_id = STR("1000_501"),
          .published_at_us = WHEN_NONE },
        { .external_id = STR("501"), .published_at_us = WHEN_NONE, .is_post = true }
    };
    size_t room =
        stream->targets_max < ARRAY_SIZE(targets) ? stream->targets_max : ARRAY_SIZE(targets);
    struct error err = ERROR_INIT;
    struct source_view view = { .settings = settings,
                                .base_url = STR("https://graph.example/v26.0"),
                                .account = { .external_id = STR("1000") },
                                .targets = targets,
                                .target_count = room,
                                .now_us = INT64_C(1795161600) * WHEN_SECOND,
                                .since_us = WHEN_NONE,
                                .last_complete_us = WHEN_NONE,
                                .arena = arena };

    HOLDS(setting_defaults(source->settings, settings, arena, &err));
    if (variant == 1)
        set_otherwise(source->settings, settings, arena);
    if (variant > 1)
        set_map(source->settings, settings, arena, maps[(variant - 2) % ARRAY_SIZE(maps)]);
    ask_settings(source, settings);
    visit(stream, &view, raw);
    arena_free(arena);
}

/*
 * Each way of an answer that ends as one; of one that was cut the first two, and one more: every
 * beginning of every recorded answer goes through here.
 */
static void
run_all(const struct source *source, const struct source_stream *stream, struct str raw)
{
    struct str body = str_trim(raw);
    bool is_whole = str_ends(body, STR("}")) || str_ends(body, STR("]"));
    unsigned count = variants(source);

    for (unsigned variant = 0; variant < count; variant++) {
        if (is_whole || variant < 2 || variant == 2 + raw.n % (count - 2))
            run(source, stream, raw, variant);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str raw = { (const char *)data, size };
    bool all = str_starts(raw, STR("HTTP"));
    size_t number = 0;

    if (size == 0)
        return 0;
    for (size_t i = 0; sources[i] != NULL; i++) {
        for (size_t k = 0; k < sources[i]->stream_count; k++, number++) {
            const struct source_stream *stream = &sources[i]->streams[k];
            if (all)
                run_all(sources[i], stream, raw);
            else if (number == data[0] % streams_of_all())
                run(sources[i], stream, str_sub(raw, 1, size),
                    (unsigned)(data[0] / streams_of_all()) % variants(sources[i]));
        }
    }
    return 0;
}
