-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The legal clocks that come with Pantau (numbers below 1000; an operator's own begin there). Sources
-- disagree, so each row says where it stands. That a case with a missed limit may be taken further is all that
-- sources say; escalate_to names who stands above the step that was missed, until an office enters its own.

insert into core.deadline_rule as old
    (deadline_rule_id, feed_kind, class, from_event, to_event, limit_days, counted_in, valid_from, source,
    escalate_to)
values
    (1, 'lapor', null, 'received', 'verified', 3, 'working_days', '2010-01-01',
        'SP4N-LAPOR! application listing; FAQ 338', 'kepala unit pengelola pengaduan'),
    (2, 'lapor', null, 'disposed', 'answered', 5, 'working_days', '2010-01-01',
        'SP4N-LAPOR! application listing', 'kepala unit'),
    (3, 'lapor', null, 'answered', 'closed', 10, 'working_days', '2010-01-01',
        'SP4N-LAPOR! application listing: closed by timer', null),
    (4, 'lapor', 'no_oversight', 'received', 'closed', 14, 'working_days', '2018-01-01',
        'Permenpan RB 62/2018', 'sekretaris daerah'),
    (5, 'lapor', 'oversight', 'received', 'closed', 60, 'working_days', '2018-01-01',
        'Permenpan RB 62/2018', 'sekretaris daerah'),
    (6, 'lapor', 'information', 'received', 'closed', 5, 'working_days', '2018-01-01',
        'Permenpan RB 62/2018', 'sekretaris daerah'),
    (7, 'lapor', 'aspiration', 'received', 'closed', 5, 'working_days', '2018-01-01',
        'Permenpan RB 62/2018', 'sekretaris daerah')
on conflict (deadline_rule_id) do update set
    feed_kind = excluded.feed_kind,
    class = excluded.class,
    from_event = excluded.from_event,
    to_event = excluded.to_event,
    limit_days = excluded.limit_days,
    counted_in = excluded.counted_in,
    valid_from = excluded.valid_from,
    source = excluded.source,
    escalate_to = excluded.escalate_to;
comment on column core.deadline_rule.escalate_to is
    'Who takes the case on when the limit is missed, in words of the office; null where nobody is named. Of rules below 1000 a '
    'proposal of Pantau, since no source names anybody.';
comment on column core.deadline_rule.topic is
    'Topic it is for, as the feed names it, whatever its capitals, or as core.topic does; null for all, and for messages.';
