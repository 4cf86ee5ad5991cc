/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* YAML of the configuration, as pantauctl writes it for people to keep. */

#ifndef DAEMON_CTL_YAML_H
#define DAEMON_CTL_YAML_H

#include "base/buf.h"

/* "text", as YAML takes it in double quotes; blanks for what it does not take. */
void ctl_yaml_quoted(struct buf *out, struct str text);
/* The same behind a name (", handle: "); nothing where the text is empty. */
void ctl_yaml_member(struct buf *out, const char *name, struct str value);
/* As it is, for a comment; blanks for what YAML does not take or what ends a line. */
void ctl_yaml_comment(struct buf *out, struct str text);

#endif
