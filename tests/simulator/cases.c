/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A case is received, verified and disposed to a unit; that unit acknowledges and answers, hands it
 * over, returns it, or is silent; then somebody or the timer closes it. The flat log shows minutes
 * only, so its cases live in whole minutes. Log sentences are the coordinator's standing formulas
 * for what the system does, and plain text for what people write.
 */

#include "cases.h"

#include "feed.h"

#include <string.h>

#define MINUTE 60
#define HOUR   3600
#define DAY    86400

struct tale {
    struct world *world;
    struct rng rng;
    struct complaint *complaint;
    struct unit *holder;
    int64_t now;
};

static const char *const classes[] = {
    "Pengaduan Berkadar Pengawasan",
    "Pengaduan Tidak Berkadar Pengawasan",
    "Permintaan Informasi",
    "Aspirasi",
};
const char *const case_topics[TOPIC_COUNT] = { "Infrastruktur Jalan", "Kebersihan", "Lalu Lintas",
                                               "Pelayanan Kesehatan", "Air Bersih" };
static const char *const visibilities[] = {
    "", "", "Anonim", "Anonim", "Rahasia", "Anonim, Rahasia"
};

int
case_topic_id(const char *topic)
{
    int i = 0;

    while (strcmp(case_topics[i], topic) != 0)
        i++;
    return TOPIC_ID_FIRST + i;
}

static struct step *
add_step(struct tale *tale, enum step_kind kind, struct unit *unit)
{
    struct step *step;

    if (tale->complaint->feed->minutes)
        tale->now -= tale->now % MINUTE;
    if (tale->now > tale->world->end)
        return NULL;
    step = mem_alloc(&tale->world->mem, sizeof(*step));
    step->at = tale->now;
    step->kind = kind;
    step->unit = unit;
    list_add(&tale->complaint->steps, step);
    return step;
}

static void
wait(struct tale *tale, double median_s, double sigma)
{
    tale->now += MINUTE + rng_wait(&tale->rng, median_s, sigma);
}

static struct unit *
other_unit(struct tale *tale)
{
    struct unit *unit;

    do {
        unit = tale->world->units.at[rng_below(&tale->rng, tale->world->units.n)];
    } while (unit == tale->holder);
    return unit;
}

static struct unit *
first_unit(struct tale *tale)
{
    if (rng_chance(&tale->rng, 4))
        return tale->world->outside;
    return tale->world->units.at[rng_below(&tale->rng, tale->world->units.n)];
}

static void
dispose(struct tale *tale, struct unit *to, struct unit *from)
{
    struct step *step = add_step(tale, STEP_DISPOSED, to);

    if (step == NULL)
        return;
    step->from = from;
    step->text = mem_format(&tale->world->mem, "Laporan didisposisikan ke %s oleh %s.", to->name,
                            from != NULL ? from->name : "Admin Koordinator");
    tale->holder = to;
}

static void
give_back(struct tale *tale)
{
    struct step *step = add_step(tale, STEP_RETURNED, tale->holder);

    if (step == NULL)
        return;
    step->text = mem_format(&tale->world->mem, "Laporan dikembalikan oleh %s ke Admin Koordinator.",
                            tale->holder->name);
    wait(tale, 8 * HOUR, 0.8);
    dispose(tale, rng_chance(&tale->rng, 40) ? tale->holder : other_unit(tale), NULL);
}

static void
answer(struct tale *tale)
{
    struct step *step;

    wait(tale, tale->holder->median_s * 2, tale->holder->sigma);
    if (rng_chance(&tale->rng, 40)) {
        step = add_step(tale, STEP_ACKNOWLEDGED, tale->holder);
        if (step != NULL)
            step->text = say_text(&tale->world->mem, &tale->rng, SAY_STOCK);
        tale->now += rng_between(&tale->rng, 27 * MINUTE, 30 * HOUR);
    }
    step = add_step(tale, STEP_ANSWERED, tale->holder);
    if (step != NULL) {
        step->text = say_text(&tale->world->mem, &tale->rng, SAY_ANSWER);
        /* by the clock: a draw would change all that comes behind it */
        step->attached = step->at / MINUTE % 3 == 0;
    }
    if (!rng_chance(&tale->rng, 25))
        return;
    wait(tale, 10 * HOUR, 1);
    step = add_step(tale, STEP_REPORTER_REPLY, NULL);
    if (step != NULL)
        step->text = mem_format(&tale->world->mem, "Balasan pelapor: %s",
                                say_text(&tale->world->mem, &tale->rng,
                                         rng_chance(&tale->rng, 60) ? SAY_THANKS : SAY_QUESTION));
}

static void
finish(struct tale *tale, enum step_kind kind, enum closer closer)
{
    static const char *const closers[] = { "", "Sistem", "Admin", "Pelapor" };
    struct step *step = add_step(tale, kind, NULL);

    if (step == NULL)
        return;
    step->closer = closer;
    step->text = mem_format(&tale->world->mem, "Laporan %s oleh %s.",
                            kind == STEP_CLOSED ? "ditutup" : "diarsipkan", closers[closer]);
}

