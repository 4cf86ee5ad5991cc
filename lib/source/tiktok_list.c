/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The account and its videos, of both APIs, listed or asked for by id: one table of fields with the
 * names of both. A place in
 * the list of videos is a time in milliseconds, a video's own time is in seconds; a page may be
 * short, or empty, though more follow.
 */

#include "source/tiktok.h"

#include <stdio.h>

#include "record/absent.h"
#include "source/ask.h"
#include "source/fields.h"
#include "source/id_set.h"
#include "source/named.h"

struct account {
    struct account_sample sample;
};
#define ACCOUNT(member) offsetof(struct account, sample.member)
static const struct field account_fields[] = {
    { "display_name", FIELD_LINE, ACCOUNT(name), false },
    { "username", FIELD_ID, ACCOUNT(handle), false },
    { "followers_count|follower_count", FIELD_COUNT, ACCOUNT(followers), false },
    { "following_count", FIELD_COUNT, ACCOUNT(following), false },
    { "videos_count|video_count", FIELD_COUNT, ACCOUNT(posts), false },
};

struct video {
    struct post post;
    struct post_sample sample;
};
#define POST(member)   offsetof(struct video, post.member)
#define SAMPLE(member) offsetof(struct video, sample.member)
static const struct field video_fields[] = {
    { "item_id|id", FIELD_ID, POST(external_id), true },
    { "create_time", FIELD_EPOCH, POST(published_at_us), true },
    { "caption|video_description|title", FIELD_TEXT, POST(text), false },
    { "share_url", FIELD_LINE, POST(permalink), false },
    { "likes|like_count", FIELD_COUNT, SAMPLE(likes), false },
    { "comments|comment_count", FIELD_COUNT, SAMPLE(comments), false },
    { "shares|share_count", FIELD_COUNT, SAMPLE(shares), false },
    { "video_views|view_count", FIELD_COUNT, SAMPLE(views), false },
    { "reach", FIELD_COUNT, SAMPLE(reach), false },
};

struct source_outcome
tiktok_digest_account(const struct source_view *view, const struct cursor *at,
                      const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    struct tiktok_answer open = { .doc = NULL };
    struct account account = {
        .sample = ABSENT_ACCOUNT_SAMPLE,
    };
    struct error why = ERROR_INIT;
    struct record *record;
    struct jdoc_node user;
    bool ok;

    if (!tiktok_open(view, at, answer, &open, &outcome, err))
        return outcome;
    if (!tiktok_is_of_account(view, at, &open, batch, &outcome, err)) {
        jdoc_free(open.doc);
        return outcome;
    }
    user = jdoc_member(open.data, "user");
    ok = fields_read(FIELD_TABLE(account_fields), jdoc_is_object(user) ? user : open.data, &account,
                     batch, "$.data", &why);
    jdoc_free(open.doc);
    if (ok && str_is_none(account.sample.name) && account.sample.followers < 0)
        return answer_malformed(view, at, err,
                                "$.data: expected an account, got neither name nor followers");
    record = batch_add(batch, RECORD_ACCOUNT_SAMPLE);
    if (record != NULL)
        record->of.account_sample = account.sample;
    answer_keep(batch, 0, "$.data", ok, &why);
    return answer_finish(outcome, view, at, batch, 0, err);
}

/* Without what the platform counts its visitors by; absent where it is empty. */
static struct str
without_query(struct str url)
{
    return url.n == 0 ? STR_NONE : str_sub(url, 0, str_find(url, STR("?"), 0));
}

static bool
add_video(const struct source_view *view, struct batch *batch, const struct video *video)
{
    struct record *post = batch_add(batch, RECORD_POST);
    struct record *sample;

    if (post == NULL)
        return false;
    post->of.post = video->post;
    post->of.post.announced_comments = video->sample.comments;
    post->of.post.permalink = without_query(video->post.permalink);
    post->of.post.format = str_find(video->post.permalink, STR("/photo/"), 0) == SIZE_MAX
                               ? FORMAT_VIDEO
                               : FORMAT_PHOTO;
    named_add_in_post(batch, &view->account, video->post.text, video->post.external_id,
                      video->post.published_at_us);
    sample = batch_add(batch, RECORD_POST_SAMPLE);
    if (sample == NULL)
        return false;
    sample->of.post_sample = video->sample;
    sample->of.post_sample.post_external_id = video->post.external_id;
    return true;
}

/* Its time, or WHEN_NONE where it could not be read. */
static int64_t
read_video(const struct source_view *view, struct batch *batch, struct jdoc_node item,
           const char *path, struct id_set *seen)
{
    struct video video = {
        .post = ABSENT_POST(FORMAT_OTHER),
        .sample = ABSENT_POST_SAMPLE,
    };
    struct error why = ERROR_INIT;
    size_t first = batch->count;
    bool ok = jdoc_is_object(item) ||
              error_set(&why, ERROR_PEER, "expected an object, got %s", jdoc_type_name(item));

    ok = ok && fields_read(FIELD_TABLE(video_fields), item, &video, batch, path, &why);
    if (ok && !id_set_put(seen, video.post.external_id, first))
        return video.post.published_at_us;
    if (ok)
        add_video(view, batch, &video);
    answer_keep(batch, first, path, ok, &why);
    return ok ? video.post.published_at_us : WHEN_NONE;
}

/* A list has no targets. */
static bool
is_asked_for(const struct source_view *view, struct jdoc_node video)
{
    char digits[JDOC_DIGITS_SIZE];
    struct str id;

    return view->target_count == 0 || !jdoc_get_id(jdoc_member(video, "id"), digits, &id) ||
           answer_is_asked_for(view, 0, view->target_count, id);
}

