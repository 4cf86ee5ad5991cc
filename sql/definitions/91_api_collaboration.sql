-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- For readers: which unit answered first what another one had been asked.

create or replace view metrics.collaboration as
select
    c.government_id,
    asked.government,
    c.helper_unit_id,
    helper.unit_code as helper_unit_code,
    helper.unit as helper_unit,
    c.unit_id,
    asked.unit_code,
    asked.unit,
    c.channel,
    c.window_days,
    c.n_helped,
    c.last_helped_at,
    state.as_of
from metrics.collaboration_1 as c
join metrics.unit as asked on asked.government_id = c.government_id and asked.unit_id = c.unit_id
join metrics.unit as helper on helper.government_id = c.government_id and helper.unit_id = c.helper_unit_id
left join ops.refresh_state as state on state.view = 'metrics.collaboration_1';
comment on view metrics.collaboration is
    'Which unit answered first what another one had been asked: one row per helper, unit asked, channel (or all) and '
    'window of 7, 28, 91 or 364 local days in which the inquiry started, none where nobody helped. Which inquiries: '
    'metrics.inquiry_detail, state helped.';

select metrics.apply_column_doc();
