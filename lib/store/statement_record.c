/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The statements that store records. All have one shape:
 *
 *   n      the rows of the batch, from the arrays; of two rows with one key the last stands
 *   known  those of them that are stored, by an inner join from n over the whole key (a form that
 *          distributed tables take; an anti-join from n is not), each with "same": storing it would
 *          change nothing. That no part of the key is compared with a parameter is on purpose: one
 *          look-up per row is then the only plan, even while tables are empty and all plans look
 *          cheap (statement.c, SESSION)
 *   put    insert the others, merging where the key exists
 *
 * so a row that was known costs neither a row version nor WAL. Merging does not depend on the order
 * of arrival: per column the newest known value stands, known beats unknown, and the first time of
 * creation stays. Which is the newest is asked of the row's time; of a post's columns, which some
 * answers do not tell, of each one's. Posts, messages and samples of accounts were seen by now,
 * whatever the program's clock says (SEEN); else no statement reads a clock. $1 government_id, $2
 * account_id, $3 observed_at.
 */

#include "store/statement_merge.h"
#include "store/statement_text.h"

/* SQL is laid out as SQL. */
/* clang-format off */

const char statement_account_sample_write[] =
    "with n as materialized (\n"
    "  select u.*\n"
    "  from unnest($4::text[], $5::text[], $6::int8[], $7::int8[], $8::int8[], $9::int8[],\n"
    "      $10::int8[])\n"
    "    with ordinality as u (name, handle, followers, following, posts, views, fans, place)\n"
    "  order by place desc limit 1\n"
    "), last as materialized (\n"
    "  select s.*\n"
    "  from core.account_sample as s\n"
    "  where s.government_id = $1 and s.account_id = $2 and s.observed_at <= " SEEN "\n"
    "  order by s.observed_at desc limit 1\n"
    "), named as (\n"
    "  update core.account as a set name = n.name from n\n"
    "  where a.government_id = $1 and a.account_id = $2 and n.name <> coalesce(a.name, '')\n"
    "    and not exists (\n"
    "      select from core.account_sample as s\n"
    "      where s.government_id = $1 and s.account_id = $2 and s.observed_at > " SEEN ")\n"
    ")\n"
    "insert into core.account_sample\n"
    "  (government_id, account_id, observed_at, name, handle, followers, following, posts, views,\n"
    "   fans)\n"
    "select $1, $2, " SEEN ", coalesce(n.name, last.name), coalesce(n.handle, last.handle),\n"
    "  n.followers, n.following, n.posts, n.views, n.fans\n"
    "from n left join last on true\n"
    "where last.observed_at is null\n"
    "  or (coalesce(n.name, last.name), coalesce(n.handle, last.handle), n.followers,\n"
    "      n.following, n.posts, n.views, n.fans)\n"
    "    is distinct from (last.name, last.handle, last.followers, last.following, last.posts,\n"
    "      last.views, last.fans)\n"
    "  or (select (last.observed_at at time zone g.timezone)::date\n"
    "        < (" SEEN " at time zone g.timezone)::date\n"
    "      from core.government as g where g.government_id = $1)\n"
    "on conflict (government_id, account_id, observed_at) do nothing\n";

/*
 * The columns of a post, which some answers tell in part (a list of uploads has the words of a
 * video and not its numbers), each with its place in column_times: there is when it was told, if
 * not by changed_observed_at. An answer that changes nothing leaves no trace, unless it tells what
 * had an older time.
 */
#define POST_COLUMNS(each, between)                                                          \
    each("edited_at", "1") between each("format", "2") between each("text", "3")             \
        between each("permalink", "4") between each("language", "5")                         \
        between each("announced_comments", "6") between each("hidden", "7")                  \
        between each("comments_off", "8")
