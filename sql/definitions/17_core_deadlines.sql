-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The legal clocks that come with Pantau (numbers below 1000; an operator's own begin there). Sources
-- disagree, so each row says where it stands.

insert into core.deadline_rule as old
    (deadline_rule_id, feed_kind, class, from_event, to_event, limit_days, counted_in, valid_from, source)
values
    (1, 'lapor', null, 'received', 'verified', 3, 'working_days', '2010-01-01',
        'SP4N-LAPOR! application listing; FAQ 338'),
    (2, 'lapor', null, 'disposed', 'answered', 5, 'working_days', '2010-01-01',
        'SP4N-LAPOR! application listing'),
    (3, 'lapor', null, 'answered', 'closed', 10, 'working_days', '2010-01-01',
        'SP4N-LAPOR! application listing: closed by timer'),
    (4, 'lapor', 'no_oversight', 'received', 'closed', 14, 'working_days', '2018-01-01',
        'Permenpan RB 62/2018'),
    (5, 'lapor', 'oversight', 'received', 'closed', 60, 'working_days', '2018-01-01',
        'Permenpan RB 62/2018'),
    (6, 'lapor', 'information', 'received', 'closed', 5, 'working_days', '2018-01-01',
        'Permenpan RB 62/2018'),
    (7, 'lapor', 'aspiration', 'received', 'closed', 5, 'working_days', '2018-01-01',
        'Permenpan RB 62/2018')
on conflict (deadline_rule_id) do update set
    feed_kind = excluded.feed_kind,
    class = excluded.class,
    from_event = excluded.from_event,
    to_event = excluded.to_event,
    limit_days = excluded.limit_days,
    counted_in = excluded.counted_in,
    valid_from = excluded.valid_from,
    source = excluded.source;
