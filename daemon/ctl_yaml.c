/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_yaml.h"

static bool
is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f;
}

void
ctl_yaml_quoted(struct buf *out, struct str text)
{
    must(buf_append_str(out, STR("\"")));
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (is_control(c))
            must(buf_append_str(out, STR(" ")));
        else if (c == '"' || c == '\\')
            must(buf_printf(out, "\\%c", c));
        else
            must(buf_append(out, &c, 1));
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
    for (size_t i = 0; i < text.n; i++)
        must(buf_append(out, is_control(text.p[i]) ? " " : &text.p[i], 1));
}