#define KNOWN_AT(place) "coalesce(m.column_times[" place "], m.changed_observed_at)"
#define HOLDS(column, place)                                                                 \
    "(n." column " is null or m." column " is not null and case\n"                           \
    "  when " SEEN " < " KNOWN_AT(place) " then true\n"                                        \
    "  when " SEEN " = " KNOWN_AT(place) " then n." column " <= m." column "\n"                \
    "  else n." column " = m." column " and m.column_times[" place "] is null end)\n"
/* Of two values of one moment the greater one. */
#define LATEST_OF(column, place)                                     \
    "case when excluded.changed_observed_at > " KNOWN_AT(place)      \
    "\n  then coalesce(excluded." column ", m." column ")"           \
    "\n  when excluded.changed_observed_at < " KNOWN_AT(place)       \
    "\n  then coalesce(m." column ", excluded." column ")"           \
    "\n  else greatest(m." column ", excluded." column ") end"
#define LATEST(column, place) column " = " LATEST_OF(column, place) ",\n"
#define TOLD_AT(column, place)                                                               \
    "nullif(greatest(case when m." column " is not null then " KNOWN_AT(place) " end,\n"     \
    "  case when excluded." column " is not null then excluded.changed_observed_at end),\n"  \
    "  greatest(m.changed_observed_at, excluded.changed_observed_at))"

/*
 * A post that has a name that it had not may be what messages point to that came before it; where
 * its address has another name now, so may be what they pointed to by the other.
 */
const char statement_post_write[] =
    "with n as materialized (\n"
    "  select distinct on (u.external_id) $1 as government_id, $2 as account_id, u.*\n"
    "  from unnest($4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::text[],\n"
    "      $9::text[], $10::text[], $11::text[], $12::int8[], $13::bool[], $14::bool[],\n"
    "      $15::text[])\n"
    "    with ordinality as u (external_id, alias_id, published_at, edited_at, format, text,\n"
    "      permalink, language, announced_comments, hidden, comments_off, address_name, place)\n"
    "  order by u.external_id, u.place desc\n"
    "), known as materialized (\n"
    "  select n.external_id, m.alias_ids, m.address_name,\n"
    "    (n.published_at is null or m.published_at is not null)\n"
    "      and (m.removed_at is null or " SEEN " < m.removed_at)\n"
    "      and (n.alias_id is null or n.alias_id = any (m.alias_ids))\n"
    "      and " SEEN " >= m.first_observed_at\n"
    "      and (n.permalink is distinct from m.permalink\n"
    "        or n.address_name is not distinct from m.address_name)\n"
    "and " POST_COLUMNS(HOLDS, " and ") " as same\n"
    "  from n\n"
    "  join core.post as m\n"
    "    on m.government_id = n.government_id and m.account_id = n.account_id\n"
    "    and m.external_id = n.external_id\n"
    "), put as (\n"
    "insert into core.post as m\n"
    "  (government_id, account_id, external_id, post_id, alias_ids, published_at, edited_at,\n"
    "   format, text, permalink, language, announced_comments, hidden, comments_off,\n"
    "   address_name, first_observed_at, changed_observed_at, topic, topic_rule, purpose,\n"
    "   purpose_rule)\n"
    "select $1, $2, n.external_id, core.natural_id('post', $1, $2, n.external_id),\n"
    "  array_remove(array[n.alias_id], null), date_trunc('second', n.published_at), n.edited_at,\n"
    "  n.format, n.text, n.permalink, n.language, n.announced_comments, n.hidden,\n"
    "  n.comments_off, n.address_name, " SEEN ", " SEEN ", about.topic, about.topic_rule,\n"
    "  aim.verdict, aim.rule\n"
    "from n\n"
    "cross join lateral core.text_judge(n.text) as about\n"
    "cross join lateral core.purpose_of(n.text) as aim\n"
    "where n.external_id not in (select known.external_id from known where known.same)\n"
    "on conflict (government_id, account_id, external_id) do update set\n"
    "alias_ids = array(\n"
    "  select distinct id from unnest(m.alias_ids || excluded.alias_ids) as id order by id),\n"
    "published_at = coalesce(m.published_at, excluded.published_at),\n"
    /* of the words that stand; what was said of words that went stays */
    "(topic, topic_rule, purpose, purpose_rule) = (\n"
    "  select case when k.text is null then m.topic else about.topic end,\n"
    "    case when k.text is null then m.topic_rule else about.topic_rule end,\n"
    "    coalesce(aim.verdict, m.purpose), coalesce(aim.rule, m.purpose_rule)\n"
    "  from (select " LATEST_OF("text", "3") " as text offset 0) as k\n"
    "  cross join lateral core.text_judge(k.text) as about\n"
    "  cross join lateral core.purpose_of(k.text) as aim),\n"
    "removed_at = case when excluded.changed_observed_at >= m.removed_at then null\n"
    "  else m.removed_at end,\n"
    "address_name = case when excluded.permalink is not distinct from\n"
    LATEST_OF("permalink", "4") "\n  then excluded.address_name else m.address_name end,\n"
    POST_COLUMNS(LATEST, "") "column_times = nullif(array[\n" POST_COLUMNS(TOLD_AT, ",\n")
    "], array_fill(null::timestamptz, array[8])),\n" OBSERVED
    "returning m.external_id, m.alias_ids, m.address_name\n"
    ")\n"
    "select case when (put.external_id, put.alias_ids || put.address_name) not in (\n"
    "  select known.external_id, known.alias_ids || known.address_name from known\n"
    "  where not known.same) then put.external_id end\n"
    "from put\n"
    "union all\n"
    "select known.address_name\n"
    "from put\n"
    "join known on known.external_id = put.external_id and not known.same\n"
    "where known.address_name <> coalesce(put.address_name, '')\n";

