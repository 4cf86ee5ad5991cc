/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "setup.h"

#include <string.h>
#include <sys/stat.h>

static bool
write_secret(const char *out, const char *name, const char *text)
{
    struct blob path = { 0 };
    bool ok;

    blob_format(&path, "%s/credentials/%s", out, name);
    ok = file_write(path.at, text, strlen(text), 0600);
    blob_done(&path);
    return ok;
}

static bool
write_credential(const char *out, const struct account *account)
{
    struct blob name = { 0 }, text = { 0 };
    bool ok;

    blob_format(&name, "fb-%s", account->handle);
    blob_format(&text, "token=%s\n", account->token);
    if (account->secret != NULL)
        blob_format(&text, "app_secret=%s\n", account->secret);
    ok = write_secret(out, name.at, text.at);
    blob_done(&name);
    blob_done(&text);
    return ok;
}

static bool
write_credentials(const struct world *world, const char *out)
{
    struct rng rng = rng_make(world->seed, "pseudonym key", 0);
    struct blob path = { 0 }, key = { 0 }, lapor = { 0 };
    bool ok;
    size_t i;

    blob_format(&path, "%s/credentials", out);
    mkdir(path.at, 0700);
    ok = chmod(path.at, 0700) == 0;
    for (i = 0; i < 4; i++)
        blob_format(&key, "%016llx", (unsigned long long)rng_next(&rng));
    blob_text(&key, "\n");
    blob_format(&lapor, "token=%s\n", world->lapor_token);
    ok = ok && write_secret(out, "pseudonym-key", key.at) &&
         write_secret(out, "lapor-key", lapor.at);
    for (i = 0; ok && i < world->accounts.n; i++)
        ok = write_credential(out, world->accounts.at[i]);
    blob_done(&path);
    blob_done(&lapor);
    blob_done(&key);
    return ok;
}

static void
put_account(struct blob *yaml, const char *margin, const struct account *account)
{
    blob_format(
        yaml, "%s- { platform: facebook, id: \"%s\", handle: %s, credential: fb-%s, schedule: fast",
        margin, account->id, account->handle, account->handle);
    if (account->answered_by != NULL)
        blob_format(yaml, ", answered_by: %s", account->answered_by->code);
    blob_text(yaml, " }\n");
}

static void
put_unit(struct blob *yaml, const struct world *world, const struct unit *unit)
{
    size_t i;

    blob_format(yaml, "  - code: %s\n    government: \"%s\"\n    name: \"%s\"\n    kind: %s\n",
                unit->code, world->government, unit->name, unit->kind);
    if (unit->parent != NULL)
        blob_format(yaml, "    parent: %s\n", unit->parent->code);
    if (unit->accounts.n > 0)
        blob_text(yaml, "    accounts:\n");
    for (i = 0; i < unit->accounts.n; i++)
        put_account(yaml, "      ", unit->accounts.at[i]);
}

static void
put_leaders(struct blob *yaml, const struct world *world)
{
    size_t i;

    blob_text(yaml, "leaders:\n");
    for (i = 0; i < world->accounts.n; i++) {
        const struct account *account = world->accounts.at[i];

        if (account->unit != NULL)
            continue;
        blob_format(yaml, "  - government: \"%s\"\n    position: %s\n    accounts:\n",
                    world->government, account->position);
        put_account(yaml, "      ", account);
    }
}

static void
put_feed(struct blob *yaml, const struct world *world, enum feed feed, const char *base)
{
    size_t i;

    blob_format(
        yaml,
        "  - name: %s\n    kind: lapor\n    government: \"%s\"\n    base_url: \"%s/lapor\"\n"
        "    credential: lapor-key\n    timezone: %s\n    profile: %s\n    path: %s\n"
        "    schedule: { complaints: 2s }\n    units:\n",
        feed_name(feed), world->government, base, world->zone,
        feed == FEED_FLAT ? "flat_log" : "stages",
        feed == FEED_FLAT ? "/flat/complaints" : "/stages/complaints");
    for (i = 0; i < world->units.n; i++) {
        const struct unit *unit = world->units.at[i];

        /* The log names institutions, the stage times give their ids. */
        blob_format(yaml, "      \"%s\": %s\n", feed == FEED_FLAT ? unit->name : unit->ref,
                    unit->code);
    }
}

bool
setup_write(const struct world *world, const char *out, const char *base, const char *dsn)
{
    struct blob yaml = { 0 }, path = { 0 };
    bool ok;
    size_t i;

    blob_text(&yaml, "# Made by the simulator: a city that does not exist.\n");
    if (dsn != NULL)
        blob_format(&yaml, "database: { dsn: \"%s\" }\n", dsn);
    blob_format(&yaml, "credentials: { directory: \"%s/credentials\" }\n", out);
    blob_format(&yaml, "state_directory: \"%s/state\"\n", out); /* not made: see D34 of daemon */
    blob_format(&yaml, "platforms:\n  facebook: { base_url: \"%s/fb/v26.0\" }\n", base);
    blob_text(&yaml,
              "schedules:\n  fast: { account: 5s, posts: 2s, comments: 2s, mentions: 3s }\n");
    blob_format(&yaml,
                "governments:\n  - { code: \"%s\", name: \"%s\", kind: city, timezone: %s, "
                "calendar: id-asn }\nunits:\n",
                world->government, world->government_name, world->zone);
    for (i = 0; i < world->units.n; i++)
        put_unit(&yaml, world, world->units.at[i]);
    put_leaders(&yaml, world);
    blob_text(&yaml, "feeds:\n");
    put_feed(&yaml, world, FEED_FLAT, base);
    put_feed(&yaml, world, FEED_STAGES, base);
    blob_format(&path, "%s/pantau.yaml", out);
    ok = write_credentials(world, out) && file_write(path.at, yaml.at, yaml.n, 0644);
    blob_done(&path);
    blob_done(&yaml);
    return ok;
}
