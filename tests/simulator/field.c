/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "field.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 8

struct parser {
    struct mem *mem;
    const char *at;
    int depth;
};

static const char *
word(struct parser *parser, const char *stop)
{
    size_t n = strcspn(parser->at, stop);
    char *text = mem_alloc(parser->mem, n + 1);

    memcpy(text, parser->at, n);
    parser->at += n;
    return text;
}

static void
apply(struct field *field, const char *name, const char *value)
{
    if (strcmp(name, "limit") == 0)
        field->limit = strtol(value, NULL, 10);
    else if (strcmp(name, "summary") == 0)
        field->summary = strcmp(value, "false") != 0 && strcmp(value, "0") != 0;
    else if (strcmp(name, "as") == 0)
        field->as = value;
    else if (strcmp(name, "type") == 0)
        field->type = value;
    else if (strcmp(name, "filter") == 0)
        field->filter = value;
    else if (strcmp(name, "order") == 0)
        field->order = value;
    else if (strcmp(name, "after") == 0)
        field->after = value;
    else if (strcmp(name, "username") == 0)
        field->username = value;
}

static bool
modifiers(struct parser *parser, struct field *field)
{
    while (*parser->at == '.') {
        const char *name, *value;

        parser->at++;
        name = word(parser, "(),{}.");
        if (*parser->at != '(')
            return false;
        parser->at++;
        value = word(parser, ")");
        if (*parser->at != ')')
            return false;
        parser->at++;
        apply(field, name, value);
    }
    return true;
}

static bool expression(struct parser *parser, struct list *ret_fields);

static bool
one(struct parser *parser, struct list *ret_fields)
{
    struct field *field = mem_alloc(parser->mem, sizeof(*field));

    while (isspace((unsigned char)*parser->at))
        parser->at++;
    field->limit = -1;
    field->name = field->as = word(parser, "(),{}. ");
    list_add(ret_fields, field);
    if (*field->name == '\0' || !modifiers(parser, field))
        return false;
    if (*parser->at != '{')
        return true;
    parser->at++;
    parser->depth++;
    if (parser->depth > DEPTH || !expression(parser, &field->sub) || *parser->at != '}')
        return false;
    parser->depth--;
    parser->at++;
    return true;
}

static bool
expression(struct parser *parser, struct list *ret_fields)
{
    if (!one(parser, ret_fields))
        return false;
    while (*parser->at == ',') {
        parser->at++;
        if (!one(parser, ret_fields))
            return false;
    }
    return true;
}

bool
field_parse(struct mem *mem, const char *text, struct list *ret_fields)
{
    struct parser parser = { .mem = mem, .at = text };

    return expression(&parser, ret_fields) && *parser.at == '\0';
}

void
field_done(struct list *fields)
{
    size_t i;

    for (i = 0; i < fields->n; i++)
        field_done(&((struct field *)fields->at[i])->sub);
    list_done(fields);
}
