/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Official websites. An account is the address of a list, and nobody needs a token: every third
 * site has a feed in RSS, one WordPress's list, one a feed in Atom. A post's first sentence is the
 * title, the rest the summary; what is edited says so in Atom and WordPress alone.
 */

#include "platform.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAGE_MAX 100

struct look {
    const struct request *request;
    struct answer *answer;
    const struct account *account;
};

static const char *const lists[] = { "feed/", "wp-json/wp/v2/posts", "atom.xml" };

static void
name_account(struct mem *mem, struct account *account, const char *code, bool second,
             unsigned long long number)
{
    (void)number;
    account->handle =
        mem_format(mem, second ? "%s-info.simulasi.example" : "%s.simulasi.example", code);
    account->id =
        mem_format(mem, second ? "/web/%s-info/%s" : "/web/%s/%s", code, lists[account->index % 3]);
}

static void
name_post(struct mem *mem, struct post *post, unsigned long long number)
{
    post->id = post->number =
        mem_format(mem, "https://situs.simulasi.example/?p=%llu", 100 + number * 7);
}

/* Nobody writes anything, so these two are asked for nothing that is kept. */
static void
name_message(struct mem *mem, struct message *message, unsigned long long number)
{
    message->id = message->number = mem_format(mem, "%llu", number);
}

static void
name_person(struct mem *mem, struct person *person, const struct account *near, unsigned chance)
{
    (void)near;
    person->id = mem_format(mem, "%u", chance);
}

/* Texts */

/* In the words of a mail, as RSS has it, or as RFC 3339 does; behind it what names the zone. */
static void
put_time(struct blob *out, int64_t at, bool as_mail, const char *zone)
{
    time_t seconds = (time_t)(strstr(zone, "+07") != NULL ? at + 7 * 3600 : at);
    char text[64];
    struct tm tm;

    gmtime_r(&seconds, &tm);
    strftime(text, sizeof(text), as_mail ? "%a, %d %b %Y %H:%M:%S" : "%Y-%m-%dT%H:%M:%S", &tm);
    blob_format(out, "%s%s", text, zone);
}

/* As markup, `times` over: HTML within XML is escaped twice. */
static void
put_escaped(struct blob *out, const char *text, size_t n, int times)
{
    const char *amp = times > 1 ? "&amp;" : "&";
    size_t i;

    for (i = 0; i < n; i++) {
        if (text[i] == '&')
            blob_format(out, "%samp;", amp);
        else if (text[i] == '<')
            blob_format(out, "%slt;", amp);
        else
            blob_add(out, text + i, 1);
    }
}

static size_t
title_length(const char *text)
{
    const char *end = strstr(text, ". ");

    return end != NULL ? (size_t)(end - text) + 1 : strlen(text);
}

static const char *
rest_of(const char *text)
{
    size_t n = title_length(text);

    return text[n] == ' ' ? text + n + 1 : "";
}

static const char *
number_of(const struct post *post)
{
    return strchr(post->id, '=') + 1;
}

/* Feeds: newest first, whole. */

static void
put_rss_item(const struct look *look, const struct post *post)
{
    struct blob *out = &look->answer->body;
    const char *text = post_text(post, look->request->at);

    blob_text(out, "<item><title>");
    put_escaped(out, text, title_length(text), 2);
    blob_format(out, "</title>\n<link>https://%s/berita/%s/</link>\n<pubDate>",
                look->account->handle, number_of(post));
    put_time(out, post->created_at, true, post->created_at % 2 == 0 ? " GMT" : " +0700");
    blob_format(out, "</pubDate>\n<guid isPermaLink=\"false\">%s</guid>\n<description>&lt;p&gt;",
                post->id);
    put_escaped(out, rest_of(text), strlen(rest_of(text)), 2);
    blob_text(out, "&lt;/p&gt;</description>\n<content:encoded><![CDATA[<p>All of it, which nobody "
                   "keeps.</p>]]></content:encoded></item>\n");
}

