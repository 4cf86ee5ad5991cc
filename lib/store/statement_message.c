/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The statements that store messages, mentions and ends of messages; their shape is that of
 * statement_record.c, except that messages, of which most pages bring new ones, are put in two:
 * "fresh" without a conflict clause, for under the account's lock what is not known cannot collide
 * (a quarter of the insert's cost), and "merged" with it.
 */

#include "store/statement_merge.h"
#include "store/statement_text.h"

/* SQL is laid out as SQL. */
/* clang-format off */

/* Where a message stands: what a post's own comments say outweighs the list of mentions, which may
 * show the same message without its thread. */
#define PLACED(column)                                                                    \
    column " = case when excluded.kind = 'mention' and m.kind <> 'mention'"               \
           " then coalesce(m." column ", excluded." column ")"                            \
           " when excluded.kind <> 'mention' and m.kind = 'mention'"                      \
           " or excluded.changed_observed_at >= m.changed_observed_at"                    \
           " then coalesce(excluded." column ", m." column ")"                            \
           " else coalesce(m." column ", excluded." column ") end,\n"
#define STAYS(column)                                                                     \
    "(n." column " is null or n." column " is not distinct from m." column                \
    " or m." column " is not null and (n.kind = 'mention' and m.kind <> 'mention'"        \
    " or n.observed_at < m.changed_observed_at"                                           \
    " and not (n.kind <> 'mention' and m.kind = 'mention')))\n"

/* What follows from another column goes with it: the verdict of the text that stands, the name in
 * the address that stands. */
#define FOLLOWS(column, of)                                                               \
    column " = case when excluded." of " is not null and (m." of " is null"               \
           " or excluded.changed_observed_at >= m.changed_observed_at)"                   \
           " then excluded." column " else m." column " end,\n"
#define VERDICT(column) FOLLOWS(column, "text")

/* What "same" asks of a message besides its key, in two: "told", nothing that inquiries are made of
 * would change; and likes, of which nothing is derived and which change the most. */
#define SAW(column) KEEPS_AT(column, "n.observed_at")
#define MESSAGE_SAME                                                                  \
    "(m.gone_by is null or n.observed_at <= m.gone_from)\n"                           \
    "and " STAYS("kind") "and " STAYS("thread_key") "and " STAYS("post_external_id")  \
    "and " STAYS("parent_external_id") "and " SAW("author_key") "and " SAW("automatic") \
    "and " SAW("permalink") "and " SAW("text") "and " SAW("truncated")                \
    "and " SAW("text_hash") "and " SAW("language") "and " SAW("hidden")               \
    "and " SAW("edited_at") "and (n.permalink is distinct from m.permalink"           \
    " or n.address_name is not distinct from m.address_name"                          \
    " or n.observed_at < m.changed_observed_at) as told, " SAW("likes") " as liked\n"

#define MESSAGE_COLUMNS                                                                     \
    "(government_id, account_id, external_id, sent_at, post_external_id, thread_key,\n"      \
    "     parent_external_id, kind, author_key, automatic, permalink, text, truncated,\n"    \
    "     text_hash, language, likes, hidden, edited_at, address_name, first_observed_at,\n" \
    "     changed_observed_at, role, needs_answer, undecided, rule, intent, topic,\n"      \
    "     topic_rule)\n"

/* A given message in that order; then what follows from the author and the text, as far as they say
 * alone. */
#define MESSAGE_TOLD                                                                          \
    "n.post_external_id, n.thread_key, n.parent_external_id, n.kind, n.author_key,\n"          \
    "    n.automatic, n.permalink, n.text, n.truncated, n.text_hash, n.language, n.likes,\n"   \
    "    n.hidden, n.edited_at, n.address_name"
#define MESSAGE_VERDICT                                                                  \
    "case when n.author_key is null then 'unknown' else 'citizen' end,\n"                \
    "    verdict.needs, verdict.undecided, verdict.rule, verdict.intent, verdict.topic,\n" \
    "    verdict.topic_rule\n"

/*
 * Of several accounts at once: $2 and $3 are arrays too. A call costs as much as fifteen rows
 * before its first one (plans to start, conditions of five partitions to make ready), so a
 * transaction's pages share one; an account has one page in it, for of two rows with one key only
 * the last stands.
 *
 * A guessed thread is that of the message it is named after, where that is stored; else the one
 * this message stands in already; else the guess.
 *
 * "stored" looks in the partitions of all years that hold rows, for the first time of creation
 * stays; "offset 0" keeps the bounds from being where the planner begins. The arrays
 * are opened in the select list: in "from" each would have a store of its own.
 */
const char statement_message_write[] =
    "with given as (\n"
    "  select distinct on (u.account_id, u.external_id) u.*\n"
    "  from (\n"
    "    select generate_subscripts($4, 1) as place,\n"
    "      unnest($2::int4[]) as account_id,\n"
    "      unnest($3::timestamptz[]) as observed_at,\n"
    "      unnest($4::text[]) as external_id,\n"
    "      unnest($5::timestamptz[]) as sent_at,\n"
    "      unnest($6::text[]) as post_external_id,\n"
    "      unnest($7::text[]) as thread_key,\n"
    "      unnest($8::text[]) as parent_external_id,\n"
    "      unnest($9::text[]) as kind,\n"
    "      unnest($10::bytea[]) as author_key,\n"
    "      unnest($11::bool[]) as automatic,\n"
    "      unnest($12::text[]) as permalink,\n"
    "      unnest($13::text[]) as text,\n"
    "      unnest($14::bool[]) as truncated,\n"
    "      unnest($15::bytea[]) as text_hash,\n"
    "      unnest($16::text[]) as language,\n"
    "      unnest($17::int8[]) as likes,\n"
    "      unnest($18::bool[]) as hidden,\n"
    "      unnest($19::timestamptz[]) as edited_at,\n"
    "      unnest($20::bool[]) as guessed,\n"
    "      unnest($21::text[]) as address_name\n"
    "  ) as u\n"
    "  order by u.account_id, u.external_id, u.place desc\n"
    "), n as materialized (\n"
    "  select $1 as government_id, g.account_id, g.external_id,\n"
    "    date_trunc('second', g.sent_at) as sent_at, g.post_external_id,\n"
    "    case when g.guessed then coalesce(\n"
    "      (select m.thread_key from core.message as m\n"
    "        where m.government_id = $1 and m.account_id = g.account_id\n"
    "          and m.external_id = g.thread_key\n"
    "        limit 1),\n"
    "      (select m.thread_key from core.message as m\n"
    "        where m.government_id = $1 and m.account_id = g.account_id\n"
    "          and m.external_id = g.external_id and m.kind <> 'mention'\n"
    "        limit 1),\n"
    "      g.thread_key) else g.thread_key end as thread_key,\n"
    "    g.parent_external_id, g.kind, g.author_key, g.automatic, g.permalink, g.text,\n"
    "    g.truncated, g.text_hash, g.language, g.likes, g.hidden, g.edited_at, g.address_name,\n"
    "    " SEEN_AT("g.observed_at") " as observed_at\n"
    "  from given as g\n"
    "), stored as materialized (\n"
    "  select n.government_id, n.account_id, n.external_id, m.sent_at,\n"
    "    " MESSAGE_TOLD ", n.observed_at, m.thread_key as was,\n" MESSAGE_SAME
    "  from n\n"
    "  cross join lateral (\n"
    "    select m.* from core.message as m\n"
    "    where m.government_id = n.government_id and m.account_id = n.account_id\n"
    "      and m.external_id = n.external_id\n"
    "      and m.sent_at >= (select core.part_from(core.message_years()))\n"
    "      and m.sent_at < (select core.part_upto(core.message_years()))\n"
    "    offset 0) as m\n"
    "), fresh as (\n"
    "  insert into core.message as m " MESSAGE_COLUMNS
    "  select n.government_id, n.account_id, n.external_id, n.sent_at,\n"
    "    " MESSAGE_TOLD ", n.observed_at, n.observed_at,\n"
    "    " MESSAGE_VERDICT
    "  from n\n"
    "  cross join lateral core.text_judge(n.text) as verdict\n"
    "  where (n.account_id, n.external_id) not in (\n"
    "    select stored.account_id, stored.external_id from stored)\n"
    "  returning m.thread_key, m.account_id\n"
    "), merged as (\n"
    "  insert into core.message as m " MESSAGE_COLUMNS
    "  select n.government_id, n.account_id, n.external_id, n.sent_at,\n"
    "    " MESSAGE_TOLD ", n.observed_at, n.observed_at,\n"
    "    " MESSAGE_VERDICT
    "  from stored as n\n"
    "  cross join lateral core.text_judge(n.text) as verdict\n"
    "  where not (n.told and n.liked)\n"
    "  on conflict (government_id, account_id, external_id, sent_at) do update set\n"
    "gone_from = case when m.gone_by is null or excluded.changed_observed_at >= m.gone_by\n"
    "  then null\n"
    "  else greatest(m.gone_from, excluded.changed_observed_at) end,\n"
    "gone_by = case when excluded.changed_observed_at >= m.gone_by then null else m.gone_by end,\n"
    "removed_by = case when excluded.changed_observed_at >= m.gone_by then null\n"
    "  else m.removed_by end,\n"
    "role = case when m.author_key is null and excluded.author_key is not null\n"
    "  then excluded.role else m.role end,\n"
    VERDICT("needs_answer") VERDICT("undecided") VERDICT("rule") VERDICT("intent")
    VERDICT("topic") VERDICT("topic_rule")
    /* of an official message whose words changed; of others derivation tells whose they are */
    "(reply_class, reply_rule) = (\n"
    "  select coalesce(v.verdict, m.reply_class), coalesce(v.rule, m.reply_rule)\n"
    "  from core.reply_class_of(case when m.role = 'official' and (m.text is null\n"
    "    or excluded.changed_observed_at >= m.changed_observed_at) then excluded.text end) as v),\n"
    PLACED("kind")
    PLACED("thread_key") PLACED("post_external_id") PLACED("parent_external_id")
    NEWEST("author_key") NEWEST("automatic") NEWEST("permalink") NEWEST("text")
    NEWEST("truncated") NEWEST("text_hash") NEWEST("language") NEWEST("likes") NEWEST("hidden")
    NEWEST("edited_at") FOLLOWS("address_name", "permalink") OBSERVED
    "  returning case when ((m.account_id, m.external_id) in (\n"
    "      select stored.account_id, stored.external_id from stored where not stored.told)) is true\n"
    "    then m.thread_key end as thread_key, m.account_id\n"
    ")\n"
    "select fresh.thread_key, fresh.account_id from fresh\n"
    "union all\n"
    "select merged.thread_key, merged.account_id from merged\n"
    "union all\n"
    "select stored.was, stored.account_id from stored\n"
    "where not stored.told and stored.was <> stored.thread_key\n";

/*
 * Only mentions of the government's own accounts are stored: other names are nobody's business. Of
 * posts only those of leaders whose comments are seen (core.account_leading); one that this answer
 * changed is derived again, for its words say whether it needs an answer. What is known as a
 * message's becomes a post's where both are seen, whichever came first. The same message may be
 * arriving at the account that is named: where that is held, the thread is marked, to be derived
 * again (sql/definitions/16_core_stale.sql).
 */
const char statement_mention_write[] =
    "with n as materialized (\n"
    "  select distinct on (u.external_id, a.account_id)\n"
    "    u.external_id, date_trunc('second', u.sent_at) as sent_at, a.account_id,\n"
    "    u.post_external_id\n"
    "  from unnest($4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[])\n"
    "    as u (external_id, sent_at, mentioned_external_id, mentioned_handle,\n"
    "      post_external_id)\n"
    "  join core.account as here on here.government_id = $1 and here.account_id = $2\n"
    "    and (u.post_external_id is null\n"
    "      or here.leader_position is not null and here.access = 'owned')\n"
    "  join core.account as a\n"
    "    on a.government_id = $1 and a.channel = here.channel and a.account_id <> $2\n"
    "    and (a.external_id = u.mentioned_external_id\n"
    "      or lower(ltrim(u.mentioned_handle, '@')) in (\n"
    "        select lower(ltrim(h, '@')) from unnest(a.former_handles || a.handle) as h))\n"
    "  order by u.external_id, a.account_id, u.post_external_id nulls last, u.sent_at\n"
    "), put as (\n"
    "  insert into core.message_mention\n"
    "    (government_id, account_id, message_external_id, mentioned_account_id, sent_at,\n"
    "     first_observed_at, post_external_id)\n"
    "  select $1, $2, n.external_id, n.account_id, n.sent_at, $3, n.post_external_id\n"
    "  from n\n"
    "  where (n.external_id, n.account_id) not in (\n"
    "    select k.message_external_id, k.mentioned_account_id\n"
    "    from core.message_mention as k\n"
    "    where k.government_id = $1 and k.account_id = $2\n"
    "      and k.message_external_id in (select n.external_id from n)\n"
    "      and (k.post_external_id is not null or n.post_external_id is null))\n"
    "  on conflict (government_id, account_id, message_external_id,\n"
    "    mentioned_account_id) do update set post_external_id = excluded.post_external_id\n"
    "  where message_mention.post_external_id is null and excluded.post_external_id is not null\n"
    "  returning government_id, account_id, message_external_id, mentioned_account_id,\n"
    "    post_external_id\n"
    "), held as materialized (\n"
    "  select put.message_external_id, put.post_external_id,\n"
    "    core.account_try($1, put.mentioned_account_id) as is_ours\n"
    "  from put\n"
    "), naming as materialized (\n"
    "  select m.thread_key, held.is_ours\n"
    "  from held\n"
    "  join core.message as m\n"
    "    on m.government_id = $1 and m.account_id = $2\n"
    "    and m.external_id = held.message_external_id and held.post_external_id is null\n"
    "  union all\n"
    "  select held.post_external_id, held.is_ours\n"
    "  from held where held.post_external_id is not null\n"
    "), marked as (\n"
    "  insert into ops.stale_thread (government_id, account_id, thread_key)\n"
    "  select distinct $1, $2, naming.thread_key from naming where not naming.is_ours\n"
    ")\n"
    "select naming.thread_key from naming\n"
    "union all\n"
    "select n.post_external_id\n"
    "from n\n"
    "join core.post as p\n"
    "  on p.government_id = $1 and p.account_id = $2 and p.external_id = n.post_external_id\n"
    "  and p.changed_observed_at = " SEEN "\n";

/*
 * Only of messages that name an account of the government, or that one lists as naming it, and of
 * posts that name one: where others point is nobody's business. Each thread with a new one is
 * marked, to be derived again: a reply may be arriving where it points to
 * (sql/definitions/16_core_stale.sql).
 */
const char statement_reference_write[] =
    "with n as materialized (\n"
    "  select distinct u.external_id, u.in_post, u.channel, u.object_key\n"
    "  from unnest($4::text[], $5::bool[], $6::text[], $7::text[])\n"
    "    as u (external_id, in_post, channel, object_key)\n"
    "), asking as materialized (\n"
    "  select n.*\n"
    "  from n\n"
    "  cross join lateral (\n"
    "    (select from core.message_mention as k\n"
    "      where k.government_id = $1 and k.account_id = $2 and not n.in_post\n"
    "        and k.message_external_id = n.external_id and k.post_external_id is null limit 1)\n"
    "    union all\n"
    "    (select from core.message_mention as k\n"
    "      where k.government_id = $1 and k.account_id = $2 and n.in_post\n"
    "        and k.post_external_id = n.external_id limit 1)\n"
    "    union all\n"
    "    (select from core.message as m\n"
    "      where m.government_id = $1 and m.account_id = $2 and not n.in_post\n"
    "        and m.external_id = n.external_id and m.kind = 'mention' limit 1)\n"
    "    limit 1) as found\n"
    "), put as (\n"
    "  insert into core.message_reference\n"
    "    (government_id, account_id, external_id, in_post, channel, object_key,\n"
    "     first_observed_at)\n"
    "  select $1, $2, asking.external_id, asking.in_post, asking.channel, asking.object_key, $3\n"
    "  from asking\n"
    "  where (asking.external_id, asking.in_post, asking.channel, asking.object_key) not in (\n"
    "    select k.external_id, k.in_post, k.channel, k.object_key\n"
    "    from core.message_reference as k\n"
    "    where k.government_id = $1 and k.account_id = $2\n"
    "      and k.external_id in (select n.external_id from n))\n"
    "  on conflict (government_id, account_id, external_id, in_post, channel, object_key)\n"
    "    do nothing\n"
    "  returning external_id, in_post\n"
    "), pointing as materialized (\n"
    "  select m.thread_key\n"
    "  from put\n"
    "  join core.message as m\n"
    "    on m.government_id = $1 and m.account_id = $2\n"
    "    and m.external_id = put.external_id and not put.in_post\n"
    "  union\n"
    "  select put.external_id from put where put.in_post\n"
    "), marked as (\n"
    "  insert into ops.stale_thread (government_id, account_id, thread_key)\n"
    "  select $1, $2, pointing.thread_key from pointing\n"
    ")\n"
    "select pointing.thread_key from pointing\n";

/* A message that was seen again after it was missed is not gone; two reports of one end agree on
 * the narrowest interval, and on who removed it as soon as one of them knows. */
const char statement_message_gone_write[] =
    "with n as materialized (\n"
    "  select distinct on (u.external_id) $1 as government_id, $2 as account_id, u.external_id,\n"
    "    u.last_seen_at, " SEEN_AT("u.first_missed_at") " as first_missed_at, u.removed_by\n"
    "  from unnest($4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[])\n"
    "    with ordinality as u (external_id, last_seen_at, first_missed_at, removed_by, place)\n"
    "  order by u.external_id, u.place desc\n"
    "), found as materialized (\n"
    "  select m.government_id, m.account_id, m.external_id, m.sent_at,\n"
    "    least(greatest(m.gone_from, n.last_seen_at, m.changed_observed_at),\n"
    "      least(m.gone_by, n.first_missed_at)) as gone_from,\n"
    "    least(m.gone_by, n.first_missed_at) as gone_by,\n"
    "    case when coalesce(m.removed_by, 'unknown') = 'unknown' then n.removed_by\n"
    "      else m.removed_by end as removed_by\n"
    "  from n\n"
    "  join core.message as m\n"
    "    on m.government_id = n.government_id and m.account_id = n.account_id\n"
    "    and m.external_id = n.external_id\n"
    "  where m.changed_observed_at <= n.first_missed_at\n"
    ")\n"
    "update core.message as m\n"
    "set gone_from = found.gone_from, gone_by = found.gone_by, removed_by = found.removed_by\n"
    "from found\n"
    "where m.government_id = found.government_id and m.account_id = found.account_id\n"
    "  and m.external_id = found.external_id and m.sent_at = found.sent_at\n"
    "  and (m.gone_from, m.gone_by, m.removed_by)\n"
    "    is distinct from (found.gone_from, found.gone_by, found.removed_by)\n"
    "returning m.thread_key\n";
