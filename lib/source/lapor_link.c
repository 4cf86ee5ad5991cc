/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/lapor.h"
#include "source/link.h"

static const char *const hosts[] = { "lapor.go.id", NULL };
static const char *const ids[] = { NULL };
static const struct link_form forms[] = {
    { "pengaduan,id/#", LINK_DIGITS },
    { NULL, LINK_NONE },
};

static const struct link_word words[] = {
    { "lapor", true, false },     { "laporan", true, false }, { "aduan", true, false },
    { "pengaduan", true, false }, { "sp4n", true, false },    { "tracking", true, true },
    { "id", false, true },        { "no", false, true },      { "nomor", false, true },
    { "nomer", false, true },     { "kode", false, true },    { "tiket", false, true },
    { NULL, false, false },
};

static const struct link_site sites[] = {
    { .address = { .hosts = hosts, .ids = ids }, .forms = forms },
    { .address = { .hosts = NULL } },
};

const struct link_table lapor_links = {
    .sites = sites,
    .words = words,
    .digits_min = 5, /* 1708 is the number that short messages go to */
    .digits_max = 10,
};