static void
put_atom_item(const struct look *look, const struct post *post)
{
    struct blob *out = &look->answer->body;
    const char *text = post_text(post, look->request->at);
    bool edited = post->edited_at > 0 && post->edited_at <= look->request->at;

    blob_format(out, "<entry><id>%s</id><title type=\"html\">", post->id);
    put_escaped(out, text, title_length(text), 2);
    blob_format(out, "</title><link rel=\"alternate\" href=\"https://%s/berita/%s/\"/><published>",
                look->account->handle, number_of(post));
    put_time(out, post->created_at, false, "+07:00");
    blob_text(out, "</published><updated>");
    put_time(out, edited ? post->edited_at : post->created_at, false, "Z");
    blob_text(out, "</updated><summary type=\"text\">");
    put_escaped(out, rest_of(text), strlen(rest_of(text)), 1);
    blob_text(out, "</summary></entry>\n");
}

static void
feed_answer(const struct look *look, bool is_atom)
{
    const struct list *posts = &look->account->posts;
    struct blob *out = &look->answer->body;
    size_t i;

    look->answer->status = 200;
    look->answer->reason = "OK";
    look->answer->type =
        is_atom ? "application/atom+xml; charset=UTF-8" : "text/xml; charset=UTF-8";
    blob_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    blob_text(out, is_atom ? "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>"
                           : "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/"
                             "content/\"><channel><title>");
    put_escaped(out, look->account->name, strlen(look->account->name), 1);
    blob_text(out, "</title>\n");
    for (i = posts->n; i > 0; i--) {
        const struct post *post = posts->at[i - 1];

        if (!post_visible(post, look->request->at))
            continue;
        answer_serves(look->answer, post->id);
        if (is_atom)
            put_atom_item(look, post);
        else
            put_rss_item(look, post);
    }
    blob_text(out, is_atom ? "</feed>\n" : "</channel></rss>\n");
}

/* WordPress */

static json_t *
time_json(int64_t at)
{
    struct blob text = { 0 };
    json_t *time;

    put_time(&text, at, false, "");
    time = json_string(text.at);
    blob_done(&text);
    return time;
}

/* {"rendered": …}, in a paragraph where there is something to be put into one. */
static json_t *
rendered(const char *text, size_t n, bool paragraph)
{
    struct blob html = { 0 };
    json_t *made;

    blob_text(&html, paragraph && n > 0 ? "<p>" : "");
    put_escaped(&html, text, n, 1);
    blob_text(&html, paragraph && n > 0 ? "</p>\n" : "");
    made = json_pack("{s:s}", "rendered", html.at);
    blob_done(&html);
    return made;
}

static json_t *
post_json(const struct look *look, const struct post *post)
{
    const char *text = post_text(post, look->request->at), *rest = rest_of(text);
    bool edited = post->edited_at > 0 && post->edited_at <= look->request->at;

    return json_pack(
        "{s:o, s:{s:s}, s:o, s:o, s:o, s:s, s:o, s:o, s:o}", "id",
        json_integer(strtoll(number_of(post), NULL, 10)), "guid", "rendered", post->id, "date",
        time_json(post->created_at + 7 * 3600), "date_gmt", time_json(post->created_at),
        "modified_gmt", time_json(edited ? post->edited_at : post->created_at), "status", "publish",
        "link", json_sprintf("https://%s/berita/%s/", look->account->handle, number_of(post)),
        "title", rendered(text, title_length(text), false), "excerpt",
        rendered(rest, strlen(rest), true));
}

static int64_t
asked_after(const struct request *request)
{
    const char *text = request_parameter(request, "after");
    struct tm tm = { 0 };

    return text != NULL && strptime(text, "%Y-%m-%dT%H:%M:%S", &tm) != NULL ? (int64_t)timegm(&tm)
                                                                            : 0;
}

static void
refuse(struct answer *answer, int status, const char *code)
{
    json_decref(answer->ids);
    answer->ids = NULL;
    blob_done(&answer->body);
    answer_json(answer, status,
                json_pack("{s:s, s:s, s:{s:i}}", "code", code, "message", "Refused.", "data",
                          "status", status));
}

