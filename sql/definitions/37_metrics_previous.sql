-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What a change between a window and the one before it is called. That one is as long, computed as exactly, and
-- kept in metrics.response_period_store (37_metrics_period.sql).

delete from metrics.column_doc where subject = 'previous';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select d.name, 'previous', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, d.null_when,
    d.version, d.changed_on::date
from (
    values
        ('previous_as_of', 'context', 'window before as of', 'jendela sebelumnya per',
            'The moment that the figures of the window before are for; they are made twice a day.',
            'Saat yang dinyatakan angka jendela sebelumnya; dihitung dua kali sehari.',
            'instant', 'they were not made for this day yet', 1, '2026-11-23'),
        ('previous_n', 'count', 'inquiries before', 'pertanyaan sebelumnya',
            'n of the window before: as many local days, those right before the window.',
            'n jendela sebelumnya: hari lokal yang sama banyak, tepat sebelum jendela ini.',
            'inquiries', 'previous_as_of is null', 1, '2026-11-23'),
        ('previous_n_answered', 'count', 'answered before', 'terjawab sebelumnya',
            'n_answered of the window before.',
            'n_answered jendela sebelumnya.',
            'inquiries', 'previous_as_of is null', 1, '2026-11-23'),
        ('previous_n_rate', 'count', 'denominator of previous_response_rate', 'penyebut previous_response_rate',
            'n_rate of the window before.',
            'n_rate jendela sebelumnya.',
            'inquiries', 'previous_as_of is null', 1, '2026-11-23'),
        ('previous_median_s', 'figure', 'median wait before', 'median waktu tunggu sebelumnya',
            'median_s of the window before.',
            'median_s jendela sebelumnya.',
            'seconds of the clock', 'previous_as_of is null, or more than half of it were unanswered, or nothing was asked',
            1, '2026-11-23'),
        ('previous_median_low_s', 'figure', 'median before, lower end', 'median sebelumnya, batas bawah',
            'median_low_s of the window before.',
            'median_low_s jendela sebelumnya.',
            'seconds of the clock', 'previous_as_of is null, or the lower band never fell to one half', 1, '2026-11-23'),
        ('previous_median_high_s', 'figure', 'median before, upper end', 'median sebelumnya, batas atas',
            'median_high_s of the window before.',
            'median_high_s jendela sebelumnya.',
            'seconds of the clock', 'previous_as_of is null, or the upper band never fell to one half', 1, '2026-11-23'),
        ('previous_response_rate', 'figure', 'response rate before', 'tingkat respons sebelumnya',
            'response_rate of the window before.',
            'response_rate jendela sebelumnya.',
            'share 0 to 1', 'previous_n_rate is 0 or null', 1, '2026-11-23'),
        ('change_median_s', 'figure', 'change of the median', 'perubahan median',
            'median_s less previous_median_s: below 0 the unit became faster. Read it with change_significant.',
            'median_s dikurangi previous_median_s: di bawah 0 berarti lebih cepat. Baca bersama change_significant.',
            'seconds of the clock', 'one of the two is null', 1, '2026-11-23'),
        ('change_response_rate', 'figure', 'change of the response rate', 'perubahan tingkat respons',
            'response_rate less previous_response_rate.',
            'response_rate dikurangi previous_response_rate.',
            'share -1 to 1', 'one of the two is null', 1, '2026-11-23'),
        ('change_significant', 'figure', 'change is significant', 'perubahan nyata',
            'True when the 95 % bands of the two medians lie apart: the upper end of one below the lower end of '
            'the other. False when they meet.',
            'Benar bila selang 95 % kedua median terpisah: batas atas yang satu di bawah batas bawah yang lain. '
            'Salah bila bertemu.',
            '', 'a lower end is not known: nothing was asked in one of the windows, or too little was answered', 1, '2026-11-23'),
        ('change_text', 'figure', 'change in words', 'perubahan dalam kata',
            'The change of the median as people say it, or why there is none. "May be chance" stands where '
            'change_significant is not true.',
            'Perubahan median dalam kata, atau mengapa tidak ada. Tertulis "may be chance" bila change_significant '
            'tidak benar.',
            '', 'previous_as_of is null', 1, '2026-11-23'),
        ('change_text_id', 'figure', 'change in words, Indonesian', 'perubahan dalam kata bahasa Indonesia',
            'change_text in Indonesian.',
            'change_text dalam bahasa Indonesia.',
            '', 'previous_as_of is null', 1, '2026-11-23')
) as d (
    name, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
);

-- Until 90_api_views.sql has let go of it.
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select
    'response_previous_1.for_on', 'previous', 'key', 'for the day', 'untuk hari', 'Last local day of the window.',
    'Hari lokal terakhir jendela.', 'date', '', 1, '2026-11-23'
where to_regclass('metrics.response_previous_1') is not null;

create or replace function metrics.change_significant(
    low_s bigint,
    high_s bigint,
    previous_low_s bigint,
    previous_high_s bigint
)
returns boolean
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case
    when high_s < previous_low_s or previous_high_s < low_s then true
    when low_s is null or previous_low_s is null then null
    -- An upper end that is not known lies beyond everything.
    else false
end;
comment on function metrics.change_significant(bigint, bigint, bigint, bigint) is
    'Whether two bands lie apart; null where a lower end is not known.';

create or replace function metrics.change_text(
    language text,
    median_s bigint,
    previous_median_s bigint,
    n bigint,
    previous_n bigint,
    significant boolean
)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return (
    select format(
        case language when 'id' then word.indonesian else word.english end,
        case language
            when 'id' then metrics.duration_text_id(coalesce(abs(median_s - previous_median_s), median_s, previous_median_s))
            else metrics.duration_text(coalesce(abs(median_s - previous_median_s), median_s, previous_median_s))
        end
    ) || case
        when significant or word.which not in (5, 6) then ''
        when language = 'id' then ' (mungkin kebetulan)'
        else ' (may be chance)'
    end
    from (
        values
            (1, 'no inquiry in this window', 'tidak ada pertanyaan dalam jendela ini'),
            (2, 'no inquiry in the window before', 'tidak ada pertanyaan dalam jendela sebelumnya'),
            (3, 'no median in either window', 'tidak ada median di kedua jendela'),
            (4, 'the same', 'sama'),
            (5, 'faster by %s', 'lebih cepat %s'),
            (6, 'slower by %s', 'lebih lambat %s'),
            (7, 'no median now, %s before', 'kini tidak ada median, sebelumnya %s'),
            (8, 'median of %s now, none before', 'kini median %s, sebelumnya tidak ada')
    ) as word (which, english, indonesian)
    where previous_n is not null and word.which = case
        when coalesce(n, 0) = 0 then 1
        when previous_n = 0 then 2
        when median_s is null and previous_median_s is null then 3
        when median_s is null then 7
        when previous_median_s is null then 8
        when median_s = previous_median_s then 4
        when median_s < previous_median_s then 5
        else 6
    end
);
comment on function metrics.change_text(text, bigint, bigint, bigint, bigint, boolean) is
    'The change of a median in words, in English (en) or Indonesian (id); null where nothing is known of the window '
    'before.';

select metrics.apply_column_doc();
