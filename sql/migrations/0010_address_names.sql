-- breaking: yes
-- why: what the address of a post or message names is stored by the program; one that does not would leave it out.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Links in texts and addresses of what is stored are read in one place, by the forms that adapters know (lib/source);
-- until now the database took the last part of an address, and so missed what a parameter names. What stands here for
-- rows from before is a guess, which the next look at them corrects.

alter table core.post
    add column address_name text,
    add constraint post_address_name_check check (octet_length(address_name) between 1 and 256);
comment on column core.post.address_name is
    'What its address names, as a link to it does (core.message_reference.object_key). Null where that is its id or an '
    'alias, and where the form of the address is not known.';
alter table core.message
    add column address_name text,
    add constraint message_address_name_check check (octet_length(address_name) between 1 and 256);
comment on column core.message.address_name is
    'What its address names, as a link to it does (core.message_reference.object_key). Null where that is its id, and '
    'where the form of the address is not known.';

update core.post as p
set address_name = named.name
from (
    select
        stored.government_id, stored.account_id, stored.external_id,
        coalesce(
            substring(stored.permalink from '[?&](?:story_fbid|fbid|v)=([^&#]+)'),
            substring(stored.permalink from '([^/?#]+)/?(?:[?#].*)?$')
        ) as name
    from core.post as stored
) as named
where p.government_id = named.government_id
    and p.account_id = named.account_id
    and p.external_id = named.external_id
    and named.name <> p.external_id
    and named.name <> all (p.alias_ids)
    and octet_length(named.name) <= 256;
-- Comments whose address has a query are named by it as their id is.
update core.message as m
set address_name = substring(m.permalink from '([^/?#]+)/?$')
where m.permalink !~ '[?#]'
    and substring(m.permalink from '([^/?#]+)/?$') <> m.external_id
    and octet_length(substring(m.permalink from '([^/?#]+)/?$')) <= 256;

-- Only what the id does not say: most platforms' addresses have the id. Mentions by either, for they are found at
-- several accounts. They serve nothing else: none begins with a government.
drop index core.post_permalink_idx;
create index post_address_name_idx on core.post (address_name) where address_name is not null;
drop index core.message_permalink_idx;
create index message_address_name_idx
    on core.message (coalesce(address_name, external_id))
    where address_name is not null or kind = 'mention';
