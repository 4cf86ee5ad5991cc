-- breaking: no
-- why: tables that only people and the views of readers use.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What an office knows and no platform tells: residents, officers and the accounts they speak with. Entered from a
-- spreadsheet (pantauctl register, definitions/28_ops_register.sql).

create table core.population (
    government_id int not null,
    unit_id int not null,
    valid_from date not null,
    residents bigint not null,
    source text not null,
    constraint population_pkey primary key (government_id, unit_id, valid_from),
    constraint population_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint population_residents_check check (residents > 0),
    constraint population_source_check check (octet_length(source) between 1 and 2048)
);
comment on table core.population is
    'Residents whom a government or a unit serves, from a day on until the next row; entered by pantauctl register.';
comment on column core.population.government_id is 'Government. Never null.';
comment on column core.population.unit_id is 'Unit; 0 for the whole government. Never null.';
comment on column core.population.valid_from is 'First local day the number is for. Never null.';
comment on column core.population.residents is 'How many. Never null.';
comment on column core.population.source is 'Who counted, for example the statistics office and its year. Never null.';

-- What an office calls the place in its decree; people change, it stays.
alter table core.officer add column code text;
update core.officer set code = officer_id::text;
alter table core.officer alter column code set not null;
alter table core.officer add constraint officer_code_check check (octet_length(code) between 1 and 256);
alter table core.officer add constraint officer_government_id_code_key unique (government_id, code);
comment on column core.officer.code is
    'Short name of the position within the government, as the office gives it; not a number of the person. Never null.';

create table core.officer_account (
    government_id int not null,
    officer_id int not null,
    account_id int not null,
    constraint officer_account_pkey primary key (government_id, officer_id, account_id),
    constraint officer_account_government_id_officer_id_fkey
        foreign key (government_id, officer_id)
        references core.officer (government_id, officer_id),
    constraint officer_account_government_id_account_id_fkey
        foreign key (government_id, account_id)
        references core.account (government_id, account_id)
);
create index officer_account_account_id_idx on core.officer_account (government_id, account_id);
comment on table core.officer_account is
    'Accounts with which an officer speaks: one of the unit, or a delegate of the configuration; whether the officer is '
    'active is told by them.';
comment on column core.officer_account.government_id is 'Government. Never null.';
comment on column core.officer_account.officer_id is 'Officer. Never null.';
comment on column core.officer_account.account_id is 'Account. Never null.';