const char statement_post_sample_write[] =
    "with n as materialized (\n"
    "  select distinct on (u.post_external_id) $1 as government_id, $2 as account_id, u.*,\n"
    "    core.natural_id('post', $1, $2, u.post_external_id) as post_id\n"
    "  from unnest($4::text[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::int8[],\n"
    "      $10::int8[])\n"
    "    with ordinality as u (post_external_id, likes, comments, shares, views, saves, reach,\n"
    "      place)\n"
    "  order by u.post_external_id, u.place desc\n"
    "), known as materialized (\n"
    "  select c.*, p.published_at\n"
    "  from n\n"
    "  join core.post_counter as c\n"
    "    on c.government_id = n.government_id and c.post_id = n.post_id\n"
    "  left join core.post as p\n"
    "    on p.government_id = n.government_id and p.account_id = n.account_id\n"
    "    and p.external_id = n.post_external_id\n"
    "), late as materialized (\n"
    /* seen before the newest sample: history only */
    "  select k.post_id from known as k where k.observed_at > $3\n"
    "), fresh as materialized (\n"
    "  select n.post_id,\n"
    "    coalesce(n.likes, k.likes) as likes, coalesce(n.comments, k.comments) as comments,\n"
    "    coalesce(n.shares, k.shares) as shares, coalesce(n.views, k.views) as views,\n"
    "    coalesce(n.saves, k.saves) as saves, coalesce(n.reach, k.reach) as reach\n"
    "  from n\n"
    "  left join known as k on k.post_id = n.post_id\n"
    "  where k.post_id is null\n"
    "    or k.observed_at <= $3 and (\n"
    "      n.likes is not null and n.likes is distinct from k.likes\n"
    "      or n.comments is not null and n.comments is distinct from k.comments\n"
    "      or n.shares is not null and n.shares is distinct from k.shares\n"
    "      or n.views is not null and n.views is distinct from k.views\n"
    "      or n.saves is not null and n.saves is distinct from k.saves\n"
    "      or n.reach is not null and n.reach is distinct from k.reach\n"
    /* at each age a look that confirms it */
    "      or core.sample_mark(k.published_at, $3)\n"
    "        > core.sample_mark(k.published_at, k.observed_at))\n"
    "), newest as (\n"
    "  insert into core.post_counter as c\n"
    "    (government_id, post_id, observed_at, likes, comments, shares, views, saves, reach)\n"
    "  select $1, f.post_id, $3, f.likes, f.comments, f.shares, f.views, f.saves, f.reach\n"
    "  from fresh as f\n"
    "  on conflict (government_id, post_id) do update set\n"
    "    observed_at = excluded.observed_at, likes = excluded.likes,\n"
    "    comments = excluded.comments, shares = excluded.shares, views = excluded.views,\n"
    "    saves = excluded.saves, reach = excluded.reach\n"
    "  where excluded.observed_at >= c.observed_at\n"
    ")\n"
    "insert into core.post_sample\n"
    "  (government_id, account_id, post_id, observed_at, likes, comments, shares, views, saves,\n"
    "   reach)\n"
    "select $1, $2, f.post_id, $3, f.likes, f.comments, f.shares, f.views, f.saves, f.reach\n"
    "from fresh as f\n"
    "union all\n"
    "select $1, $2, n.post_id, $3, n.likes, n.comments, n.shares, n.views, n.saves, n.reach\n"
    "from n where n.post_id in (select late.post_id from late)\n"
    "on conflict (government_id, post_id, observed_at) do nothing\n";

