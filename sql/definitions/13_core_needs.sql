-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Does a message need an answer, what does it want, what is it about? The rules are rows: lists of words
-- (core.word_rule, in 13_core_words.sql) mark a text, and of the rules here the first one by rank that applies decides.
-- They are asked once for each text, when it is stored (message_write). core.text_judge() is made of the
-- rows, below: reading them for each text cost as much as the match itself. A changed rule reaches stored texts by
-- core.rebuild_inquiries(). A rule that is changed in meaning gets a new number in its name.
--
-- Words are looked up one by one in a constant, whose cost does not grow with the dictionary (a search by halves);
-- regular expressions over a thousand words took a hundred times as long. The server keeps 32 compiled
-- expressions a session, so there are few of them.

-- What stands for the words in that constant: the weight and letter of the topic (two spaces without one), then a
-- letter for each mark; "+" says that pairs of words begin with it. The greatest of them names the topic.
create or replace function core.word_codes()
returns table (word text, code text)
language sql
stable
set search_path = pg_catalog, pg_temp
begin atomic
    with listed as (
        select
            w.word,
            case when t.topic is not null then r.weight || chr(96 + t.rank) end as topic_code,
            case when t.topic is null then chr(64 + m.place::int) end as mark_code
        from core.word_rule as r
        cross join unnest(r.words) as w (word)
        join (
            select k.mark, row_number() over (order by k.mark) as place
            from (select distinct r.mark from core.word_rule as r) as k
        ) as m on m.mark = r.mark
        left join core.topic as t on t.topic = r.topic
        union all
        select split_part(w.word, ' ', 1), null, '+'
        from core.word_rule as r
        cross join unnest(r.words) as w (word)
        where w.word like '% %'
    )
    select
        listed.word,
        coalesce(max(listed.topic_code), '  ')
            || coalesce(string_agg(distinct listed.mark_code, '' order by listed.mark_code), '')
    from listed
    group by listed.word;
end;
comment on function core.word_codes() is
    'The dictionary core.word_rule as core.text_judge() has it: each word with what it tells.';

-- Conditions of a rule on the marks of a text.
create or replace function core.mark_condition(mark text, least_n int)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
begin atomic
    select case
        when mark_condition.mark = 'topic_any' then $$t.best >= '1'$$
        when mark_condition.mark = 'topic_named' then $$t.best >= '3'$$
        when mark_condition.mark = 'question_sign' then $$strpos(t.low, '?') > 0$$
        when mark_condition.mark = 'word_known' then $$t.marks <> ''$$
        when known.code is null then 'false'
        when mark_condition.least_n > 1 then format(
            'length(t.marks) - length(replace(t.marks, %L, %L)) >= %s', known.code, '', mark_condition.least_n
        )
        else format('strpos(t.marks, %L) > 0', known.code)
    end
    from (
        select (
            select chr(64 + k.place::int)
            from (
                select m.mark, row_number() over (order by m.mark) as place
                from (select distinct r.mark from core.word_rule as r) as m
            ) as k
            where k.mark = mark_condition.mark
        ) as code
    ) as known;
end;
comment on function core.mark_condition(text, int) is
    'Part of core.needs_build(): that a text has a mark so often.';

create or replace function core.needs_build()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    part record;
    dictionary text;
    topics text;
    topic_rules text;
    -- What separates words; "@" and "_" do not, for names of accounts are no words. replace() sign by sign: translate()
    -- took 26 microseconds a text, half of all. Most texts have none of them.
    signs constant text := E',.!?\n/-()":';
    -- Letters of other alphabets that look like ours, and behind them what is not seen at all and goes.
    looks constant text :=
        E'\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0261\u03bf\u03b1\u1d04\u200b\u200c\u200d\u2060\ufeff\u00ad';
    looks_like constant text := 'aeopcyxigoac';
    disguised constant text :=
        '[' || looks || E'\u00aa-\u024f\u0250-\u02ff\u1d00-\u1dff\u2100-\u214f\u2460-\u24ff\uff01-\uff5e\U0001D400-\U0001D7FF\U0001F110-\U0001F189]';
    plain text := 'left(shown.low, 1000)';
