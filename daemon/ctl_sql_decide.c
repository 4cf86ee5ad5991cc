/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_sql_decide.h"

/* Of figures the day, the unit and the channel that move. */
#define MOVES                                                                       \
    "select d.kind,\n"                                                              \
    "  case d.kind when 'figures' then concat_ws(' ', d.name, d.before, d.after)\n" \
    "    else d.name end,\n"                                                        \
    "  case when d.kind <> 'figures' then d.before end,\n"                          \
    "  case d.kind when 'figures' then 'move' else d.after end\n"

const char ctl_sql_correct[] =
    MOVES "from ops.correct($1::uuid, $2::text, jsonb_strip_nulls(jsonb_build_object(\n"
          "  'state', $3::text, 'ended_at', $4::timestamptz, 'unit', $5::text,\n"
          "  'needs_answer', $6::boolean, 'intent', $7::text, 'topic', $8::text,\n"
          "  'reply_class', $9::text)), $10::text, $11::text, $12::text) as d";

const char ctl_sql_correction_revoke[] =
    MOVES "from ops.correction_revoke($1::text, $2::int8, $3::text, $4::text) as d";

const char ctl_sql_corrections[] =
    "select c.correction_id, c.government, c.inquiry_id, c.channel, c.unit, c.field, c.value,\n"
    "  to_char(c.ended_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), c.standing, c.decided_by,\n"
    "  to_char(c.decided_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), c.reason, c.evidence, c.permalink\n"
    "from ops.corrections($1::text, $2::int8) as c";

const char ctl_sql_exclude[] =
    "select e.exclusion_id, e.days, e.inquiries\n"
    "from ops.exclude($1::text, $2::text, $3::text, $4::date, $5::date, $6::text, $7::text) as e";

const char ctl_sql_exclusion_revoke[] =
    "select $2::int8, e.days, e.inquiries\n"
    "from ops.exclusion_revoke($1::text, $2::int8, $3::text, $4::text) as e";

const char ctl_sql_exclusions[] =
    "select e.exclusion_id, g.code, coalesce(u.code, 'all'), coalesce(e.channel, 'all'),\n"
    "  e.first_on, e.last_on, case when e.revoked_at is null then 'stands' else 'revoked' end,\n"
    "  e.decided_by, to_char(e.decided_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), e.reason\n"
    "from core.exclusion as e\n"
    "join core.government as g on g.government_id = e.government_id\n"
    "left join core.unit as u on u.government_id = e.government_id and u.unit_id = e.unit_id\n"
    "where g.code = $1::text or $1::text is null\n"
    "order by e.decided_at desc, e.exclusion_id desc\n"
    "limit $2::int8";

const char ctl_sql_assess[] =
    "select a.line, a.outcome, a.subject, a.detail\n"
    "from ops.assess($1::text, $2::jsonb, $3::text, $4::text, $5::bool) as a";

const char ctl_sql_assessments[] =
    "select a.assessment_id, a.government, a.item_kind, a.account, a.item_id, a.criterion,\n"
    "  a.verdict, a.score, a.assessor, a.standing,\n"
    "  to_char(a.decided_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), a.entered_by, a.reason\n"
    "from ops.assessments($1::text, $2::int8) as a";

const char ctl_sql_target[] =
    "select $2::text, $3::text, $4::date, $5::float8\n"
    "from ops.posting_target_set($1::text, $2::text, $3::text, $4::date, $5::float8, $6::text,\n"
    "  $7::text)";

const char ctl_sql_targets[] =
    "select g.code, u.code, t.channel, t.valid_from, t.valid_to, t.posts_per_week, t.decided_by,\n"
    "  to_char(t.decided_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), t.reason\n"
    "from core.posting_target as t\n"
    "join core.government as g on g.government_id = t.government_id\n"
    "join core.unit as u on u.government_id = t.government_id and u.unit_id = t.unit_id\n"
    "where g.code = $1::text or $1::text is null\n"
    "order by t.decided_at desc, g.code, u.code, t.channel, t.valid_from\n"
    "limit $2::int8";
