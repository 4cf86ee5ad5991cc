/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * pantauctl export: a view of metrics as the server itself writes it (COPY), row by row, so that
 * what is in the file is what the view shows and a view of any size needs no memory here. Whoever
 * may read the view may export it.
 */

#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ctl_show.h"
#include "ctl_sql.h"
#include "usage.h"

#define QUERY_BYTES_MAX 65536
#define PREFIX          "metrics."

static const struct ctl_column columns[] = {
    { "view", "VIEW", CTL_TEXT },
    { "description", NULL, CTL_NOTE },
};

static enum ctl_exit
list_views(struct ctl *ctl)
{
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_views, NULL, 0);

    if (rows == NULL)
        return CTL_DATABASE;
    ctl_show_rows(rows, columns, ARRAY_SIZE(columns), ctl->json, ctl->colour);
    PQclear(rows);
    return CTL_OK;
}

struct export_rows {
    bool any;
};

/* The server's line as it is. */
static bool
write_line(void *ctx, struct str line)
{
    (void)ctx;
    return fwrite(line.p, 1, line.n, stdout) == line.n;
}

/* An object for each row, in an array; the line end comes before the comma. */
static bool
write_object(void *ctx, struct str line)
{
    struct export_rows *rows = ctx;
    bool ok = fputs(rows->any ? ",\n" : "[\n", stdout) != EOF;

    rows->any = true;
    return ok && write_line(NULL, str_trim(line));
}

/*
 * JSON has no control characters, so with these as delimiter and quote nothing of it is quoted.
 */
static enum ctl_exit
copy_json(struct ctl *ctl, const char *select)
{
    CLEANUP(buf_done) struct buf sql = BUF_INIT(QUERY_BYTES_MAX);
    struct export_rows rows = { .any = false };

    must(buf_printf(&sql,
                    "copy (select row_to_json(x) from (%s) as x) to stdout with (format csv, "
                    "delimiter e'\\x02', quote e'\\x01')",
                    select));
    if (!ctl_db_copy(ctl->db, sql.data, write_object, &rows))
        return CTL_DATABASE;
    return fputs(rows.any ? "\n]\n" : "[]\n", stdout) != EOF ? CTL_OK : CTL_TROUBLE;
}

static enum ctl_exit
copy_csv(struct ctl *ctl, const char *select)
{
    CLEANUP(buf_done) struct buf sql = BUF_INIT(QUERY_BYTES_MAX);

    must(buf_printf(&sql, "copy (%s) to stdout with (format csv, header)", select));
    return ctl_db_copy(ctl->db, sql.data, write_line, NULL) ? CTL_OK : CTL_DATABASE;
}

/* Says what stands in the way, if anything does, as the server's answer tells it. */
static bool
is_refused(const struct ctl *ctl, const char *view, const PGresult *rows)
{
    if (PQntuples(rows) == 0)
        (void)fprintf(stderr,
                      "pantauctl: there is no view \"%s\" that you may read\n"
                      "Without a name, pantauctl export lists them.\n",
                      view);
    else if (PQgetisnull(rows, 0, 0))
        (void)fprintf(stderr,
                      "pantauctl: view \"%s\" is of no government, leave out --government\n", view);
    else if (ctl_db_value(rows, 0, 1).p[0] == 'f')
        (void)fprintf(stderr,
                      "pantauctl: there is no government \"%s\"\n"
                      "Its code stands in view unit: pantauctl export unit.\n",
                      ctl->government);
    else
        return false;
    return true;
}

enum ctl_exit
ctl_export(struct ctl *ctl)
{
    const char *view = ctl->argc == 0 ? NULL : ctl->argv[0];
    PGresult *rows;
    enum ctl_exit exit;

    if (view == NULL)
        return list_views(ctl);
    if (ctl->csv && ctl->json) {
        usage_refuse("pantauctl", "--csv and --json exclude each other");
        return CTL_USAGE;
    }
    if (strncmp(view, PREFIX, strlen(PREFIX)) == 0)
        view += strlen(PREFIX);
    rows = ctl_db_query(ctl->db, ctl_sql_export, (const char *[]){ view, ctl->government }, 2);
    if (rows == NULL)
        return CTL_DATABASE;
    /* Names and words in the query were quoted by the server. */
    if (is_refused(ctl, view, rows))
        exit = CTL_USAGE;
    else
        exit = ctl->json ? copy_json(ctl, PQgetvalue(rows, 0, 0))
                         : copy_csv(ctl, PQgetvalue(rows, 0, 0));
    PQclear(rows);
    return exit;
}
