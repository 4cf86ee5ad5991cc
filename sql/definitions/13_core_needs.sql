-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Does a message need an answer? The rules are rows; the first one by rank that applies decides. They are
-- read once for each text, when it is stored (message_write); a changed rule reaches stored texts by
-- core.rebuild_inquiries(). A rule that is changed in meaning gets a new number in its name.

create or replace function core.needs_answer(message text)
returns table (needs boolean, undecided boolean, rule text, intent text)
language sql
stable
begin atomic
    select found.needs, found.undecided, found.rule, found.intent
    from (
        -- offset 0: once per text, not once per condition; "C": three times faster, and the words are plain
        select lower(nullif(btrim(message, E' \t\r\n'), '') collate "C") as low offset 0
    ) as t
    cross join lateral (
        select r.needs, r.undecided, r.rule, r.intent
        from core.needs_rule as r
        where t.low is null and r.rank = 1000
            or t.low is not null
            and (r.bytes_max is null or octet_length(t.low) <= r.bytes_max)
            and (r.hint is null or t.low like any (r.hint))
            and (r.pattern is null or t.low ~ r.pattern)
        order by r.rank
        limit 1
    ) as found;
end;
comment on function core.needs_answer(text) is
    'Whether a text needs an answer, by core.needs_rule: verdict, rule and intent; always one row.';

delete from core.needs_rule;
insert into core.needs_rule (rule, rank, bytes_max, hint, pattern, needs, undecided, intent, doc)
values
    (
        'spam.1', 100, null,
        '{%gacor%,%maxwin%,%togel%,%slot%,%judi%,%jackpot%,%jp %,%scatter%,%depo%}',
        '(gacor|maxwin|togel|\mslot\M|judi online|judol|jackpot|scatter|\mdepo(sit)?\M.*\m(bonus|wd|slot)\M|\mjp\M.*\m(slot|wd)\M)',
        false, false, 'spam',
        'Online gambling and its vocabulary: never in the population that needs an answer.'
    ),
    (
        'tags_only.1', 200, 400, '{@%,"% @%","#%"}', '^\s*([@#][^\s]+[\s,.!]*)+$',
        false, false, null,
        'Nothing but tags of people or subjects: it calls somebody, it asks nothing.'
    ),
    (
        'question_mark.1', 300, null, '{%?%}', null, true, false, 'question',
        'A question mark.'
    ),
    (
        'question_word.1', 400, null,
        '{%apa%,%mana%,%kah%,%gmn%,%knp%,%brp%,%kpn%,%ngapa%}',
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
