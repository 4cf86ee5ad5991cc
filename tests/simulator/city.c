/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "city.h"

#include <stdio.h>
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

static struct account *
add_account(struct world *world, const char *name, const char *handle)
{
    struct rng rng = rng_make(world->seed, "account", world->accounts.n);
    struct account *account = mem_alloc(&world->mem, sizeof(*account));
    int i;
    struct blob token = { 0 };

    account->index = world->accounts.n;
    account->id = mem_format(&world->mem, "1000640%08d",
                             (int)(account->index * 100003 + rng_below(&rng, 100000)));
    account->name = name;
    account->handle = handle;
    /* Made up, and marked as such: no real token begins like this. */
    blob_format(&token, "SIMULATED%zu", account->index);
    for (i = 0; i < 24; i++)
        blob_format(&token, "%c", (int)('a' + rng_below(&rng, 26)));
    account->token = mem_text(&world->mem, token.at);
    blob_done(&token);
    if (account->index % 2 == 0)
        account->secret =
            mem_format(&world->mem, "%016llx%016llx", (unsigned long long)rng_next(&rng),
                       (unsigned long long)rng_next(&rng));
    account->followers = rng_between(&rng, 180, 60000);
    account->followers_growth = rng_between(&rng, -20, 400);
    account->following = rng_between(&rng, 3, 200);
    list_add(&world->accounts, account);
    world_name(world, account->id, NODE_ACCOUNT, account);
    world_name(world, account->handle, NODE_ACCOUNT, account);
    return account;
}

static void
add_accounts_of(struct world *world, struct unit *unit, size_t index)
{
    /* Every fourth unit runs a second page beside its first, every tenth has none at all. */
    int n = index % 10 == 9 ? 0 : index % 4 == 1 ? 2 : 1;
    int i;

    for (i = 0; i < n; i++) {
        struct account *account = add_account(
            world, i == 0 ? unit->name : mem_format(&world->mem, "%s Info", unit->name),
            mem_format(&world->mem, i == 0 ? "%s.simulasi" : "%s.simulasi.info", unit->code));

        account->unit = unit;
        if (index % 3 == 0)
            account->automatic = say_automatic(&world->mem, account->name);
        list_add(&unit->accounts, account);
    }
}

void
city_build(struct world *world, size_t n_units)
{
    struct account *mayor;
    size_t i;

    for (i = 0; i < n_units; i++)
        add_unit(world, i);
    for (i = 0; i < n_units; i++)
        add_accounts_of(world, world->units.at[i], i);
    /* Complaints also go to bodies that no configuration knows. */
    world->outside = mem_alloc(&world->mem, sizeof(*world->outside));
    *world->outside = (struct unit){ .name = "Balai Besar Wilayah Sungai Simulasi",
                                     .kind = "outside",
                                     .ref = "99001",
                                     .answers_percent = 40,
                                     .median_s = 20 * 3600,
                                     .sigma = 1 };
    mayor = add_account(world, "Wali Kota Simulasi", "walikota.simulasi");
    mayor->position = "walikota";
    mayor->answered_by = world->units.at[0];
}
