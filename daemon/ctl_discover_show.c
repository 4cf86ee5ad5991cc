/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What discover found, on standard output. The YAML is a file of units as it can be included: a
 * unit for each owner that no configured unit is. What is there already, belongs to a unit that is
 * there, or could not be read for want of a task, stands in it as a comment.
 */

#include <inttypes.h>
#include <stdio.h>

#include "config/nameset.h"
#include "ctl_discover.h"
#include "ctl_show.h"
#include "ctl_unitlist.h"
#include "ctl_yaml.h"

#define YAML_BYTES_MAX ((size_t)64 << 20)

struct page {
    const struct discover *discover;
    struct buf text, known; /* units; what is no new unit */
    struct nameset codes;   /* of the configuration, and of this page */
};

/* ---- one account ---- */

static void
put_remark(struct buf *out, const char *indent, const struct discovered *found)
{
    must(buf_printf(out, "%s# %s ", indent, found->account->platform));
    ctl_yaml_comment(out, found->handle.n > 0 ? found->handle : found->id);
    if (found->name.n > 0) {
        must(buf_append_str(out, STR(": ")));
        ctl_yaml_comment(out, found->name);
    }
    if (found->followers >= 0)
        must(buf_printf(out, ", %" PRId64 " followers", found->followers));
    if (found->verified.n > 0) {
        must(buf_append_str(out, STR(", ")));
        ctl_yaml_comment(out, found->verified);
    }
    must(buf_append_str(out, STR("\n")));
    for (size_t i = 0; i < found->lack_count; i++)
        must(buf_printf(out, "%s# lacks the task %s; without it does not come: %s\n", indent,
                        found->lacks[i]->names[0], found->lacks[i]->streams));
}

/* As it stands behind a name elsewhere: without "@". */
static struct str
plain_handle(struct str handle)
{
    return str_starts(handle, STR("@")) ? str_sub(handle, 1, handle.n) : handle;
}

static void
put_account(const struct page *page, struct buf *out, const char *lead,
            const struct discovered *found)
{
    struct str credential = ctl_discover_credential(page->discover, found);

    must(buf_printf(out, "%s- { platform: %s, id: ", lead, found->account->platform));
    ctl_yaml_quoted(out, found->id);
    ctl_yaml_member(out, ", handle: ", plain_handle(found->handle));
    ctl_yaml_member(out, ", credential: ", credential);
    must(buf_append_str(out, STR(" }")));
    if (found->account->own_token && str_equal_c(credential, page->discover->name))
        must(buf_append_str(out, STR(" # its own token is got by --save")));
    must(buf_append_str(out, STR("\n")));
}

/* ---- one owner ---- */

/* The accounts of one group. */
struct owner {
    const struct discovered *first;
    size_t count;
};

static struct str
name_of(const struct discovered *found)
{
    if (found->name.n > 0)
        return found->name;
    return found->handle.n > 0 ? found->handle : found->id;
}

/* What the unit of some of them lacks, as comments. */
static void
put_known(struct page *page, const struct owner *owner, struct str unit)
{
    for (size_t i = 0; i < owner->count; i++) {
        const struct discovered *found = &owner->first[i];
        struct str there;
        const struct config_account *listing = ctl_discover_listing(page->discover, found, &there);

        put_remark(&page->known, "", found);
        must(buf_printf(&page->known,
                        listing == NULL ? "#   for the accounts of %.*s:\n"
                                        : "#   is there already: %.*s",
                        STR_ARGS(listing == NULL ? unit : there)));
        if (listing == NULL)
            put_account(page, &page->known, "#   ", found);
        else if (listing->credential.n > 0)
            must(buf_printf(&page->known, ", with the credential \"%.*s\"\n",
                            STR_ARGS(listing->credential)));
        else
            must(buf_printf(&page->known, "\n"));
    }
}

static struct str
unique_code(struct page *page, struct str code)
{
    struct arena *arena = page->discover->arena;
    struct str unique = code;
    uint64_t before;

    for (unsigned n = 2; nameset_find(&page->codes, unique, &before); n++)
        must(arena_printf(arena, &unique, "%.*s-%u", STR_ARGS(code), n));
    (void)!nameset_add(&page->codes, unique, 1, &before);
    return unique;
}