/* A text that was cut does not replace the whole one it is the beginning of. */
#define CUT(cut, whole)                                                                        \
    "(" cut ".truncated and not " whole ".truncated and starts_with(" whole ".text, left(" cut \
    ".text, 200)))"

/* Of two texts of one moment the longer one stands, of two that are as long the greater one. */
#define LONGER(one, other)                                                                  \
    "(coalesce(octet_length(" one ".text), -1), " one ".text) > (coalesce(octet_length(" other \
    ".text), -1), " other ".text)"

const char statement_complaint_write[] =
    "with n as materialized (\n"
    "  select distinct on (u.external_id) $1 as government_id, $2 as account_id, u.*\n"
    "  from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],\n"
    "      $10::bool[], $11::text[], $12::text[], $13::text[], $14::text[], $15::float8[],\n"
    "      $16::float8[], $17::text[], $18::text[], $19::timestamptz[], $20::timestamptz[],\n"
    "      $21::timestamptz[], $22::timestamptz[], $23::timestamptz[], $24::int4[], $25::text[],\n"
    "      $26::float8[], $27::text[], $28::text[], $29::text[])\n"
    "    with ordinality as u (external_id, class, visibility, topic, title, text, truncated,\n"
    "      permalink, unit_ref, district_code, village_code, lat, long, status, status_raw,\n"
    "      received_at, verified_at, disposed_at, last_activity_at, closed_at, precision_s,\n"
    "      closed_by, rating, district_name, village_name, language, place)\n"
    "  order by u.external_id, u.place desc\n"
    "), known as materialized (\n"
    "  select n.external_id,\n"
    "    ((" KEEPS("text") "and " KEEPS("truncated") ") or " CUT("n", "m") "\n"
    "      or $3 = m.changed_observed_at and not " LONGER("n", "m") " and not " CUT("m", "n") ")\n"
    "and " KEEPS_FIRM("class") "and " KEEPS_FIRM("visibility") "and "
    KEEPS_FIRM("topic") "and " KEEPS_FIRM("title") "and " KEEPS_FIRM("permalink") "and "
    KEEPS_FIRM("unit_ref") "and " KEEPS_FIRM("district_code") "and "
    KEEPS_FIRM("village_code") "and " KEEPS_FIRM("lat") "and " KEEPS_FIRM("long") "and "
    KEEPS_FIRM("status") "and " KEEPS_FIRM("status_raw") "and "
    KEEPS_FIRM("received_at") "and " KEEPS_FIRM("verified_at") "and "
    KEEPS_FIRM("disposed_at") "and " KEEPS_FIRM("last_activity_at") "and "
    KEEPS_FIRM("closed_at") "and " KEEPS_FIRM("precision_s") "and "
    KEEPS_FIRM("closed_by") "and " KEEPS_FIRM("rating") "and "
    KEEPS_FIRM("district_name") "and " KEEPS_FIRM("village_name") "and "
    KEEPS_FIRM("language") " as same\n"
    "  from n\n"
    "  join core.complaint as m\n"
    "    on m.government_id = n.government_id and m.account_id = n.account_id\n"
    "    and m.external_id = n.external_id\n"
    ")\n"
    "insert into core.complaint as m\n"
    "  (government_id, account_id, external_id, feed, complaint_id, class, visibility, topic,\n"
    "   title, text, truncated, permalink, unit_ref, district_code, village_code, lat, long,\n"
    "   status, status_raw, status_observed_at, received_at, verified_at, disposed_at,\n"
    "   last_activity_at, closed_at, precision_s, closed_by, rating, district_name, village_name,\n"
    "   language, first_observed_at, changed_observed_at)\n"
    "select $1, $2, n.external_id, a.channel,\n"
    "  core.natural_id('complaint', $1, $2, n.external_id),\n"
    "  n.class, n.visibility, n.topic, n.title, n.text, n.truncated, n.permalink, n.unit_ref,\n"
    "  n.district_code, n.village_code, n.lat, n.long, n.status, n.status_raw, $3, n.received_at,\n"
    "  n.verified_at, n.disposed_at, n.last_activity_at, n.closed_at, n.precision_s, n.closed_by,\n"
    "  n.rating, n.district_name, n.village_name, n.language, $3, $3\n"
    "from n\n"
    "join core.account as a on a.government_id = $1 and a.account_id = $2\n"
    "where n.external_id not in (select known.external_id from known where known.same)\n"
    "on conflict (government_id, account_id, external_id) do update set\n"
    "text = case when " CUT("excluded", "m") " then m.text when " CUT("m", "excluded")
    " then excluded.text\n"
    "  when excluded.changed_observed_at > m.changed_observed_at\n"
    "    or excluded.changed_observed_at = m.changed_observed_at and " LONGER("excluded", "m") "\n"
    "  then coalesce(excluded.text, m.text) else coalesce(m.text, excluded.text) end,\n"
    "truncated = case when " CUT("excluded", "m") " or " CUT("m", "excluded") " then false\n"
    "  when excluded.changed_observed_at > m.changed_observed_at\n"
    "    or excluded.changed_observed_at = m.changed_observed_at and " LONGER("excluded", "m") "\n"
    "  then excluded.truncated\n"
    "  else m.truncated end,\n"
    "status_observed_at = case when excluded.status = m.status\n"
    "  then least(m.status_observed_at, excluded.status_observed_at)\n"
    "  when excluded.changed_observed_at >= m.changed_observed_at\n"
    "  then excluded.status_observed_at\n"
    "  else m.status_observed_at end,\n"
    FIRM("class") FIRM("visibility") FIRM("topic") FIRM("title") FIRM("permalink")
    FIRM("unit_ref") FIRM("district_code") FIRM("village_code") FIRM("lat") FIRM("long")
    FIRM("status") FIRM("status_raw") FIRM("received_at") FIRM("verified_at")
    FIRM("disposed_at") FIRM("last_activity_at") FIRM("closed_at") FIRM("precision_s")
    FIRM("closed_by") FIRM("rating") FIRM("district_name") FIRM("village_name") FIRM("language")
    OBSERVED "returning m.external_id\n";

