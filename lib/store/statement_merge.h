/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How statements that store records merge what comes (n, "excluded") into what is stored (m); the
 * rules stand in statement_record.c.
 */

#ifndef STORE_STATEMENT_MERGE_H
#define STORE_STATEMENT_MERGE_H

/* SQL is laid out as SQL. */
/* clang-format off */

/*
 * When what came was seen: by now. A program's clock that is ahead would hold up as long what
 * counts from it, the terms' limits among them (sql/README.md, D31).
 */
#define SEEN_AT(at) "least(" at ", now())"
#define SEEN        SEEN_AT("$3")

/* In "on conflict do update set": the newest known value of a column. */
#define NEWEST(column)                                                          \
    column " = case when excluded.changed_observed_at >= m.changed_observed_at" \
           " then coalesce(excluded." column ", m." column ")"                  \
           " else coalesce(m." column ", excluded." column ") end,\n"

/*
 * The same for what comes out of files: two of one moment may differ, and must give the same
 * whichever is read first. Of values of one moment the greatest stands.
 */
#define FIRM(column)                                                                 \
    column " = case when excluded.changed_observed_at > m.changed_observed_at"       \
           " then coalesce(excluded." column ", m." column ")"                       \
           " when excluded.changed_observed_at < m.changed_observed_at"              \
           " then coalesce(m." column ", excluded." column ")"                       \
           " else greatest(m." column ", excluded." column ") end,\n"

/* In "same": merging n, observed at that time, into m would leave this column as it is. */
#define KEEPS_AT(column, at)                                               \
    "(n." column " is null or n." column " is not distinct from m." column \
    " or " at " < m.changed_observed_at and m." column " is not null)\n"
#define KEEPS(column) KEEPS_AT(column, "$3")
#define KEEPS_FIRM(column) \
    "(" KEEPS(column) " or $3 = m.changed_observed_at and n." column " < m." column ")\n"

/* The end of every merge. */
#define OBSERVED                                                                    \
    "first_observed_at = least(m.first_observed_at, excluded.first_observed_at),\n" \
    "changed_observed_at = greatest(m.changed_observed_at, excluded.changed_observed_at)\n"

/* clang-format on */

#endif