static void
put_unit(struct page *page, const struct owner *owner, struct str code)
{
    struct buf *out = &page->text;
    bool any = false;

    for (size_t i = 0; i < owner->count; i++)
        any = any || ctl_discover_is_ready(page->discover, &owner->first[i]);
    must(buf_printf(out, "  - code: "));
    ctl_yaml_quoted(out, unique_code(page, code));
    ctl_yaml_member(out, "\n    government: ", page->discover->government);
    ctl_yaml_member(out, "\n    name: ", name_of(owner->first));
    ctl_yaml_member(out, "\n    kind: ", ctl_unitlist_kind(name_of(owner->first)));
    must(buf_printf(out, "\n    %saccounts:\n", any ? "" : "#"));
    for (size_t i = 0; i < owner->count; i++) {
        put_remark(out, "      ", &owner->first[i]);
        put_account(page, out,
                    ctl_discover_is_ready(page->discover, &owner->first[i]) ? "      " : "      #",
                    &owner->first[i]);
    }
}

static void
put_owner(struct page *page, const struct owner *owner)
{
    struct arena *arena = page->discover->arena;
    struct str code = ctl_unitlist_code(arena, name_of(owner->first));
    struct str unit = STR_NONE;
    uint64_t is_new = 0;

    for (size_t i = 0; i < owner->count && str_is_none(unit); i++)
        unit = ctl_discover_owner(page->discover, &owner->first[i]);
    if (code.n == 0)
        code = ctl_unitlist_code(arena, owner->first->id);
    if (str_is_none(unit) && nameset_find(&page->codes, code, &is_new) && is_new == 0)
        unit = code;
    if (str_is_none(unit))
        put_unit(page, owner, code);
    else
        put_known(page, owner, unit);
}

/* ---- all of them ---- */

static void
put_heading(const struct page *page)
{
    (void)printf("# What the credential \"%s\" sees at %s. Put it into a file that include: names, "
                 "look at names,\n# kinds and codes, and run pantaud check-config.\n",
                 page->discover->name, page->discover->source->name);
}

void
ctl_discover_show_yaml(const struct discover *discover)
{
    const struct config *config = discover->net.generation->file.config;
    const struct discovery_result *result = &discover->result;
    struct page page = { .discover = discover,
                         .text = BUF_INIT(YAML_BYTES_MAX),
                         .known = BUF_INIT(YAML_BYTES_MAX) };
    struct owner owner = { .first = NULL };
    uint64_t before;

    nameset_init(&page.codes, discover->arena);
    for (size_t i = 0; i < config->unit_count; i++)
        (void)!nameset_add(&page.codes, config->units[i].code, 0, &before);
    for (size_t i = 0; i < result->count; i += owner.count) {
        owner = (struct owner){ .first = &result->items[i], .count = 1 };
        while (i + owner.count < result->count &&
               result->items[i + owner.count].group == owner.first->group)
            owner.count++;
        put_owner(&page, &owner);
    }
    put_heading(&page);
    if (page.text.used > 0)
        (void)printf("units:\n%s", page.text.data);
    if (page.known.used > 0)
        (void)printf("%s", page.known.data);
    (void)fflush(stdout);
    buf_done(&page.text);
    buf_done(&page.known);
}

static void
put_json(struct jout *out, const struct discover *discover, const struct discovered *found)
{
    jout_object(out, NULL);
    jout_str(out, "platform", str_from(found->account->platform));
    jout_str(out, "id", found->id);
    jout_str(out, "handle", plain_handle(found->handle));
    jout_str(out, "name", found->name);
    if (found->followers >= 0)
        jout_int(out, "followers", found->followers);
    else
        jout_str(out, "followers", STR_NONE);
    jout_str(out, "verified", found->verified);
    jout_str(out, "credential", ctl_discover_credential(discover, found));
    jout_str(out, "configured_for", ctl_discover_owner(discover, found));
    jout_array(out, "lacks");
    for (size_t i = 0; i < found->lack_count; i++)
        jout_str(out, NULL, str_from(found->lacks[i]->names[0]));
    jout_close_array(out);
    jout_close_object(out);
}

void
ctl_discover_show_json(const struct discover *discover)
{
    struct buf text = BUF_INIT(CTL_OUTPUT_MAX);
    struct jout out;

    ctl_show_start(&out, &text);
    jout_array(&out, NULL);
    for (size_t i = 0; i < discover->result.count; i++)
        put_json(&out, discover, &discover->result.items[i]);
    jout_close_array(&out);
    ctl_show_finish(&out, &text);
}