/*
 * Of what only polling saw (no precision) the first sighting stands, for the state may be seen
 * again for months; times the feed gave yield to newer ones.
 */
const char statement_complaint_event_write[] =
    "with n as materialized (\n"
    "  select distinct on (u.complaint_external_id, u.event_key) $1 as government_id,\n"
    "    $2 as account_id, u.*\n"
    "  from unnest($4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::int4[],\n"
    "      $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],\n"
    "      $15::float8[], $16::int4[], $17::bool[])\n"
    "    with ordinality as u (complaint_external_id, event_key, at_earliest, at_latest,\n"
    "      precision_s, kind, unit_ref, from_unit_ref, actor, text, rule, confidence, ordinal,\n"
    "      has_attachment, place)\n"
    "  order by u.complaint_external_id, u.event_key, u.place desc\n"
    "), known as materialized (\n"
    "  select n.complaint_external_id, n.event_key,\n"
    "    case when n.precision_s is null\n"
    "      then m.precision_s is not null\n"
    "        or n.at_latest > m.at_latest\n"
    "        or n.at_latest = m.at_latest and n.at_earliest <= m.at_earliest\n"
    "      else " KEEPS("precision_s") "and " KEEPS("at_earliest") "and " KEEPS("at_latest")
    "    end\n"
    "and " KEEPS("kind") "and " KEEPS("unit_ref") "and " KEEPS("from_unit_ref") "and "
    KEEPS("actor") "and " KEEPS("text") "and " KEEPS("rule") "and " KEEPS("confidence")
    "and " KEEPS("ordinal") "and " KEEPS("has_attachment") " as same\n"
    "  from n\n"
    "  join core.complaint_event as m\n"
    "    on m.government_id = n.government_id and m.account_id = n.account_id\n"
    "    and m.complaint_external_id = n.complaint_external_id and m.event_key = n.event_key\n"
    ")\n"
    "insert into core.complaint_event as m\n"
    "  (government_id, account_id, complaint_external_id, event_key, complaint_id, at_earliest,\n"
    "   at_latest, precision_s, kind, unit_ref, from_unit_ref, actor, text, rule, confidence,\n"
    "   ordinal, has_attachment, first_observed_at, changed_observed_at)\n"
    "select $1, $2, n.complaint_external_id, n.event_key,\n"
    "  core.natural_id('complaint', $1, $2, n.complaint_external_id), n.at_earliest, n.at_latest,\n"
    "  n.precision_s, n.kind, n.unit_ref, n.from_unit_ref, n.actor, n.text, n.rule, n.confidence,\n"
    "  n.ordinal, n.has_attachment, $3, $3\n"
    "from n\n"
    "where (n.complaint_external_id, n.event_key) not in (\n"
    "  select k.complaint_external_id, k.event_key from known as k where k.same)\n"
    "on conflict (government_id, account_id, complaint_external_id, event_key) do update set\n"
    "at_earliest = case\n"
    "  when excluded.precision_s is null and m.precision_s is not null then m.at_earliest\n"
    "  when excluded.precision_s is null then case when excluded.at_latest > m.at_latest\n"
    "  then m.at_earliest when excluded.at_latest < m.at_latest then excluded.at_earliest\n"
    "  else greatest(m.at_earliest, excluded.at_earliest) end\n"
    "  when m.precision_s is null or excluded.changed_observed_at >= m.changed_observed_at\n"
    "  then excluded.at_earliest else m.at_earliest end,\n"
    "at_latest = case\n"
    "  when excluded.precision_s is null and m.precision_s is not null then m.at_latest\n"
    "  when excluded.precision_s is null then least(m.at_latest, excluded.at_latest)\n"
    "  when m.precision_s is null or excluded.changed_observed_at >= m.changed_observed_at\n"
    "  then excluded.at_latest else m.at_latest end,\n"
    NEWEST("precision_s") NEWEST("kind") NEWEST("unit_ref") NEWEST("from_unit_ref")
    NEWEST("actor") NEWEST("text") NEWEST("rule") NEWEST("confidence") NEWEST("ordinal")
    NEWEST("has_attachment") OBSERVED "returning m.complaint_external_id\n";