begin
    for i in 1..length(signs) loop
        plain := format('replace(%s, %L, '' '')', plain, substr(signs, i, 1));
    end loop;
    select coalesce(jsonb_object_agg(c.word, c.code), '{}')::text
    into dictionary
    from core.word_codes() as c;
    select
        coalesce(jsonb_object_agg(r.weight || chr(96 + t.rank), t.topic), '{}')::text,
        coalesce(jsonb_object_agg(r.weight || chr(96 + t.rank), r.rule), '{}')::text
    into topics, topic_rules
    from core.word_rule as r
    join core.topic as t on t.topic = r.topic;
    select
        string_agg(
            format(
                'when %s then %s',
                array_to_string(
                    array[
                        case when r.bytes_max is not null
                            then format('octet_length(t.low) <= %s', r.bytes_max) end,
                        (
                            select string_agg(core.mark_condition(a.mark, a.n), ' and ' order by a.mark)
                            from (
                                select m.mark, count(*)::int as n
                                from unnest(r.marks_all) as m (mark)
                                group by m.mark
                            ) as a
                        ),
                        (
                            select '(' || string_agg(core.mark_condition(m.mark, 1), ' or ' order by m.mark) || ')'
                            from unnest(r.marks_any) as m (mark)
                        ),
                        (
                            select 'not (' || string_agg(core.mark_condition(m.mark, 1), ' or ' order by m.mark)
                                || ')'
                            from unnest(r.marks_none) as m (mark)
                        ),
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
                r.place
            ),
            E'\n' order by r.rank
        ) as ranks,
        array_agg(r.needs order by r.rank) as needs,
        array_agg(r.undecided order by r.rank) as undecided,
        array_agg(r.rule order by r.rank) as rules,
        array_agg(r.intent order by r.rank) as intents,
        -- what is sold is no matter of an office, whatever it calls itself
        array_remove(array_agg(case when r.intent = 'spam' then r.place end), null) as spam,
        count(*) as unread
    into part
    from (
        -- what has no text: the last one
        select n.*, row_number() over (order by n.rank) as place
        from core.needs_rule as n
    ) as r;
    execute format(
        $definition$
        create or replace function core.text_judge(message text)
        returns table (
            needs boolean, undecided boolean, rule text, intent text, topic text, topic_rule text
        )
        language sql
        stable
        begin atomic
            select
                (%L::boolean[])[f.place],
                (%L::boolean[])[f.place],
                (%L::text[])[f.place],
                (%L::text[])[f.place],
                case when f.place <> all (%L) then %L::jsonb ->> left(f.best, 2) end,
                case when f.place <> all (%L) then %L::jsonb ->> left(f.best, 2) end
            from (
                select case when t.low is null then %s %s end as place, t.best
                from (
                    select split.low, hit.marks, hit.best
                    from (
                        select shown.low,
                            -- a thousand letters: what comes behind them does not say anything else
                            string_to_array(%s, ' ') as words
                        from (
                            -- offset 0: once per text, not once per condition; "C": three times faster, and
                            -- the words are plain. Letters of other alphabets and forms only where there are any.
                            select case
                                when octet_length(told.text) = length(told.text) then lower(told.text collate "C")
                                else lower(
                                    regexp_replace(
                                        case
                                            when told.text collate "C" ~ %L
                                            then translate(normalize(told.text, nfkc), %L, %L)
                                            else told.text
                                        end collate "C",
                                        E'[^\x01-\x7f]+', ' ', 'g'
                                    )
                                )
                            end as low
                            from (
                                select nullif(btrim(message, E' \t\r\n'), '') as text offset 0
                            ) as told
                            offset 0
                        ) as shown
                        offset 0
                    ) as split
                    cross join lateral (
                        select coalesce(string_agg(met.code, ''), '') as marks,
                            coalesce(max(met.code), '') as best
                        from (
                            select case
                                when strpos(one.code, '+') > 0
                                then coalesce(%L::jsonb ->> (one.word || ' ' || one.next_word), one.code)
                                else one.code
                            end as code
                            from (
                                select pair.word, pair.next_word,
                                    coalesce(
                                        %L::jsonb ->> pair.word,
                                        case right(pair.word, 2)
                                            when 'ya' then %L::jsonb ->> left(pair.word, -3)
                                            when 'ah' then %L::jsonb ->> left(pair.word, -3)
                                            when 'na' then %L::jsonb ->> left(pair.word, -2)
                                            when 'ne' then %L::jsonb ->> left(pair.word, -2)
                                        end
                                    ) as code
                                from (
                                    -- in the select list: in "from" each would have a store of its own
                                    select unnest(split.words) as word, unnest(split.words[2:]) as next_word
                                ) as pair
                                offset 0
                            ) as one
                            where one.code is not null
                            offset 0
                        ) as met
                    ) as hit
                    offset 0
                ) as t
                offset 0
            ) as f;
        end
        $definition$,
        part.needs, part.undecided, part.rules, part.intents, part.spam, topics, part.spam, topic_rules, part.unread, part.ranks,
        plain, disguised, looks, looks_like,
        dictionary, dictionary, dictionary, dictionary, dictionary, dictionary
    );
    comment on function core.text_judge(text) is
        'What a text wants and is about, by core.needs_rule and core.word_rule: whether it needs an answer, by which '
        'rule, intent, topic and by which words; always one row. Made by core.needs_build().';
end
$$;
comment on function core.needs_build() is
    'Makes core.text_judge() of the rows of core.needs_rule and core.word_rule; after each change of them.';

delete from core.needs_rule;
insert into core.needs_rule
    (rule, rank, bytes_max, marks_all, marks_any, marks_none, hint, pattern, needs, undecided, intent, doc)
values
    (
        'gambling_reported.1', 100, null, '{gambling}', '{indignant}', '{promotion}', null, null,
        true, false, 'complaint',
        'Words of gambling among those of somebody who complains of it.'
    ),
    (
        'spam.3', 110, null, '{gambling}', null, null, null, null,
        false, false, 'spam',
        'Online gambling and its vocabulary: never in the population that needs an answer. A slot alone is none: '
        'people ask for slots of a queue or a registration.'
    ),
    (
        'spam_disguised.1', 125, 2000, null, null, '{question,complaint,request,suggestion,topic_named}',
        '{%l0%,%c0%,%4c%,%g4%,%0g%,%p0t%,%m4x%,%sl*%,%s.l%,"%s l%",%s-l%,%tog3%,%g3l%,"%g a c%","%c o r%",%88%,%77%,%99%,%123%,%4d%}',
        '\m(s[ ._*-]?[l1|!i][ ._*-]?[o0*@][ ._*-]?t(?!\M)\d*|[s5][ ._*-]*[l1][ ._*-]*[0*][ ._*-]*t|s[._*-][l1][._*-][o0][._*-]t|s l o t|g[ ._*-]?[a4@*][ ._*-]?[ck][ ._*-]?[0*][ ._*-]?r|g[ ._*-]?[4@*][ ._*-]?[ck][ ._*-]?[o0*][ ._*-]?r|g[ ._*-]+a[ ._*-]+c[ ._*-]+o[ ._*-]+r|t[0*]g[e3*]l|tog3l|j[u4]d[0]l|m[a4@]xw[1!]n|j[a4@*]ck?p[0*]t)\M|\m[a-z]{3,10}(77|88|99|777|888|123|4d|bet)\M.*\m(situs|daftar|main|link|google|bio|cuan|wd|terpercaya|menang|hadiah|profil)\M|\m(situs|daftar|main|link|google|bio|cuan|wd|terpercaya|menang|hadiah|profil)\M.*\m[a-z]{3,10}(77|88|99|777|888|123|4d|bet)\M',
        false, false, 'spam',
        'The same in disguise: digits for letters, signs between them, names of sites with their numbers.'
    ),
    (
        'promotion.1', 130, null, '{promotion,promotion}', null, '{question,complaint,request,suggestion,topic_named,negation}', null, null,
        false, false, 'spam',
        'Two words of those who sell (followers, loans, herbs) and none of somebody who wants something of an office.'
    ),
    (
        'promotion_many.1', 128, null, '{promotion,promotion,promotion}', null,
        '{question,complaint,request,suggestion,negation,question_sign}', null, null, false, false, 'spam',
        'Three words of those who sell: also with a word of an office''s matters (obat, pajak).'
    ),
    (
        'tags_only.2', 200, 400, null, null, null, E'{@%,#%,"\x0b% @%","\x0c% @%"}', '^\s*([@#][^\s]+[\s,.!]*)+$',
        false, false, 'other',
        'Nothing but tags of people or subjects: it calls somebody, it asks nothing.'
    ),
    (
        'no_words.2', 210, 400, null, null, '{word_known}', null, '^[^[:alnum:]?]*$', false, false, 'other',
        'Emoji and signs only: no letter, no digit, no question mark.'
    ),
    (
        'thanks_only.2', 220, 200, null, '{thanks,praise}', null, null,
        '^[^[:alnum:]]*((terima|trima) ?kasih|terimakasih|makasih|makasi|mksh|trims|trimakasih|tengkyu|thanks?|thank you|thx|mantap|mantab|keren|siap|oke?|ok|sip|amin|aamiin|hebat|bagus|alhamdulillah)([^[:alnum:]]+(banyak|ya|yaa|pak|bu|bapak|ibu|min|admin|kak|bang|mas|mbak|gan|sekali|banget|atas|infonya|informasinya|bantuannya|responnya|semua|semoga|sukses|selalu|you|terima|kasih|mantap|siap))*[^[:alnum:]]*$',
        false, false, 'praise',
        'Thanks or praise and nothing else.'
    ),
    (
        'praise.1', 300, null, null, '{praise,thanks}', '{question,complaint,request,suggestion,negation,promotion,question_sign}', null,
        null, false, false, 'praise',
        'Thanks, praise or good wishes, and no word of a wish or of what is wrong.'
    ),
    (
        'praise_of_done.1', 310, null, '{done}', '{praise,thanks}', '{question,request,suggestion,negation,question_sign}', null,
        null, false, false, 'praise',
        'Thanks or praise for what works now, though words of what was wrong are in it.'
    ),
    (
        'suggestion.1', 400, null, '{suggestion}', null, null, null, null, true, false, 'suggestion',
        'Proposes something.'
    ),
    (
        'asks.1', 405, null, '{asking}', null, null, null, null, true, false, 'question',
        'Says that it asks.'
    ),
    (
        'report_where.1', 406, null, '{report}', '{question,question_sign}', '{negation,request}', null, null, true, false, 'question',
        'Asks where to report something.'
    ),
    (
        'amount.1', 407, null, '{amount}', null, '{negation,request}', null, null, true, false, 'question',
        'Asks for a number.'
    ),
    (
        'fact_wanted.1', 410, null, '{fact,request}', null, '{complaint}', null, null, true, false, 'question',
        'Asks for a fact with a word of request (mohon info).'
    ),
    (
        'asked_whether.1', 420, null, '{negation}', null, '{complaint,request}', null,
        '\m(ga|gak|g|gk|nggak|ngga|enggak|kagak|kaga|blm|belum|belom|teu|ora|nda|tidak)( (sih|siy|ya|yah|yaa|yo|min|mimin|kak|bang|pak|bu|mas|mbak|gan|nih|skrg|sekarang))*[^[:alnum:]]*$',
        true, false, 'question',
        'Ends with a denial that asks (bisa online gak min).'
    ),
    (
        'complaint_asked.1', 430, null, '{complaint,question,fact}', null, '{topic_named}', null, null, true, false, 'question',
        'A question for facts in which words of complaint are a matter of course.'
    ),
    (
        'complaint.1', 500, null, '{complaint}', null, '{request,chat}', null, null, true, false, 'complaint',
        'Names what is wrong.'
    ),
    (
        'report.1', 503, null, '{report}', null, '{request,chat}', null, null, true, false, 'complaint',
        'Tells of a report that was made.'
    ),
    (
        'asked_politely.1', 506, null, '{request,question}', null, '{complaint}', null, null, true, false, 'question',
        'A question with a word of request.'
    ),
    (
        'request.1', 510, null, '{request}', null, null, null, null, true, false, 'request',
        'Asks for something to be done.'
    ),
    (
        'complaint_denied.1', 520, null, '{negation,topic_named}', null, '{question,chat,question_sign}', null, null, true, false, 'complaint',
        'Says of an office''s matter what does not work or did not come.'
    ),
    (
        'question_word.2', 530, null, '{question}', null, '{chat}', null, null, true, false, 'question',
        'A question word.'
    ),
    (
        'question_mark.2', 540, null, null, null, null, '{%?%}', null, true, false, 'question',
        'A question mark.'
    ),
    (
        'complaint_among_chat.1', 550, null, '{complaint,topic_any}', null, null, null, null, true, false, 'complaint',
        'Names what is wrong with an office''s matter, in the tone of talk.'
    ),
    (
        'question_particle.1', 560, 300, null, null, '{chat}', '{%kah%,%kok%,"% ya%","%ada %"}',
        '\m[a-z]{2,}kah\M|\mkok\M|\m(ya|yah|yo)( (min|kak|pak|bu|bang))?[^[:alnum:]]*$', true, false, 'question',
        'A question by its particle.'
    ),
    (
        'topic_named.1', 600, null, '{topic_named}', null, '{praise,thanks,chat,greeting,promotion}', null, null, true, false, 'other',
        'Names a matter of an office and no more: what it wants is not said, but somebody there is addressed.'
    ),
    (
        'statement.2', 900, null, null, null, null, null, null, false, false, 'other',
        'Text in which no rule finds a wish.'
    ),
    (
        'unread.1', 1000, null, null, null, null, null, null, true, true, null,
        'No text: a picture, a sticker, a text not kept. Counts as needing an answer, and is counted apart.'
    );

select core.needs_build() \g /dev/null

create or replace function core.needs_answer(message text)
returns table (needs boolean, undecided boolean, rule text, intent text)
language sql
stable
begin atomic
    select v.needs, v.undecided, v.rule, v.intent
    from core.text_judge(message) as v;
end;
comment on function core.needs_answer(text) is
    'Whether a text needs an answer, by core.needs_rule: verdict, rule and intent; always one row.';
