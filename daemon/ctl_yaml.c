/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_yaml.h"

#include "base/utf8.h"

/*
 * Characters that YAML refuses in a file, and those that end a line in it: what stands in a comment
 * would go on behind them.
 */
static bool
is_plain(struct str character)
{
    static const char *const refused[] = { "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff" };
    unsigned char first = (unsigned char)character.p[0];

    if (character.n == 1)
        return first >= ' ' && first < 0x7f;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        if (str_equal_c(character, refused[i]))
            return false;
    return first != 0xc2 || (unsigned char)character.p[1] >= 0xa0;
}

/* The next character from at on, a blank for what YAML does not take; moves at behind it. */
static struct str
next_plain(struct str text, size_t *at)
{
    bool is_valid;
    size_t n = utf8_step(str_sub(text, *at, text.n), &is_valid);
    struct str character = str_sub(text, *at, n);

    *at += n;
    return is_valid && is_plain(character) ? character : STR(" ");
}

void
ctl_yaml_quoted(struct buf *out, struct str text)
{
    must(buf_append_str(out, STR("\"")));
    for (size_t at = 0; at < text.n;) {
        struct str character = next_plain(text, &at);

        if (character.p[0] == '"' || character.p[0] == '\\')
            must(buf_append_str(out, STR("\\")));
        must(buf_append_str(out, character));
    }
    must(buf_append_str(out, STR("\"")));
}

void
ctl_yaml_member(struct buf *out, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    must(buf_printf(out, "%s", name));
    ctl_yaml_quoted(out, value);
}

void
ctl_yaml_comment(struct buf *out, struct str text)
{
    for (size_t at = 0; at < text.n;)
        must(buf_append_str(out, next_plain(text, &at)));
}