static void
wordpress_answer(const struct look *look)
{
    const struct list *posts = &look->account->posts;
    int64_t page = request_number(look->request, "page", 1), n = 0;
    int64_t size = request_number(look->request, "per_page", 10);
    int64_t after = asked_after(look->request);
    json_t *list = json_array();
    size_t i;

    for (i = posts->n; i > 0; i--) {
        const struct post *post = posts->at[i - 1];

        if (!post_visible(post, look->request->at) || post->created_at <= after)
            continue;
        if (n >= (page - 1) * size && n < page * size) {
            json_array_append_new(list, post_json(look, post));
            answer_serves(look->answer, post->id);
        }
        n++;
    }
    if (size < 1 || size > PAGE_MAX || page < 1 || (page > 1 && n <= (page - 1) * size)) {
        json_decref(list);
        refuse(look->answer, 400,
               size < 1 || size > PAGE_MAX ? "rest_invalid_param"
                                           : "rest_post_invalid_page_number");
        return;
    }
    answer_header(look->answer, "X-WP-Total", "%lld", (long long)n);
    answer_header(look->answer, "X-WP-TotalPages", "%lld", (long long)((n + size - 1) / size));
    answer_json(look->answer, 200, list);
}

static void
page_answer(struct answer *answer, int status, const char *title)
{
    json_decref(answer->ids);
    answer->ids = NULL;
    blob_done(&answer->body);
    blob_done(&answer->headers);
    answer->status = status;
    answer->reason = title;
    answer->type = "text/html; charset=UTF-8";
    blob_format(&answer->body, "<!DOCTYPE html>\n<html><head><title>%s</title></head></html>\n",
                title);
}

static void
answer(struct channel *channel, const struct request *request, struct answer *ret_answer)
{
    struct look look = { .request = request, .answer = ret_answer };
    void *node = NULL;

    if (world_find(channel, request->path, &node) != NODE_ACCOUNT) {
        page_answer(ret_answer, 404, "Halaman tidak ditemukan");
        return;
    }
    look.account = node;
    ret_answer->account = look.account->id;
    if (look.account->index % 3 == 1)
        wordpress_answer(&look);
    else
        feed_answer(&look, look.account->index % 3 == 2);
}

/* Faults */

static const struct {
    const char *kind, *type, *body;
} bodies[] = {
    { "web_entities", "text/xml",
      "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n"
      "<rss version=\"2.0\"><channel><item><title>&b;</title></item></channel></rss>\n" },
    { "web_undated", "text/xml",
      "<rss version=\"2.0\"><channel><item><title>Tanpa waktu</title><guid>1</guid></item>"
      "</channel></rss>\n" },
};

static bool
spoil(const char *kind, json_t *rule, const struct request *request, struct answer *answer)
{
    size_t i;

    (void)rule;
    (void)request;
    if (strcmp(kind, "web_gone") == 0)
        page_answer(answer, 404, "Halaman tidak ditemukan");
    else if (strcmp(kind, "web_forbidden") == 0)
        page_answer(answer, 403, "Access denied");
    else if (strcmp(kind, "web_page") == 0)
        page_answer(answer, 200, "Beranda");
    else if (strcmp(kind, "wordpress_off") == 0)
        refuse(answer, 401, "rest_disabled");
    for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        if (strcmp(bodies[i].kind, kind) == 0) {
            page_answer(answer, 200, "OK");
            blob_done(&answer->body);
            answer->type = bodies[i].type;
            blob_text(&answer->body, bodies[i].body);
        }
    }
    return true;
}

/* WordPress's list is the whole answer. */
static json_t *
items(json_t *root)
{
    return root;
}

static const char *const formats[] = { "text", NULL };
static const char *const faults[] = {
    "web_gone", "web_forbidden", "web_page", "web_entities", "web_undated", "wordpress_off", NULL,
};

const struct platform platform_web = {
    .channel = "web",
    .prefix = "/web/",
    .base = "/web",
    .credential = "web",
    .settings = "posts_page: 4", /* small enough for several pages */
    .schedule = "posts: 2s",
    .has = HAS_POSTS_ONLY | HAS_POST_EDITS | HAS_SITES,
    .formats = formats,
    .name_account = name_account,
    .name_post = name_post,
    .name_message = name_message,
    .name_person = name_person,
    .answer = answer,
    .faults = faults,
    .spoil = spoil,
    .items = items,
};
