/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "platform.h"

#include <string.h>

const struct platform *const platforms[] = {
    &platform_facebook, &platform_instagram, &platform_threads, &platform_tiktok,
    &platform_web,      &platform_x,         &platform_youtube, NULL,
};

const struct platform *
platform_find(const char *channel)
{
    const struct platform *const *platform = platforms;

    while (*platform != NULL && strcmp((*platform)->channel, channel) != 0)
        platform++;
    return *platform;
}

const struct platform *
platform_of_path(const char *path)
{
    const struct platform *const *platform = platforms;

    while (*platform != NULL &&
           strncmp(path, (*platform)->prefix, strlen((*platform)->prefix)) != 0)
        platform++;
    return *platform;
}

void
platform_settle(struct world *world, const char *base)
{
    size_t i;

    for (i = 0; i < world->accounts.n; i++) {
        struct account *account = world->accounts.at[i];

        if (platform_has(account->channel, HAS_SITES))
            account->id = mem_format(&world->mem, "%s%s", base, account->id);
    }
}

bool
platform_has(const struct channel *channel, enum platform_has what)
{
    return (channel->platform->has & what) != 0;
}

const char *
platform_called(struct mem *mem, const struct account *account)
{
    if (!platform_has(account->channel, HAS_HANDLES))
        return account->name;
    return mem_format(mem, "@%s", account->handle);
}

struct account *
platform_reader(const struct channel *channel, const struct request *request)
{
    const char *header = request_header(request, "Authorization");
    const char *token = request_parameter(request, "access_token");
    size_t i;

    if (header != NULL && strncmp(header, "Bearer ", 7) == 0)
        token = header + 7;
    for (i = 0; token != NULL && i < channel->accounts.n; i++) {
        struct account *account = channel->accounts.at[i];

        if (account->via == NULL && strcmp(account->token, token) == 0)
            return account;
    }
    return NULL;
}
