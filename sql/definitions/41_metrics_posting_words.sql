-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What the columns of the views of posting mean (subject posting); form and rules as in 35_metrics_catalogue.sql.

delete from metrics.column_doc where subject = 'posting';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select
    case when v.view = '' then d.name else v.view || '.' || d.name end, 'posting', d.kind, d.label_en, d.label_id,
    d.definition_en, d.definition_id, d.unit, d.null_when, 1, '2026-11-23'
from (
    values
        ('{posting_rolling, posting_rolling_1, posting_mix, post_tenure}', 'grain', 'key', 'grain', 'tingkat',
            'account: one account; unit: all accounts of the unit but those of leaders (account_id is 0).',
            'account: satu akun; unit: semua akun unit kecuali akun pimpinan (account_id bernilai 0).', '', ''),
        ('{posting_rolling, posting_rolling_1, posting_mix}', 'unit_id', 'key', 'unit number', 'nomor unit',
            'Unit that owned the account on the day of the post; 0 for an account that nobody owns.',
            'Unit pemilik akun pada hari kiriman; 0 bagi akun tanpa pemilik.', '', ''),
        ('{posting_rolling, posting_mix}', 'unit', 'context', 'unit', 'unit',
            'Name of the unit; of the government where nobody owns the account.',
            'Nama unit; nama pemerintah daerah bila akun tidak dimiliki unit.', '', ''),
        ('{posting_rolling, posting_rolling_1, posting_mix}', 'account_id', 'key', 'account number', 'nomor akun',
            'Number of the account; 0 in rows of grain unit.',
            'Nomor akun; 0 pada baris tingkat unit.', '', ''),
        ('{posting_rolling, posting_mix}', 'account', 'context', 'account', 'akun',
            'Name of the account, else its handle or id.',
            'Nama akun, atau nama pengguna atau id-nya.', '', 'the row is of grain unit'),
        ('{posting_rolling, posting_rolling_1, posting_mix}', 'window_days', 'key', 'window', 'jendela',
            'Length of the window: the local day of as_of and those before it.',
            'Panjang jendela: hari lokal as_of dan hari sebelumnya.', 'local days', ''),
        ('{""}', 'posts', 'count', 'posts', 'kiriman',
            'Posts published in the window: not stories, not hidden from the public, not found removed within a day, '
            'not of a day that a person took out.',
            'Kiriman yang terbit dalam jendela: bukan cerita (story), tidak disembunyikan, tidak dihapus dalam sehari, '
            'dan bukan dari hari yang dikecualikan petugas.', 'posts', ''),
        ('{""}', 'n_days', 'count', 'days', 'hari',
            'Local days of the window on which the unit had the account (or one in the channel), less those that a '
            'person took out.',
            'Hari lokal dalam jendela saat unit memiliki akun (atau akun di kanal itu), dikurangi hari yang '
            'dikecualikan petugas.', 'local days', ''),
        ('{""}', 'posts_per_week', 'figure', 'posts per week', 'kiriman per minggu',
            'posts divided by n_days, times 7: every post counts, free days too.',
            'posts dibagi n_days, dikali 7: semua kiriman dihitung, termasuk pada hari libur.',
            'posts per 7 days', 'n_days is 0'),
        ('{""}', 'n_working_days', 'count', 'working days', 'hari kerja',
            'Of n_days, the working days of the unit''s calendar, today among them.',
            'Dari n_days, hari kerja menurut kalender unit, termasuk hari ini.', 'working days', ''),
        ('{""}', 'n_provisional_days', 'count', 'days of a provisional calendar', 'hari dengan kalender sementara',
            'Days of the window whose calendar decree is not out.',
            'Hari dalam jendela dengan kalender yang belum ditetapkan.', 'local days', ''),
        ('{""}', 'n_active_days', 'count', 'active days', 'hari aktif',
            'Of n_working_days, those with a post; a post on a free day counts for the next working day.',
            'Dari n_working_days, yang memiliki kiriman; kiriman pada hari libur dihitung pada hari kerja berikutnya.',
            'working days', ''),
        ('{""}', 'active_day_share', 'figure', 'share of active days', 'bagian hari aktif',
            'n_active_days divided by n_working_days.',
            'n_active_days dibagi n_working_days.', 'share 0 to 1', 'n_working_days is 0'),
        ('{""}', 'longest_silence_days', 'figure', 'longest silence', 'jeda terpanjang',
            'Longest run of working days without a post, the edges of the window included: never longer than n_working_days; '
            'days_since_last_post looks further back.',
            'Rentang hari kerja terpanjang tanpa kiriman, termasuk tepi jendela: tidak pernah melebihi n_working_days; '
            'days_since_last_post melihat lebih jauh ke belakang.', 'working days',
            'n_working_days is 0'),
        ('{""}', 'n_post_gaps', 'count', 'gaps', 'jarak',
            'Gaps in working days between active days, those from and to the edges of the window included.',
            'Jarak dalam hari kerja antara hari aktif, termasuk dari dan ke tepi jendela.', 'gaps', ''),
        ('{""}', 'regularity', 'figure', 'regularity', 'keteraturan',
            'Minus the burstiness of the gaps, corrected for their number (Kim and Jo 2016): 1 as regular as a clock, 0 '
            'as by chance, -1 all at once.',
            'Negatif dari burstiness jarak, dikoreksi menurut banyaknya (Kim dan Jo 2016): 1 teratur seperti jam, 0 '
            'seperti acak, -1 sekaligus semua.', '-1 to 1', 'there are fewer than 5 gaps'),
        ('{""}', 'hour_entropy', 'figure', 'spread over hours', 'sebaran jam',
            'Entropy of the local hours of publication divided by ln 24: 0 always the same hour, 1 evenly over the day. '
            'Few posts cannot reach 1.',
            'Entropi jam terbit lokal dibagi ln 24: 0 selalu jam yang sama, 1 merata sepanjang hari. Kiriman sedikit '
            'tidak dapat mencapai 1.', '0 to 1', 'there is no post'),
        ('{""}', 'text_share', 'figure', 'share of texts', 'bagian teks',
            'Share of posts that are text.', 'Bagian kiriman berupa teks.', 'share 0 to 1', 'there is no post'),
        ('{""}', 'photo_share', 'figure', 'share of photos', 'bagian foto',
            'Share of posts that are photos.', 'Bagian kiriman berupa foto.', 'share 0 to 1', 'there is no post'),
        ('{""}', 'video_share', 'figure', 'share of videos', 'bagian video',
            'Share of posts that are videos.', 'Bagian kiriman berupa video.', 'share 0 to 1', 'there is no post'),
        ('{""}', 'reel_share', 'figure', 'share of reels', 'bagian reel',
            'Share of posts that are reels.', 'Bagian kiriman berupa reel.', 'share 0 to 1', 'there is no post'),
        ('{""}', 'link_share', 'figure', 'share of links', 'bagian tautan',
            'Share of posts that are links.', 'Bagian kiriman berupa tautan.', 'share 0 to 1', 'there is no post'),
        ('{""}', 'event_share', 'figure', 'share of events', 'bagian acara',
            'Share of posts that are events.', 'Bagian kiriman berupa acara.', 'share 0 to 1', 'there is no post'),
        ('{""}', 'other_share', 'figure', 'share of other forms', 'bagian bentuk lain',
            'Share of posts of other forms.', 'Bagian kiriman bentuk lain.', 'share 0 to 1', 'there is no post'),
        ('{""}', 'format_entropy', 'figure', 'mix of forms', 'keragaman bentuk',
            'Entropy of these seven shares divided by ln 7: 0 one form only, 1 all alike.',
            'Entropi ketujuh bagian itu dibagi ln 7: 0 satu bentuk saja, 1 sama rata.', '0 to 1',
            'there is no post'),
        ('{""}', 'target_posts', 'figure', 'posts to be published', 'target kiriman',
            'What core.posting_target asks for the days of the window it is in force on, without those that a person '
            'took out.',
            'Target core.posting_target untuk hari jendela saat berlaku, tanpa hari yang dikecualikan petugas.',
            'posts', 'there is no target, or the row is of grain account'),
        ('{""}', 'target_reached_share', 'figure', 'share of the target reached', 'capaian target',
            'Posts of those days divided by target_posts; more than 1 where the target was exceeded.',
            'Kiriman pada hari-hari itu dibagi target_posts; lebih dari 1 bila target terlampaui.',
            'share', 'there is no target'),
        ('{posting_rolling, posting_rolling_1}', 'last_post_at', 'context', 'last post', 'kiriman terakhir',
            'When the newest such post of the last 800 days was published.',
            'Saat terbit kiriman terbaru dalam 800 hari terakhir.', 'instant', 'there is none'),
        ('{""}', 'days_since_last_post', 'figure', 'days since the last post', 'hari sejak kiriman terakhir',
            'Local days from that of the newest post to that of as_of.',
            'Hari lokal dari hari kiriman terbaru sampai hari as_of.', 'local days',
            'there is none in 800 days'),
        ('{posting_rolling, posting_rolling_1}', 'n_accounts', 'count', 'accounts', 'jumlah akun',
            'Accounts that the row is of and that are read on the day of as_of.',
            'Akun dalam baris ini yang dipantau pada hari as_of.', 'accounts', ''),
        ('{""}', 'mix', 'key', 'mix', 'ragam',
            'What the posts are told apart by: format or purpose.',
            'Pembeda kiriman: format atau purpose (tujuan).', '', ''),
        ('{""}', 'mix_value', 'key', 'value', 'nilai',
            'Format or purpose of these posts; unknown where no rule has said.',
            'Format atau tujuan kiriman itu; unknown bila belum ditentukan aturan.', '', ''),
        ('{""}', 'n_mix', 'count', 'posts of it', 'kiriman di antaranya',
            'Of posts, those with this value.',
            'Dari posts, yang bernilai itu.', 'posts', ''),
        ('{""}', 'mix_share', 'figure', 'share', 'bagian',
            'n_mix divided by posts.',
            'n_mix dibagi posts.', 'share 0 to 1', ''),
        ('{unit_schedule}', 'schedule', 'context', 'schedule', 'jadwal',
            'Calendars of the unit with their first days, as one text.',
            'Kalender unit dengan hari pertamanya dalam satu teks.', '', ''),
        ('{post_tenure}', 'from_on', 'context', 'from', 'sejak',
            'First local day.', 'Hari lokal pertama.', 'date', ''),
        ('{post_tenure}', 'to_on', 'context', 'to', 'sampai',
            'Last local day; infinity while it lasts.', 'Hari lokal terakhir; infinity selama berlaku.', 'date', '')
) as d (views, name, kind, label_en, label_id, definition_en, definition_id, unit, null_when)
cross join lateral unnest(d.views::text[]) as v (view);
