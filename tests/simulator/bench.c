/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A changing page is changed in place: the number of likes of one item after the other, in as many
 * digits as before, so nothing is serialised again; such pages are not packed.
 */

#include "bench.h"

#include "city.h"
#include "gzip.h"
#include "post.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PER_PAGE     100
#define LIKES_DIGITS 7

struct page {
    struct blob plain, packed;
    uint64_t visits;
    size_t likes_at[PER_PAGE]; /* where each item's number of likes stands */
    size_t items;
};

struct bench {
    const struct world *world;
    size_t posts, comments, pages; /* pages of each post */
    bool changing;
    struct page *page; /* posts × pages */
};

void
bench_free(struct bench *bench)
{
    size_t i;

    for (i = 0; bench != NULL && i < bench->posts * bench->pages; i++) {
        blob_done(&bench->page[i].plain);
        blob_done(&bench->page[i].packed);
    }
    if (bench != NULL)
        free(bench->page);
    free(bench);
}

static void
add_item(struct bench *bench, struct page *page, struct mem *mem, const struct post *post,
         size_t index)
{
    struct rng rng = rng_make(bench->world->seed, post->id, index);
    const char *text = say_text(mem, &rng, SAY_QUESTION);
    const char *name = say_person(mem, &rng);
    unsigned long long number = 100000000000000u + index;
    char when[40];
    time_t at = (time_t)(post->created_at + 60 + (int64_t)index);
    struct tm tm;

    gmtime_r(&at, &tm);
    strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S+0000", &tm);
    /* The sentences of say.c hold nothing that JSON would escape. */
    blob_format(&page->plain,
                "%s{\"id\":\"%s_%llu\",\"message\":\"%s\",\"created_time\":\"%s\","
                "\"from\":{\"name\":\"%s\",\"id\":\"7%016llu\"},"
                "\"comment_count\":0,\"like_count\":",
                page->items > 0 ? "," : "", post->number, number, text, when, name,
                (unsigned long long)(rng_next(&rng) % 10000000000000000u));
    page->likes_at[page->items++] = page->plain.n;
    blob_format(&page->plain,
                "1%0*d,\"is_hidden\":false,\"permalink_url\":\"https://www.facebook.com/%s/posts/"
                "%s/?comment_id=%llu\"}",
                LIKES_DIGITS - 1, 0, post->author.id, post->number, number);
}

static void
build_page(struct bench *bench, struct page *page, const struct post *post, size_t number)
{
    size_t i, last = (number + 1) * PER_PAGE;
    struct mem mem = { 0 };

    blob_text(&page->plain, "{\"data\":[");
    for (i = number * PER_PAGE; i < last && i < bench->comments; i++)
        add_item(bench, page, &mem, post, i);
    blob_format(&page->plain,
                "],\"paging\":{\"cursors\":{\"before\":\"p%zuZD\",\"after\":\"p%zuZD\"}", number,
                number + 1);
    if (number + 1 < bench->pages)
        blob_format(&page->plain, ",\"next\":\"https://graph.facebook.com/next?after=p%zuZD\"",
                    number + 1);
    blob_format(
        &page->plain,
        "},\"summary\":{\"order\":\"chronological\",\"total_count\":%zu,\"can_comment\":true}}",
        bench->comments);
    mem_done(&mem);
    if (!bench->changing && !gzip_pack(&page->plain, &page->packed))
        abort();
}

struct bench *
bench_new(struct world *world, size_t accounts, size_t posts, size_t comments, bool changing)
{
    struct bench *bench = mem_heap(sizeof(*bench));
    struct rng rng = rng_make(world->seed, "bench", 0);
    size_t i, number;

    bench->world = world;
    bench->posts = posts;
    bench->comments = comments;
    bench->changing = changing;
    bench->pages = comments == 0 ? 1 : (comments + PER_PAGE - 1) / PER_PAGE;
    bench->page = mem_heap(posts * bench->pages * sizeof(*bench->page));
    city_build(world, accounts);
    for (i = 0; i < posts; i++) {
        struct account *account = world->accounts.at[i % accounts];
        struct post *post = post_new(account->channel, &rng, account->id,
                                     world->end - 20 * 86400 + (int64_t)i * 60);

        post->account = account;
        post->ghosts = (int64_t)comments;
        list_add(&post->account->posts, post);
        for (number = 0; number < bench->pages; number++)
            build_page(bench, &bench->page[i * bench->pages + number], post, number);
    }
    return bench;
}

static void
change_one(struct page *page)
{
    char likes[16];

    if (page->items == 0)
        return;
    snprintf(likes, sizeof(likes), "1%06u", (unsigned)(page->visits % 1000000));
    memcpy(page->plain.at + page->likes_at[page->visits % page->items], likes, LIKES_DIGITS);
}

static bool
is_ours(const struct bench *bench, const struct request *request, size_t *ret_index)
{
    const char *at = strncmp(request->path, "/fb/", 4) == 0 ? strchr(request->path + 4, '/') : NULL;
    size_t n = at != NULL ? strcspn(at + 1, "/") : 0;
    char id[64];
    void *node;
    size_t i;

    if (n == 0 || n >= sizeof(id) || strcmp(at + 1 + n, "/comments") != 0)
        return false;
    memcpy(id, at + 1, n);
    id[n] = '\0';
    if (world_find(bench->world->channels[0], id, &node) != NODE_POST)
        return false;
    for (i = 0; bench->world->posts.at[i] != node; i++)
        continue;
    *ret_index = i;
    return true;
}

bool
bench_answer(void *arg, const struct request *request, struct answer *ret_answer)
{
    struct bench *bench = arg;
    const char *authorization = request_header(request, "Authorization");
    const char *after = request_parameter(request, "after");
    size_t number = after != NULL && *after == 'p' ? strtoul(after + 1, NULL, 10) : 0;
    const struct post *post;
    struct page *page;
    size_t index;

    if (!is_ours(bench, request, &index) || number >= bench->pages || authorization == NULL)
        return false;
    post = bench->world->posts.at[index];
    if (strstr(authorization, post->account->token) == NULL)
        return false;
    page = &bench->page[index * bench->pages + number];
    if (bench->changing && page->visits > 0)
        change_one(page);
    page->visits++;
    ret_answer->status = 200;
    ret_answer->type = "application/json; charset=UTF-8";
    ret_answer->ready = &page->plain;
    ret_answer->ready_packed = bench->changing ? NULL : &page->packed;
    answer_header(ret_answer, "facebook-api-version", "v26.0");
    return true;
}
