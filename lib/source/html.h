/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * HTML as a reader sees it, in plain text: what platforms and websites render where a text is
 * meant. It is no parser of pages: tags become nothing or a new line, entities their characters,
 * white space is run together, and what stands in scripts, styles and comments is left out.
 */

#ifndef SOURCE_HTML_H
#define SOURCE_HTML_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * The text in the arena, trimmed; never longer than html. What is no tag and no known entity stays
 * as it is. False at the arena's ceiling.
 */
bool html_plain(struct arena *arena, struct str html, struct str *ret_text) MUST_CHECK;
/* True when it holds a tag that breaks lines or links, or an entity: it was rendered. */
bool html_is_rendered(struct str text);
/* The character that "#8217" or "#x2019" names, which may be none; false for what is no number. */
bool html_number(struct str name, uint32_t *ret_value) MUST_CHECK;

#endif