static void
end_answered(struct tale *tale)
{
    double share = 100 * rng_real(&tale->rng);

    if (share < 12) {
        wait(tale, DAY, 1);
        finish(tale, STEP_CLOSED, CLOSER_REPORTER);
    } else if (share < 25) {
        wait(tale, 2 * DAY, 1);
        finish(tale, STEP_CLOSED, CLOSER_ADMIN);
    } else if (share < 90) {
        /* The timer: ten working days are about two weeks. */
        tale->now += 14 * DAY;
        finish(tale, STEP_CLOSED, CLOSER_SYSTEM);
    }
}

static void
end_unanswered(struct tale *tale)
{
    double share = 100 * rng_real(&tale->rng);

    wait(tale, 6 * DAY, 0.7);
    if (share < 15)
        finish(tale, STEP_CLOSED, CLOSER_ADMIN);
    else if (share < 25)
        finish(tale, STEP_ARCHIVED, CLOSER_ADMIN);
    else if (share < 32)
        finish(tale, STEP_ARCHIVED, CLOSER_SYSTEM);
}

static void
handle(struct tale *tale)
{
    dispose(tale, first_unit(tale), NULL);
    if (tale->holder == NULL)
        return;
    if (tale->complaint->feed->moves && rng_chance(&tale->rng, 12)) {
        wait(tale, DAY, 0.8);
        dispose(tale, other_unit(tale), tale->holder);
    }
    if (tale->complaint->feed->moves && rng_chance(&tale->rng, 10)) {
        wait(tale, DAY, 0.8);
        give_back(tale);
    }
    if (rng_chance(&tale->rng, tale->holder->answers_percent)) {
        answer(tale);
        end_answered(tale);
    } else {
        end_unanswered(tale);
    }
}

static void
tell(struct tale *tale)
{
    add_step(tale, STEP_RECEIVED, NULL);
    wait(tale, 5 * HOUR, 0.8);
    if (rng_chance(&tale->rng, 6)) {
        struct step *step = add_step(tale, STEP_POSTPONED, NULL);

        if (step != NULL)
            step->text = "Laporan ditunda: menunggu kelengkapan informasi dari pelapor.";
        return;
    }
    add_step(tale, STEP_VERIFIED, NULL);
    wait(tale, 18 * HOUR, 0.8);
    if (rng_chance(&tale->rng, 5))
        finish(tale, STEP_ARCHIVED, CLOSER_ADMIN);
    else
        handle(tale);
}

static struct complaint *
new_complaint(struct world *world, struct rng *rng, const struct feed *feed, size_t place)
{
    struct complaint *complaint = mem_alloc(&world->mem, sizeof(*complaint));

    complaint->feed = feed;
    complaint->id = mem_format(&world->mem, "%llu", feed->first_id + place * 3u);
    complaint->title = say_text(&world->mem, rng, SAY_TITLE);
    complaint->text = say_text(&world->mem, rng, SAY_COMPLAINT);
    complaint->topic = case_topics[rng_below(rng, TOPIC_COUNT)];
    complaint->class = classes[rng_below(rng, sizeof(classes) / sizeof(classes[0]))];
    complaint->visibility =
        visibilities[rng_below(rng, sizeof(visibilities) / sizeof(visibilities[0]))];
    complaint->secret = strstr(complaint->visibility, "Rahasia") != NULL;
    list_add(&world->complaints, complaint);
    return complaint;
}

/* The i-th of n cases, all of them evenly over the time. */
static void
add_case(struct world *world, struct rng rng, const struct feed *feed, size_t i, size_t n)
{
    struct tale tale = { .world = world, .rng = rng };
    /* Ids grow and are now and then out of order. */
    size_t place = rng_chance(&tale.rng, 5) ? i + n : i;

    tale.complaint = new_complaint(world, &tale.rng, feed, place);
    tale.now = world->begin + (world->end - world->begin) * (int64_t)i / (int64_t)n +
               rng_between(&tale.rng, 60, HOUR);
    tell(&tale);
}

void
cases_build(struct world *world, size_t n)
{
    size_t i, k;
    size_t first = world->n_feeds < 2 ? world->n_feeds : 2;
    struct blob stream = { 0 };

    /* The first two share the cases; each further feed has as many as one of them. */
    for (i = 0; first > 0 && i < n; i++)
        add_case(world, rng_make(world->seed, "case", i), world->feeds[i % first], i, n);
    for (k = first; k < world->n_feeds; k++) {
        stream.n = 0;
        blob_format(&stream, "case:%s", world->feeds[k]->name);
        for (i = 0; i < n / 2; i++)
            add_case(world, rng_make(world->seed, stream.at, i), world->feeds[k], i, n / 2);
    }
    blob_done(&stream);
}
