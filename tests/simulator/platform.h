/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The platforms a city can be on. What is said in the city is the same everywhere (talk.c); a
 * platform tells what of it can happen there, how its ids look, and how a request is answered. One
 * platform is one file with one struct platform, and one line in platform.c.
 */

#ifndef SIMULATOR_PLATFORM_H
#define SIMULATOR_PLATFORM_H

#include "answer.h"
#include "world.h"

/* What can happen on a platform. */
enum platform_has {
    HAS_EDITS = 1 << 0,      /* what a citizen wrote changes its text */
    HAS_POST_EDITS = 1 << 1, /* what an account published changes its text */
    HAS_HIDDEN = 1 << 2,     /* an account hides what stands below its posts */
    HAS_TAGS = 1 << 3,       /* the mayor names accounts below his own posts */
    HAS_MENTIONS = 1 << 4,   /* posts of others that name an account */
    HAS_WITHHELD = 1 << 5,   /* some authors are not told */
    HAS_AUTOMATIC = 1 << 6,  /* automatic replies */
    HAS_PICTURES = 1 << 7,   /* messages that are a picture and no text */
    HAS_GHOSTS = 1 << 8,     /* more is announced than listed */
    HAS_NESTING = 1 << 9,  /* replies of replies; else each reply stands below the first message */
    HAS_HANDLES = 1 << 10, /* accounts are named by @handle in a text; else by their name */
    HAS_PROOF = 1 << 11,   /* every other account's app demands a proof of its secret */
    HAS_OLD_IDS = 1 << 12, /* some posts' comments have ids of an older form */
    HAS_GRAPH = 1 << 13,   /* speaks the Graph API: its faults, cursors and headers */
    HAS_PUBLIC = 1 << 14,  /* numbers of accounts whose owner gave no token */
    HAS_STORIES = 1 << 15, /* posts that are listed for a day */
    HAS_SECRET_LIKES = 1 << 16, /* numbers of likes that are not told */
    HAS_DIRECT = 1 << 18,       /* conversations between citizens and accounts */
    HAS_LONG_CHATS = 1 << 19,   /* some of them longer than what stands beside them */
    HAS_POSTS_ONLY = 1 << 17,   /* nobody says anything under a post */
    HAS_SHORT_LINKS = 1 << 21, /* what stands for an address in a text, and its meaning beside it */
    HAS_SITES = 1 << 20, /* an account is an address, whose path name_account gives; no token */
};

struct platform {
    const char *channel;        /* as the configuration and the database name it */
    const char *prefix;         /* of the paths it answers: "/fb/" */
    const char *base;           /* what base_url is, below this server: "/fb/v26.0" */
    const char *credential;     /* its credentials' names begin so: "fb" */
    const char *settings;       /* further settings of its entry, ", name: value" each; NULL: none.
                             * With HAS_SITES: all of them, without the first comma */
    const char *schedule;       /* streams and times of its own schedule; NULL: the common one */
    unsigned has;               /* enum platform_has */
    int64_t late_max_s;         /* how late something may come to sight; 0: nothing is late */
    const char *error_type;     /* of a Graph API's errors; NULL: as Facebook names them */
    const char *const *formats; /* of posts, ends with NULL */

    /*
     * Names, in the pool; `number` is another one for each account, post or message of the channel.
     * name_account: id and handle of an account of the unit with this code; `second` beside its
     * first. name_post and name_message: id, and number, by which a post is known, too; the rest of
     * the post or message is there, its author too.
     */
    void (*name_account)(struct mem *mem, struct account *account, const char *code, bool second,
                         unsigned long long number);
    void (*name_post)(struct mem *mem, struct post *post, unsigned long long number);
    void (*name_message)(struct mem *mem, struct message *message, unsigned long long number);
    /* A citizen who is met near this account; chance is 0 … 99999. Sets id, and handle if people
     * have one there. */
    void (*name_person)(struct mem *mem, struct person *person, const struct account *near,
                        unsigned chance);

    /* The address of a post, or of a message below it, as people copy it; NULL (the function): what
     * stands there has none that says which it is. */
    void (*address)(const struct post *post, const struct message *message, struct blob *text);

    /* Always fills the answer. */
    void (*answer)(struct channel *channel, const struct request *request,
                   struct answer *ret_answer);
    /* The credential of an account; NULL: its token, and its app's secret where it has one. */
    void (*credential_text)(const struct account *account, struct blob *text);

    /* Kinds of faults that it has alone or does in its own way, ends with NULL; NULL: none. */
    const char *const *faults;
    /* Spoils the answer; false when there is nothing to spoil in it. */
    bool (*spoil)(const char *kind, json_t *rule, const struct request *request,
                  struct answer *answer);
    /* The list of items in an answer, a borrowed reference; NULL (the function): "data". */
    json_t *(*items)(json_t *root);
};

/* One a platform. */
extern const struct platform platform_facebook, platform_instagram, platform_threads,
    platform_tiktok, platform_web, platform_x, platform_youtube;

/* All of them, ends with NULL. */
extern const struct platform *const platforms[];

/* NULL when there is none. */
const struct platform *platform_find(const char *channel);
const struct platform *platform_of_path(const char *path);

/* The address under which this server is known is told: ids that are addresses are whole now. */
void platform_settle(struct world *world, const char *base);

bool platform_has(const struct channel *channel, enum platform_has what);
/* What an account is called where it is named in a text. */
const char *platform_called(struct mem *mem, const struct account *account);
/* Whose token the request carries, in "Authorization: Bearer" or access_token; NULL: nobody's. */
struct account *platform_reader(const struct channel *channel, const struct request *request);

#endif
