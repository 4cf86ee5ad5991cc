/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* The subcommands that only look: check-config, print-config, print-states. */

#include "app.h"

#include <stdio.h>

#include "generation.h"
#include "job_state.h"
#include "online.h"
#include "source/source.h"

#define PRINT_BYTES_MAX (256u << 20)

static void
on_warning(void *ctx, const struct error *err)
{
    (void)ctx;
    conffile_show_error(err);
}

/* Said to be wrong goes before what nobody could tell. */
static enum app_exit
check_online(const struct app_options *options, const struct generation *generation)
{
    struct error err = ERROR_INIT;
    CLEANUP(online_freep) struct online *online = online_new(generation, &err);
    size_t wrong;
    size_t unsure;

    if (online == NULL) {
        conffile_show_error(&err);
        return APP_FAILED;
    }
    online_ask_all(online);
    online_say(online, stderr);
    wrong = online_count(online, ONLINE_WRONG);
    unsure = online_count(online, ONLINE_UNSURE);
    online_say_spent(online, stdout);
    printf("%s was checked with the platforms, %zu accounts and feeds were asked in %zu requests: ",
           options->config_path, online_asked(online), online_requests(online));
    if (wrong + unsure == 0)
        printf("it is good\n");
    else
        printf("%zu wrong, %zu could not be told\n", wrong, unsure);
    if (wrong > 0)
        return APP_CONFIG;
    return unsure > 0 ? APP_HELD : APP_OK;
}

/* "1 unit, ", "6 units, ". */
static void
print_count(size_t count, const char *what, const char *then)
{
    printf("%zu %s%s%s", count, what, count == 1 ? "" : "s", then);
}

enum app_exit
app_check_config(const struct app_options *options)
{
    CLEANUP(generation_freep) struct generation *generation = NULL;
    struct config_errors errors = { .count = 0 };
    const struct config *config;

    generation = generation_load(options->config_path, options->credentials_directory, &errors);
    if (generation == NULL) {
        conffile_show_errors(&errors);
        return APP_CONFIG;
    }
    generation_warn(generation, on_warning, NULL);
    if (options->online)
        return check_online(options, generation);
    config = generation->file.config;
    printf("%s is good: ", options->config_path);
    print_count(config->government_count, "government", ", ");
    print_count(config->unit_count, "unit", ", ");
    print_count(config->leader_count, "leader", ", ");
    print_count(config->feed_count, "feed", ", ");
    print_count(config->used_credential_count, "credential", "\n");
    return APP_OK;
}

static enum app_exit
print(const struct buf *text)
{
    if (fwrite(text->data, 1, text->used, stdout) != text->used || fflush(stdout) != 0) {
        perror("pantaud: cannot write");
        return APP_FAILED;
    }
    return APP_OK;
}

static enum app_exit
print_documented(void)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    CLEANUP(buf_done) struct buf text = BUF_INIT(PRINT_BYTES_MAX);

    must(config_print_documented(source_infos(arena), &text));
    return print(&text);
}

enum app_exit
app_print_config(const struct app_options *options, bool documented)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(PRINT_BYTES_MAX);
    struct config_errors errors = { .count = 0 };
    struct conffile file = { 0 };

    if (documented)
        return print_documented();
    if (!conffile_load(options->config_path, NULL, &file, &errors)) {
        conffile_show_errors(&errors);
        return APP_CONFIG;
    }
    must(config_print(file.config, &text));
    conffile_done(&file);
    return print(&text);
}

enum app_exit
app_print_states(void)
{
    printf("digraph stream {\n    rankdir=LR;\n");
    for (int state = 0; state < JOB_STATE_COUNT; state++) {
        const char *deadline = job_state_deadline((enum job_state)state);
        printf("    %s [label=\"%s%s%s\"];\n", job_state_name((enum job_state)state),
               job_state_name((enum job_state)state), deadline == NULL ? "" : "\\nuntil ",
               deadline == NULL ? "" : deadline);
    }
    for (size_t i = 0; i < job_edge_count; i++)
        printf("    %s -> %s [label=\"%s\"];\n", job_state_name(job_edges[i].from),
               job_state_name(job_edges[i].to), job_edges[i].why);
    printf("}\n");
    return APP_OK;
}
