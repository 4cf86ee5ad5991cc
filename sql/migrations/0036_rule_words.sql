-- breaking: no
-- why: rules are told in Indonesian, too; a recomputation that is due is noticed.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Words of the rules in Indonesian, beside those that stand with each rule. And by which rules and calendars the inquiries
-- of a government were derived before anybody recomputed them: what pantauctl status compares with those of now.

create table metrics.rule_words (
    rule text not null,
    definition_id text not null,
    constraint rule_words_pkey primary key (rule)
);
comment on table metrics.rule_words is
    'What rules of texts (core.needs_rule, core.word_rule, core.text_rule) decide, in Indonesian. Source: '
    '36_metrics_rules_words.sql.';
comment on column metrics.rule_words.rule is 'Rule, with its version. Never null.';
comment on column metrics.rule_words.definition_id is 'What it decides, in Indonesian. Never null.';

create table metrics.recompute_baseline (
    government_id int not null,
    basis jsonb not null,
    noted_at timestamptz not null,
    constraint recompute_baseline_pkey primary key (government_id)
);
comment on table metrics.recompute_baseline is
    'Rules and calendars by which inquiries of a government were derived before its first recomputation. Source: '
    'metrics.recompute_note().';
comment on column metrics.recompute_baseline.government_id is 'Government. Never null.';
comment on column metrics.recompute_baseline.basis is
    'As metrics.recompute_basis() told them when the government was first met. Never null.';
comment on column metrics.recompute_baseline.noted_at is 'When that was. Never null.';
