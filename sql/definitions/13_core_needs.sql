-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Does a message need an answer? The rules are rows; the first one by rank that applies decides. They are
-- asked once for each text, when it is stored (message_write). core.needs_answer() is made of the rows, below:
-- reading them for each text cost as much as the match itself. A changed rule reaches stored texts by
-- core.rebuild_inquiries(). A rule that is changed in meaning gets a new number in its name.

create or replace function core.needs_build()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    part record;
begin
    select
        string_agg(
            format(
                'when %s then %s',
                array_to_string(
                    array[
                        case when r.bytes_max is not null
                            then format('octet_length(t.low) <= %s', r.bytes_max) end,
                        case when r.hint is not null then (
                            -- strpos(): a third cheaper than like, and most texts meet all the hints
                            select format(
                                '(%s)',
                                string_agg(
                                    case
                                        when h.hint ~ '^%[^%_\\]+%$'
                                        then format('strpos(t.low, %L) > 0', btrim(h.hint, '%'))
                                        else format('t.low like %L', h.hint)
                                    end,
                                    ' or ' order by h.place
                                )
                            )
                            from unnest(r.hint) with ordinality as h (hint, place)
                        ) end,
                        case when r.pattern is not null then format('t.low ~ %L', r.pattern) end,
                        'true'
                    ],
                    ' and '
                ),
                r.rank
            ),
            E'\n' order by r.rank
        ) as ranks,
        string_agg(format('when %s then %L::boolean', r.rank, r.needs), ' ') as needs,
        string_agg(format('when %s then %L::boolean', r.rank, r.undecided), ' ') as undecided,
        string_agg(format('when %s then %L', r.rank, r.rule), ' ') as rules,
        string_agg(format('when %s then %L', r.rank, r.intent), ' ') as intents
    into part
    from core.needs_rule as r;
    execute format(
        $definition$
        create or replace function core.needs_answer(message text)
        returns table (needs boolean, undecided boolean, rule text, intent text)
        language sql
        stable
        begin atomic
            select
                case found.rank %s end,
                case found.rank %s end,
                case found.rank %s end,
                case found.rank %s end
            from (
                select case when t.low is null then 1000 %s end as rank
                from (
                    -- offset 0: once per text, not once per condition; "C": three times faster, and
                    -- the words are plain
                    select lower(nullif(btrim(message, E' \t\r\n'), '') collate "C") as low offset 0
                ) as t
                offset 0
            ) as found;
        end
        $definition$,
        part.needs, part.undecided, part.rules, part.intents, part.ranks
    );
    comment on function core.needs_answer(text) is
        'Whether a text needs an answer, by core.needs_rule: verdict, rule and intent; always one row. '
        'Made by core.needs_build().';
end
$$;
comment on function core.needs_build() is
    'Makes core.needs_answer() of the rows of core.needs_rule; after each change of them.';

delete from core.needs_rule;
insert into core.needs_rule (rule, rank, bytes_max, hint, pattern, needs, undecided, intent, doc)
values
    (
        'spam.2', 100, null,
        '{%gacor%,%maxwin%,%togel%,%slot%,%judi%,%judol%,%jackpot%,%jp %,%scatter%,%depo%}',
        '(gacor|maxwin|togel|\mslot\d+\M|\mslot\M.*\m(online|link|bonus|wd|hoki|cuan|rtp|pragmatic|mahjong|terpercaya)\M|\m(link|situs|main|agen|bandar|akun|judi) slot\M|judi online|judol|jackpot|scatter|\mdepo(sit)?\M.*\m(bonus|wd|slot)\M|\mjp\M.*\m(slot|wd)\M)',
        false, false, 'spam',
        'Online gambling and its vocabulary: never in the population that needs an answer. A slot alone is none: '
        'people ask for slots of a queue or a registration.'
    ),
    (
        'tags_only.1', 200, 400, E'{@%,#%,"\x0b% @%","\x0c% @%"}', '^\s*([@#][^\s]+[\s,.!]*)+$',
        false, false, null,
        'Nothing but tags of people or subjects: it calls somebody, it asks nothing.'
    ),
    (
        'question_mark.1', 300, null, '{%?%}', null, true, false, 'question',
        'A question mark.'
    ),
    (
        'question_word.1', 400, null,
        '{%apa%,%mana%,%kah%,%gmn%,%dmn%,%knp%,%brp%,%kpn%,%ngapa%}',
        '\m(apa|apakah|apa2|kapan|kpn|bagaimana|gimana|gmn|gmna|bgmn|berapa|brp|siapa|siapakah|dimana|dmn|kemana|mana|manakah|kenapa|knp|mengapa|ngapain|bisakah|adakah|bolehkah|apkah|kapankah|berapakah|bagaimanakah|dimanakah)\M',
        true, false, 'question',
        'An Indonesian question word, written out or short, as a word of its own.'
    ),
    (
        'thanks_only.1', 500, 200, null,
        '^[^[:alnum:]]*((terima|trima) ?kasih|terimakasih|makasih|makasi|mksh|trims|trimakasih|tengkyu|thanks?|thank you|thx|mantap|mantab|keren|siap|oke?|ok|sip|amin|aamiin|hebat|bagus|alhamdulillah)([^[:alnum:]]+(banyak|ya|yaa|pak|bu|bapak|ibu|min|admin|kak|bang|mas|mbak|gan|sekali|banget|atas|infonya|informasinya|bantuannya|responnya|semua|semoga|sukses|selalu|you|terima|kasih|mantap|siap))*[^[:alnum:]]*$',
        false, false, 'praise',
        'Thanks or praise and nothing else.'
    ),
    (
        'no_words.1', 600, 400, null, '^[^[:alnum:]]*$', false, false, null,
        'Emoji and signs only: no letter, no digit, no question mark.'
    ),
    (
        'statement.1', 900, null, null, null, false, false, null,
        'Text in which no rule finds a question; words of request and complaint come with the topic rules.'
    ),
    (
        'unread.1', 1000, null, null, null, true, true, null,
        'No text: a picture, a sticker, a text not kept. Counts as needing an answer, and is counted apart.'
    );

select core.needs_build() \g /dev/null
