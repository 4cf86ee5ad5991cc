/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "city.h"

#include "platform.h"

#include <string.h>

struct pattern {
    const char *kind, *code, *name;
};

/* The kinds of bodies a city has; the first six make the small city. */
static const struct pattern fixed[] = {
    { "dinas", "dbmsda", "Dinas Bina Marga dan Sumber Daya Air" },
    { "dinas", "dinkes", "Dinas Kesehatan" },
    { "kecamatan", "kec-timur", "Kecamatan Simulasi Timur" },
    { "puskesmas", "pkm-kenanga", "Puskesmas Kenanga" },
    { "bumd", "pdam", "Perumda Tirta Simulasi" },
    { "sekretariat", "setda", "Sekretariat Daerah" },
    { "dinas", "dlh", "Dinas Lingkungan Hidup" },
    { "dinas", "dishub", "Dinas Perhubungan" },
    { "badan", "bpbd", "Badan Penanggulangan Bencana Daerah" },
    { "badan", "bapenda", "Badan Pendapatan Daerah" },
    { "inspektorat", "inspektorat", "Inspektorat Daerah" },
    { "satpol_pp", "satpolpp", "Satuan Polisi Pamong Praja" },
    { "rsud", "rsud", "RSUD Kota Simulasi" },
    { "dinas", "disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil" },
    { "dinas", "disdik", "Dinas Pendidikan" },
    { "kecamatan", "kec-barat", "Kecamatan Simulasi Barat" },
};
static const struct pattern many[] = {
    { "kelurahan", "kel", "Kelurahan Simulasi" },
    { "puskesmas", "pkm", "Puskesmas Simulasi" },
    { "kelurahan", "kel", "Kelurahan Melati" },
};

#define FIXED (sizeof(fixed) / sizeof(fixed[0]))
#define MANY  (sizeof(many) / sizeof(many[0]))

static struct unit *
add_unit(struct world *world, size_t index)
{
    struct rng rng = rng_make(world->seed, "unit", index);
    struct unit *unit = mem_alloc(&world->mem, sizeof(*unit));
    int number = (int)index + 1;

    if (index < FIXED) {
        unit->kind = fixed[index].kind;
        unit->code = fixed[index].code;
        unit->name = fixed[index].name;
    } else {
        const struct pattern *pattern = &many[index % MANY];

        unit->kind = pattern->kind;
        unit->code = mem_format(&world->mem, "%s-%03d", pattern->code, number);
        unit->name = mem_format(&world->mem, "%s %d", pattern->name, number);
    }
    unit->ref = mem_format(&world->mem, "%d", 14600 + number * 3);
    if (strcmp(unit->kind, "puskesmas") == 0)
        unit->parent = world->units.at[1]; /* the health office */
    /* From eager to silent; the sixth unit of every city never answers. */
    unit->answers_percent = index % 6 == 5 ? 0 : 35 + 60 * rng_real(&rng);
    unit->median_s = (double)rng_between(&rng, 20 * 60, 20 * 3600);
    unit->sigma = 0.6 + 0.9 * rng_real(&rng);
    list_add(&world->units, unit);
    return unit;
}

struct rng
city_chance(const struct channel *channel, const char *name, size_t index)
{
    struct blob stream = { 0 };
    struct rng rng;

    blob_text(&stream, name);
    if (channel->platform != &platform_facebook)
        blob_format(&stream, ":%s", channel->platform->channel);
    rng = rng_make(channel->world->seed, stream.at, index);
    blob_done(&stream);
    return rng;
}

/* Made up, and marked as such: no real token begins like this. */
static const char *
token_of(struct channel *channel, size_t index, struct rng *rng)
{
    const char *name = channel->platform->channel;
    struct blob token = { 0 };
    const char *kept;
    int i;

    blob_format(&token, "SIMULATED%s%zu", strcmp(name, "facebook") != 0 ? name : "", index);
    for (i = 0; i < 24; i++)
        blob_format(&token, "%c", (int)('a' + rng_below(rng, 26)));
    kept = mem_text(&channel->world->mem, token.at);
    blob_done(&token);
    return kept;
}

static struct account *
add_account(struct channel *channel, const char *name, const char *code, bool second)
{
    struct world *world = channel->world;
    struct rng rng = city_chance(channel, "account", channel->accounts.n);
    struct account *account = mem_alloc(&world->mem, sizeof(*account));
    size_t index = channel->accounts.n;

    account->channel = channel;
    account->index = index;
    account->name = name;
    channel->platform->name_account(&world->mem, account, code, second,
                                    index * 100003u + rng_below(&rng, 100000));
    account->token = token_of(channel, index, &rng);
    if (index % 2 == 0 && platform_has(channel, HAS_PROOF))
        account->secret =
            mem_format(&world->mem, "%016llx%016llx", (unsigned long long)rng_next(&rng),
                       (unsigned long long)rng_next(&rng));
    account->followers = rng_between(&rng, 180, 60000);
    account->followers_growth = rng_between(&rng, -20, 400);
    account->following = rng_between(&rng, 3, 200);
    list_add(&channel->accounts, account);
    list_add(&world->accounts, account);
    world_name(channel, account->id, NODE_ACCOUNT, account);
    world_name(channel, account->handle, NODE_ACCOUNT, account);
    return account;
}

/*
 * Every fourth unit runs a second account beside its first, every tenth has none at all. Facebook
 * is where a unit is first; elsewhere fewer are, or some give no token.
 */
static bool
keeps_token(const struct channel *channel, size_t index)
{
    return platform_has(channel, HAS_PUBLIC) && index % 5 == 3;
}

static int
accounts_of(const struct channel *channel, size_t index)
{
    if (index % 10 == 9 ||
        (channel->platform != &platform_facebook && index % 5 == 3 && !keeps_token(channel, index)))
        return 0;
    return index % 4 == 1 ? 2 : 1;
}

static void
add_accounts_of(struct channel *channel, struct unit *unit, size_t index)
{
    struct world *world = channel->world;
    int n = accounts_of(channel, index);
    int i;

    for (i = 0; i < n; i++) {
        struct account *account = add_account(
            channel, i == 0 ? unit->name : mem_format(&world->mem, "%s Info", unit->name),
            unit->code, i > 0);

        account->unit = unit;
        if (keeps_token(channel, index))
            account->via = channel->accounts.at[0];
        if (index % 3 == 0 && platform_has(channel, HAS_AUTOMATIC))
            account->automatic = say_automatic(&world->mem, account->name);
        list_add(&unit->accounts[channel->index], account);
    }
}

static void
build_channel(struct channel *channel)
{
    struct list *units = &channel->world->units;
    size_t i;

    for (i = 0; i < units->n; i++)
        add_accounts_of(channel, units->at[i], i);
    channel->leader = add_account(channel, "Wali Kota Simulasi", "walikota", false);
    channel->leader->position = "walikota";
    channel->leader->answered_by = units->at[0];
}

void
city_build(struct world *world, size_t n_units)
{
    size_t i;

    for (i = 0; i < n_units; i++)
        add_unit(world, i);
    /* Complaints also go to bodies that no configuration knows. */
    world->outside = mem_alloc(&world->mem, sizeof(*world->outside));
    *world->outside = (struct unit){ .name = "Balai Besar Wilayah Sungai Simulasi",
                                     .kind = "outside",
                                     .ref = "99001",
                                     .answers_percent = 40,
                                     .median_s = 20 * 3600,
                                     .sigma = 1 };
    for (i = 0; i < world->n_channels; i++)
        build_channel(world->channels[i]);
}