/* The newest time of a page: pinned videos may stand before newer ones. */
static int64_t
read_videos(const struct source_view *view, struct batch *batch, struct jdoc_node videos)
{
    struct id_set *seen = id_set_new(view->arena, jdoc_size(videos));
    int64_t newest_us = WHEN_NONE;
    char path[ANSWER_PATH_MAX];

    if (seen == NULL)
        batch->overflowed = true;
    for (size_t i = 0; i < jdoc_size(videos) && !batch->overflowed; i++) {
        int64_t at_us;
        snprintf(path, sizeof(path), "$.data.videos[%zu]", i);
        if (!is_asked_for(view, jdoc_at(videos, i))) {
            batch_reject(batch, str_from(path), "it was not asked for");
            continue;
        }
        at_us = read_video(view, batch, jdoc_at(videos, i), path, seen);
        if (at_us > newest_us)
            newest_us = at_us;
    }
    return newest_us;
}

static struct source_outcome
go_on(const struct source_view *view, const struct cursor *at, const struct tiktok_next *next,
      struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
    struct cursor here = *at;

    here.version = outcome.next.version;
    if (!cursor_push(&outcome.next, TIKTOK_VIDEOS, STR(""), next->cursor) || next->cursor.n == 0 ||
        cursor_equal(&outcome.next, &here))
        return answer_malformed(view, at, err, "$.data: more is said to follow, but not where");
    return outcome;
}

struct source_outcome
tiktok_digest_posts(const struct source_view *view, const struct cursor *at,
                    const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    struct tiktok_answer open = { .doc = NULL };
    const struct tiktok_settings *set = view->settings;
    int64_t oldest_us = ask_since_us(view, at, set->posts_overlap_us); /* older ones end a visit */
    struct error why = ERROR_INIT;
    struct tiktok_next next;
    int64_t newest_us;

    if (tiktok_asks_owner(view, at))
        return tiktok_digest_owner(view, at, answer, batch, err);
    if (!tiktok_open(view, at, answer, &open, &outcome, err))
        return outcome;
    if (!tiktok_has_list(open.data, "videos", &why)) {
        jdoc_free(open.doc);
        return answer_malformed(view, at, err, "%s", why.text);
    }
    newest_us = read_videos(view, batch, jdoc_member(open.data, "videos"));
    tiktok_next_read(open.data, &next);
    outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    outcome.next.since_us = view->now_us;
    if (next.has_more && (newest_us == WHEN_NONE || newest_us >= oldest_us))
        outcome = go_on(view, at, &next, err);
    jdoc_free(open.doc);
    return answer_finish(outcome, view, at, batch, 0, err);
}

/*
 * Ids of what the answer holds, readable or not. False where one of them cannot be told, or was not
 * asked for: then it is the answer to something else.
 */
static bool
read_present(struct jdoc_node videos, struct id_set *present, const struct source_view *view,
             struct batch *batch)
{
    bool is_whole = true;

    for (size_t i = 0; i < jdoc_size(videos); i++) {
        char digits[JDOC_DIGITS_SIZE];
        struct str id;
        struct str kept;

        if (!jdoc_get_id(jdoc_member(jdoc_at(videos, i), "id"), digits, &id) ||
            !answer_is_asked_for(view, 0, view->target_count, id))
            is_whole = false;
        else if (!arena_str(view->arena, id, &kept))
            batch->overflowed = true;
        else
            (void)id_set_put(present, kept, i);
    }
    return is_whole;
}

/* No refusal is enough for what is there; that something is not, an answer must say more for. */
static bool
says_all(const struct tiktok_answer *open)
{
    struct jdoc_node code = jdoc_member(jdoc_member(jdoc_root(open->doc), "error"), "code");
    struct tiktok_next next;
    struct str word;

    tiktok_next_read(open->data, &next);
    return jdoc_get_str(code, &word) && str_equal_c(word, "ok") && !next.has_more;
}

/* Those asked for that the answer does not hold are gone, or passed over where it cannot tell. */
static void
tell_missing(const struct source_view *view, const struct tiktok_answer *open,
             struct jdoc_node videos, struct batch *batch, struct source_outcome *outcome)
{
    struct id_set *present = id_set_new(view->arena, jdoc_size(videos));
    size_t *passed = arena_array(view->arena, view->target_count, sizeof(*passed));
    bool is_certain;

    if (present == NULL || passed == NULL) {
        batch->overflowed = true;
        return;
    }
    is_certain = read_present(videos, present, view, batch) && says_all(open);
    for (size_t i = 0; i < view->target_count; i++) {
        if (id_set_find(present, view->targets[i].external_id) != SIZE_MAX)
            continue;
        if (is_certain)
            answer_add_gone(view, &view->targets[i], REMOVED_BY_UNKNOWN, batch);
        else
            passed[outcome->passed_count++] = i;
    }
    outcome->passed = passed;
}

struct source_outcome
tiktok_digest_video_lookup(const struct source_view *view, const struct cursor *at,
                           const struct http_response *answer, struct batch *batch,
                           struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    struct tiktok_answer open = { .doc = NULL };
    struct jdoc_node videos;

    if (tiktok_asks_owner(view, at))
        return tiktok_digest_owner(view, at, answer, batch, err);
    if (!tiktok_open(view, at, answer, &open, &outcome, err))
        return outcome;
    videos = jdoc_member(open.data, "videos");
    outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    if (jdoc_is_array(videos)) {
        (void)read_videos(view, batch, videos);
        tell_missing(view, &open, videos, batch, &outcome);
    } else {
        outcome = answer_malformed(view, at, err, "$.data.videos: expected a list, got %s",
                                   jdoc_type_name(videos));
    }
    jdoc_free(open.doc);
    return answer_finish(outcome, view, at, batch, 0, err);
}
