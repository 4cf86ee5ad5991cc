/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "setup.h"

#include "feed.h"
#include "platform.h"

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
    const struct platform *platform = account->channel->platform;
    struct blob name = { 0 }, text = { 0 };
    bool ok;

    blob_format(&name, "%s-%s", platform->credential, account->handle);
    if (platform->credential_text != NULL)
        platform->credential_text(account, &text);
    else
        blob_format(&text, "token=%s\n", account->token);
    if (platform->credential_text == NULL && account->secret != NULL)
        blob_format(&text, "app_secret=%s\n", account->secret);
    ok = write_secret(out, name.at, text.at);
    blob_done(&name);
    blob_done(&text);
    return ok;
}

static bool
write_feed_credential(const struct world *world, const char *out, const struct feed *feed)
{
    struct blob text = { 0 };
    bool ok;

    if (feed->credential == NULL)
        return true;
    feed->credential_text(world, &text);
    ok = write_secret(out, feed->credential, text.at);
    blob_done(&text);
    return ok;
}

static bool
needs_credential(const struct account *account)
{
    return account->via == NULL && !platform_has(account->channel, HAS_SITES);
}

static bool
write_credentials(const struct world *world, const char *out)
{
    struct rng rng = rng_make(world->seed, "pseudonym key", 0);
    struct blob path = { 0 }, key = { 0 };
    bool ok;
    size_t i;

    blob_format(&path, "%s/credentials", out);
    mkdir(path.at, 0700);
    ok = chmod(path.at, 0700) == 0;
    for (i = 0; i < 4; i++)
        blob_format(&key, "%016llx", (unsigned long long)rng_next(&rng));
    blob_text(&key, "\n");
    ok = ok && write_secret(out, "pseudonym-key", key.at);
    for (i = 0; ok && i < world->n_feeds; i++)
        ok = write_feed_credential(world, out, world->feeds[i]);
    for (i = 0; ok && i < world->accounts.n; i++)
        if (needs_credential(world->accounts.at[i]))
            ok = write_credential(out, world->accounts.at[i]);
    blob_done(&path);
    blob_done(&key);
    return ok;
}

static void
put_account(struct blob *yaml, const char *margin, const struct account *account)
{
    const struct platform *platform = account->channel->platform;

    blob_format(yaml, "%s- { platform: %s, id: \"%s\", handle: %s, ", margin, platform->channel,
                account->id, account->handle);
    if (account->via != NULL)
        blob_format(yaml, "access: public, via: \"%s\", ", account->via->id);
    if (platform_has(account->channel, HAS_SITES))
        blob_text(yaml, "access: public, ");
    else
        blob_format(yaml, "credential: %s-%s, ", platform->credential,
                    account->via != NULL ? account->via->handle : account->handle);
    blob_text(yaml, "schedule: fast");
    if (platform->schedule != NULL)
        blob_format(yaml, "-%s", platform->channel);
    if (account->answered_by != NULL)
        blob_format(yaml, ", answered_by: %s", account->answered_by->code);
    blob_text(yaml, " }\n");
}

static void
put_unit(struct blob *yaml, const struct world *world, const struct unit *unit)
{
    size_t i, k, n = 0;

    blob_format(yaml, "  - code: %s\n    government: \"%s\"\n    name: \"%s\"\n    kind: %s\n",
                unit->code, world->government, unit->name, unit->kind);
    if (unit->parent != NULL)
        blob_format(yaml, "    parent: %s\n", unit->parent->code);
    for (i = 0; i < world->n_channels; i++) {
        for (k = 0; k < unit->accounts[i].n; k++) {
            if (n++ == 0)
                blob_text(yaml, "    accounts:\n");
            put_account(yaml, "      ", unit->accounts[i].at[k]);
        }
    }
}

static void
put_leaders(struct blob *yaml, const struct world *world)
{
    size_t i;

    blob_text(yaml, "leaders:\n");
    for (i = 0; i < world->n_channels; i++) {
        const struct account *account = world->channels[i]->leader;

        if (i == 0)
            blob_format(yaml, "  - government: \"%s\"\n    position: %s\n    accounts:\n",
                        world->government, account->position);
        put_account(yaml, "      ", account);
    }
}

static void
put_platforms(struct blob *yaml, const struct world *world, const char *base)
{
    size_t i;

    blob_text(yaml, "platforms:\n");
    for (i = 0; i < world->n_channels; i++) {
        const struct platform *platform = world->channels[i]->platform;

        if ((platform->has & HAS_SITES) != 0) { /* each is asked at its own address */
            blob_format(yaml, "  %s: { %s }\n", platform->channel, platform->settings);
            continue;
        }
        blob_format(yaml, "  %s: { base_url: \"%s%s\"%s }\n", platform->channel, base,
                    platform->base, platform->settings != NULL ? platform->settings : "");
    }
    blob_text(yaml, "schedules:\n  fast: { account: 5s, posts: 2s, comments: 2s, mentions: 3s");
    blob_format(yaml, ", stories: 3s%s }\n", world->direct ? ", direct_messages: 3s" : "");
    for (i = 0; i < world->n_channels; i++) {
        const struct platform *platform = world->channels[i]->platform;

        if (platform->schedule != NULL)
            blob_format(yaml, "  fast-%s: { %s }\n", platform->channel, platform->schedule);
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
    put_platforms(&yaml, world, base);
    blob_format(&yaml,
                "governments:\n  - { code: \"%s\", name: \"%s\", kind: city, timezone: %s, "
                "calendar: id-asn }\nunits:\n",
                world->government, world->government_name, world->zone);
    for (i = 0; i < world->units.n; i++)
        put_unit(&yaml, world, world->units.at[i]);
    put_leaders(&yaml, world);
    if (world->n_feeds > 0)
        blob_text(&yaml, "feeds:\n");
    for (i = 0; i < world->n_feeds; i++)
        world->feeds[i]->yaml(world->feeds[i], world, base, &yaml);
    blob_format(&path, "%s/pantau.yaml", out);
    ok = write_credentials(world, out) && file_write(path.at, yaml.at, yaml.n, 0644);
    blob_done(&path);
    blob_done(&yaml);
    return ok;
}
