/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_sql_label.h"

const char ctl_sql_label_draw[] = "select d.task_id, d.stratum, d.frame_count, d.drawn_count\n"
                                  "from ops.label_draw($1::text, $2::text, $3::date, $4::date,\n"
                                  "  $5::int8, $6::int8, $7::text, $8::text) as d";

const char ctl_sql_label_tasks[] =
    "select t.task_id, t.government, t.criterion, t.first_on, t.last_on, t.texts, t.first_done,\n"
    "  t.second_done, t.differ, t.decided, t.gone, t.labellers, t.drawn_by,\n"
    "  to_char(t.drawn_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), t.reason\n"
    "from ops.label_tasks($1::text, $2::int8) as t";

const char ctl_sql_label_open[] = "select o.item_no, o.text, o.permalink, o.choices\n"
                                  "from ops.label_open($1::int8, $2::text) as o\n"
                                  "order by o.item_no";

const char ctl_sql_label_give[] = "select ops.label_give($1::int8, $2::int4, $3::text, $4::text)";

const char ctl_sql_label_sheet[] = "select s from ops.label_sheet($1::int8, $2::text) as s";

const char ctl_sql_label_take[] =
    "select t.taken, t.empty from ops.label_take($1::int8, $2::jsonb, $3::text) as t";
