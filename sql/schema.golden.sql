-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What the migrations make of an empty database (pg_dump -s); held by tests/sql/test_migrate.py. Its
-- diff is part of every review.
CREATE SCHEMA core;
ALTER SCHEMA core OWNER TO pantau_owner;
COMMENT ON SCHEMA core IS 'Facts: what the platforms said, rules, and the inquiries derived from them.';
CREATE SCHEMA core_open;
ALTER SCHEMA core_open OWNER TO pantau_owner;
COMMENT ON SCHEMA core_open IS 'Views of core without personal columns, for analysts.';
CREATE SCHEMA core_private;
ALTER SCHEMA core_private OWNER TO pantau_owner;
COMMENT ON SCHEMA core_private IS 'What only the owner of the database reads: contacts of officers.';
CREATE SCHEMA metrics;
ALTER SCHEMA metrics OWNER TO pantau_owner;
COMMENT ON SCHEMA metrics IS 'What readers may depend on; versioned in metrics.version.';
CREATE SCHEMA ops;
ALTER SCHEMA ops OWNER TO pantau_owner;
COMMENT ON SCHEMA ops IS 'The programs'' own work: ledger, streams, cursors, runs, quotas, refreshes.';
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';
CREATE TYPE core.stint AS (
	external_id text,
	hop integer,
	turn integer,
	unit_id integer,
	from_unit_id integer,
	opening_id text,
	opened_at timestamp with time zone,
	first_reply_at timestamp with time zone,
	first_reply_earliest_at timestamp with time zone,
	answer_id text,
	answered_at timestamp with time zone,
	helped_by_unit_id integer,
	ended_at timestamp with time zone,
	ended_earliest_at timestamp with time zone,
	ended_latest_at timestamp with time zone,
	left_at timestamp with time zone,
	late_reply_at timestamp with time zone,
	state text,
	timing text,
	correction_id bigint
);
ALTER TYPE core.stint OWNER TO pantau_owner;
COMMENT ON TYPE core.stint IS 'What core.complaint_stint() finds in the events of a case: one unit that held it, and how the wait ended. Handed from one part of core.derive_complaint() to the next, stored nowhere.';
CREATE FUNCTION metrics.target_key(account_id integer, stream text, external_id text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN hashtextextended(((((account_id || ' '::text) || stream) || ' '::text) || COALESCE(external_id, ''::text)), (0)::bigint);
ALTER FUNCTION metrics.target_key(account_id integer, stream text, external_id text) OWNER TO pantau_owner;
COMMENT ON FUNCTION metrics.target_key(account_id integer, stream text, external_id text) IS 'Number of a polled object (a post for its comments), or of a whole stream where external_id is null: a hash of the three, the same in every database.';
CREATE TABLE core.account (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    channel text NOT NULL,
    external_id text NOT NULL,
    handle text,
    former_handles text[] DEFAULT '{}'::text[] NOT NULL,
    name text,
    access text NOT NULL,
    feed_kind text,
    shows_answers boolean DEFAULT true NOT NULL,
    leader_position text,
    credential text,
    active boolean DEFAULT true NOT NULL,
    active_from timestamp with time zone DEFAULT now() NOT NULL,
    active_to timestamp with time zone,
    author_key bytea,
    former_author_keys bytea[] DEFAULT '{}'::bytea[] NOT NULL,
    shows_ended boolean DEFAULT true NOT NULL,
    CONSTRAINT account_access_check CHECK ((access = ANY (ARRAY['owned'::text, 'public'::text, 'feed'::text, 'delegate'::text]))),
    CONSTRAINT account_account_id_check CHECK ((account_id > 0)),
    CONSTRAINT account_author_key_check CHECK ((octet_length(author_key) = 16)),
    CONSTRAINT account_channel_check CHECK (((octet_length(channel) >= 1) AND (octet_length(channel) <= 256))),
    CONSTRAINT account_credential_check CHECK ((octet_length(credential) <= 256)),
    CONSTRAINT account_external_id_check CHECK (((octet_length(external_id) >= 1) AND (octet_length(external_id) <= 256))),
    CONSTRAINT account_feed_kind_check CHECK ((octet_length(feed_kind) <= 256)),
    CONSTRAINT account_handle_check CHECK ((octet_length(handle) <= 2048)),
    CONSTRAINT account_leader_position_check CHECK ((octet_length(leader_position) <= 2048)),
    CONSTRAINT account_name_check CHECK ((octet_length(name) <= 2048))
);
ALTER TABLE core.account OWNER TO pantau_owner;
COMMENT ON TABLE core.account IS 'Everything that can be polled: an official account on a platform, or a complaint feed (access feed); and who may answer for a unit without being polled (access delegate). Source: accounts, delegates, leaders and feeds of the configuration.';
COMMENT ON COLUMN core.account.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.account.account_id IS 'Number of the account within its government, from 1. Never null.';
COMMENT ON COLUMN core.account.channel IS 'Platform, or the feed''s name. Never null.';
COMMENT ON COLUMN core.account.external_id IS 'Id on the platform; the feed''s name for a feed. Never null.';
COMMENT ON COLUMN core.account.handle IS 'Present handle; null where there is none.';
COMMENT ON COLUMN core.account.former_handles IS 'Handles it had before. Never null.';
COMMENT ON COLUMN core.account.name IS 'Display name as last seen; null before the first visit.';
COMMENT ON COLUMN core.account.access IS 'owned (polled with its own credential), public, feed, or delegate (answers for units, is not polled). Never null.';
COMMENT ON COLUMN core.account.feed_kind IS 'Kind of the feed (lapor, open311 …); null for a platform account.';
COMMENT ON COLUMN core.account.shows_answers IS 'False for a feed that does not tell whether a case was answered (stages of SP4N-LAPOR!): its inquiries are counted apart, in n_excluded. Never null.';
COMMENT ON COLUMN core.account.leader_position IS 'Position of the leader whose account it is; null for a unit''s account or a feed.';
COMMENT ON COLUMN core.account.credential IS 'Name of the credential that its requests carry, never the secret; null where there is none.';
COMMENT ON COLUMN core.account.active IS 'False once it left the configuration. Never null.';
COMMENT ON COLUMN core.account.active_from IS 'When the configuration first named it. Never null.';
COMMENT ON COLUMN core.account.active_to IS 'When it left the configuration; null while it stands there.';
COMMENT ON COLUMN core.account.author_key IS 'Keyed pseudonym of its own platform id, 16 bytes; what it writes is recognised by it. Null for a feed.';
COMMENT ON COLUMN core.account.former_author_keys IS 'The same of ids it had before. Never null.';
COMMENT ON COLUMN core.account.shows_ended IS 'False for a feed that lists open cases alone: what opened before its first success enters the figures at its age then, and what ended before stands outside. Never null.';
CREATE TABLE core.account_delegate (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    unit_id integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT account_delegate_valid_to_check CHECK ((valid_to >= valid_from))
);
ALTER TABLE core.account_delegate OWNER TO pantau_owner;
COMMENT ON TABLE core.account_delegate IS 'Accounts that may answer for a unit beside its own: a call centre, a spokesperson. Source: delegates of units in the configuration.';
COMMENT ON COLUMN core.account_delegate.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.account_delegate.account_id IS 'Account that answers. Never null.';
COMMENT ON COLUMN core.account_delegate.unit_id IS 'Unit it may answer for. Never null.';
COMMENT ON COLUMN core.account_delegate.valid_from IS 'First local day; -infinity for always. Never null.';
COMMENT ON COLUMN core.account_delegate.valid_to IS 'Last local day; null while it lasts.';
CREATE TABLE core.account_owner (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    unit_id integer NOT NULL,
    CONSTRAINT account_owner_valid_to_check CHECK ((valid_to >= valid_from))
);
ALTER TABLE core.account_owner OWNER TO pantau_owner;
COMMENT ON TABLE core.account_owner IS 'Which unit answers for an account, with dates: accounts change hands. For a leader''s account the unit named in answered_by.';
COMMENT ON COLUMN core.account_owner.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.account_owner.account_id IS 'Account. Never null.';
COMMENT ON COLUMN core.account_owner.valid_from IS 'First local day; -infinity for always. Never null.';
COMMENT ON COLUMN core.account_owner.valid_to IS 'Last local day; null while it lasts.';
COMMENT ON COLUMN core.account_owner.unit_id IS 'Unit. Never null.';
CREATE TABLE core.account_sample (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    observed_at timestamp with time zone NOT NULL,
    name text,
    handle text,
    followers bigint,
    following bigint,
    posts bigint,
    views bigint,
    fans bigint,
    CONSTRAINT account_sample_handle_check CHECK ((octet_length(handle) <= 2048)),
    CONSTRAINT account_sample_name_check CHECK ((octet_length(name) <= 2048))
)
PARTITION BY RANGE (observed_at);
ALTER TABLE core.account_sample OWNER TO pantau_owner;
COMMENT ON TABLE core.account_sample IS 'Counters of an account at a visit; stored when one changed, and once a day.';
COMMENT ON COLUMN core.account_sample.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.account_sample.account_id IS 'Account. Never null.';
COMMENT ON COLUMN core.account_sample.observed_at IS 'When the answer came. Never null.';
COMMENT ON COLUMN core.account_sample.name IS 'Display name; null where the platform gave none.';
COMMENT ON COLUMN core.account_sample.handle IS 'Handle; null where the platform gave none.';
COMMENT ON COLUMN core.account_sample.followers IS 'Followers; null where the platform gives no count.';
COMMENT ON COLUMN core.account_sample.following IS 'Accounts followed; null where the platform gives no count.';
COMMENT ON COLUMN core.account_sample.posts IS 'Posts ever published; null where the platform gives no count.';
COMMENT ON COLUMN core.account_sample.views IS 'Views ever; null where the platform gives no count.';
COMMENT ON COLUMN core.account_sample.fans IS 'Facebook: people who like the page (fan_count), who need not follow it; null where the platform gives no count.';
CREATE TABLE core.account_sample_before (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    observed_at timestamp with time zone NOT NULL,
    name text,
    handle text,
    followers bigint,
    following bigint,
    posts bigint,
    views bigint,
    fans bigint,
    CONSTRAINT account_sample_handle_check CHECK ((octet_length(handle) <= 2048)),
    CONSTRAINT account_sample_name_check CHECK ((octet_length(name) <= 2048))
);
ALTER TABLE core.account_sample_before OWNER TO pantau_owner;
CREATE TABLE core.assessment (
    government_id integer NOT NULL,
    assessment_id bigint NOT NULL,
    item_kind text NOT NULL,
    account_id integer NOT NULL,
    item_id text NOT NULL,
    criterion text NOT NULL,
    score double precision,
    verdict text NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    reason text,
    criterion_version integer NOT NULL,
    entered_by text,
    revoked_at timestamp with time zone,
    CONSTRAINT assessment_item_kind_check CHECK ((item_kind = ANY (ARRAY['post'::text, 'message'::text, 'inquiry'::text, 'complaint'::text]))),
    CONSTRAINT assessment_reason_check CHECK (((octet_length(reason) >= 1) AND (octet_length(reason) <= 2048)))
);
ALTER TABLE core.assessment OWNER TO pantau_owner;
COMMENT ON TABLE core.assessment IS 'A human verdict on one item: who, when, which criterion, which score, why. One that was corrected keeps its row, with revoked_at; entered by ops.assess(), read through metrics.assessment.';
COMMENT ON COLUMN core.assessment.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.assessment.assessment_id IS 'Number of the assessment. Never null.';
COMMENT ON COLUMN core.assessment.item_kind IS 'post, message (a reply of an official account), inquiry or complaint. Never null.';
COMMENT ON COLUMN core.assessment.account_id IS 'Account of the item. Never null.';
COMMENT ON COLUMN core.assessment.item_id IS 'Id of the item on its platform or feed; of an inquiry its inquiry_id. Never null.';
COMMENT ON COLUMN core.assessment.criterion IS 'What was judged (core.criterion). Never null.';
COMMENT ON COLUMN core.assessment.score IS 'Score of the verdict, 0 to 1; null where the criterion''s words have no order.';
COMMENT ON COLUMN core.assessment.verdict IS 'Verdict in a word of the criterion. Never null.';
COMMENT ON COLUMN core.assessment.decided_by IS 'Who judged, in small letters (core.assessor). Never null.';
COMMENT ON COLUMN core.assessment.decided_at IS 'When. Never null.';
COMMENT ON COLUMN core.assessment.reason IS 'Why; null where none was given.';
COMMENT ON COLUMN core.assessment.criterion_version IS 'Version of the criterion. Never null.';
COMMENT ON COLUMN core.assessment.entered_by IS 'Who entered it; null where nobody said so.';
COMMENT ON COLUMN core.assessment.revoked_at IS 'When another verdict took its place, or it was taken back; null while it stands.';
ALTER TABLE core.assessment ALTER COLUMN assessment_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core.assessment_assessment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core.assessor (
    government_id integer NOT NULL,
    assessor text NOT NULL,
    assessor_no integer NOT NULL,
    CONSTRAINT assessor_assessor_check CHECK (((assessor = lower(btrim(assessor))) AND ((octet_length(assessor) >= 1) AND (octet_length(assessor) <= 256))))
);
ALTER TABLE core.assessor OWNER TO pantau_owner;
COMMENT ON TABLE core.assessor IS 'Who assesses items; readers see the number alone.';
COMMENT ON COLUMN core.assessor.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.assessor.assessor IS 'Who, in small letters. Never null.';
COMMENT ON COLUMN core.assessor.assessor_no IS 'Number of the assessor within the government. Never null.';
CREATE TABLE core.automatic_evidence (
    government_id integer NOT NULL,
    text_hash bytea NOT NULL,
    account_id integer NOT NULL,
    thread_key text NOT NULL
);
ALTER TABLE core.automatic_evidence OWNER TO pantau_owner;
COMMENT ON TABLE core.automatic_evidence IS 'Threads in which an official text came at most 10 s after what it answers; three of them make it automatic.';
COMMENT ON COLUMN core.automatic_evidence.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.automatic_evidence.text_hash IS 'As in core.automatic_text. Never null.';
COMMENT ON COLUMN core.automatic_evidence.account_id IS 'Account of the thread. Never null.';
COMMENT ON COLUMN core.automatic_evidence.thread_key IS 'Thread. Never null.';
CREATE TABLE core.automatic_text (
    government_id integer NOT NULL,
    text_hash bytea NOT NULL,
    source text NOT NULL,
    CONSTRAINT automatic_text_source_check CHECK ((source = ANY (ARRAY['learnt'::text, 'entered'::text]))),
    CONSTRAINT automatic_text_text_hash_check CHECK ((octet_length(text_hash) = 16))
);
ALTER TABLE core.automatic_text OWNER TO pantau_owner;
COMMENT ON TABLE core.automatic_text IS 'Texts that official accounts send by machine: seen at most 10 s after what they answer in at least three threads, or entered by a person.';
COMMENT ON COLUMN core.automatic_text.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.automatic_text.text_hash IS 'Keyed hash of the text, 16 bytes; for direct messages, whose texts are not kept, one made of the account. Never null.';
COMMENT ON COLUMN core.automatic_text.source IS 'learnt or entered. Never null.';
CREATE TABLE core.calendar (
    calendar text NOT NULL,
    base text,
    name text NOT NULL,
    source text NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    decided_from date NOT NULL,
    decided_to date NOT NULL,
    imported_at timestamp with time zone,
    CONSTRAINT calendar_calendar_check CHECK (((octet_length(calendar) >= 1) AND (octet_length(calendar) <= 256))),
    CONSTRAINT calendar_last_on_check CHECK (((first_on <= decided_from) AND (decided_from <= decided_to) AND (decided_to <= last_on)))
);
ALTER TABLE core.calendar OWNER TO pantau_owner;
COMMENT ON TABLE core.calendar IS 'A working calendar: which hours of which days count as working time.';
COMMENT ON COLUMN core.calendar.calendar IS 'Name used in the configuration, for example id-asn. Never null.';
COMMENT ON COLUMN core.calendar.base IS 'Calendar it derives from; null for one that stands alone.';
COMMENT ON COLUMN core.calendar.name IS 'What it is, in words. Never null.';
COMMENT ON COLUMN core.calendar.source IS 'Regulation or decision its hours rest on. Never null.';
COMMENT ON COLUMN core.calendar.first_on IS 'First day that core.calendar_day holds. Never null.';
COMMENT ON COLUMN core.calendar.last_on IS 'Last day that core.calendar_day holds; look-ups beyond it fail. Never null.';
COMMENT ON COLUMN core.calendar.decided_from IS 'First day whose decrees are entered; days before it are provisional. Never null.';
COMMENT ON COLUMN core.calendar.decided_to IS 'Last day whose decrees are entered; days after it are provisional. Never null.';
COMMENT ON COLUMN core.calendar.imported_at IS 'When an operator brought it in; null for one that comes with Pantau.';
CREATE TABLE core.calendar_change (
    calendar text NOT NULL,
    change_no integer NOT NULL,
    day date NOT NULL,
    was jsonb NOT NULL
);
ALTER TABLE core.calendar_change OWNER TO pantau_owner;
COMMENT ON TABLE core.calendar_change IS 'Days of calendars that core.calendar_build() changed, as they were: what a recomputation says was before. A day that is new has no row.';
COMMENT ON COLUMN core.calendar_change.calendar IS 'Calendar. Never null.';
COMMENT ON COLUMN core.calendar_change.change_no IS 'Number of the change of this calendar, from 1; its newest one is the version of the calendar. Never null.';
COMMENT ON COLUMN core.calendar_change.day IS 'Local day. Never null.';
COMMENT ON COLUMN core.calendar_change.was IS 'The row of core.calendar_day before the change. Never null.';
CREATE TABLE core.calendar_day (
    calendar text NOT NULL,
    day date NOT NULL,
    starts_s integer[] NOT NULL,
    ends_s integer[] NOT NULL,
    before_s bigint NOT NULL,
    before_days integer NOT NULL,
    workday boolean NOT NULL,
    kind text NOT NULL,
    decree text,
    decided_at timestamp with time zone,
    provisional boolean NOT NULL,
    CONSTRAINT calendar_day_ends_s_check CHECK (((cardinality(starts_s) = cardinality(ends_s)) AND (cardinality(ends_s) <= 4))),
    CONSTRAINT calendar_day_workday_check CHECK ((workday = (cardinality(starts_s) > 0)))
);
ALTER TABLE core.calendar_day OWNER TO pantau_owner;
COMMENT ON TABLE core.calendar_day IS 'One day of a calendar, made by core.calendar_build() from hours, seasons and free days; working time is two look-ups here.';
COMMENT ON COLUMN core.calendar_day.calendar IS 'Calendar. Never null.';
COMMENT ON COLUMN core.calendar_day.day IS 'Local day. Never null.';
COMMENT ON COLUMN core.calendar_day.starts_s IS 'Beginnings of the working intervals, seconds of the local day; empty on a free day. Never null.';
COMMENT ON COLUMN core.calendar_day.ends_s IS 'Ends of the same intervals. Never null.';
COMMENT ON COLUMN core.calendar_day.before_s IS 'Working seconds of all earlier days of the calendar. Never null.';
COMMENT ON COLUMN core.calendar_day.before_days IS 'Working days before this one. Never null.';
COMMENT ON COLUMN core.calendar_day.workday IS 'True when the day has working time. Never null.';
COMMENT ON COLUMN core.calendar_day.kind IS 'working, weekend, holiday, joint_leave or regional. Never null.';
COMMENT ON COLUMN core.calendar_day.decree IS 'Decree behind a free day; null on ordinary days.';
COMMENT ON COLUMN core.calendar_day.decided_at IS 'When that decree was decided; null on ordinary days.';
COMMENT ON COLUMN core.calendar_day.provisional IS 'True for days whose decree is not out: weekends and fixed dates only. Never null.';
CREATE TABLE core.calendar_free_day (
    calendar text NOT NULL,
    free_on date NOT NULL,
    kind text NOT NULL,
    decree text NOT NULL,
    decided_on date,
    imported_at timestamp with time zone,
    imported_by text,
    CONSTRAINT calendar_free_day_kind_check CHECK ((kind = ANY (ARRAY['holiday'::text, 'joint_leave'::text, 'regional'::text, 'working'::text])))
);
ALTER TABLE core.calendar_free_day OWNER TO pantau_owner;
COMMENT ON TABLE core.calendar_free_day IS 'Days without work, each with the decree that made it free.';
COMMENT ON COLUMN core.calendar_free_day.calendar IS 'Calendar the day belongs to; those derived from it take it over. Never null.';
COMMENT ON COLUMN core.calendar_free_day.free_on IS 'Local day. Never null.';
COMMENT ON COLUMN core.calendar_free_day.kind IS 'holiday, joint_leave, or regional; working where a decree takes such a day of this calendar, or of the one it derives from, back. Never null.';
COMMENT ON COLUMN core.calendar_free_day.decree IS 'Decree that declared the day. Never null.';
COMMENT ON COLUMN core.calendar_free_day.decided_on IS 'Date of that decree; null where it is not known.';
COMMENT ON COLUMN core.calendar_free_day.imported_at IS 'When an operator brought it in; null for a day that comes with Pantau.';
COMMENT ON COLUMN core.calendar_free_day.imported_by IS 'Role that brought it in; null for a day that comes with Pantau.';
CREATE TABLE core.calendar_hours (
    calendar text NOT NULL,
    season text NOT NULL,
    isodow integer NOT NULL,
    starts time without time zone NOT NULL,
    ends time without time zone NOT NULL,
    imported_at timestamp with time zone,
    CONSTRAINT calendar_hours_ends_check CHECK ((ends > starts)),
    CONSTRAINT calendar_hours_isodow_check CHECK (((isodow >= 1) AND (isodow <= 7)))
);
ALTER TABLE core.calendar_hours OWNER TO pantau_owner;
COMMENT ON TABLE core.calendar_hours IS 'Working intervals of a weekday in a season; the gap between two of them is the break.';
COMMENT ON COLUMN core.calendar_hours.calendar IS 'Calendar. Never null.';
COMMENT ON COLUMN core.calendar_hours.season IS 'normal or the name of a core.calendar_season. Never null.';
COMMENT ON COLUMN core.calendar_hours.isodow IS 'Day of the week, 1 Monday to 7 Sunday. Never null.';
COMMENT ON COLUMN core.calendar_hours.starts IS 'Local time at which work begins. Never null.';
COMMENT ON COLUMN core.calendar_hours.ends IS 'Local time at which it ends. Never null.';
COMMENT ON COLUMN core.calendar_hours.imported_at IS 'When an operator brought them in; null for hours that come with Pantau.';
CREATE TABLE core.calendar_season (
    season text NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    source text NOT NULL,
    imported_at timestamp with time zone,
    CONSTRAINT calendar_season_last_on_check CHECK ((last_on >= first_on))
);
ALTER TABLE core.calendar_season OWNER TO pantau_owner;
COMMENT ON TABLE core.calendar_season IS 'Days on which other hours apply, for example the fasting month.';
COMMENT ON COLUMN core.calendar_season.season IS 'Name, as in core.calendar_hours. Never null.';
COMMENT ON COLUMN core.calendar_season.first_on IS 'First local day. Never null.';
COMMENT ON COLUMN core.calendar_season.last_on IS 'Last local day. Never null.';
COMMENT ON COLUMN core.calendar_season.source IS 'Where the days come from. Never null.';
COMMENT ON COLUMN core.calendar_season.imported_at IS 'When an operator brought it in; null for one that comes with Pantau.';
CREATE TABLE core.complaint (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    external_id text NOT NULL,
    feed text NOT NULL,
    complaint_id uuid NOT NULL,
    unit_id integer DEFAULT 0 NOT NULL,
    unit_ref text,
    class text,
    visibility text,
    topic text,
    title text,
    text text,
    truncated boolean DEFAULT false NOT NULL,
    permalink text,
    district_code text,
    village_code text,
    lat double precision,
    long double precision,
    status text NOT NULL,
    status_raw text,
    status_observed_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone,
    verified_at timestamp with time zone,
    verified_earliest_at timestamp with time zone,
    disposed_at timestamp with time zone,
    disposed_earliest_at timestamp with time zone,
    last_activity_at timestamp with time zone,
    closed_at timestamp with time zone,
    closed_earliest_at timestamp with time zone,
    closed_by text,
    precision_s integer,
    rating double precision,
    first_reply_at timestamp with time zone,
    first_reply_earliest_at timestamp with time zone,
    substantive_reply_at timestamp with time zone,
    first_observed_at timestamp with time zone NOT NULL,
    changed_observed_at timestamp with time zone NOT NULL,
    mapped_topic text,
    topic_rule text,
    district_name text,
    village_name text,
    language text,
    intent text,
    intent_rule text,
    CONSTRAINT complaint_class_check CHECK ((class = ANY (ARRAY['oversight'::text, 'no_oversight'::text, 'information'::text, 'aspiration'::text, 'other'::text]))),
    CONSTRAINT complaint_closed_by_check CHECK ((octet_length(closed_by) <= 256)),
    CONSTRAINT complaint_district_code_check CHECK ((octet_length(district_code) <= 256)),
    CONSTRAINT complaint_district_name_check CHECK ((octet_length(district_name) <= 256)),
    CONSTRAINT complaint_external_id_check CHECK (((octet_length(external_id) >= 1) AND (octet_length(external_id) <= 256))),
    CONSTRAINT complaint_feed_check CHECK ((octet_length(feed) <= 256)),
    CONSTRAINT complaint_language_check CHECK ((octet_length(language) <= 256)),
    CONSTRAINT complaint_permalink_check CHECK ((octet_length(permalink) <= 2048)),
    CONSTRAINT complaint_status_check CHECK ((status = ANY (ARRAY['unverified'::text, 'verified'::text, 'disposed'::text, 'in_process'::text, 'awaiting_reporter'::text, 'postponed'::text, 'closed_by_reporter'::text, 'closed_by_admin'::text, 'closed_by_system'::text, 'archived_by_admin'::text, 'archived_by_system'::text, 'archived_by_reporter'::text, 'blocked'::text, 'deleted'::text, 'unknown'::text]))),
    CONSTRAINT complaint_status_raw_check CHECK ((octet_length(status_raw) <= 256)),
    CONSTRAINT complaint_text_check CHECK ((octet_length(text) <= 65536)),
    CONSTRAINT complaint_title_check CHECK ((octet_length(title) <= 65536)),
    CONSTRAINT complaint_unit_ref_check CHECK ((octet_length(unit_ref) <= 256)),
    CONSTRAINT complaint_village_code_check CHECK ((octet_length(village_code) <= 256)),
    CONSTRAINT complaint_village_name_check CHECK ((octet_length(village_name) <= 256)),
    CONSTRAINT complaint_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'anonymous'::text, 'confidential'::text, 'anonymous_confidential'::text])))
);
ALTER TABLE core.complaint OWNER TO pantau_owner;
COMMENT ON TABLE core.complaint IS 'A case in a complaint feed, as last seen, with what its events say derived beside it.';
COMMENT ON COLUMN core.complaint.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.complaint.account_id IS 'The feed. Never null.';
COMMENT ON COLUMN core.complaint.external_id IS 'Tracking id in the feed. Never null.';
COMMENT ON COLUMN core.complaint.feed IS 'Name of the feed (the account''s channel). Never null.';
COMMENT ON COLUMN core.complaint.complaint_id IS 'Made from government, feed account and external_id (core.natural_id). Never null.';
COMMENT ON COLUMN core.complaint.unit_id IS 'Unit that holds it now, of several the one named first, derived; 0 while no known unit does. Never null.';
COMMENT ON COLUMN core.complaint.unit_ref IS 'Present holder as the feed names it; null where it names none.';
COMMENT ON COLUMN core.complaint.class IS 'oversight, no_oversight, information, aspiration or other; null where the feed does not tell.';
COMMENT ON COLUMN core.complaint.visibility IS 'public, anonymous, confidential or anonymous_confidential; null where the feed does not tell.';
COMMENT ON COLUMN core.complaint.topic IS 'Topic or category as the feed names it; null where there is none. In words that all feeds share: mapped_topic.';
COMMENT ON COLUMN core.complaint.title IS 'Title; null where there is none or it is not kept.';
COMMENT ON COLUMN core.complaint.text IS 'Text; null where there is none or it is not kept.';
COMMENT ON COLUMN core.complaint.truncated IS 'The text was cut, by the feed or at its limit. Never null.';
COMMENT ON COLUMN core.complaint.permalink IS 'Address for people; null where there is none.';
COMMENT ON COLUMN core.complaint.district_code IS 'Kemendagri code of the district; null where unknown.';
COMMENT ON COLUMN core.complaint.village_code IS 'Kemendagri code of the village; null where unknown.';
COMMENT ON COLUMN core.complaint.lat IS 'Latitude in degrees; null where unknown.';
COMMENT ON COLUMN core.complaint.long IS 'Longitude in degrees; null where unknown.';
COMMENT ON COLUMN core.complaint.status IS 'Status in the vocabulary of sql/README.md. Never null.';
COMMENT ON COLUMN core.complaint.status_raw IS 'Status word for word; null where the feed gives none.';
COMMENT ON COLUMN core.complaint.status_observed_at IS 'First answer that showed the present status. Never null.';
COMMENT ON COLUMN core.complaint.received_at IS 'When the reporter sent it; null where the feed does not tell.';
COMMENT ON COLUMN core.complaint.verified_at IS 'When it was verified; null where the feed does not tell.';
COMMENT ON COLUMN core.complaint.verified_earliest_at IS 'Lower end where only polling saw it; null when verified_at is exact or absent.';
COMMENT ON COLUMN core.complaint.disposed_at IS 'When it was first given to a unit; null where the feed does not tell.';
COMMENT ON COLUMN core.complaint.disposed_earliest_at IS 'Lower end where only polling saw it; null when disposed_at is exact or absent.';
COMMENT ON COLUMN core.complaint.last_activity_at IS 'Last activity the feed tells of; null where it does not.';
COMMENT ON COLUMN core.complaint.closed_at IS 'When it was closed; null while open or where the feed does not tell.';
COMMENT ON COLUMN core.complaint.closed_earliest_at IS 'Lower end where only polling saw it; null when closed_at is exact or absent.';
COMMENT ON COLUMN core.complaint.closed_by IS 'reporter, admin or timer; null while open or where the feed does not tell.';
COMMENT ON COLUMN core.complaint.precision_s IS 'Precision of the times in seconds; null where no time is given.';
COMMENT ON COLUMN core.complaint.rating IS 'Rating by the reporter; null where there is none.';
COMMENT ON COLUMN core.complaint.first_reply_at IS 'First follow-up of any kind by a unit that holds it, or the answer of another one, derived from the events; null before it.';
COMMENT ON COLUMN core.complaint.first_reply_earliest_at IS 'Lower end where only polling saw it; null when first_reply_at is exact or absent.';
COMMENT ON COLUMN core.complaint.substantive_reply_at IS 'First follow-up that rules call substantive with confidence 0.8 or more, derived; null before it.';
COMMENT ON COLUMN core.complaint.first_observed_at IS 'Answer in which it was first seen. Never null.';
COMMENT ON COLUMN core.complaint.changed_observed_at IS 'Answer that brought the newest change. Never null.';
COMMENT ON COLUMN core.complaint.mapped_topic IS 'Topic (core.topic) that the feed''s category means (core.topic_category), else that of title and text by core.word_rule; null where neither tells one.';
COMMENT ON COLUMN core.complaint.topic_rule IS 'What decided mapped_topic: category, or the list of words with its version; null where that is.';
COMMENT ON COLUMN core.complaint.district_name IS 'Name of the district as the feed has it; null where it tells none.';
COMMENT ON COLUMN core.complaint.village_name IS 'Name of the village as the feed has it; null where it tells none.';
COMMENT ON COLUMN core.complaint.language IS 'Language of its text, else of its title, as the daemon tells it: id, en, jv or su; null where it cannot be told. It stays when the text goes.';
COMMENT ON COLUMN core.complaint.intent IS 'What it wants: by its class, else by the rules for messages, else complaint. Null until it was derived.';
COMMENT ON COLUMN core.complaint.intent_rule IS 'class, or the rule of core.needs_rule that says so; null where nothing does.';
CREATE TABLE core.complaint_disposition (
    government_id integer NOT NULL,
    complaint_id uuid NOT NULL,
    hop integer NOT NULL,
    account_id integer NOT NULL,
    from_unit_id integer,
    to_unit_id integer NOT NULL,
    disposed_at timestamp with time zone NOT NULL,
    first_reply_at timestamp with time zone,
    answered_at timestamp with time zone,
    left_at timestamp with time zone
);
ALTER TABLE core.complaint_disposition OWNER TO pantau_owner;
COMMENT ON TABLE core.complaint_disposition IS 'Hops of a complaint between units, derived from its events: a case may lie with several units and travel.';
COMMENT ON COLUMN core.complaint_disposition.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.complaint_disposition.complaint_id IS 'The complaint. Never null.';
COMMENT ON COLUMN core.complaint_disposition.hop IS 'Number of the hop, from 1. Never null.';
COMMENT ON COLUMN core.complaint_disposition.account_id IS 'The feed. Never null.';
COMMENT ON COLUMN core.complaint_disposition.from_unit_id IS 'Unit it came from; null where the feed does not tell.';
COMMENT ON COLUMN core.complaint_disposition.to_unit_id IS 'Unit it was given to; 0 where the feed''s name for it is not known. Never null.';
COMMENT ON COLUMN core.complaint_disposition.disposed_at IS 'When it was given to the unit (upper end). Never null.';
COMMENT ON COLUMN core.complaint_disposition.first_reply_at IS 'First follow-up of any kind by the unit in this hop; null before it.';
COMMENT ON COLUMN core.complaint_disposition.answered_at IS 'First substantive follow-up by the unit in this hop; null before it.';
COMMENT ON COLUMN core.complaint_disposition.left_at IS 'When it went to another unit or was given back (upper end); null while it lies here.';
CREATE TABLE core.complaint_event (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    complaint_external_id text NOT NULL,
    event_key text NOT NULL,
    complaint_id uuid NOT NULL,
    at_earliest timestamp with time zone NOT NULL,
    at_latest timestamp with time zone NOT NULL,
    precision_s integer,
    kind text NOT NULL,
    unit_id integer,
    unit_ref text,
    from_unit_id integer,
    from_unit_ref text,
    actor text,
    text text,
    rule text,
    confidence double precision,
    ordinal integer,
    first_observed_at timestamp with time zone NOT NULL,
    changed_observed_at timestamp with time zone NOT NULL,
    has_attachment boolean,
    measured_key bigint,
    CONSTRAINT complaint_event_actor_check CHECK ((octet_length(actor) <= 256)),
    CONSTRAINT complaint_event_at_check CHECK ((at_earliest <= at_latest)),
    CONSTRAINT complaint_event_complaint_external_id_check CHECK (((octet_length(complaint_external_id) >= 1) AND (octet_length(complaint_external_id) <= 256))),
    CONSTRAINT complaint_event_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT complaint_event_event_key_check CHECK (((octet_length(event_key) >= 1) AND (octet_length(event_key) <= 256))),
    CONSTRAINT complaint_event_from_unit_ref_check CHECK ((octet_length(from_unit_ref) <= 256)),
    CONSTRAINT complaint_event_kind_check CHECK ((kind = ANY (ARRAY['received'::text, 'verified'::text, 'disposed'::text, 'acknowledged'::text, 'answered'::text, 'reporter_reply'::text, 'closed'::text, 'postponed'::text, 'archived'::text, 'returned'::text, 'status_seen'::text]))),
    CONSTRAINT complaint_event_text_check CHECK ((octet_length(text) <= 65536)),
    CONSTRAINT complaint_event_unit_ref_check CHECK ((octet_length(unit_ref) <= 256))
);
ALTER TABLE core.complaint_event OWNER TO pantau_owner;
COMMENT ON TABLE core.complaint_event IS 'One thing that happened to a complaint: a disposition, a follow-up, a reply of the reporter, a closing.';
COMMENT ON COLUMN core.complaint_event.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.complaint_event.account_id IS 'The feed. Never null.';
COMMENT ON COLUMN core.complaint_event.complaint_external_id IS 'Tracking id of the complaint. Never null.';
COMMENT ON COLUMN core.complaint_event.event_key IS 'Stable key of the event within the complaint. Never null.';
COMMENT ON COLUMN core.complaint_event.complaint_id IS 'Same value as in core.complaint. Never null.';
COMMENT ON COLUMN core.complaint_event.at_earliest IS 'Lower end of when it happened; equal to at_latest when the feed gives the time. Never null.';
COMMENT ON COLUMN core.complaint_event.at_latest IS 'Upper end of when it happened. Never null.';
COMMENT ON COLUMN core.complaint_event.precision_s IS 'Precision of the feed''s time in seconds; null where only polling saw it.';
COMMENT ON COLUMN core.complaint_event.kind IS 'received, verified, disposed, acknowledged, answered, reporter_reply, closed, postponed, archived, returned or status_seen. Never null.';
COMMENT ON COLUMN core.complaint_event.unit_id IS 'Who acted, or to whom it was disposed, derived from unit_ref; null where unknown.';
COMMENT ON COLUMN core.complaint_event.unit_ref IS 'The same as the feed names it; null where it names none.';
COMMENT ON COLUMN core.complaint_event.from_unit_id IS 'Who disposed or handed over, derived from from_unit_ref; null where unknown.';
COMMENT ON COLUMN core.complaint_event.from_unit_ref IS 'The same as the feed names it; null where it names none.';
COMMENT ON COLUMN core.complaint_event.actor IS 'Who acted, in the feed''s words for a role; null where it does not tell.';
COMMENT ON COLUMN core.complaint_event.text IS 'Text of the entry; null where there is none or it is not kept.';
COMMENT ON COLUMN core.complaint_event.rule IS 'Rule that gave the kind; null where the feed says the kind itself.';
COMMENT ON COLUMN core.complaint_event.confidence IS 'Confidence of that rule, 0 to 1; null where the feed says the kind itself.';
COMMENT ON COLUMN core.complaint_event.ordinal IS 'Place in the feed''s own order; null where it has none.';
COMMENT ON COLUMN core.complaint_event.first_observed_at IS 'Answer in which it was first seen. Never null.';
COMMENT ON COLUMN core.complaint_event.changed_observed_at IS 'Answer that brought the newest change. Never null.';
COMMENT ON COLUMN core.complaint_event.has_attachment IS 'A photograph or a document is attached to it; null where the feed says nothing of that.';
COMMENT ON COLUMN core.complaint_event.measured_key IS 'hashtextextended(text, 0) of the text that core.text_measure is of; null where it was not measured, as of all that is no follow-up.';
CREATE TABLE core.complaint_state (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    complaint_external_id text NOT NULL,
    status_raw text NOT NULL,
    seen_by timestamp with time zone NOT NULL,
    seen_upto timestamp with time zone NOT NULL,
    CONSTRAINT complaint_state_complaint_external_id_check CHECK (((octet_length(complaint_external_id) >= 1) AND (octet_length(complaint_external_id) <= 256))),
    CONSTRAINT complaint_state_status_raw_check CHECK (((octet_length(status_raw) >= 1) AND (octet_length(status_raw) <= 256)))
);
ALTER TABLE core.complaint_state OWNER TO pantau_owner;
COMMENT ON TABLE core.complaint_state IS 'States of complaints as exports showed them: between the last one of another state and the first one of this it changed.';
COMMENT ON COLUMN core.complaint_state.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.complaint_state.account_id IS 'The feed. Never null.';
COMMENT ON COLUMN core.complaint_state.complaint_external_id IS 'Tracking id of the complaint. Never null.';
COMMENT ON COLUMN core.complaint_state.status_raw IS 'State in the feed''s own words. Never null.';
COMMENT ON COLUMN core.complaint_state.seen_by IS 'Moment by which it was reached: the end of the time in which the first export that shows it was made. Never null.';
COMMENT ON COLUMN core.complaint_state.seen_upto IS 'Moment up to which it lasted at least: the beginning of the time in which the last export that shows it was made. Never null.';
CREATE TABLE core.correction (
    government_id integer NOT NULL,
    correction_id bigint NOT NULL,
    inquiry_id uuid NOT NULL,
    field text NOT NULL,
    value text,
    ended_at timestamp with time zone,
    decided_by text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    evidence text,
    revoked_at timestamp with time zone,
    source_kind text NOT NULL,
    source_account_id integer NOT NULL,
    source_id text NOT NULL,
    channel text NOT NULL,
    opening_id text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    unit_id integer NOT NULL,
    account_id integer NOT NULL,
    class text NOT NULL,
    answer_id text,
    CONSTRAINT correction_class_check CHECK ((class = ANY (ARRAY['citizen'::text, 'leader'::text]))),
    CONSTRAINT correction_decided_by_check CHECK (((octet_length(decided_by) >= 1) AND (octet_length(decided_by) <= 256))),
    CONSTRAINT correction_evidence_check CHECK ((octet_length(evidence) <= 2048)),
    CONSTRAINT correction_field_check CHECK ((field = ANY (ARRAY['state'::text, 'unit'::text, 'needs_answer'::text, 'intent'::text, 'topic'::text, 'reply_class'::text]))),
    CONSTRAINT correction_reason_check CHECK (((octet_length(reason) >= 1) AND (octet_length(reason) <= 2048))),
    CONSTRAINT correction_source_kind_check CHECK ((source_kind = ANY (ARRAY['message'::text, 'complaint'::text]))),
    CONSTRAINT correction_value_check CHECK (((revoked_at IS NOT NULL) OR ((value IS NOT NULL) AND ((field <> 'state'::text) OR (value = ANY (ARRAY['answered'::text, 'waiting'::text]))) AND ((ended_at IS NOT NULL) = ((field = 'state'::text) AND (value = 'answered'::text))) AND ((field <> 'unit'::text) OR (value ~ '^[0-9]{1,9}$'::text)) AND ((field <> 'needs_answer'::text) OR (value = ANY (ARRAY['true'::text, 'false'::text]))) AND ((field <> 'intent'::text) OR (value = ANY (ARRAY['question'::text, 'complaint'::text, 'request'::text, 'suggestion'::text, 'praise'::text, 'spam'::text, 'other'::text]))) AND ((field <> 'reply_class'::text) OR (value = ANY (ARRAY['substantive'::text, 'stock'::text, 'redirect'::text]))))))
);
ALTER TABLE core.correction OWNER TO pantau_owner;
COMMENT ON TABLE core.correction IS 'A person''s correction of one inquiry, applied last in derivation and counted.';
COMMENT ON COLUMN core.correction.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.correction.correction_id IS 'Number of the correction. Never null.';
COMMENT ON COLUMN core.correction.inquiry_id IS 'Inquiry it was made for. Where older messages give that another id, the correction follows what opened it. Never null.';
COMMENT ON COLUMN core.correction.field IS 'What is corrected: state, unit, needs_answer, intent, topic or reply_class. Never null.';
COMMENT ON COLUMN core.correction.value IS 'New value as text: of state answered or waiting, of unit its number, of needs_answer true or false. Null only in what was written by hand before corrections were read.';
COMMENT ON COLUMN core.correction.ended_at IS 'When it was answered, elsewhere than where it is seen; null for other corrections.';
COMMENT ON COLUMN core.correction.decided_by IS 'Who decided. Never null.';
COMMENT ON COLUMN core.correction.decided_at IS 'When. Never null.';
COMMENT ON COLUMN core.correction.reason IS 'Why. Never null.';
COMMENT ON COLUMN core.correction.evidence IS 'Link or file; null without one.';
COMMENT ON COLUMN core.correction.revoked_at IS 'When it was taken back; null while it stands.';
COMMENT ON COLUMN core.correction.source_kind IS 'message or complaint. Never null.';
COMMENT ON COLUMN core.correction.source_account_id IS 'Account in whose rows the inquiry was found then. Never null.';
COMMENT ON COLUMN core.correction.source_id IS 'Thread then, or tracking id of the complaint. Never null.';
COMMENT ON COLUMN core.correction.channel IS 'Platform or feed. Never null.';
COMMENT ON COLUMN core.correction.opening_id IS 'Message, post or event that opened the inquiry then: the correction belongs to the stretch in which it stands. Never null.';
COMMENT ON COLUMN core.correction.opened_at IS 'When that was written. Never null.';
COMMENT ON COLUMN core.correction.unit_id IS 'Unit that was asked, whatever a correction made of it. Never null.';
COMMENT ON COLUMN core.correction.account_id IS 'Account that was asked. Never null.';
COMMENT ON COLUMN core.correction.class IS 'citizen or leader. Never null.';
COMMENT ON COLUMN core.correction.answer_id IS 'Of state waiting: the message or event that is no answer. Null for other corrections.';
ALTER TABLE core.correction ALTER COLUMN correction_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core.correction_correction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core.criterion (
    criterion text NOT NULL,
    version integer NOT NULL,
    item_kind text NOT NULL,
    choices text[],
    choices_id text[],
    scores double precision[],
    by_text boolean NOT NULL,
    proxy text,
    label_en text NOT NULL,
    label_id text NOT NULL,
    question_en text NOT NULL,
    question_id text NOT NULL,
    CONSTRAINT criterion_choices_id_check CHECK ((((choices IS NULL) = (choices_id IS NULL)) AND (cardinality(choices) = cardinality(choices_id)) AND ((scores IS NULL) OR (cardinality(choices) = cardinality(scores))))),
    CONSTRAINT criterion_item_kind_check CHECK ((item_kind = ANY (ARRAY['post'::text, 'message'::text, 'reply'::text, 'inquiry'::text, 'complaint'::text]))),
    CONSTRAINT criterion_version_check CHECK ((version >= 1))
);
ALTER TABLE core.criterion OWNER TO pantau_owner;
COMMENT ON TABLE core.criterion IS 'What people judge about items, in a word of a list or as a score. A question or list that changes is a new version: verdicts keep the version they were given by.';
COMMENT ON COLUMN core.criterion.criterion IS 'Its short name. Never null.';
COMMENT ON COLUMN core.criterion.version IS 'Version of its question and words; the newest one is asked. Never null.';
COMMENT ON COLUMN core.criterion.item_kind IS 'What is judged: post, message (of a citizen or leader), reply (of an official account), inquiry or complaint. Never null.';
COMMENT ON COLUMN core.criterion.choices IS 'The words to choose from; null for the topics of core.topic, and none.';
COMMENT ON COLUMN core.criterion.choices_id IS 'The same words in Indonesian, in their order; null likewise.';
COMMENT ON COLUMN core.criterion.scores IS 'Score of each word, 0 to 1; null where the words have no order.';
COMMENT ON COLUMN core.criterion.by_text IS 'The text alone tells it, and rules do, so that random samples can be drawn and labelled. Never null.';
COMMENT ON COLUMN core.criterion.proxy IS 'What rules tell of it, in words (core.proxy_verdict() has the formula); null where they tell nothing.';
COMMENT ON COLUMN core.criterion.label_en IS 'Its name for people, in English. Never null.';
COMMENT ON COLUMN core.criterion.label_id IS 'The same in Indonesian. Never null.';
COMMENT ON COLUMN core.criterion.question_en IS 'What is asked, in English. Never null.';
COMMENT ON COLUMN core.criterion.question_id IS 'The same in Indonesian. Never null.';
CREATE TABLE core.deadline_rule (
    deadline_rule_id integer NOT NULL,
    government_id integer,
    channel text,
    feed_kind text,
    class text,
    from_event text NOT NULL,
    to_event text NOT NULL,
    limit_days integer NOT NULL,
    counted_in text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    unit_kind text,
    topic text,
    escalate_to text,
    CONSTRAINT deadline_rule_counted_in_check CHECK ((counted_in = ANY (ARRAY['working_days'::text, 'days'::text]))),
    CONSTRAINT deadline_rule_from_event_check CHECK ((from_event = ANY (ARRAY['received'::text, 'verified'::text, 'disposed'::text, 'answered'::text, 'opened'::text]))),
    CONSTRAINT deadline_rule_limit_days_check CHECK ((limit_days > 0)),
    CONSTRAINT deadline_rule_opened_check CHECK (((from_event <> 'opened'::text) OR ((unit_kind IS NULL) AND (topic IS NULL)))),
    CONSTRAINT deadline_rule_order_check CHECK ((array_position('{received,verified,disposed,answered,closed}'::text[], from_event) < array_position('{received,verified,disposed,answered,closed}'::text[], to_event))),
    CONSTRAINT deadline_rule_to_event_check CHECK ((to_event = ANY (ARRAY['verified'::text, 'disposed'::text, 'answered'::text, 'closed'::text])))
);
ALTER TABLE core.deadline_rule OWNER TO pantau_owner;
COMMENT ON TABLE core.deadline_rule IS 'Legal clocks, dated, because sources disagree and rules change.';
COMMENT ON COLUMN core.deadline_rule.deadline_rule_id IS 'Number of the rule; below 1000 those that come with Pantau. Never null.';
COMMENT ON COLUMN core.deadline_rule.government_id IS 'Government it is for; null for all.';
COMMENT ON COLUMN core.deadline_rule.channel IS 'Feed or platform it is for; null with feed_kind set, or for all.';
COMMENT ON COLUMN core.deadline_rule.feed_kind IS 'Kind of feed it is for (lapor); null for all.';
COMMENT ON COLUMN core.deadline_rule.class IS 'Class of complaint it is for; null for all.';
COMMENT ON COLUMN core.deadline_rule.from_event IS 'received, verified, disposed or answered of a complaint; opened: of an inquiry by message. Never null.';
COMMENT ON COLUMN core.deadline_rule.to_event IS 'verified, disposed, answered or closed. Inquiries have the deadlines that end in answered. Never null.';
COMMENT ON COLUMN core.deadline_rule.limit_days IS 'How many days. Never null.';
COMMENT ON COLUMN core.deadline_rule.counted_in IS 'working_days or days. Never null.';
COMMENT ON COLUMN core.deadline_rule.valid_from IS 'First local day. Never null.';
COMMENT ON COLUMN core.deadline_rule.valid_to IS 'Last local day; null while in force.';
COMMENT ON COLUMN core.deadline_rule.source IS 'Where the rule stands. Never null.';
COMMENT ON COLUMN core.deadline_rule.unit_kind IS 'Kind of unit (core.unit.kind) it is for; null for all, and for messages.';
COMMENT ON COLUMN core.deadline_rule.topic IS 'Topic it is for, as the feed names it, whatever its capitals; null for all, and for messages.';
COMMENT ON COLUMN core.deadline_rule.escalate_to IS 'Who takes the case on when the limit is missed, in words of the office; null where nobody is named.';
ALTER TABLE core.deadline_rule ALTER COLUMN deadline_rule_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core.deadline_rule_deadline_rule_id_seq
    START WITH 1000
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core.dirty (
    government_id integer NOT NULL,
    dirty_id bigint NOT NULL,
    unit_id integer NOT NULL,
    channel text NOT NULL,
    day date NOT NULL
);
ALTER TABLE core.dirty OWNER TO pantau_owner;
COMMENT ON TABLE core.dirty IS 'Days whose facts changed since they were last rolled up: a log, written with the facts, consumed by the refresh round. One row per transaction, unit, channel and day; a unique key would let a mark get lost between two transactions.';
COMMENT ON COLUMN core.dirty.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.dirty.dirty_id IS 'Number of the mark. Never null.';
COMMENT ON COLUMN core.dirty.unit_id IS 'Unit; 0 where no unit is known. Never null.';
COMMENT ON COLUMN core.dirty.channel IS 'Platform or feed. Never null.';
COMMENT ON COLUMN core.dirty.day IS 'Local day of a start in the government''s zone. Never null.';
ALTER TABLE core.dirty ALTER COLUMN dirty_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME core.dirty_dirty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core.exclusion (
    government_id integer NOT NULL,
    exclusion_id bigint NOT NULL,
    unit_id integer,
    channel text,
    first_on date NOT NULL,
    last_on date NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT exclusion_decided_by_check CHECK (((octet_length(decided_by) >= 1) AND (octet_length(decided_by) <= 256))),
    CONSTRAINT exclusion_last_on_check CHECK ((last_on >= first_on)),
    CONSTRAINT exclusion_reason_check CHECK (((octet_length(reason) >= 1) AND (octet_length(reason) <= 2048)))
);
ALTER TABLE core.exclusion OWNER TO pantau_owner;
COMMENT ON TABLE core.exclusion IS 'Days taken out of figures, with a reason: a hacked account, an outage of ours.';
COMMENT ON COLUMN core.exclusion.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.exclusion.exclusion_id IS 'Number of the exclusion. Never null.';
COMMENT ON COLUMN core.exclusion.unit_id IS 'Unit; null for all.';
COMMENT ON COLUMN core.exclusion.channel IS 'Channel; null for all.';
COMMENT ON COLUMN core.exclusion.first_on IS 'First local day. Never null.';
COMMENT ON COLUMN core.exclusion.last_on IS 'Last local day. Never null.';
COMMENT ON COLUMN core.exclusion.decided_by IS 'Who decided. Never null.';
COMMENT ON COLUMN core.exclusion.decided_at IS 'When. Never null.';
COMMENT ON COLUMN core.exclusion.reason IS 'Why. Never null.';
COMMENT ON COLUMN core.exclusion.revoked_at IS 'When it was taken back; null while it stands.';
ALTER TABLE core.exclusion ALTER COLUMN exclusion_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core.exclusion_exclusion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core.feed_unit (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    ref text NOT NULL,
    unit_id integer NOT NULL,
    CONSTRAINT feed_unit_ref_check CHECK (((octet_length(ref) >= 1) AND (octet_length(ref) <= 2048)))
);
ALTER TABLE core.feed_unit OWNER TO pantau_owner;
COMMENT ON TABLE core.feed_unit IS 'What a feed calls a unit (institution id or name) and which unit that is. Source: feeds[].units.';
COMMENT ON COLUMN core.feed_unit.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.feed_unit.account_id IS 'The feed. Never null.';
COMMENT ON COLUMN core.feed_unit.ref IS 'Institution as the feed names it. Never null.';
COMMENT ON COLUMN core.feed_unit.unit_id IS 'Unit meant. Never null.';
CREATE TABLE core.government (
    government_id integer NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    timezone text NOT NULL,
    calendar text NOT NULL,
    active_from timestamp with time zone DEFAULT now() NOT NULL,
    active_to timestamp with time zone,
    CONSTRAINT government_code_check CHECK (((octet_length(code) >= 1) AND (octet_length(code) <= 256))),
    CONSTRAINT government_kind_check CHECK ((octet_length(kind) <= 256)),
    CONSTRAINT government_name_check CHECK ((octet_length(name) <= 2048))
);
ALTER TABLE core.government OWNER TO pantau_owner;
COMMENT ON TABLE core.government IS 'One local government (province, regency or city); source: governments[] of the configuration.';
COMMENT ON COLUMN core.government.government_id IS 'Number of the government; first part of every key. Never null.';
COMMENT ON COLUMN core.government.code IS 'Kemendagri region code, for example 32.75. Never null.';
COMMENT ON COLUMN core.government.name IS 'Name as people write it. Never null.';
COMMENT ON COLUMN core.government.kind IS 'province, regency or city. Never null.';
COMMENT ON COLUMN core.government.timezone IS 'IANA time zone in which local days begin. Never null.';
COMMENT ON COLUMN core.government.calendar IS 'Working calendar of units without one of their own (core.calendar). Never null.';
COMMENT ON COLUMN core.government.active_from IS 'When the configuration first named it. Never null.';
COMMENT ON COLUMN core.government.active_to IS 'When it left the configuration; null while it stands there.';
ALTER TABLE core.government ALTER COLUMN government_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core.government_government_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core.inquiry (
    government_id integer NOT NULL,
    inquiry_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    unit_id integer NOT NULL,
    account_id integer NOT NULL,
    channel text NOT NULL,
    kind text NOT NULL,
    class text NOT NULL,
    opened_by text NOT NULL,
    turn integer NOT NULL,
    needed_at timestamp with time zone,
    first_reply_at timestamp with time zone,
    answered_at timestamp with time zone,
    substantive_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_earliest_at timestamp with time zone,
    ended_latest_at timestamp with time zone,
    late_reply_at timestamp with time zone,
    state text NOT NULL,
    intent text,
    topic text,
    language text,
    reply_class text,
    helped_by_unit_id integer,
    removed boolean NOT NULL,
    hidden boolean NOT NULL,
    undecided boolean NOT NULL,
    messages integer NOT NULL,
    timing text NOT NULL,
    correction_id bigint,
    source_kind text NOT NULL,
    source_account_id integer NOT NULL,
    source_id text NOT NULL,
    opening_id text NOT NULL,
    answer_id text,
    post_external_id text,
    permalink text,
    opened_on date NOT NULL,
    needed_on date,
    calendar text NOT NULL,
    opened_wait_s bigint,
    needed_wait_s bigint,
    opened_working_s bigint,
    needed_working_s bigint,
    opened_working_from_s bigint,
    needed_working_from_s bigint,
    first_reply_wait_s bigint,
    first_reply_working_s bigint,
    substantive_wait_s bigint,
    substantive_working_s bigint,
    provisional boolean NOT NULL,
    deadline_at timestamp with time zone,
    deadline_rule_id integer,
    answer_account_id integer,
    answer_source_id text,
    CONSTRAINT inquiry_class_check CHECK ((class = ANY (ARRAY['citizen'::text, 'leader'::text]))),
    CONSTRAINT inquiry_ended_at_check CHECK (((ended_at IS NULL) = (state = 'waiting'::text))),
    CONSTRAINT inquiry_kind_check CHECK ((kind = ANY (ARRAY['comment'::text, 'mention'::text, 'direct_message'::text, 'complaint'::text]))),
    CONSTRAINT inquiry_opened_by_check CHECK ((opened_by = ANY (ARRAY['citizen'::text, 'leader'::text, 'unknown'::text]))),
    CONSTRAINT inquiry_source_kind_check CHECK ((source_kind = ANY (ARRAY['message'::text, 'complaint'::text]))),
    CONSTRAINT inquiry_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'answered'::text, 'helped'::text, 'withdrawn'::text, 'handed_over'::text, 'closed_unanswered'::text]))),
    CONSTRAINT inquiry_timing_check CHECK ((timing = ANY (ARRAY['exact'::text, 'interval'::text])))
)
PARTITION BY RANGE (opened_at);
ALTER TABLE core.inquiry OWNER TO pantau_owner;
COMMENT ON TABLE core.inquiry IS 'One wait of one citizen or leader for one unit: the grain of all response figures. Derived; written only by core.derive_message() and core.derive_complaint().';
COMMENT ON COLUMN core.inquiry.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.inquiry.inquiry_id IS 'Made from what opened it: government, source kind, source, unit, opening message or event, class. Never null.';
COMMENT ON COLUMN core.inquiry.opened_at IS 'First message of the stretch, or the disposition. Never null.';
COMMENT ON COLUMN core.inquiry.unit_id IS 'Unit asked, at the start; 0 where no unit is known (the whole government). Never null.';
COMMENT ON COLUMN core.inquiry.account_id IS 'Account asked: where the message stands, the account mentioned, or the feed. Never null.';
COMMENT ON COLUMN core.inquiry.channel IS 'Platform or feed. Never null.';
COMMENT ON COLUMN core.inquiry.kind IS 'comment, mention, direct_message or complaint. Never null.';
COMMENT ON COLUMN core.inquiry.class IS 'citizen or leader. Never null.';
COMMENT ON COLUMN core.inquiry.opened_by IS 'Role of the first message: citizen, leader or unknown. Never null.';
COMMENT ON COLUMN core.inquiry.turn IS 'Number of the stretch within thread, unit and class, from 1. Never null.';
COMMENT ON COLUMN core.inquiry.needed_at IS 'First message that needs an answer; null when none does. Start of the headline population.';
COMMENT ON COLUMN core.inquiry.first_reply_at IS 'First reply of the unit: to messages the answer that ended the wait, in complaints its first follow-up of any kind, also after the closing. Null before it.';
COMMENT ON COLUMN core.inquiry.answered_at IS 'The answer that ended the wait; null unless state is answered or helped.';
COMMENT ON COLUMN core.inquiry.substantive_at IS 'First substantive reply of the unit in the thread, from the answer that ended the wait on; null before it.';
COMMENT ON COLUMN core.inquiry.ended_at IS 'When the wait ended in whatever state: upper end of what is known for answers, lower end for the others. Null while waiting.';
COMMENT ON COLUMN core.inquiry.ended_earliest_at IS 'Lower end of the ending where only polling saw it; null when exact or waiting.';
COMMENT ON COLUMN core.inquiry.ended_latest_at IS 'Upper end of the ending where only polling saw it; null when exact or waiting.';
COMMENT ON COLUMN core.inquiry.late_reply_at IS 'First reply of the unit after the wait had ended without its answer; null when there is none.';
COMMENT ON COLUMN core.inquiry.state IS 'waiting, answered, helped, withdrawn, handed_over or closed_unanswered. Never null.';
COMMENT ON COLUMN core.inquiry.intent IS 'Intent of its first message that has one: of those that need an answer first, and rather any other than other; of complaints by their class. Null where nothing can be read.';
COMMENT ON COLUMN core.inquiry.topic IS 'Topic (core.topic) of its first message that has one, those that need an answer first; of complaints mapped_topic. Null where unknown.';
COMMENT ON COLUMN core.inquiry.language IS 'Language of its first message; null where unknown.';
COMMENT ON COLUMN core.inquiry.reply_class IS 'substantive, stock or redirect, of the answer that ended the wait; null without one, and where its text is not known.';
COMMENT ON COLUMN core.inquiry.helped_by_unit_id IS 'Unit whose account answered instead; null unless state is helped.';
COMMENT ON COLUMN core.inquiry.removed IS 'A message of it vanished and its author is not known to have removed it. Never null.';
COMMENT ON COLUMN core.inquiry.hidden IS 'A message of it is hidden by the account. Never null.';
COMMENT ON COLUMN core.inquiry.undecided IS 'needed_at rests on a message that no rule could read. Never null.';
COMMENT ON COLUMN core.inquiry.messages IS 'Messages in the stretch. Never null.';
COMMENT ON COLUMN core.inquiry.timing IS 'exact, or interval where only polling saw the start or the ending. Never null.';
COMMENT ON COLUMN core.inquiry.correction_id IS 'Correction by a person that was applied last; null without one.';
COMMENT ON COLUMN core.inquiry.source_kind IS 'message or complaint. Never null.';
COMMENT ON COLUMN core.inquiry.source_account_id IS 'Account in whose rows it was found; its lock guards this row. Never null.';
COMMENT ON COLUMN core.inquiry.source_id IS 'Thread key, or tracking id of the complaint. Never null.';
COMMENT ON COLUMN core.inquiry.opening_id IS 'Message or event that opened it. Never null.';
COMMENT ON COLUMN core.inquiry.answer_id IS 'Message or event that ended it; null while waiting or when nothing written ended it.';
COMMENT ON COLUMN core.inquiry.post_external_id IS 'Post under which it was asked; null outside posts.';
COMMENT ON COLUMN core.inquiry.permalink IS 'Address of the opening message or complaint; null where there is none.';
COMMENT ON COLUMN core.inquiry.opened_on IS 'Local day of opened_at in the government''s zone. Never null.';
COMMENT ON COLUMN core.inquiry.needed_on IS 'Local day of needed_at; null when that is null.';
COMMENT ON COLUMN core.inquiry.calendar IS 'Working calendar of the unit on opened_on. Never null.';
COMMENT ON COLUMN core.inquiry.opened_wait_s IS 'Seconds from opened_at to ended_at; null while waiting.';
COMMENT ON COLUMN core.inquiry.needed_wait_s IS 'Seconds from needed_at to ended_at, not below 0; null while waiting or when needed_at is null.';
COMMENT ON COLUMN core.inquiry.opened_working_s IS 'Working seconds from opened_at to ended_at; null while waiting, and beyond the calendar.';
COMMENT ON COLUMN core.inquiry.needed_working_s IS 'Working seconds from needed_at to ended_at, not below 0; null while waiting, when needed_at is null, and beyond the calendar.';
COMMENT ON COLUMN core.inquiry.opened_working_from_s IS 'Working seconds from the calendar''s first day to opened_at: an age is one look-up and a difference. Null beyond the calendar.';
COMMENT ON COLUMN core.inquiry.needed_working_from_s IS 'The same to needed_at; null when that is null, and beyond the calendar.';
COMMENT ON COLUMN core.inquiry.first_reply_wait_s IS 'Seconds from needed_at (else opened_at) to first_reply_at; null before it.';
COMMENT ON COLUMN core.inquiry.first_reply_working_s IS 'The same in working seconds; null before it.';
COMMENT ON COLUMN core.inquiry.substantive_wait_s IS 'Seconds from needed_at (else opened_at) to substantive_at; null before it.';
COMMENT ON COLUMN core.inquiry.substantive_working_s IS 'The same in working seconds; null before it.';
COMMENT ON COLUMN core.inquiry.provisional IS 'A day it touches is provisional in the calendar. Never null.';
COMMENT ON COLUMN core.inquiry.deadline_at IS 'By when it must be answered, by core.deadline_rule; null without a rule.';
COMMENT ON COLUMN core.inquiry.deadline_rule_id IS 'Rule behind deadline_at; null without one.';
COMMENT ON COLUMN core.inquiry.answer_account_id IS 'Account or feed at which the answer stands, where that is a case to which the message points; null where it stands in the thread itself.';
COMMENT ON COLUMN core.inquiry.answer_source_id IS 'Thread key, or tracking id of the complaint, of that case; null where answer_account_id is.';
CREATE TABLE core.inquiry_before (
    government_id integer NOT NULL,
    inquiry_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    unit_id integer NOT NULL,
    account_id integer NOT NULL,
    channel text NOT NULL,
    kind text NOT NULL,
    class text NOT NULL,
    opened_by text NOT NULL,
    turn integer NOT NULL,
    needed_at timestamp with time zone,
    first_reply_at timestamp with time zone,
    answered_at timestamp with time zone,
    substantive_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_earliest_at timestamp with time zone,
    ended_latest_at timestamp with time zone,
    late_reply_at timestamp with time zone,
    state text NOT NULL,
    intent text,
    topic text,
    language text,
    reply_class text,
    helped_by_unit_id integer,
    removed boolean NOT NULL,
    hidden boolean NOT NULL,
    undecided boolean NOT NULL,
    messages integer NOT NULL,
    timing text NOT NULL,
    correction_id bigint,
    source_kind text NOT NULL,
    source_account_id integer NOT NULL,
    source_id text NOT NULL,
    opening_id text NOT NULL,
    answer_id text,
    post_external_id text,
    permalink text,
    opened_on date NOT NULL,
    needed_on date,
    calendar text NOT NULL,
    opened_wait_s bigint,
    needed_wait_s bigint,
    opened_working_s bigint,
    needed_working_s bigint,
    opened_working_from_s bigint,
    needed_working_from_s bigint,
    first_reply_wait_s bigint,
    first_reply_working_s bigint,
    substantive_wait_s bigint,
    substantive_working_s bigint,
    provisional boolean NOT NULL,
    deadline_at timestamp with time zone,
    deadline_rule_id integer,
    answer_account_id integer,
    answer_source_id text,
    CONSTRAINT inquiry_class_check CHECK ((class = ANY (ARRAY['citizen'::text, 'leader'::text]))),
    CONSTRAINT inquiry_ended_at_check CHECK (((ended_at IS NULL) = (state = 'waiting'::text))),
    CONSTRAINT inquiry_kind_check CHECK ((kind = ANY (ARRAY['comment'::text, 'mention'::text, 'direct_message'::text, 'complaint'::text]))),
    CONSTRAINT inquiry_opened_by_check CHECK ((opened_by = ANY (ARRAY['citizen'::text, 'leader'::text, 'unknown'::text]))),
    CONSTRAINT inquiry_source_kind_check CHECK ((source_kind = ANY (ARRAY['message'::text, 'complaint'::text]))),
    CONSTRAINT inquiry_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'answered'::text, 'helped'::text, 'withdrawn'::text, 'handed_over'::text, 'closed_unanswered'::text]))),
    CONSTRAINT inquiry_timing_check CHECK ((timing = ANY (ARRAY['exact'::text, 'interval'::text])))
);
ALTER TABLE core.inquiry_before OWNER TO pantau_owner;
CREATE TABLE core.label_item (
    government_id integer NOT NULL,
    task_id bigint NOT NULL,
    item_no integer NOT NULL,
    account_id integer NOT NULL,
    item_id text NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    stratum text NOT NULL
);
ALTER TABLE core.label_item OWNER TO pantau_owner;
COMMENT ON TABLE core.label_item IS 'A text of the sample.';
COMMENT ON COLUMN core.label_item.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.label_item.task_id IS 'Task. Never null.';
COMMENT ON COLUMN core.label_item.item_no IS 'Place in the sample, from 1, in random order. Never null.';
COMMENT ON COLUMN core.label_item.account_id IS 'Account at which it stands. Never null.';
COMMENT ON COLUMN core.label_item.item_id IS 'Message, post or complaint. Never null.';
COMMENT ON COLUMN core.label_item.sent_at IS 'When it was written. Never null.';
COMMENT ON COLUMN core.label_item.stratum IS 'What the rules said of it when it was drawn. Never null.';
CREATE TABLE core.label_person (
    government_id integer NOT NULL,
    task_id bigint NOT NULL,
    place integer NOT NULL,
    labeller text NOT NULL,
    CONSTRAINT label_person_place_check CHECK (((place >= 1) AND (place <= 3)))
);
ALTER TABLE core.label_person OWNER TO pantau_owner;
COMMENT ON TABLE core.label_person IS 'Who labels a task: the first two who began, and one who decides where these differ.';
COMMENT ON COLUMN core.label_person.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.label_person.task_id IS 'Task. Never null.';
COMMENT ON COLUMN core.label_person.place IS '1 and 2: the labellers; 3: who decides where they differ. Never null.';
COMMENT ON COLUMN core.label_person.labeller IS 'Who, in small letters. Never null.';
CREATE TABLE core.label_stratum (
    government_id integer NOT NULL,
    task_id bigint NOT NULL,
    stratum text NOT NULL,
    frame_count bigint NOT NULL,
    drawn_count bigint NOT NULL,
    rules text[] NOT NULL,
    CONSTRAINT label_stratum_drawn_count_check CHECK (((drawn_count >= 1) AND (drawn_count <= frame_count)))
);
ALTER TABLE core.label_stratum OWNER TO pantau_owner;
COMMENT ON TABLE core.label_stratum IS 'What the rules said when the sample was drawn: how many texts there were with each verdict, and how many were drawn.';
COMMENT ON COLUMN core.label_stratum.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.label_stratum.task_id IS 'Task. Never null.';
COMMENT ON COLUMN core.label_stratum.stratum IS 'Verdict of the rules; none where they had none. Never null.';
COMMENT ON COLUMN core.label_stratum.frame_count IS 'Texts of the time with this verdict; drawn_count of them were drawn, each as likely as the others. Never null.';
COMMENT ON COLUMN core.label_stratum.drawn_count IS 'How many were drawn. Never null.';
COMMENT ON COLUMN core.label_stratum.rules IS 'Rules behind the verdicts that were drawn, with their versions; empty where these name none. Never null.';
CREATE TABLE core.label_task (
    government_id integer NOT NULL,
    task_id bigint NOT NULL,
    criterion text NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    seed bigint NOT NULL,
    drawn_by text NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    criterion_version integer NOT NULL,
    CONSTRAINT label_task_drawn_by_check CHECK (((octet_length(drawn_by) >= 1) AND (octet_length(drawn_by) <= 256))),
    CONSTRAINT label_task_last_on_check CHECK ((last_on >= first_on)),
    CONSTRAINT label_task_reason_check CHECK (((octet_length(reason) >= 1) AND (octet_length(reason) <= 2048)))
);
ALTER TABLE core.label_task OWNER TO pantau_owner;
COMMENT ON TABLE core.label_task IS 'A random sample that two people label independently, of what rules said about stored texts of a time.';
COMMENT ON COLUMN core.label_task.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.label_task.task_id IS 'Number of the task. Never null.';
COMMENT ON COLUMN core.label_task.criterion IS 'What is judged. Never null.';
COMMENT ON COLUMN core.label_task.first_on IS 'First local day on which texts were written. Never null.';
COMMENT ON COLUMN core.label_task.last_on IS 'Last local day. Never null.';
COMMENT ON COLUMN core.label_task.seed IS 'What the draw rests on: the same texts and the same seed draw the same sample. Never null.';
COMMENT ON COLUMN core.label_task.drawn_by IS 'Who drew it. Never null.';
COMMENT ON COLUMN core.label_task.drawn_at IS 'When. Never null.';
COMMENT ON COLUMN core.label_task.reason IS 'Why. Never null.';
COMMENT ON COLUMN core.label_task.criterion_version IS 'Version of the criterion when the sample was drawn. Never null.';
ALTER TABLE core.label_task ALTER COLUMN task_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME core.label_task_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core.label_verdict (
    government_id integer NOT NULL,
    task_id bigint NOT NULL,
    item_no integer NOT NULL,
    place integer NOT NULL,
    labeller text NOT NULL,
    verdict text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    database_user text NOT NULL,
    CONSTRAINT label_verdict_labeller_check CHECK (((labeller = lower(btrim(labeller))) AND ((octet_length(labeller) >= 1) AND (octet_length(labeller) <= 256)))),
    CONSTRAINT label_verdict_place_check CHECK (((place >= 1) AND (place <= 3)))
);
ALTER TABLE core.label_verdict OWNER TO pantau_owner;
COMMENT ON TABLE core.label_verdict IS 'What a person said of a text of the sample, not seeing what others and the rules say.';
COMMENT ON COLUMN core.label_verdict.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.label_verdict.task_id IS 'Task. Never null.';
COMMENT ON COLUMN core.label_verdict.item_no IS 'Text. Never null.';
COMMENT ON COLUMN core.label_verdict.place IS '1 and 2: the two labellers of the task (core.label_person); 3: who decides where they differ. Never null.';
COMMENT ON COLUMN core.label_verdict.labeller IS 'Who, in small letters. Never null.';
COMMENT ON COLUMN core.label_verdict.verdict IS 'What it is; none where no word fits. Never null.';
COMMENT ON COLUMN core.label_verdict.decided_at IS 'When. Never null.';
COMMENT ON COLUMN core.label_verdict.database_user IS 'Role that was logged in to the database. Never null.';
CREATE TABLE core.link_marker (
    link_marker_id integer NOT NULL,
    government_id integer,
    channel text,
    feed_kind text,
    pattern text NOT NULL,
    source text NOT NULL,
    CONSTRAINT link_marker_pattern_check CHECK (((octet_length(pattern) >= 3) AND (octet_length(pattern) <= 2048))),
    CONSTRAINT link_marker_whose_check CHECK (((channel IS NOT NULL) OR (feed_kind IS NOT NULL)))
);
ALTER TABLE core.link_marker OWNER TO pantau_owner;
COMMENT ON TABLE core.link_marker IS 'How texts name a case of another feed: by it the same case in two feeds is counted once.';
COMMENT ON COLUMN core.link_marker.link_marker_id IS 'Number of the marker; below 1000 those that come with Pantau. Never null.';
COMMENT ON COLUMN core.link_marker.government_id IS 'Government it is for; null for all.';
COMMENT ON COLUMN core.link_marker.channel IS 'Feed that the tracking id is of; null with feed_kind set.';
COMMENT ON COLUMN core.link_marker.feed_kind IS 'Kind of feed that the tracking id is of; null with channel set.';
COMMENT ON COLUMN core.link_marker.pattern IS 'Regular expression, whatever capitals; its first group is the tracking id. Never null.';
COMMENT ON COLUMN core.link_marker.source IS 'Where texts of this form were seen. Never null.';
ALTER TABLE core.link_marker ALTER COLUMN link_marker_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core.link_marker_link_marker_id_seq
    START WITH 1000
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core.message (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    external_id text NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    post_external_id text,
    thread_key text NOT NULL,
    parent_external_id text,
    kind text NOT NULL,
    role text DEFAULT 'unknown'::text NOT NULL,
    author_key bytea,
    automatic boolean DEFAULT false NOT NULL,
    permalink text,
    text text,
    truncated boolean DEFAULT false NOT NULL,
    text_hash bytea,
    language text,
    likes bigint,
    hidden boolean,
    edited_at timestamp with time zone,
    needs_answer boolean,
    undecided boolean DEFAULT false NOT NULL,
    rule text,
    intent text,
    topic text,
    reply_class text,
    gone_from timestamp with time zone,
    gone_by timestamp with time zone,
    removed_by text,
    first_observed_at timestamp with time zone NOT NULL,
    changed_observed_at timestamp with time zone NOT NULL,
    address_name text,
    text_expired_at timestamp with time zone,
    measured_key bigint,
    topic_rule text,
    reply_rule text,
    CONSTRAINT message_address_name_check CHECK (((octet_length(address_name) >= 1) AND (octet_length(address_name) <= 256))),
    CONSTRAINT message_author_key_check CHECK ((octet_length(author_key) = 16)),
    CONSTRAINT message_external_id_check CHECK (((octet_length(external_id) >= 1) AND (octet_length(external_id) <= 256))),
    CONSTRAINT message_gone_check CHECK (((gone_by IS NULL) = (removed_by IS NULL))),
    CONSTRAINT message_kind_check CHECK ((kind = ANY (ARRAY['comment'::text, 'reply'::text, 'mention'::text, 'direct_message'::text]))),
    CONSTRAINT message_language_check CHECK ((octet_length(language) <= 2048)),
    CONSTRAINT message_parent_external_id_check CHECK (((octet_length(parent_external_id) >= 1) AND (octet_length(parent_external_id) <= 256))),
    CONSTRAINT message_permalink_check CHECK ((octet_length(permalink) <= 2048)),
    CONSTRAINT message_post_external_id_check CHECK (((octet_length(post_external_id) >= 1) AND (octet_length(post_external_id) <= 256))),
    CONSTRAINT message_removed_by_check CHECK ((removed_by = ANY (ARRAY['author'::text, 'unit'::text, 'platform'::text, 'unknown'::text]))),
    CONSTRAINT message_role_check CHECK ((role = ANY (ARRAY['citizen'::text, 'official'::text, 'leader'::text, 'automatic'::text, 'unknown'::text]))),
    CONSTRAINT message_text_check CHECK ((octet_length(text) <= 65536)),
    CONSTRAINT message_text_hash_check CHECK ((octet_length(text_hash) = 16)),
    CONSTRAINT message_thread_key_check CHECK (((octet_length(thread_key) >= 1) AND (octet_length(thread_key) <= 256)))
)
PARTITION BY RANGE (sent_at);
ALTER TABLE core.message OWNER TO pantau_owner;
COMMENT ON TABLE core.message IS 'What anyone wrote at an account: comment, reply, mention, direct message. Authors are keyed pseudonyms.';
COMMENT ON COLUMN core.message.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.message.account_id IS 'Account at which it was found. Never null.';
COMMENT ON COLUMN core.message.external_id IS 'Id on the platform, without a part that names a citizen. Never null.';
COMMENT ON COLUMN core.message.sent_at IS 'Creation time told by the platform, cut to the second; the first value stored stays. Never null.';
COMMENT ON COLUMN core.message.post_external_id IS 'Post it stands under; null for mentions and direct messages.';
COMMENT ON COLUMN core.message.thread_key IS 'Id of the top-level message of its thread, its own where it is one. Never null.';
COMMENT ON COLUMN core.message.parent_external_id IS 'Message it answers; null at the top.';
COMMENT ON COLUMN core.message.kind IS 'comment, reply, mention or direct_message. Never null.';
COMMENT ON COLUMN core.message.role IS 'Who wrote it, derived: citizen, official, leader, automatic or unknown. Never null.';
COMMENT ON COLUMN core.message.author_key IS 'Keyed pseudonym of the author, 16 bytes; null where the platform withholds the author.';
COMMENT ON COLUMN core.message.automatic IS 'The platform marks it as sent by a machine. Never null.';
COMMENT ON COLUMN core.message.permalink IS 'Address for people; null where the platform gives none.';
COMMENT ON COLUMN core.message.text IS 'Text; null where there is none or it is not kept.';
COMMENT ON COLUMN core.message.truncated IS 'The text was cut at its limit. Never null.';
COMMENT ON COLUMN core.message.text_hash IS 'Keyed hash of the text, 16 bytes; null without text.';
COMMENT ON COLUMN core.message.language IS 'Language as the platform says; where it says none, as the daemon tells it of the text: id, en, jv or su. Null where it cannot be told.';
COMMENT ON COLUMN core.message.likes IS 'Likes; null where the platform gives no count.';
COMMENT ON COLUMN core.message.hidden IS 'Hidden by the account; null where the platform does not tell.';
COMMENT ON COLUMN core.message.edited_at IS 'Last edit the platform told of; null where there is none.';
COMMENT ON COLUMN core.message.needs_answer IS 'Derived by core.needs_answer() of the text alone, whoever wrote it: true asks for an answer, false does not; no figure reads it of official and automatic messages. Null until it was judged.';
COMMENT ON COLUMN core.message.undecided IS 'needs_answer is true only because nothing in it can be read (a picture). Never null.';
COMMENT ON COLUMN core.message.rule IS 'Rule that decided needs_answer, with its version (core.needs_rule); null until it was judged.';
COMMENT ON COLUMN core.message.intent IS 'question, complaint, request, suggestion, praise, spam or other, by the rule that decided needs_answer; null where nothing can be read.';
COMMENT ON COLUMN core.message.topic IS 'Topic (core.topic) of the text by core.word_rule; null where no word tells it.';
COMMENT ON COLUMN core.message.reply_class IS 'Of official messages substantive, stock or redirect, by core.text_rule; null of others, and where no text is known.';
COMMENT ON COLUMN core.message.gone_from IS 'Last answer in which it was still there, once it is gone; null while it stands.';
COMMENT ON COLUMN core.message.gone_by IS 'First answer in which it was missing and a look-up confirmed it; null while it stands.';
COMMENT ON COLUMN core.message.removed_by IS 'author, unit, platform or unknown; null while it stands.';
COMMENT ON COLUMN core.message.first_observed_at IS 'Answer in which it was first seen. Never null.';
COMMENT ON COLUMN core.message.changed_observed_at IS 'Answer that brought the newest change of what the platform said. Never null.';
COMMENT ON COLUMN core.message.address_name IS 'What its address names, as a link to it does (core.message_reference.object_key). Null where that is its id, and where the form of the address is not known.';
COMMENT ON COLUMN core.message.text_expired_at IS 'When its text last went because it was not confirmed in the time that the platform''s terms allow (ops.text_expire()), or one without a text was given up for that; null where neither happened.';
COMMENT ON COLUMN core.message.measured_key IS 'hashtextextended(text, 0) of the text that core.text_measure is of; null where it was not measured, as of all that is not official.';
COMMENT ON COLUMN core.message.topic_rule IS 'List of words that decided topic, with its version (core.word_rule); null where topic is.';
COMMENT ON COLUMN core.message.reply_rule IS 'Rule that decided reply_class, with its version; null where that is.';
CREATE TABLE core.message_before (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    external_id text NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    post_external_id text,
    thread_key text NOT NULL,
    parent_external_id text,
    kind text NOT NULL,
    role text DEFAULT 'unknown'::text NOT NULL,
    author_key bytea,
    automatic boolean DEFAULT false NOT NULL,
    permalink text,
    text text,
    truncated boolean DEFAULT false NOT NULL,
    text_hash bytea,
    language text,
    likes bigint,
    hidden boolean,
    edited_at timestamp with time zone,
    needs_answer boolean,
    undecided boolean DEFAULT false NOT NULL,
    rule text,
    intent text,
    topic text,
    reply_class text,
    gone_from timestamp with time zone,
    gone_by timestamp with time zone,
    removed_by text,
    first_observed_at timestamp with time zone NOT NULL,
    changed_observed_at timestamp with time zone NOT NULL,
    address_name text,
    text_expired_at timestamp with time zone,
    measured_key bigint,
    topic_rule text,
    reply_rule text,
    CONSTRAINT message_address_name_check CHECK (((octet_length(address_name) >= 1) AND (octet_length(address_name) <= 256))),
    CONSTRAINT message_author_key_check CHECK ((octet_length(author_key) = 16)),
    CONSTRAINT message_external_id_check CHECK (((octet_length(external_id) >= 1) AND (octet_length(external_id) <= 256))),
    CONSTRAINT message_gone_check CHECK (((gone_by IS NULL) = (removed_by IS NULL))),
    CONSTRAINT message_kind_check CHECK ((kind = ANY (ARRAY['comment'::text, 'reply'::text, 'mention'::text, 'direct_message'::text]))),
    CONSTRAINT message_language_check CHECK ((octet_length(language) <= 2048)),
    CONSTRAINT message_parent_external_id_check CHECK (((octet_length(parent_external_id) >= 1) AND (octet_length(parent_external_id) <= 256))),
    CONSTRAINT message_permalink_check CHECK ((octet_length(permalink) <= 2048)),
    CONSTRAINT message_post_external_id_check CHECK (((octet_length(post_external_id) >= 1) AND (octet_length(post_external_id) <= 256))),
    CONSTRAINT message_removed_by_check CHECK ((removed_by = ANY (ARRAY['author'::text, 'unit'::text, 'platform'::text, 'unknown'::text]))),
    CONSTRAINT message_role_check CHECK ((role = ANY (ARRAY['citizen'::text, 'official'::text, 'leader'::text, 'automatic'::text, 'unknown'::text]))),
    CONSTRAINT message_text_check CHECK ((octet_length(text) <= 65536)),
    CONSTRAINT message_text_hash_check CHECK ((octet_length(text_hash) = 16)),
    CONSTRAINT message_thread_key_check CHECK (((octet_length(thread_key) >= 1) AND (octet_length(thread_key) <= 256)))
);
ALTER TABLE core.message_before OWNER TO pantau_owner;
CREATE TABLE core.message_mention (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    message_external_id text NOT NULL,
    mentioned_account_id integer NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    first_observed_at timestamp with time zone NOT NULL,
    post_external_id text,
    CONSTRAINT message_mention_message_external_id_check CHECK (((octet_length(message_external_id) >= 1) AND (octet_length(message_external_id) <= 256))),
    CONSTRAINT message_mention_post_external_id_check CHECK (((octet_length(post_external_id) >= 1) AND (octet_length(post_external_id) <= 256)))
);
ALTER TABLE core.message_mention OWNER TO pantau_owner;
COMMENT ON TABLE core.message_mention IS 'An official account of the same government tagged or named in a message found at another one, or in a leader''s own post: opens an inquiry of that account''s unit. Mentions of anyone else are not stored.';
COMMENT ON COLUMN core.message_mention.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.message_mention.account_id IS 'Account at which the message was found. Never null.';
COMMENT ON COLUMN core.message_mention.message_external_id IS 'The message; of a leader''s post the id under which the account that it names would list it. Never null.';
COMMENT ON COLUMN core.message_mention.mentioned_account_id IS 'The account mentioned. Never null.';
COMMENT ON COLUMN core.message_mention.sent_at IS 'When the message was sent or the post published. Never null.';
COMMENT ON COLUMN core.message_mention.first_observed_at IS 'Answer in which it was first seen. Never null.';
COMMENT ON COLUMN core.message_mention.post_external_id IS 'The post of the account, a leader''s, in which it stands; null where it stands in a message.';
CREATE TABLE core.message_reference (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    external_id text NOT NULL,
    in_post boolean NOT NULL,
    channel text NOT NULL,
    object_key text NOT NULL,
    first_observed_at timestamp with time zone NOT NULL,
    CONSTRAINT message_reference_channel_check CHECK (((octet_length(channel) >= 1) AND (octet_length(channel) <= 256))),
    CONSTRAINT message_reference_external_id_check CHECK (((octet_length(external_id) >= 1) AND (octet_length(external_id) <= 256))),
    CONSTRAINT message_reference_object_key_check CHECK (((octet_length(object_key) >= 1) AND (octet_length(object_key) <= 256)))
);
ALTER TABLE core.message_reference OWNER TO pantau_owner;
COMMENT ON TABLE core.message_reference IS 'A post, message or complaint that a message points to by its address or number, kept where the message names an account of the government: the unit''s reply there ends its wait, too.';
COMMENT ON COLUMN core.message_reference.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.message_reference.account_id IS 'Account at which the message was found. Never null.';
COMMENT ON COLUMN core.message_reference.external_id IS 'The message, or the post of a leader. Never null.';
COMMENT ON COLUMN core.message_reference.in_post IS 'Whether it is a post. Never null.';
COMMENT ON COLUMN core.message_reference.channel IS 'Platform of the address; lapor: the number of a complaint in SP4N-LAPOR!. Never null.';
COMMENT ON COLUMN core.message_reference.object_key IS 'The id in the address: of a comment its id, of a post the last part of its id or address, of a complaint its number. Never null.';
COMMENT ON COLUMN core.message_reference.first_observed_at IS 'Answer in which it was first seen. Never null.';
CREATE TABLE core.needs_rule (
    rule text NOT NULL,
    rank integer NOT NULL,
    bytes_max integer,
    hint text[],
    pattern text,
    needs boolean NOT NULL,
    undecided boolean DEFAULT false NOT NULL,
    intent text,
    doc text NOT NULL,
    marks_all text[],
    marks_any text[],
    marks_none text[]
);
ALTER TABLE core.needs_rule OWNER TO pantau_owner;
COMMENT ON TABLE core.needs_rule IS 'What makes a message need an answer, or not; the first rule by rank that applies decides (core.needs_answer).';
COMMENT ON COLUMN core.needs_rule.rule IS 'Name of the rule with its version, kept with each message it decided. Never null.';
COMMENT ON COLUMN core.needs_rule.rank IS 'Order in which rules are tried, smallest first. Never null.';
COMMENT ON COLUMN core.needs_rule.bytes_max IS 'Longest text it applies to, in bytes; null for any.';
COMMENT ON COLUMN core.needs_rule.hint IS 'LIKE patterns of which one must match first: they spare the slower pattern. Null when none is needed.';
COMMENT ON COLUMN core.needs_rule.pattern IS 'Regular expression over the text in small letters; null when the hint says all.';
COMMENT ON COLUMN core.needs_rule.needs IS 'Verdict. Never null.';
COMMENT ON COLUMN core.needs_rule.undecided IS 'The verdict is a default for what cannot be read. Never null.';
COMMENT ON COLUMN core.needs_rule.intent IS 'question, complaint, request, suggestion, praise, spam or other; null where nothing can be read.';
COMMENT ON COLUMN core.needs_rule.doc IS 'What it finds and why it decides so. Never null.';
COMMENT ON COLUMN core.needs_rule.marks_all IS 'Marks of core.word_rule, or topic_any and topic_named, that the text must have, as often as they stand here; null for no condition.';
COMMENT ON COLUMN core.needs_rule.marks_any IS 'Such marks of which the text must have one; null for no condition.';
COMMENT ON COLUMN core.needs_rule.marks_none IS 'Such marks of which the text must have none; null for no condition.';
CREATE TABLE core.officer (
    government_id integer NOT NULL,
    officer_id integer NOT NULL,
    "position" text NOT NULL,
    code text NOT NULL,
    CONSTRAINT officer_code_check CHECK (((octet_length(code) >= 1) AND (octet_length(code) <= 256))),
    CONSTRAINT officer_position_check CHECK ((octet_length("position") <= 2048))
);
ALTER TABLE core.officer OWNER TO pantau_owner;
COMMENT ON TABLE core.officer IS 'A person in an official position, as the decree names the position; contacts are in core_private.officer_contact.';
COMMENT ON COLUMN core.officer.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.officer.officer_id IS 'Number of the officer within the government. Never null.';
COMMENT ON COLUMN core.officer."position" IS 'Position held, in words. Never null.';
COMMENT ON COLUMN core.officer.code IS 'Short name of the position within the government, as the office gives it; not a number of the person. Never null.';
CREATE TABLE core.officer_account (
    government_id integer NOT NULL,
    officer_id integer NOT NULL,
    account_id integer NOT NULL
);
ALTER TABLE core.officer_account OWNER TO pantau_owner;
COMMENT ON TABLE core.officer_account IS 'Accounts with which an officer speaks: one of the unit, or a delegate of the configuration; whether the officer is active is told by them.';
COMMENT ON COLUMN core.officer_account.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.officer_account.officer_id IS 'Officer. Never null.';
COMMENT ON COLUMN core.officer_account.account_id IS 'Account. Never null.';
CREATE TABLE core.officer_role (
    government_id integer NOT NULL,
    officer_id integer NOT NULL,
    unit_id integer NOT NULL,
    role text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    decree text,
    CONSTRAINT officer_role_role_check CHECK ((role = ANY (ARRAY['leader'::text, 'head'::text, 'admin'::text, 'spokesperson'::text])))
);
ALTER TABLE core.officer_role OWNER TO pantau_owner;
COMMENT ON TABLE core.officer_role IS 'What an officer does for a unit, with the decree and its dates.';
COMMENT ON COLUMN core.officer_role.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.officer_role.officer_id IS 'Officer. Never null.';
COMMENT ON COLUMN core.officer_role.unit_id IS 'Unit. Never null.';
COMMENT ON COLUMN core.officer_role.role IS 'leader, head, admin or spokesperson. Never null.';
COMMENT ON COLUMN core.officer_role.valid_from IS 'First local day. Never null.';
COMMENT ON COLUMN core.officer_role.valid_to IS 'Last local day; null while it lasts.';
COMMENT ON COLUMN core.officer_role.decree IS 'Decree; null where none is known.';
CREATE TABLE core.official_total (
    government_id integer NOT NULL,
    channel text NOT NULL,
    unit_id integer NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    figure text NOT NULL,
    total bigint NOT NULL,
    source text NOT NULL,
    CONSTRAINT official_total_figure_check CHECK ((figure = ANY (ARRAY['received'::text, 'answered'::text, 'closed'::text])))
);
ALTER TABLE core.official_total OWNER TO pantau_owner;
COMMENT ON TABLE core.official_total IS 'Totals an office published, to set beside what a public feed shows. No figure reads them yet.';
COMMENT ON COLUMN core.official_total.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.official_total.channel IS 'Feed. Never null.';
COMMENT ON COLUMN core.official_total.unit_id IS 'Unit; 0 for the whole government. Never null.';
COMMENT ON COLUMN core.official_total.first_on IS 'First local day of the period. Never null.';
COMMENT ON COLUMN core.official_total.last_on IS 'Last local day of the period. Never null.';
COMMENT ON COLUMN core.official_total.figure IS 'received, answered or closed. Never null.';
COMMENT ON COLUMN core.official_total.total IS 'The total. Never null.';
COMMENT ON COLUMN core.official_total.source IS 'Where it was published. Never null.';
CREATE TABLE core.population (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    valid_from date NOT NULL,
    residents bigint NOT NULL,
    source text NOT NULL,
    CONSTRAINT population_residents_check CHECK ((residents > 0)),
    CONSTRAINT population_source_check CHECK (((octet_length(source) >= 1) AND (octet_length(source) <= 2048)))
);
ALTER TABLE core.population OWNER TO pantau_owner;
COMMENT ON TABLE core.population IS 'Residents whom a government or a unit serves, from a day on until the next row; entered by pantauctl register.';
COMMENT ON COLUMN core.population.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.population.unit_id IS 'Unit; 0 for the whole government. Never null.';
COMMENT ON COLUMN core.population.valid_from IS 'First local day the number is for. Never null.';
COMMENT ON COLUMN core.population.residents IS 'How many. Never null.';
COMMENT ON COLUMN core.population.source IS 'Who counted, for example the statistics office and its year. Never null.';
CREATE TABLE core.post (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    external_id text NOT NULL,
    post_id uuid NOT NULL,
    alias_ids text[] DEFAULT '{}'::text[] NOT NULL,
    published_at timestamp with time zone,
    edited_at timestamp with time zone,
    removed_at timestamp with time zone,
    format text NOT NULL,
    text text,
    permalink text,
    language text,
    topic text,
    purpose text,
    announced_comments bigint,
    hidden boolean,
    comments_off boolean,
    first_observed_at timestamp with time zone NOT NULL,
    changed_observed_at timestamp with time zone NOT NULL,
    column_times timestamp with time zone[],
    address_name text,
    text_expired_at timestamp with time zone,
    measured_key bigint,
    topic_rule text,
    purpose_rule text,
    CONSTRAINT post_address_name_check CHECK (((octet_length(address_name) >= 1) AND (octet_length(address_name) <= 256))),
    CONSTRAINT post_column_times_check CHECK ((cardinality(column_times) = 8)),
    CONSTRAINT post_external_id_check CHECK (((octet_length(external_id) >= 1) AND (octet_length(external_id) <= 256))),
    CONSTRAINT post_format_check CHECK ((format = ANY (ARRAY['text'::text, 'photo'::text, 'video'::text, 'reel'::text, 'story'::text, 'link'::text, 'event'::text, 'other'::text]))),
    CONSTRAINT post_language_check CHECK ((octet_length(language) <= 2048)),
    CONSTRAINT post_permalink_check CHECK ((octet_length(permalink) <= 2048)),
    CONSTRAINT post_text_check CHECK ((octet_length(text) <= 65536))
);
ALTER TABLE core.post OWNER TO pantau_owner;
COMMENT ON TABLE core.post IS 'What an account published.';
COMMENT ON COLUMN core.post.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.post.account_id IS 'Account that published it. Never null.';
COMMENT ON COLUMN core.post.external_id IS 'Id on the platform. Never null.';
COMMENT ON COLUMN core.post.post_id IS 'Made from the three columns before (core.natural_id); key of the samples. Never null.';
COMMENT ON COLUMN core.post.alias_ids IS 'Other ids the platform gave for the same post. Never null.';
COMMENT ON COLUMN core.post.published_at IS 'When it was published, to the second; the first value stored stays. Null where the platform gave none.';
COMMENT ON COLUMN core.post.edited_at IS 'Last edit the platform told of; null where there is none.';
COMMENT ON COLUMN core.post.removed_at IS 'When it was found removed; null while it stands.';
COMMENT ON COLUMN core.post.format IS 'text, photo, video, reel, story, link, event or other. Never null.';
COMMENT ON COLUMN core.post.text IS 'Text; null where there is none or it is not kept.';
COMMENT ON COLUMN core.post.permalink IS 'Address for people; null where the platform gives none.';
COMMENT ON COLUMN core.post.language IS 'Language as the platform says, else as rules tell (core.text_measure.gave_language); null where unknown.';
COMMENT ON COLUMN core.post.topic IS 'Topic (core.topic) of the text by core.word_rule; null where no word tells it.';
COMMENT ON COLUMN core.post.purpose IS 'information, service, event, campaign, clarification, greeting, recruitment or other, by core.text_rule; null where no text is known.';
COMMENT ON COLUMN core.post.announced_comments IS 'Comments the platform says there are, listed or not; null where it gives no count.';
COMMENT ON COLUMN core.post.hidden IS 'Hidden from the public; null where the platform does not tell.';
COMMENT ON COLUMN core.post.comments_off IS 'Closed to comments by the account; null where the platform does not tell.';
COMMENT ON COLUMN core.post.first_observed_at IS 'Answer in which it was first seen. Never null.';
COMMENT ON COLUMN core.post.changed_observed_at IS 'Answer that brought the newest change. Never null.';
COMMENT ON COLUMN core.post.column_times IS 'Answers that last told the values of edited_at, format, text, permalink, language, announced_comments, hidden and comments_off, in this order, where changed_observed_at did not tell them; an element is null where it did, or where there is no value. Null where it told all.';
COMMENT ON COLUMN core.post.address_name IS 'What its address names, as a link to it does (core.message_reference.object_key). Null where that is its id or an alias, and where the form of the address is not known.';
COMMENT ON COLUMN core.post.text_expired_at IS 'When its text last went because it was not confirmed in the time that the platform''s terms allow (ops.text_expire()), or one without a text was given up for that; null where neither happened.';
COMMENT ON COLUMN core.post.measured_key IS 'hashtextextended(text, 0) of the text that core.text_measure is of; null where it was not measured.';
COMMENT ON COLUMN core.post.topic_rule IS 'List of words that decided topic, with its version; null where topic is.';
COMMENT ON COLUMN core.post.purpose_rule IS 'Rule that decided purpose, with its version; null where that is.';
CREATE TABLE core.post_counter (
    government_id integer NOT NULL,
    post_id uuid NOT NULL,
    observed_at timestamp with time zone NOT NULL,
    likes bigint,
    comments bigint,
    shares bigint,
    views bigint,
    saves bigint,
    reach bigint
);
ALTER TABLE core.post_counter OWNER TO pantau_owner;
COMMENT ON TABLE core.post_counter IS 'Newest counters of each post: what the next visit is compared with.';
COMMENT ON COLUMN core.post_counter.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.post_counter.post_id IS 'The post. Never null.';
COMMENT ON COLUMN core.post_counter.observed_at IS 'Visit that brought the newest sample. Never null.';
COMMENT ON COLUMN core.post_counter.likes IS 'Likes or reactions; null where the platform gives no count.';
COMMENT ON COLUMN core.post_counter.comments IS 'Comments announced; null where the platform gives no count.';
COMMENT ON COLUMN core.post_counter.shares IS 'Shares; null where the platform gives no count.';
COMMENT ON COLUMN core.post_counter.views IS 'Views; null where the platform gives no count.';
COMMENT ON COLUMN core.post_counter.saves IS 'Saves; null where the platform gives no count.';
COMMENT ON COLUMN core.post_counter.reach IS 'Accounts reached; null where the platform gives no count.';
CREATE TABLE core.post_sample (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    post_id uuid NOT NULL,
    observed_at timestamp with time zone NOT NULL,
    likes bigint,
    comments bigint,
    shares bigint,
    views bigint,
    saves bigint,
    reach bigint
)
PARTITION BY RANGE (observed_at);
ALTER TABLE core.post_sample OWNER TO pantau_owner;
COMMENT ON TABLE core.post_sample IS 'Counters of a post at a visit; stored when one differs from the sample before, and at the first look at or behind each age of core.sample_ages().';
COMMENT ON COLUMN core.post_sample.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.post_sample.account_id IS 'Account that published the post. Never null.';
COMMENT ON COLUMN core.post_sample.post_id IS 'The post. Never null.';
COMMENT ON COLUMN core.post_sample.observed_at IS 'When the answer came. Never null.';
COMMENT ON COLUMN core.post_sample.likes IS 'Likes or reactions; null where the platform gives no count.';
COMMENT ON COLUMN core.post_sample.comments IS 'Comments announced; null where the platform gives no count.';
COMMENT ON COLUMN core.post_sample.shares IS 'Shares; null where the platform gives no count.';
COMMENT ON COLUMN core.post_sample.views IS 'Views; null where the platform gives no count.';
COMMENT ON COLUMN core.post_sample.saves IS 'Saves; null where the platform gives no count.';
COMMENT ON COLUMN core.post_sample.reach IS 'Accounts reached; null where the platform gives no count.';
CREATE TABLE core.post_sample_before (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    post_id uuid NOT NULL,
    observed_at timestamp with time zone NOT NULL,
    likes bigint,
    comments bigint,
    shares bigint,
    views bigint,
    saves bigint,
    reach bigint
);
ALTER TABLE core.post_sample_before OWNER TO pantau_owner;
CREATE TABLE core.post_verdict (
    government_id integer NOT NULL,
    post_id uuid NOT NULL,
    needs_answer boolean NOT NULL,
    undecided boolean NOT NULL,
    intent text
);
ALTER TABLE core.post_verdict OWNER TO pantau_owner;
COMMENT ON TABLE core.post_verdict IS 'What the text of a leader''s post that names accounts was judged to need, kept when the text had to go (core.text_erase()); counts while core.post.text is null.';
COMMENT ON COLUMN core.post_verdict.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.post_verdict.post_id IS 'The post (core.post.post_id). Never null.';
COMMENT ON COLUMN core.post_verdict.needs_answer IS 'The text needed an answer (core.needs_answer()). Never null.';
COMMENT ON COLUMN core.post_verdict.undecided IS 'The rules could not decide: counted as needing one. Never null.';
COMMENT ON COLUMN core.post_verdict.intent IS 'Intent by the same rules; null where they gave none.';
CREATE TABLE core.posting_target (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    channel text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    posts_per_week double precision NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    CONSTRAINT posting_target_posts_per_week_check CHECK (((posts_per_week > (0)::double precision) AND (posts_per_week <= (1000)::double precision))),
    CONSTRAINT posting_target_valid_to_check CHECK ((valid_to >= valid_from))
);
ALTER TABLE core.posting_target OWNER TO pantau_owner;
COMMENT ON TABLE core.posting_target IS 'How many posts a week a unit is to publish on a channel, from a day on, as somebody decided; written by ops.posting_target_set().';
COMMENT ON COLUMN core.posting_target.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.posting_target.unit_id IS 'Unit. Never null.';
COMMENT ON COLUMN core.posting_target.channel IS 'Platform; all for all of them together. Never null.';
COMMENT ON COLUMN core.posting_target.valid_from IS 'First local day. Never null.';
COMMENT ON COLUMN core.posting_target.valid_to IS 'Last local day; null while it lasts.';
COMMENT ON COLUMN core.posting_target.posts_per_week IS 'Posts in seven days, more than 0. Never null.';
COMMENT ON COLUMN core.posting_target.decided_by IS 'Who decided. Never null.';
COMMENT ON COLUMN core.posting_target.decided_at IS 'When. Never null.';
COMMENT ON COLUMN core.posting_target.reason IS 'Why, or the decree. Never null.';
CREATE TABLE core.presence_rule (
    presence_rule_id integer NOT NULL,
    government_id integer,
    active_days integer NOT NULL,
    passive_days integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    CONSTRAINT presence_rule_active_days_check CHECK (((active_days >= 1) AND (active_days <= 364))),
    CONSTRAINT presence_rule_passive_days_check CHECK (((passive_days >= active_days) AND (passive_days <= 364))),
    CONSTRAINT presence_rule_valid_to_check CHECK ((valid_to >= valid_from))
);
ALTER TABLE core.presence_rule OWNER TO pantau_owner;
COMMENT ON TABLE core.presence_rule IS 'When a unit counts as active, passive or dead on social media (metrics.unit_presence); dated, because a government may decide otherwise. A government''s own row goes before one for all, a later one before an earlier.';
COMMENT ON COLUMN core.presence_rule.presence_rule_id IS 'Number of the rule; below 1000 those that come with Pantau. Never null.';
COMMENT ON COLUMN core.presence_rule.government_id IS 'Government it is for; null for all.';
COMMENT ON COLUMN core.presence_rule.active_days IS 'Days of 24 hours since its newest post up to which a unit is active. Never null.';
COMMENT ON COLUMN core.presence_rule.passive_days IS 'Days since its newest post up to which a unit is passive; behind it, dead. Never null.';
COMMENT ON COLUMN core.presence_rule.valid_from IS 'First local day. Never null.';
COMMENT ON COLUMN core.presence_rule.valid_to IS 'Last local day; null while in force.';
COMMENT ON COLUMN core.presence_rule.source IS 'Who decided it, or what it rests on. Never null.';
ALTER TABLE core.presence_rule ALTER COLUMN presence_rule_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core.presence_rule_presence_rule_id_seq
    START WITH 1000
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core.text_measure (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    kind text NOT NULL,
    external_id text NOT NULL,
    sent_at timestamp with time zone,
    text_key bigint NOT NULL,
    version integer NOT NULL,
    tried_version integer NOT NULL,
    measured_at timestamp with time zone NOT NULL,
    words integer NOT NULL,
    sentences integer NOT NULL,
    letters integer NOT NULL,
    looked_up integer,
    unknown_words integer,
    language text,
    gave_language boolean NOT NULL,
    has_date boolean NOT NULL,
    has_time boolean NOT NULL,
    has_place boolean NOT NULL,
    has_contact boolean NOT NULL,
    has_link boolean NOT NULL,
    greets boolean NOT NULL,
    thanks boolean NOT NULL,
    apologizes boolean NOT NULL,
    addresses boolean NOT NULL,
    insults boolean NOT NULL,
    shouts boolean NOT NULL,
    copy_hash bigint,
    CONSTRAINT text_measure_kind_check CHECK ((kind = ANY (ARRAY['post'::text, 'message'::text, 'follow_up'::text]))),
    CONSTRAINT text_measure_looked_up_check CHECK (((looked_up IS NULL) = (unknown_words IS NULL)))
);
ALTER TABLE core.text_measure OWNER TO pantau_owner;
COMMENT ON TABLE core.text_measure IS 'What rules count and tell of the text of a post, an official message, or a follow-up to a complaint: proxies. One row per text that was measured, of the text as it was last; it stays when the text goes.';
COMMENT ON COLUMN core.text_measure.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.text_measure.account_id IS 'Account at which the text stands. Never null.';
COMMENT ON COLUMN core.text_measure.kind IS 'post, message or follow_up. Never null.';
COMMENT ON COLUMN core.text_measure.external_id IS 'Id of the post or message on the platform; of a follow-up the tracking id of its complaint and its key there, with a line break between them. Never null.';
COMMENT ON COLUMN core.text_measure.sent_at IS 'core.message.sent_at of a message, by which it is found; null of others.';
COMMENT ON COLUMN core.text_measure.text_key IS 'hashtextextended(text, 0) of the text that was measured. Never null.';
COMMENT ON COLUMN core.text_measure.version IS 'Version of the rules (MEASURE_VERSION). Never null.';
COMMENT ON COLUMN core.text_measure.tried_version IS 'Newest version for which it was asked; above version where the text was gone by then. Never null.';
COMMENT ON COLUMN core.text_measure.measured_at IS 'When it was measured. Never null.';
COMMENT ON COLUMN core.text_measure.words IS 'Words; no numbers, addresses, tags or handles. Never null.';
COMMENT ON COLUMN core.text_measure.sentences IS 'Sentences that have a word. Never null.';
COMMENT ON COLUMN core.text_measure.letters IS 'Letters of the words. Never null.';
COMMENT ON COLUMN core.text_measure.looked_up IS 'Words that were looked up in the dictionary; null where none were: not Indonesian, all in capitals, no dictionary.';
COMMENT ON COLUMN core.text_measure.unknown_words IS 'Words of these that nobody knows; null likewise.';
COMMENT ON COLUMN core.text_measure.language IS 'id, en, jv or su; null where it cannot be told or is another one.';
COMMENT ON COLUMN core.text_measure.gave_language IS 'core.post.language is this one, because the platform told none. Never null.';
COMMENT ON COLUMN core.text_measure.has_date IS 'A date or a day stands in it. Never null.';
COMMENT ON COLUMN core.text_measure.has_time IS 'A time of day stands in it. Never null.';
COMMENT ON COLUMN core.text_measure.has_place IS 'A place stands in it. Never null.';
COMMENT ON COLUMN core.text_measure.has_contact IS 'A telephone number, a short number to call or an e-mail address stands in it. Never null.';
COMMENT ON COLUMN core.text_measure.has_link IS 'An address of the web stands in it. Never null.';
COMMENT ON COLUMN core.text_measure.greets IS 'It has a greeting. Never null.';
COMMENT ON COLUMN core.text_measure.thanks IS 'It thanks. Never null.';
COMMENT ON COLUMN core.text_measure.apologizes IS 'It apologizes. Never null.';
COMMENT ON COLUMN core.text_measure.addresses IS 'It has an honorific: Bapak, Kak, Mas and the like. Never null.';
COMMENT ON COLUMN core.text_measure.insults IS 'It has a word of the list of insults. Never null.';
COMMENT ON COLUMN core.text_measure.shouts IS 'Three quarters or more of its words of three letters and more, three at least, are in capitals. Never null.';
COMMENT ON COLUMN core.text_measure.copy_hash IS 'The same for texts of the same words and numbers, whatever their case, marks, names and addresses; null without a word.';
CREATE TABLE core.text_rule (
    rule text NOT NULL,
    criterion text NOT NULL,
    rank integer NOT NULL,
    bytes_max integer,
    pattern text,
    verdict text NOT NULL,
    doc text NOT NULL,
    CONSTRAINT text_rule_criterion_check CHECK ((criterion = ANY (ARRAY['reply_class'::text, 'purpose'::text]))),
    CONSTRAINT text_rule_verdict_check CHECK ((((criterion = 'reply_class'::text) AND (verdict = ANY (ARRAY['substantive'::text, 'stock'::text, 'redirect'::text]))) OR ((criterion = 'purpose'::text) AND (verdict = ANY (ARRAY['information'::text, 'service'::text, 'event'::text, 'campaign'::text, 'clarification'::text, 'greeting'::text, 'recruitment'::text, 'other'::text])))))
);
ALTER TABLE core.text_rule OWNER TO pantau_owner;
COMMENT ON TABLE core.text_rule IS 'What a reply of an official account is, and what a post is for; of each criterion the first rule by rank that applies decides (core.reply_class_of, core.purpose_of).';
COMMENT ON COLUMN core.text_rule.rule IS 'Name of the rule with its version, kept with what it decided. Never null.';
COMMENT ON COLUMN core.text_rule.criterion IS 'reply_class or purpose. Never null.';
COMMENT ON COLUMN core.text_rule.rank IS 'Order in which rules are tried, smallest first. Never null.';
COMMENT ON COLUMN core.text_rule.bytes_max IS 'Longest text it applies to, in bytes; null for any.';
COMMENT ON COLUMN core.text_rule.pattern IS 'Regular expression over the text in small letters; null for whatever is left.';
COMMENT ON COLUMN core.text_rule.verdict IS 'Of a reply substantive, stock or redirect; of a post information, service, event, campaign, clarification, greeting, recruitment or other. Never null.';
COMMENT ON COLUMN core.text_rule.doc IS 'What it finds and why it decides so. Never null.';
CREATE TABLE core.topic (
    topic text NOT NULL,
    rank integer NOT NULL,
    label_en text NOT NULL,
    label_id text NOT NULL,
    CONSTRAINT topic_rank_check CHECK (((rank >= 1) AND (rank <= 26)))
);
ALTER TABLE core.topic OWNER TO pantau_owner;
COMMENT ON TABLE core.topic IS 'Topics of messages, posts and complaints; which words mean them: core.word_rule.';
COMMENT ON COLUMN core.topic.topic IS 'Its name in the columns of other tables. Never null.';
COMMENT ON COLUMN core.topic.rank IS 'Of topics whose words weigh the same the one with the greatest rank stands: special ones have a greater one than general ones. Never null.';
COMMENT ON COLUMN core.topic.label_en IS 'Its name for people, in English. Never null.';
COMMENT ON COLUMN core.topic.label_id IS 'The same in Indonesian. Never null.';
CREATE TABLE core.topic_category (
    feed_kind text NOT NULL,
    category text NOT NULL,
    topic text NOT NULL
);
ALTER TABLE core.topic_category OWNER TO pantau_owner;
COMMENT ON TABLE core.topic_category IS 'Topics of a feed''s own categories, which stay in core.complaint.topic.';
COMMENT ON COLUMN core.topic_category.feed_kind IS 'Kind of feed (core.account.feed_kind); empty for all. Never null.';
COMMENT ON COLUMN core.topic_category.category IS 'Category in small letters. Never null.';
COMMENT ON COLUMN core.topic_category.topic IS 'Topic that it means. Never null.';
CREATE TABLE core.unit (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    parent_unit_id integer,
    active_from timestamp with time zone DEFAULT now() NOT NULL,
    active_to timestamp with time zone,
    CONSTRAINT unit_code_check CHECK (((octet_length(code) >= 1) AND (octet_length(code) <= 256))),
    CONSTRAINT unit_kind_check CHECK ((octet_length(kind) <= 256)),
    CONSTRAINT unit_name_check CHECK ((octet_length(name) <= 2048)),
    CONSTRAINT unit_parent_unit_id_check CHECK ((parent_unit_id <> unit_id)),
    CONSTRAINT unit_unit_id_check CHECK ((unit_id > 0))
);
ALTER TABLE core.unit OWNER TO pantau_owner;
COMMENT ON TABLE core.unit IS 'A body of a government (OPD, district, health centre, company); a tree by parent_unit_id. Source: units[].';
COMMENT ON COLUMN core.unit.government_id IS 'Government it belongs to. Never null.';
COMMENT ON COLUMN core.unit.unit_id IS 'Number of the unit within its government, from 1; 0 stands for the whole government. Never null.';
COMMENT ON COLUMN core.unit.code IS 'Short name used in the configuration. Never null.';
COMMENT ON COLUMN core.unit.name IS 'Full name. Never null.';
COMMENT ON COLUMN core.unit.kind IS 'dinas, badan, kecamatan, kelurahan, puskesmas, bumd and the like. Never null.';
COMMENT ON COLUMN core.unit.parent_unit_id IS 'Unit above it; null at the top of the tree.';
COMMENT ON COLUMN core.unit.active_from IS 'When the configuration first named it. Never null.';
COMMENT ON COLUMN core.unit.active_to IS 'When it left the configuration; null while it stands there.';
CREATE TABLE core.unit_calendar (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    valid_from date NOT NULL,
    calendar text NOT NULL
);
ALTER TABLE core.unit_calendar OWNER TO pantau_owner;
COMMENT ON TABLE core.unit_calendar IS 'Calendar of a unit from a day on; without a row the government''s applies.';
COMMENT ON COLUMN core.unit_calendar.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core.unit_calendar.unit_id IS 'Unit. Never null.';
COMMENT ON COLUMN core.unit_calendar.valid_from IS 'First local day; -infinity for always. Never null.';
COMMENT ON COLUMN core.unit_calendar.calendar IS 'Calendar. Never null.';
CREATE TABLE core.word_rule (
    rule text NOT NULL,
    mark text NOT NULL,
    topic text,
    weight integer NOT NULL,
    words text[] NOT NULL,
    doc text NOT NULL,
    CONSTRAINT word_rule_topic_check CHECK (((topic IS NOT NULL) = (mark = 'topic'::text))),
    CONSTRAINT word_rule_weight_check CHECK (((weight >= 1) AND (weight <= 9)))
);
ALTER TABLE core.word_rule OWNER TO pantau_owner;
COMMENT ON TABLE core.word_rule IS 'Lists of words, each with what a text that has one of them is marked with: what it may want, or its topic. Colloquial spelling, Javanese, Sundanese and Betawi words stand beside the others.';
COMMENT ON COLUMN core.word_rule.rule IS 'Name of the list with its version, kept with what it decided. Never null.';
COMMENT ON COLUMN core.word_rule.mark IS 'topic, or a mark that core.needs_rule asks for. Never null.';
COMMENT ON COLUMN core.word_rule.topic IS 'Topic that the words mean; null where the mark is none.';
COMMENT ON COLUMN core.word_rule.weight IS 'How surely a word means the topic: that of the heaviest word stands; from 3 on it is named without doubt. 1 for marks. Never null.';
COMMENT ON COLUMN core.word_rule.words IS 'Words, and pairs of words with one space between, in small letters. Of a pair its first word alone counts for nothing. Endings (-nya, -na, -ne, -lah, -kah) are taken off where the whole word is in no list. Never null.';
COMMENT ON COLUMN core.word_rule.doc IS 'What the words have in common. Never null.';
CREATE TABLE core_private.officer_contact (
    government_id integer NOT NULL,
    officer_id integer NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    CONSTRAINT officer_contact_kind_check CHECK ((kind = ANY (ARRAY['name'::text, 'phone'::text, 'email'::text]))),
    CONSTRAINT officer_contact_value_check CHECK ((octet_length(value) <= 2048))
);
ALTER TABLE core_private.officer_contact OWNER TO pantau_owner;
COMMENT ON TABLE core_private.officer_contact IS 'How an officer is reached; only the owner of the database reads it.';
COMMENT ON COLUMN core_private.officer_contact.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core_private.officer_contact.officer_id IS 'Officer. Never null.';
COMMENT ON COLUMN core_private.officer_contact.kind IS 'name, phone or email. Never null.';
COMMENT ON COLUMN core_private.officer_contact.value IS 'The contact. Never null.';
CREATE TABLE core_private.pseudonym_key (
    government_id integer NOT NULL,
    key_check bytea NOT NULL,
    used_from timestamp with time zone NOT NULL,
    CONSTRAINT pseudonym_key_key_check_check CHECK ((octet_length(key_check) = 16))
);
ALTER TABLE core_private.pseudonym_key OWNER TO pantau_owner;
COMMENT ON TABLE core_private.pseudonym_key IS 'By which key the pseudonyms of a government were made, so that another one is noticed; the key itself is not in the database.';
COMMENT ON COLUMN core_private.pseudonym_key.government_id IS 'Government. Never null.';
COMMENT ON COLUMN core_private.pseudonym_key.key_check IS 'Keyed hash of a fixed text: the same as long as the key is the same. Never null.';
COMMENT ON COLUMN core_private.pseudonym_key.used_from IS 'When a daemon with that key came first. Never null.';
CREATE TABLE metrics.column_doc (
    name text NOT NULL,
    kind text NOT NULL,
    label_en text NOT NULL,
    label_id text NOT NULL,
    definition_en text NOT NULL,
    definition_id text NOT NULL,
    unit text NOT NULL,
    null_when text NOT NULL,
    version integer NOT NULL,
    changed_on date NOT NULL,
    subject text NOT NULL,
    CONSTRAINT column_doc_kind_check CHECK ((kind = ANY (ARRAY['key'::text, 'figure'::text, 'count'::text, 'context'::text])))
);
ALTER TABLE metrics.column_doc OWNER TO pantau_owner;
COMMENT ON TABLE metrics.column_doc IS 'What each column of the views of metrics means; written by 35_metrics_catalogue.sql, shown by metrics.catalogue and as the comment of the columns themselves.';
COMMENT ON COLUMN metrics.column_doc.name IS 'Name of the column. Never null.';
COMMENT ON COLUMN metrics.column_doc.kind IS 'key, figure, count or context. Never null.';
COMMENT ON COLUMN metrics.column_doc.label_en IS 'Short name in English. Never null.';
COMMENT ON COLUMN metrics.column_doc.label_id IS 'Short name in Indonesian. Never null.';
COMMENT ON COLUMN metrics.column_doc.definition_en IS 'Meaning in English. Never null.';
COMMENT ON COLUMN metrics.column_doc.definition_id IS 'Meaning in Indonesian. Never null.';
COMMENT ON COLUMN metrics.column_doc.unit IS 'Unit of measure; empty for names and flags. Never null.';
COMMENT ON COLUMN metrics.column_doc.null_when IS 'When the column is null, in English. Never null.';
COMMENT ON COLUMN metrics.column_doc.version IS 'Version of the definition; a change of meaning raises it. Never null.';
COMMENT ON COLUMN metrics.column_doc.changed_on IS 'Day of that version. Never null.';
COMMENT ON COLUMN metrics.column_doc.subject IS 'Whose words they are: the file that brings the rows of a subject replaces all of them. Never null.';
CREATE TABLE metrics.complaint_joined (
    government_id integer NOT NULL,
    complaint_id uuid NOT NULL,
    lead_complaint_id uuid NOT NULL,
    account_id integer NOT NULL,
    external_id text NOT NULL
);
ALTER TABLE metrics.complaint_joined OWNER TO pantau_owner;
COMMENT ON TABLE metrics.complaint_joined IS 'Complaints that are one case in several feeds, as the response figures take them: metrics.complaint_same_1 with what inquiries are found by. Kept by metrics.complaint_joined_keep(), which marks the days of what changed.';
COMMENT ON COLUMN metrics.complaint_joined.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.complaint_joined.complaint_id IS 'Complaint. Never null.';
COMMENT ON COLUMN metrics.complaint_joined.lead_complaint_id IS 'Of the complaints that are one case the one that leads; its own for that one. Never null.';
COMMENT ON COLUMN metrics.complaint_joined.account_id IS 'Feed of the complaint. Never null.';
COMMENT ON COLUMN metrics.complaint_joined.external_id IS 'Tracking id of the complaint. Never null.';
CREATE TABLE metrics.complaint_link (
    government_id integer NOT NULL,
    complaint_id uuid NOT NULL,
    other_complaint_id uuid NOT NULL,
    link_marker_id integer NOT NULL
);
ALTER TABLE metrics.complaint_link OWNER TO pantau_owner;
COMMENT ON TABLE metrics.complaint_link IS 'Cases whose text, or log, names a case of another feed; kept by metrics.complaint_link_keep(), also when the text had to go.';
COMMENT ON COLUMN metrics.complaint_link.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.complaint_link.complaint_id IS 'Case whose text it is. Never null.';
COMMENT ON COLUMN metrics.complaint_link.other_complaint_id IS 'Case that is named. Never null.';
COMMENT ON COLUMN metrics.complaint_link.link_marker_id IS 'By which marker. Never null.';
CREATE TABLE metrics.complaint_reply_text (
    government_id integer NOT NULL,
    complaint_id uuid NOT NULL,
    event_key text NOT NULL,
    version integer NOT NULL,
    words integer NOT NULL,
    text_hash bytea NOT NULL,
    report_words integer NOT NULL,
    shared_words integer NOT NULL,
    basis_at timestamp with time zone NOT NULL
);
ALTER TABLE metrics.complaint_reply_text OWNER TO pantau_owner;
COMMENT ON TABLE metrics.complaint_reply_text IS 'What was measured of the text of each follow-up to a complaint; kept by metrics.complaint_reply_text_keep(), read through metrics.complaint_reply.';
COMMENT ON COLUMN metrics.complaint_reply_text.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.complaint_reply_text.complaint_id IS 'The complaint. Never null.';
COMMENT ON COLUMN metrics.complaint_reply_text.event_key IS 'The follow-up: its key in core.complaint_event. Never null.';
COMMENT ON COLUMN metrics.complaint_reply_text.version IS 'Version of the measure. Never null.';
COMMENT ON COLUMN metrics.complaint_reply_text.words IS 'Different words of the follow-up, without stop words. Never null.';
COMMENT ON COLUMN metrics.complaint_reply_text.text_hash IS 'Digest of all its words in their order, whatever capitals, marks and spaces. Never null.';
COMMENT ON COLUMN metrics.complaint_reply_text.report_words IS 'Different words of the report, title and text, without stop words; 0 where it is not kept. Never null.';
COMMENT ON COLUMN metrics.complaint_reply_text.shared_words IS 'Words in both. Never null.';
COMMENT ON COLUMN metrics.complaint_reply_text.basis_at IS 'Newest change of either text when it was measured. Never null.';
CREATE TABLE metrics.frozen_day_store (
    government_id integer NOT NULL,
    frozen_id bigint NOT NULL,
    calendar text NOT NULL,
    day date NOT NULL,
    before_s bigint NOT NULL,
    starts_s integer[] NOT NULL,
    ends_s integer[] NOT NULL,
    provisional boolean NOT NULL
);
ALTER TABLE metrics.frozen_day_store OWNER TO pantau_owner;
COMMENT ON TABLE metrics.frozen_day_store IS 'Working days as the inquiries of a frozen period were measured by, from its first day to the last moment that a wait ends or is cut at. Readers find them in metrics.frozen_line.';
COMMENT ON COLUMN metrics.frozen_day_store.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.frozen_day_store.frozen_id IS 'Freeze. Never null.';
COMMENT ON COLUMN metrics.frozen_day_store.calendar IS 'Calendar. Never null.';
COMMENT ON COLUMN metrics.frozen_day_store.day IS 'Local day. Never null.';
COMMENT ON COLUMN metrics.frozen_day_store.before_s IS 'Working seconds of the calendar before that day. Never null.';
COMMENT ON COLUMN metrics.frozen_day_store.starts_s IS 'Where intervals begin, seconds after midnight. Never null.';
COMMENT ON COLUMN metrics.frozen_day_store.ends_s IS 'Where they end. Never null.';
COMMENT ON COLUMN metrics.frozen_day_store.provisional IS 'No decree had decided the day yet. Never null.';
CREATE TABLE metrics.frozen_figure_store (
    government_id integer NOT NULL,
    frozen_id bigint NOT NULL,
    unit_id integer NOT NULL,
    channel text NOT NULL,
    clock text NOT NULL,
    poll_coverage double precision,
    figures jsonb NOT NULL
);
ALTER TABLE metrics.frozen_figure_store OWNER TO pantau_owner;
COMMENT ON TABLE metrics.frozen_figure_store IS 'Headline figures of frozen periods (scope own, opener all, population needed), as metrics.response_between() gave them. Readers use metrics.frozen_response.';
COMMENT ON COLUMN metrics.frozen_figure_store.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.frozen_figure_store.frozen_id IS 'Freeze. Never null.';
COMMENT ON COLUMN metrics.frozen_figure_store.unit_id IS 'Unit; 0 is the whole government. Never null.';
COMMENT ON COLUMN metrics.frozen_figure_store.channel IS 'Platform or feed, or all. Never null.';
COMMENT ON COLUMN metrics.frozen_figure_store.clock IS 'calendar or working. Never null.';
COMMENT ON COLUMN metrics.frozen_figure_store.poll_coverage IS 'Share of the period that was watched; null where nothing watched.';
COMMENT ON COLUMN metrics.frozen_figure_store.figures IS 'Figures by the name of their column in metrics.response_rolling. Never null.';
CREATE TABLE metrics.frozen_inquiry_store (
    government_id integer NOT NULL,
    frozen_id bigint NOT NULL,
    inquiry_id uuid NOT NULL,
    population text NOT NULL,
    clock text NOT NULL,
    unit_id integer NOT NULL,
    account_id integer NOT NULL,
    channel text NOT NULL,
    counted_in text NOT NULL,
    kind text NOT NULL,
    opened_by text NOT NULL,
    post_no integer NOT NULL,
    start_on date NOT NULL,
    start_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    needed_at timestamp with time zone,
    first_reply_at timestamp with time zone,
    substantive_at timestamp with time zone,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_earliest_at timestamp with time zone,
    ended_latest_at timestamp with time zone,
    observed_to timestamp with time zone,
    deadline_at timestamp with time zone,
    state text NOT NULL,
    reply_class text,
    timing text NOT NULL,
    counts boolean NOT NULL,
    excluded boolean NOT NULL,
    late_out boolean NOT NULL,
    removed boolean NOT NULL,
    undecided boolean NOT NULL,
    provisional boolean NOT NULL,
    entry_s bigint NOT NULL,
    exit_s bigint,
    exit_government_s bigint,
    event boolean NOT NULL,
    event_government boolean NOT NULL,
    first_reply_exit_s bigint,
    first_reply_event boolean NOT NULL,
    substantive_exit_s bigint,
    substantive_event boolean NOT NULL,
    watched_s bigint NOT NULL,
    calendar text NOT NULL,
    helped_by_unit_id integer,
    correction_id bigint,
    needed_rule text,
    answer_rule text,
    deadline_rule text,
    CONSTRAINT frozen_inquiry_store_counted_in_check CHECK ((counted_in = ANY (ARRAY['both'::text, 'channel'::text, 'all'::text])))
);
ALTER TABLE metrics.frozen_inquiry_store OWNER TO pantau_owner;
COMMENT ON TABLE metrics.frozen_inquiry_store IS 'Inquiries of frozen periods, as metrics.inquiry_detail had them: figures are computed again from these alone. Readers use metrics.frozen_inquiry.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.frozen_id IS 'Freeze. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.inquiry_id IS 'Id of the inquiry. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.population IS 'needed or all. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.clock IS 'calendar or working. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.unit_id IS 'Unit asked; 0 where no known unit was. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.account_id IS 'Account asked. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.channel IS 'Platform or feed. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.counted_in IS 'both: under its channel and under all; channel: under its channel alone; all: under all alone. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.kind IS 'comment, mention, direct_message or complaint. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.opened_by IS 'citizen, unknown or leader. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.post_no IS 'Number, within the freeze, of the post it stands under, else of its thread or case: n_posts counts them. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.start_on IS 'Local day of start_at. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.start_at IS 'Start of the wait in this population. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.opened_at IS 'First message, or disposition. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.needed_at IS 'First message that needs an answer; null: none does.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.first_reply_at IS 'First reply of the unit, of any class; null: none.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.substantive_at IS 'First substantive reply; null: none that a rule knows.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.answered_at IS 'The answer that ended it; null: none.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.ended_at IS 'When it ended in whatever state; null: it waited.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.ended_earliest_at IS 'Lower end of the ending; null where the time is exact or it waited.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.ended_latest_at IS 'Upper end of the ending; null where the time is exact or it waited.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.observed_to IS 'Last complete visit of what would show its answer, at most as_of; null: none.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.deadline_at IS 'By when it had to be answered; null: no rule.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.state IS 'waiting, answered, helped, withdrawn, handed_over or closed_unanswered. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.reply_class IS 'Class of the answer; null: none, no rule knows, or a complaint.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.timing IS 'exact or interval. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.counts IS 'False while no second of the clock had passed since the start. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.excluded IS 'A person took the day out. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.late_out IS 'Ended before its source was first read. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.removed IS 'A message of it vanished. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.undecided IS 'needed_at rests on what no rule could read. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.provisional IS 'Touches a provisional day. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.entry_s IS 'Age at which it enters the curve, -1 at its start. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.exit_s IS 'Age at which it leaves the curve of its unit; null where the calendar does not hold the day.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.exit_government_s IS 'The same on the curve of the government; null where the calendar does not hold the day.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.event IS 'It leaves by an answer of the unit. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.event_government IS 'The same for the government. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.first_reply_exit_s IS 'Exit on the curve of first replies; null where the calendar does not hold the day.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.first_reply_event IS 'A reply ends it there. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.substantive_exit_s IS 'Exit on the curve of substantive replies; null where the calendar does not hold the day.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.substantive_event IS 'A substantive reply ends it there. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.watched_s IS 'Age at observed_to. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.calendar IS 'Working calendar. Never null.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.helped_by_unit_id IS 'Unit that answered instead; null: none.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.correction_id IS 'Correction that was applied last; null: none.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.needed_rule IS 'Rule by which it needs an answer; null: none does, or a complaint.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.answer_rule IS 'Rule by which an entry of the log is the answer; null: none, or a message.';
COMMENT ON COLUMN metrics.frozen_inquiry_store.deadline_rule IS 'Rule of the deadline; null: none.';
CREATE TABLE metrics.frozen_period_store (
    government_id integer NOT NULL,
    frozen_id bigint NOT NULL,
    period text NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    as_of timestamp with time zone NOT NULL,
    timezone text NOT NULL,
    feeds text[] NOT NULL,
    version text NOT NULL,
    basis jsonb NOT NULL,
    frozen_at timestamp with time zone NOT NULL,
    frozen_by text NOT NULL,
    reason text NOT NULL,
    rows_count bigint NOT NULL,
    digest text NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT frozen_period_store_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT frozen_period_store_to_on_check CHECK ((from_on <= to_on))
);
ALTER TABLE metrics.frozen_period_store OWNER TO pantau_owner;
COMMENT ON TABLE metrics.frozen_period_store IS 'Periods whose figures are frozen (pantauctl freeze), and by what. Readers use metrics.frozen_period.';
COMMENT ON COLUMN metrics.frozen_period_store.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.frozen_id IS 'Number of the freeze. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.period IS 'Name: 2026, 2026-Q2, 2026-06, 2026-W23, or the two days, 2026-06-01..2026-06-14. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.from_on IS 'First local day, by the start of inquiries. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.to_on IS 'Last local day. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.as_of IS 'The moment the figures are for. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.timezone IS 'Zone of the government''s local days. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.feeds IS 'Channels that are complaint feeds, read at their own marks. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.version IS 'Version of Pantau. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.basis IS 'Digests of the rules and definitions, and changes of the calendars, it was derived and computed by. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.frozen_at IS 'When it was frozen. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.frozen_by IS 'Who decided it, by the name that was given. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.reason IS 'Why. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.rows_count IS 'Rows of metrics.frozen_inquiry_store it has. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.digest IS 'SHA-256 of its lines in metrics.frozen_line, hexadecimal. Never null.';
COMMENT ON COLUMN metrics.frozen_period_store.revoked_at IS 'When somebody took it back (ops.audit has who and why): another one may stand in its place; null where it stands.';
ALTER TABLE metrics.frozen_period_store ALTER COLUMN frozen_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME metrics.frozen_period_store_frozen_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE metrics.gap_reason_doc (
    reason text NOT NULL,
    definition_en text NOT NULL,
    definition_id text NOT NULL
);
ALTER TABLE metrics.gap_reason_doc OWNER TO pantau_owner;
COMMENT ON TABLE metrics.gap_reason_doc IS 'What the reasons of ops.gap mean; written by 91_api_quality.sql, shown by metrics.completeness_gap.';
COMMENT ON COLUMN metrics.gap_reason_doc.reason IS 'The reason. Never null.';
COMMENT ON COLUMN metrics.gap_reason_doc.definition_en IS 'Meaning in English. Never null.';
COMMENT ON COLUMN metrics.gap_reason_doc.definition_id IS 'Meaning in Indonesian. Never null.';
CREATE TABLE metrics.limit_doc (
    channel text NOT NULL,
    ordinal integer NOT NULL,
    limit_en text NOT NULL,
    limit_id text NOT NULL
);
ALTER TABLE metrics.limit_doc OWNER TO pantau_owner;
COMMENT ON TABLE metrics.limit_doc IS 'What a platform or a kind of feed never gives, in its adapter''s words; written by ops.sync_config(), shown by metrics.data_quality.';
COMMENT ON COLUMN metrics.limit_doc.channel IS 'Platform, or kind of feed. Never null.';
COMMENT ON COLUMN metrics.limit_doc.ordinal IS 'Place in the list, from 1. Never null.';
COMMENT ON COLUMN metrics.limit_doc.limit_en IS 'The limit in English. Never null.';
COMMENT ON COLUMN metrics.limit_doc.limit_id IS 'The limit in Indonesian. Never null.';
CREATE TABLE metrics.post_measure (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    post_id uuid NOT NULL,
    channel text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    day date NOT NULL,
    format text NOT NULL,
    purpose text,
    hidden boolean NOT NULL,
    removed_at timestamp with time zone,
    followers bigint,
    followers_sampled_at timestamp with time zone,
    likes bigint,
    announced_comments bigint,
    shares bigint,
    views bigint,
    saves bigint,
    reach bigint,
    sampled_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    held boolean NOT NULL,
    citizen_messages bigint,
    official_replies bigint
);
ALTER TABLE metrics.post_measure OWNER TO pantau_owner;
COMMENT ON TABLE metrics.post_measure IS 'What was counted of each post seven days after it was published; kept by metrics.post_measure_keep(), read through metrics.post_detail.';
COMMENT ON COLUMN metrics.post_measure.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.post_measure.account_id IS 'Account that published it. Never null.';
COMMENT ON COLUMN metrics.post_measure.post_id IS 'The post (core.post.post_id). Never null.';
COMMENT ON COLUMN metrics.post_measure.channel IS 'Platform of the account. Never null.';
COMMENT ON COLUMN metrics.post_measure.published_at IS 'When it was published. Never null.';
COMMENT ON COLUMN metrics.post_measure.day IS 'Local day of that moment. Never null.';
COMMENT ON COLUMN metrics.post_measure.format IS 'As in core.post. Never null.';
COMMENT ON COLUMN metrics.post_measure.purpose IS 'As in core.post; null where no rule has said.';
COMMENT ON COLUMN metrics.post_measure.hidden IS 'True where the platform says that it is hidden from the public. Never null.';
COMMENT ON COLUMN metrics.post_measure.removed_at IS 'When it was found removed; null while it stands.';
COMMENT ON COLUMN metrics.post_measure.followers IS 'Followers of the account in its last sample before the end of that local day that has a number; null where there is none.';
COMMENT ON COLUMN metrics.post_measure.followers_sampled_at IS 'When that sample was taken; null where there is none.';
COMMENT ON COLUMN metrics.post_measure.likes IS 'Likes or reactions in the last sample at or before seven days; null where the platform gave no count, or there is no sample.';
COMMENT ON COLUMN metrics.post_measure.announced_comments IS 'Comments in it, as the platform counts; null likewise.';
COMMENT ON COLUMN metrics.post_measure.shares IS 'Shares in it; null likewise.';
COMMENT ON COLUMN metrics.post_measure.views IS 'Views in it; null likewise.';
COMMENT ON COLUMN metrics.post_measure.saves IS 'Saves in it; null likewise.';
COMMENT ON COLUMN metrics.post_measure.reach IS 'Accounts reached in it; null likewise.';
COMMENT ON COLUMN metrics.post_measure.sampled_at IS 'When that sample was taken; null where none is that old.';
COMMENT ON COLUMN metrics.post_measure.confirmed_at IS 'First sample at or after seven days; null while there is none.';
COMMENT ON COLUMN metrics.post_measure.held IS 'True where the comments of the post were read completely seven days after it or later. Never null.';
COMMENT ON COLUMN metrics.post_measure.citizen_messages IS 'Comments and replies by citizens under it that were sent within seven days and stood then; null where not held.';
COMMENT ON COLUMN metrics.post_measure.official_replies IS 'Comments and replies by official accounts likewise; null where not held.';
CREATE TABLE metrics.post_measure_pass (
    government_id integer NOT NULL,
    whole_as_of timestamp with time zone NOT NULL
);
ALTER TABLE metrics.post_measure_pass OWNER TO pantau_owner;
COMMENT ON TABLE metrics.post_measure_pass IS 'When the rows of all posts of a government were last compared with the facts; a row that is missing makes the next refresh do so.';
COMMENT ON COLUMN metrics.post_measure_pass.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.post_measure_pass.whole_as_of IS 'The as_of of that refresh. Never null.';
CREATE TABLE metrics.prior (
    government_id integer NOT NULL,
    channel text NOT NULL,
    month date NOT NULL,
    engagement_terms text NOT NULL,
    n_accounts bigint NOT NULL,
    n_posts bigint NOT NULL,
    mu double precision NOT NULL,
    tau2 double precision NOT NULL,
    s2 double precision NOT NULL,
    frozen_at timestamp with time zone,
    CONSTRAINT prior_engagement_terms_check CHECK ((engagement_terms = ANY (ARRAY['lc'::text, 'lcs'::text])))
);
ALTER TABLE metrics.prior OWNER TO pantau_owner;
COMMENT ON TABLE metrics.prior IS 'What accounts of a platform had in common in a month, on ln(1 + engagement): kept by metrics.prior_keep(), shown by metrics.engagement_prior.';
COMMENT ON COLUMN metrics.prior.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.prior.channel IS 'Platform. Never null.';
COMMENT ON COLUMN metrics.prior.month IS 'First local day of the month. Never null.';
COMMENT ON COLUMN metrics.prior.engagement_terms IS 'lc or lcs, as in metrics.engagement_rolling. Never null.';
COMMENT ON COLUMN metrics.prior.n_accounts IS 'Accounts with a measured post in the month. Never null.';
COMMENT ON COLUMN metrics.prior.n_posts IS 'Their measured posts. Never null.';
COMMENT ON COLUMN metrics.prior.mu IS 'Mean of the accounts (DerSimonian and Laird). Never null.';
COMMENT ON COLUMN metrics.prior.tau2 IS 'Variance between accounts, 0 or more. Never null.';
COMMENT ON COLUMN metrics.prior.s2 IS 'Variance of posts within accounts, pooled. Never null.';
COMMENT ON COLUMN metrics.prior.frozen_at IS 'The as_of from which the row is not changed any more; null while the month moves.';
CREATE TABLE metrics.recompute_baseline (
    government_id integer NOT NULL,
    basis jsonb NOT NULL,
    noted_at timestamp with time zone NOT NULL
);
ALTER TABLE metrics.recompute_baseline OWNER TO pantau_owner;
COMMENT ON TABLE metrics.recompute_baseline IS 'Rules and calendars by which inquiries of a government were derived before its first recomputation. Source: metrics.recompute_note().';
COMMENT ON COLUMN metrics.recompute_baseline.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.recompute_baseline.basis IS 'As metrics.recompute_basis() told them when the government was first met. Never null.';
COMMENT ON COLUMN metrics.recompute_baseline.noted_at IS 'When that was. Never null.';
CREATE TABLE metrics.recompute_day (
    government_id integer NOT NULL,
    run_id bigint NOT NULL,
    unit_id integer NOT NULL,
    channel text NOT NULL,
    day date NOT NULL,
    lists jsonb NOT NULL
);
ALTER TABLE metrics.recompute_day OWNER TO pantau_owner;
COMMENT ON TABLE metrics.recompute_day IS 'Of a run under way: the rows of metrics.response_day that it changes, as they were. Emptied when it ends.';
COMMENT ON COLUMN metrics.recompute_day.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.recompute_day.run_id IS 'Run. Never null.';
COMMENT ON COLUMN metrics.recompute_day.unit_id IS 'Unit; 0 where no unit is known. Never null.';
COMMENT ON COLUMN metrics.recompute_day.channel IS 'Platform or feed. Never null.';
COMMENT ON COLUMN metrics.recompute_day.day IS 'Local day. Never null.';
COMMENT ON COLUMN metrics.recompute_day.lists IS 'Array of the rows; empty where there was none. Never null.';
CREATE TABLE metrics.recompute_run (
    government_id integer NOT NULL,
    run_id bigint NOT NULL,
    reason text NOT NULL,
    requested_by text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    as_of timestamp with time zone,
    basis_before jsonb,
    basis jsonb NOT NULL,
    account_id_done integer DEFAULT 0 NOT NULL,
    account_count bigint DEFAULT 0 NOT NULL,
    inquiry_count bigint DEFAULT 0 NOT NULL,
    figure_count bigint
);
ALTER TABLE metrics.recompute_run OWNER TO pantau_owner;
COMMENT ON TABLE metrics.recompute_run IS 'Recomputations of a government''s inquiries, newest last; one that is not finished is taken up by the next. Readers use metrics.revision_run.';
COMMENT ON COLUMN metrics.recompute_run.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.recompute_run.run_id IS 'Number of the run. Never null.';
COMMENT ON COLUMN metrics.recompute_run.reason IS 'Why, in the words of who asked. Never null.';
COMMENT ON COLUMN metrics.recompute_run.requested_by IS 'Role that asked. Never null.';
COMMENT ON COLUMN metrics.recompute_run.started_at IS 'When it began. Never null.';
COMMENT ON COLUMN metrics.recompute_run.finished_at IS 'When its figures had been compared; null before.';
COMMENT ON COLUMN metrics.recompute_run.as_of IS 'The moment as of which figures were compared, before and after alike; null until then.';
COMMENT ON COLUMN metrics.recompute_run.basis_before IS 'Rules and calendars of the run before it (metrics.recompute_basis()); null for the first.';
COMMENT ON COLUMN metrics.recompute_run.basis IS 'Rules and calendars that it derives by. Never null.';
COMMENT ON COLUMN metrics.recompute_run.account_id_done IS 'Accounts up to this number are derived; the next portion begins behind it. Never null.';
COMMENT ON COLUMN metrics.recompute_run.account_count IS 'Accounts derived. Never null.';
COMMENT ON COLUMN metrics.recompute_run.inquiry_count IS 'Inquiries that changed. Never null.';
COMMENT ON COLUMN metrics.recompute_run.figure_count IS 'Figures that moved; null until they were compared.';
ALTER TABLE metrics.recompute_run ALTER COLUMN run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME metrics.recompute_run_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE metrics.refresh_setting (
    setting text NOT NULL,
    value double precision NOT NULL,
    doc text NOT NULL
);
ALTER TABLE metrics.refresh_setting OWNER TO pantau_owner;
COMMENT ON TABLE metrics.refresh_setting IS 'Numbers that steer the refresh rounds; change them here.';
COMMENT ON COLUMN metrics.refresh_setting.setting IS 'Name. Never null.';
COMMENT ON COLUMN metrics.refresh_setting.value IS 'Value. Never null.';
COMMENT ON COLUMN metrics.refresh_setting.doc IS 'What it does, its unit and why it is so. Never null.';
CREATE TABLE metrics.response_basis (
    government_id integer NOT NULL,
    digest text NOT NULL
);
ALTER TABLE metrics.response_basis OWNER TO pantau_owner;
COMMENT ON TABLE metrics.response_basis IS 'What all figures of a government rest on besides its inquiries; when the digest no longer fits, the next ageing round makes them all again.';
COMMENT ON COLUMN metrics.response_basis.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.response_basis.digest IS 'Digest of zone, tree of units, feeds, exclusions and version of the definitions. Never null.';
CREATE TABLE metrics.response_day (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    day date NOT NULL,
    channel text NOT NULL,
    opener text NOT NULL,
    population text NOT NULL,
    calendar text NOT NULL,
    outcome "char"[] NOT NULL,
    starts timestamp with time zone[] NOT NULL,
    working_from_s bigint[] NOT NULL,
    wait_s integer[] NOT NULL,
    working_wait_s integer[] NOT NULL,
    target_key bigint[] NOT NULL,
    post_key bigint[] NOT NULL,
    deadlines timestamp with time zone[] NOT NULL,
    flag integer[] NOT NULL,
    reply_s integer[],
    working_reply_s integer[],
    substantive_s integer[],
    working_substantive_s integer[],
    left_s integer[],
    working_left_s integer[],
    linked boolean DEFAULT false NOT NULL,
    CONSTRAINT response_day_opener_check CHECK ((opener = ANY (ARRAY['citizen'::text, 'unknown'::text, 'leader'::text]))),
    CONSTRAINT response_day_population_check CHECK ((population = ANY (ARRAY['needed'::text, 'all'::text])))
);
ALTER TABLE metrics.response_day OWNER TO pantau_owner;
COMMENT ON TABLE metrics.response_day IS 'Inquiries of a unit by local day of their start, as parallel lists sorted by outcome, wait and start: waits of the answered, waits of those who left, opening instants (never ages) of the waiting. Changes only when facts change; made again for the days in core.dirty.';
COMMENT ON COLUMN metrics.response_day.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.response_day.unit_id IS 'Unit asked; 0 where no unit is known yet. Never null.';
COMMENT ON COLUMN metrics.response_day.day IS 'Local day of the start (needed_at or opened_at, by population). Never null.';
COMMENT ON COLUMN metrics.response_day.channel IS 'Platform or feed; all for waits that complaints of several feeds have together (linked). Never null.';
COMMENT ON COLUMN metrics.response_day.opener IS 'Role of the first message: citizen, unknown or leader. Never null.';
COMMENT ON COLUMN metrics.response_day.population IS 'needed: starts at needed_at; all: at opened_at. Never null.';
COMMENT ON COLUMN metrics.response_day.calendar IS 'Working calendar of these inquiries. Never null.';
COMMENT ON COLUMN metrics.response_day.outcome IS 'a answered, h helped, w withdrawn, o handed over, c closed unanswered, - waiting, x taken out by core.exclusion, or of a feed that shows no answers. Never null.';
COMMENT ON COLUMN metrics.response_day.starts IS 'Starts. Never null.';
COMMENT ON COLUMN metrics.response_day.working_from_s IS 'Working seconds from the first day of the calendar to the start. Never null.';
COMMENT ON COLUMN metrics.response_day.wait_s IS 'Seconds from start to end; an element is null while waiting and when closed unanswered. Never null.';
COMMENT ON COLUMN metrics.response_day.working_wait_s IS 'The same in working seconds. Never null.';
COMMENT ON COLUMN metrics.response_day.target_key IS 'What must be visited to see an answer (metrics.target_key). Never null.';
COMMENT ON COLUMN metrics.response_day.post_key IS 'Hash of the post, or of the thread where there is none; for n_posts. Never null.';
COMMENT ON COLUMN metrics.response_day.deadlines IS 'Deadlines; an element is null where no rule applies. Never null.';
COMMENT ON COLUMN metrics.response_day.flag IS 'Sum of 1 removed, 2 timed by an interval, 4 undecided, 8 corrected, 16 provisional calendar, 32 ended by its deadline; of the answer 64 substantive, 128 stock, 256 redirect, 512 substantive since nothing else ends a complaint. Never null.';
COMMENT ON COLUMN metrics.response_day.reply_s IS 'Seconds from start to the first reply of the unit; an element is null where that is the answer or there is none. Null where all are.';
COMMENT ON COLUMN metrics.response_day.working_reply_s IS 'The same in working seconds. Null where reply_s is.';
COMMENT ON COLUMN metrics.response_day.substantive_s IS 'Seconds from start to the first substantive reply of the unit; an element is null where that is the answer or there is none. Null where all are.';
COMMENT ON COLUMN metrics.response_day.working_substantive_s IS 'The same in working seconds. Null where substantive_s is.';
COMMENT ON COLUMN metrics.response_day.left_s IS 'Of helped ones timed by an interval seconds from start to its lower end; an element of others is null. Null where all are.';
COMMENT ON COLUMN metrics.response_day.working_left_s IS 'The same in working seconds. Null where left_s is.';
COMMENT ON COLUMN metrics.response_day.linked IS 'True for complaints that stand in several feeds: under their own channel they count in that channel alone, under channel all stand the waits that they have together. Never null.';
CREATE TABLE metrics.response_history_day (
    government_id integer NOT NULL,
    day date NOT NULL,
    as_of timestamp with time zone NOT NULL
);
ALTER TABLE metrics.response_history_day OWNER TO pantau_owner;
COMMENT ON TABLE metrics.response_history_day IS 'Local days whose figures were kept in metrics.response_history_store, once each. Source: metrics.response_history_store_keep().';
COMMENT ON COLUMN metrics.response_history_day.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.response_history_day.day IS 'Local day that was over. Never null.';
COMMENT ON COLUMN metrics.response_history_day.as_of IS 'The moment the figures are for: minutes after the end of the day, later where no daemon ran. Never null.';
CREATE TABLE metrics.response_history_store (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    channel text NOT NULL,
    window_days integer NOT NULL,
    day date NOT NULL,
    n bigint NOT NULL,
    n_answered bigint NOT NULL,
    n_helped bigint NOT NULL,
    n_waiting bigint NOT NULL,
    n_withdrawn bigint NOT NULL,
    n_handed_over bigint NOT NULL,
    n_closed_unanswered bigint NOT NULL,
    n_excluded bigint NOT NULL,
    n_posts bigint NOT NULL,
    n_rate bigint NOT NULL,
    n_deadline bigint NOT NULL,
    n_first_reply bigint NOT NULL,
    n_substantive bigint NOT NULL,
    n_classified bigint NOT NULL,
    median_s bigint,
    median_low_s bigint,
    median_high_s bigint,
    p90_s bigint,
    mark_1_s integer NOT NULL,
    mark_2_s integer NOT NULL,
    mark_3_s integer NOT NULL,
    mark_4_s integer NOT NULL,
    answered_within_1 double precision,
    answered_within_2 double precision,
    answered_within_3 double precision,
    answered_within_4 double precision,
    mean_wait_s double precision,
    median_worst_s bigint,
    response_rate double precision,
    within_sla double precision,
    first_reply_median_s bigint,
    substantive_median_s bigint,
    stock_share double precision,
    redirect_share double precision,
    enough boolean NOT NULL,
    working_n bigint NOT NULL,
    working_n_rate bigint NOT NULL,
    working_median_s bigint,
    working_median_low_s bigint,
    working_median_high_s bigint,
    working_p90_s bigint,
    working_mark_1_s integer NOT NULL,
    working_mark_2_s integer NOT NULL,
    working_mark_3_s integer NOT NULL,
    working_mark_4_s integer NOT NULL,
    working_answered_within_1 double precision,
    working_answered_within_2 double precision,
    working_answered_within_3 double precision,
    working_answered_within_4 double precision,
    working_mean_wait_s double precision,
    working_response_rate double precision,
    working_first_reply_median_s bigint,
    working_substantive_median_s bigint,
    poll_coverage double precision
);
ALTER TABLE metrics.response_history_store OWNER TO pantau_owner;
COMMENT ON TABLE metrics.response_history_store IS 'Figures of metrics.response as they were seen at the end of each local day, never changed afterwards: own inquiries, opener all, population needed. Readers use metrics.response_history.';
COMMENT ON COLUMN metrics.response_history_store.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.response_history_store.unit_id IS 'Unit; 0 is the whole government. Never null.';
COMMENT ON COLUMN metrics.response_history_store.channel IS 'Platform or feed, or all. Never null.';
COMMENT ON COLUMN metrics.response_history_store.window_days IS 'Length of the window. Never null.';
COMMENT ON COLUMN metrics.response_history_store.day IS 'Last local day of the window. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n IS 'n of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_answered IS 'n_answered of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_helped IS 'n_helped of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_waiting IS 'n_waiting of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_withdrawn IS 'n_withdrawn of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_handed_over IS 'n_handed_over of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_closed_unanswered IS 'n_closed_unanswered of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_excluded IS 'n_excluded of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_posts IS 'n_posts of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_rate IS 'n_rate of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_deadline IS 'n_deadline of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_first_reply IS 'n_first_reply of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_substantive IS 'n_substantive of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.n_classified IS 'n_classified of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.median_s IS 'median_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.median_low_s IS 'median_low_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.median_high_s IS 'median_high_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.p90_s IS 'p90_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.mark_1_s IS 'mark_1_s of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.mark_2_s IS 'mark_2_s of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.mark_3_s IS 'mark_3_s of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.mark_4_s IS 'mark_4_s of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.answered_within_1 IS 'answered_within_1 of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.answered_within_2 IS 'answered_within_2 of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.answered_within_3 IS 'answered_within_3 of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.answered_within_4 IS 'answered_within_4 of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.mean_wait_s IS 'mean_wait_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.median_worst_s IS 'median_worst_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.response_rate IS 'response_rate of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.within_sla IS 'within_sla of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.first_reply_median_s IS 'first_reply_median_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.substantive_median_s IS 'substantive_median_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.stock_share IS 'stock_share of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.redirect_share IS 'redirect_share of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.enough IS 'enough of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.working_n IS 'working_n of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.working_n_rate IS 'working_n_rate of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.working_median_s IS 'working_median_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_median_low_s IS 'working_median_low_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_median_high_s IS 'working_median_high_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_p90_s IS 'working_p90_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_mark_1_s IS 'working_mark_1_s of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.working_mark_2_s IS 'working_mark_2_s of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.working_mark_3_s IS 'working_mark_3_s of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.working_mark_4_s IS 'working_mark_4_s of metrics.response then. Never null.';
COMMENT ON COLUMN metrics.response_history_store.working_answered_within_1 IS 'working_answered_within_1 of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_answered_within_2 IS 'working_answered_within_2 of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_answered_within_3 IS 'working_answered_within_3 of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_answered_within_4 IS 'working_answered_within_4 of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_mean_wait_s IS 'working_mean_wait_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_response_rate IS 'working_response_rate of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_first_reply_median_s IS 'working_first_reply_median_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.working_substantive_median_s IS 'working_substantive_median_s of metrics.response then.';
COMMENT ON COLUMN metrics.response_history_store.poll_coverage IS 'Share of the window that was watched; null where no stream watched for the unit.';
CREATE TABLE metrics.response_key (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    scope text NOT NULL,
    channel text NOT NULL,
    opener text NOT NULL,
    population text NOT NULL,
    same_scope text NOT NULL,
    same_channel text NOT NULL,
    same_opener text NOT NULL
);
ALTER TABLE metrics.response_key OWNER TO pantau_owner;
COMMENT ON TABLE metrics.response_key IS 'Keys of the rolling figures (all clocks and windows), each with the scope, channel and opener under which metrics.response_rolling_store has their figures: the narrowest key of the same unit and population that rests on the same inquiries.';
COMMENT ON COLUMN metrics.response_key.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.response_key.unit_id IS 'Unit; 0 is the whole government. Never null.';
COMMENT ON COLUMN metrics.response_key.scope IS 'own or tree. Never null.';
COMMENT ON COLUMN metrics.response_key.channel IS 'Platform or feed, or all. Never null.';
COMMENT ON COLUMN metrics.response_key.opener IS 'all, citizen, unknown or leader. Never null.';
COMMENT ON COLUMN metrics.response_key.population IS 'needed or all. Never null.';
COMMENT ON COLUMN metrics.response_key.same_scope IS 'Scope of the stored rows. Never null.';
COMMENT ON COLUMN metrics.response_key.same_channel IS 'Channel of the stored rows. Never null.';
COMMENT ON COLUMN metrics.response_key.same_opener IS 'Opener of the stored rows. Never null.';
CREATE TABLE metrics.response_pending (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    channel text NOT NULL,
    since timestamp with time zone NOT NULL
);
ALTER TABLE metrics.response_pending OWNER TO pantau_owner;
COMMENT ON TABLE metrics.response_pending IS 'Units and channels whose lists changed, while some figures that rest on them (those of large trees and whole governments) wait for their pause to end; see metrics.refresh_setting.';
COMMENT ON COLUMN metrics.response_pending.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.response_pending.unit_id IS 'Unit. Never null.';
COMMENT ON COLUMN metrics.response_pending.channel IS 'Platform or feed. Never null.';
COMMENT ON COLUMN metrics.response_pending.since IS 'as_of of the first round that put it off. Never null.';
CREATE TABLE metrics.response_period_state (
    government_id integer NOT NULL,
    period_kind text NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    period text NOT NULL,
    as_of timestamp with time zone NOT NULL
);
ALTER TABLE metrics.response_period_state OWNER TO pantau_owner;
COMMENT ON TABLE metrics.response_period_state IS 'Periods whose figures are in metrics.response_period_store, and as of when.';
COMMENT ON COLUMN metrics.response_period_state.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.response_period_state.period_kind IS 'week, month, quarter or year; before_7, before_28, before_91 or before_364 for the window before a window. Never null.';
COMMENT ON COLUMN metrics.response_period_state.from_on IS 'First local day. Never null.';
COMMENT ON COLUMN metrics.response_period_state.to_on IS 'Last local day. Never null.';
COMMENT ON COLUMN metrics.response_period_state.period IS 'Name, such as 2026-Q2; empty for a window. Never null.';
COMMENT ON COLUMN metrics.response_period_state.as_of IS 'The moment its figures are for. Never null.';
CREATE TABLE metrics.response_period_store (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    channel text NOT NULL,
    clock text NOT NULL,
    period_kind text NOT NULL,
    from_on date NOT NULL,
    n bigint NOT NULL,
    n_answered bigint NOT NULL,
    n_helped bigint NOT NULL,
    n_waiting bigint NOT NULL,
    n_withdrawn bigint NOT NULL,
    n_handed_over bigint NOT NULL,
    n_closed_unanswered bigint NOT NULL,
    n_removed bigint NOT NULL,
    n_interval_timed bigint NOT NULL,
    n_late_out bigint NOT NULL,
    n_undecided bigint NOT NULL,
    n_corrected bigint NOT NULL,
    n_provisional bigint NOT NULL,
    n_excluded bigint NOT NULL,
    n_posts bigint NOT NULL,
    n_rate bigint NOT NULL,
    n_deadline bigint NOT NULL,
    n_no_rule bigint NOT NULL,
    median_s bigint,
    median_low_s bigint,
    median_high_s bigint,
    p90_s bigint,
    mark_1_s bigint NOT NULL,
    mark_2_s bigint NOT NULL,
    mark_3_s bigint NOT NULL,
    mark_4_s bigint NOT NULL,
    answered_within_1 double precision,
    answered_within_2 double precision,
    answered_within_3 double precision,
    answered_within_4 double precision,
    mean_wait_s double precision,
    horizon_s bigint NOT NULL,
    median_worst_s bigint,
    answered_within_1_worst double precision,
    answered_within_2_worst double precision,
    answered_within_3_worst double precision,
    answered_within_4_worst double precision,
    response_rate double precision,
    rate_within_s bigint NOT NULL,
    ever_answered_rate double precision,
    within_sla double precision,
    answered_median_s bigint,
    answered_mean_s double precision,
    first_reply_median_s bigint,
    substantive_median_s bigint,
    stock_share double precision,
    redirect_share double precision,
    enough boolean NOT NULL,
    oldest_waiting_at timestamp with time zone,
    n_first_reply bigint NOT NULL,
    n_substantive bigint NOT NULL,
    n_classified bigint NOT NULL,
    poll_coverage double precision
);
ALTER TABLE metrics.response_period_store OWNER TO pantau_owner;
COMMENT ON TABLE metrics.response_period_store IS 'Figures of metrics.response_period and of the window before in metrics.response, which readers use: own inquiries, opener all, population needed.';
COMMENT ON COLUMN metrics.response_period_store.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.response_period_store.unit_id IS 'Unit; 0 is the whole government. Never null.';
COMMENT ON COLUMN metrics.response_period_store.channel IS 'Platform or feed, or all. Never null.';
COMMENT ON COLUMN metrics.response_period_store.clock IS 'calendar or working. Never null.';
COMMENT ON COLUMN metrics.response_period_store.period_kind IS 'As in metrics.response_period_state. Never null.';
COMMENT ON COLUMN metrics.response_period_store.from_on IS 'First local day. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n IS 'n of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_answered IS 'n_answered of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_helped IS 'n_helped of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_waiting IS 'n_waiting of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_withdrawn IS 'n_withdrawn of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_handed_over IS 'n_handed_over of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_closed_unanswered IS 'n_closed_unanswered of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_removed IS 'n_removed of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_interval_timed IS 'n_interval_timed of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_late_out IS 'n_late_out of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_undecided IS 'n_undecided of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_corrected IS 'n_corrected of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_provisional IS 'n_provisional of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_excluded IS 'n_excluded of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_posts IS 'n_posts of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_rate IS 'n_rate of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_deadline IS 'n_deadline of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_no_rule IS 'n_no_rule of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.median_s IS 'median_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.median_low_s IS 'median_low_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.median_high_s IS 'median_high_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.p90_s IS 'p90_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.mark_1_s IS 'mark_1_s of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.mark_2_s IS 'mark_2_s of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.mark_3_s IS 'mark_3_s of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.mark_4_s IS 'mark_4_s of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.answered_within_1 IS 'answered_within_1 of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.answered_within_2 IS 'answered_within_2 of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.answered_within_3 IS 'answered_within_3 of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.answered_within_4 IS 'answered_within_4 of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.mean_wait_s IS 'mean_wait_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.horizon_s IS 'horizon_s of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.median_worst_s IS 'median_worst_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.answered_within_1_worst IS 'answered_within_1_worst of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.answered_within_2_worst IS 'answered_within_2_worst of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.answered_within_3_worst IS 'answered_within_3_worst of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.answered_within_4_worst IS 'answered_within_4_worst of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.response_rate IS 'response_rate of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.rate_within_s IS 'rate_within_s of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.ever_answered_rate IS 'ever_answered_rate of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.within_sla IS 'within_sla of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.answered_median_s IS 'answered_median_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.answered_mean_s IS 'answered_mean_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.first_reply_median_s IS 'first_reply_median_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.substantive_median_s IS 'substantive_median_s of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.stock_share IS 'stock_share of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.redirect_share IS 'redirect_share of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.enough IS 'enough of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.oldest_waiting_at IS 'oldest_waiting_at of metrics.response_rolling, of the period.';
COMMENT ON COLUMN metrics.response_period_store.n_first_reply IS 'n_first_reply of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_substantive IS 'n_substantive of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.n_classified IS 'n_classified of metrics.response_rolling, of the period. Never null.';
COMMENT ON COLUMN metrics.response_period_store.poll_coverage IS 'Share of the period that was watched; null where no stream watches for the unit.';
CREATE TABLE metrics.response_rolling_store (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    scope text NOT NULL,
    channel text NOT NULL,
    opener text NOT NULL,
    population text NOT NULL,
    clock text NOT NULL,
    window_days integer NOT NULL,
    n bigint NOT NULL,
    n_answered bigint NOT NULL,
    n_helped bigint NOT NULL,
    n_waiting bigint NOT NULL,
    n_withdrawn bigint NOT NULL,
    n_handed_over bigint NOT NULL,
    n_closed_unanswered bigint NOT NULL,
    n_removed bigint NOT NULL,
    n_interval_timed bigint NOT NULL,
    n_late_out bigint NOT NULL,
    n_undecided bigint NOT NULL,
    n_corrected bigint NOT NULL,
    n_provisional bigint NOT NULL,
    n_excluded bigint NOT NULL,
    n_posts bigint NOT NULL,
    n_rate bigint NOT NULL,
    n_deadline bigint NOT NULL,
    n_no_rule bigint NOT NULL,
    median_s bigint,
    median_low_s bigint,
    median_high_s bigint,
    p90_s bigint,
    mark_1_s bigint NOT NULL,
    mark_2_s bigint NOT NULL,
    mark_3_s bigint NOT NULL,
    mark_4_s bigint NOT NULL,
    answered_within_1 double precision,
    answered_within_2 double precision,
    answered_within_3 double precision,
    answered_within_4 double precision,
    mean_wait_s double precision,
    horizon_s bigint NOT NULL,
    median_worst_s bigint,
    answered_within_1_worst double precision,
    answered_within_2_worst double precision,
    answered_within_3_worst double precision,
    answered_within_4_worst double precision,
    response_rate double precision,
    rate_within_s bigint NOT NULL,
    ever_answered_rate double precision,
    within_sla double precision,
    answered_median_s bigint,
    answered_mean_s double precision,
    first_reply_median_s bigint,
    substantive_median_s bigint,
    stock_share double precision,
    redirect_share double precision,
    enough boolean NOT NULL,
    oldest_waiting_at timestamp with time zone,
    curve double precision[] NOT NULL,
    next_change_at timestamp with time zone NOT NULL,
    n_first_reply bigint DEFAULT 0 NOT NULL,
    n_substantive bigint DEFAULT 0 NOT NULL,
    n_classified bigint DEFAULT 0 NOT NULL,
    CONSTRAINT response_rolling_store_clock_check CHECK ((clock = ANY (ARRAY['calendar'::text, 'working'::text]))),
    CONSTRAINT response_rolling_store_opener_check CHECK ((opener = ANY (ARRAY['all'::text, 'citizen'::text, 'unknown'::text, 'leader'::text]))),
    CONSTRAINT response_rolling_store_population_check CHECK ((population = ANY (ARRAY['needed'::text, 'all'::text]))),
    CONSTRAINT response_rolling_store_scope_check CHECK ((scope = ANY (ARRAY['own'::text, 'tree'::text])))
);
ALTER TABLE metrics.response_rolling_store OWNER TO pantau_owner;
COMMENT ON TABLE metrics.response_rolling_store IS 'The rolling response figures, kept current for dirty and ageing keys (metrics.refresh_round), each under the narrowest of the keys that share it (metrics.response_key); readers use metrics.response_rolling.';
COMMENT ON COLUMN metrics.response_rolling_store.curve IS 'Share answered by each mark of metrics.curve_mark() of the clock; an element is null where nobody was followed that far. Never null.';
CREATE TABLE metrics.revision_figure (
    government_id integer NOT NULL,
    run_id bigint NOT NULL,
    unit_id integer NOT NULL,
    channel text NOT NULL,
    period text NOT NULL,
    window_days integer NOT NULL,
    clock text NOT NULL,
    figure text NOT NULL,
    value_before double precision,
    value_after double precision,
    CONSTRAINT revision_figure_clock_check CHECK ((clock = ANY (ARRAY['calendar'::text, 'working'::text])))
);
ALTER TABLE metrics.revision_figure OWNER TO pantau_owner;
COMMENT ON TABLE metrics.revision_figure IS 'Figures of the headline population that a run moved: before and after as of one moment. Readers use metrics.revision.';
COMMENT ON COLUMN metrics.revision_figure.government_id IS 'Government. Never null.';
COMMENT ON COLUMN metrics.revision_figure.run_id IS 'Run. Never null.';
COMMENT ON COLUMN metrics.revision_figure.unit_id IS 'Unit; 0 is the whole government. Never null.';
COMMENT ON COLUMN metrics.revision_figure.channel IS 'Platform or feed, or all. Never null.';
COMMENT ON COLUMN metrics.revision_figure.period IS 'Frozen period (2026-Q2); empty for a window of days. Never null.';
COMMENT ON COLUMN metrics.revision_figure.window_days IS 'Local days of the window; 0 for a frozen period. Never null.';
COMMENT ON COLUMN metrics.revision_figure.clock IS 'calendar or working. Never null.';
COMMENT ON COLUMN metrics.revision_figure.figure IS 'Name of the figure, as in metrics.catalogue. Never null.';
COMMENT ON COLUMN metrics.revision_figure.value_before IS 'Value before; null where there was none.';
COMMENT ON COLUMN metrics.revision_figure.value_after IS 'Value after; null where there is none.';
CREATE TABLE metrics.rule_doc (
    rule text NOT NULL,
    definition_en text NOT NULL,
    definition_id text NOT NULL
);
ALTER TABLE metrics.rule_doc OWNER TO pantau_owner;
COMMENT ON TABLE metrics.rule_doc IS 'What each rule decides by which the daemon types the log of a complaint (lib/source/lapor_rules.c); written by 36_metrics_rules.sql, shown by metrics.catalogue.';
COMMENT ON COLUMN metrics.rule_doc.rule IS 'Name and version, as in core.complaint_event.rule. Never null.';
COMMENT ON COLUMN metrics.rule_doc.definition_en IS 'What it decides, in English. Never null.';
COMMENT ON COLUMN metrics.rule_doc.definition_id IS 'What it decides, in Indonesian. Never null.';
CREATE TABLE metrics.rule_words (
    rule text NOT NULL,
    definition_id text NOT NULL
);
ALTER TABLE metrics.rule_words OWNER TO pantau_owner;
COMMENT ON TABLE metrics.rule_words IS 'What rules of texts (core.needs_rule, core.word_rule, core.text_rule) decide, in Indonesian. Source: 36_metrics_rules_words.sql.';
COMMENT ON COLUMN metrics.rule_words.rule IS 'Rule, with its version. Never null.';
COMMENT ON COLUMN metrics.rule_words.definition_id IS 'What it decides, in Indonesian. Never null.';
CREATE TABLE metrics.version (
    major integer NOT NULL,
    minor integer NOT NULL,
    changed_on date NOT NULL,
    what text NOT NULL
);
ALTER TABLE metrics.version OWNER TO pantau_owner;
COMMENT ON TABLE metrics.version IS 'Versions of what readers may depend on; a new major one takes something away.';
COMMENT ON COLUMN metrics.version.major IS 'Counts changes that may break a reader. Never null.';
COMMENT ON COLUMN metrics.version.minor IS 'Counts additions since then. Never null.';
COMMENT ON COLUMN metrics.version.changed_on IS 'Day of the change. Never null.';
COMMENT ON COLUMN metrics.version.what IS 'What changed, in words. Never null.';
CREATE TABLE ops.audit (
    audit_id bigint NOT NULL,
    done_at timestamp with time zone NOT NULL,
    database_user text NOT NULL,
    person text NOT NULL,
    action text NOT NULL,
    government_id integer,
    subject text NOT NULL,
    reason text,
    before jsonb,
    after jsonb,
    CONSTRAINT audit_action_check CHECK (((octet_length(action) >= 1) AND (octet_length(action) <= 256))),
    CONSTRAINT audit_person_check CHECK (((octet_length(person) >= 1) AND (octet_length(person) <= 256))),
    CONSTRAINT audit_reason_check CHECK ((octet_length(reason) <= 2048)),
    CONSTRAINT audit_subject_check CHECK (((octet_length(subject) >= 1) AND (octet_length(subject) <= 2048)))
);
ALTER TABLE ops.audit OWNER TO pantau_owner;
COMMENT ON TABLE ops.audit IS 'What people decided that figures rest on: who, when, why, and what it was before and after. Rows are added by functions, in the transaction of the decision, and never changed.';
COMMENT ON COLUMN ops.audit.audit_id IS 'Number of the row. Never null.';
COMMENT ON COLUMN ops.audit.done_at IS 'When. Never null.';
COMMENT ON COLUMN ops.audit.database_user IS 'Role that was logged in to the database. Never null.';
COMMENT ON COLUMN ops.audit.person IS 'Name that was given. Never null.';
COMMENT ON COLUMN ops.audit.action IS 'What was done, in a word: correct, revoke_correction, exclude, revoke_exclusion and the like. Never null.';
COMMENT ON COLUMN ops.audit.government_id IS 'Government; null where it concerns none alone.';
COMMENT ON COLUMN ops.audit.subject IS 'What it was done to, with its number or id. Never null.';
COMMENT ON COLUMN ops.audit.reason IS 'Why; null where no reason was asked for.';
COMMENT ON COLUMN ops.audit.before IS 'What stood there before; null where nothing did.';
COMMENT ON COLUMN ops.audit.after IS 'What stands there now; null where nothing does.';
ALTER TABLE ops.audit ALTER COLUMN audit_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ops.audit_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE ops.backfill (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    stream text NOT NULL,
    from_at timestamp with time zone NOT NULL,
    to_at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    cursor text,
    cursor_at timestamp with time zone,
    reached_at timestamp with time zone,
    request_count bigint DEFAULT 0 NOT NULL,
    item_count bigint DEFAULT 0 NOT NULL,
    changed_count bigint DEFAULT 0 NOT NULL,
    left_count bigint,
    total_count bigint,
    requested_by text DEFAULT SESSION_USER NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    seen_at timestamp with time zone,
    ended_at timestamp with time zone,
    cause text,
    error text,
    hint text,
    CONSTRAINT backfill_cursor_check CHECK ((octet_length(cursor) <= 4096)),
    CONSTRAINT backfill_error_check CHECK ((octet_length(error) <= 2048)),
    CONSTRAINT backfill_from_at_check CHECK ((from_at < to_at)),
    CONSTRAINT backfill_hint_check CHECK ((octet_length(hint) <= 2048)),
    CONSTRAINT backfill_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
ALTER TABLE ops.backfill OWNER TO pantau_owner;
COMMENT ON TABLE ops.backfill IS 'Parts of the history that an operator asked for (pantauctl backfill): of each stream how far it came, so that it goes on where it stood. What it brings is no poll of its stream and fills no coverage gap.';
COMMENT ON COLUMN ops.backfill.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.backfill.account_id IS 'Account. Never null.';
COMMENT ON COLUMN ops.backfill.stream IS 'posts, mentions or complaints; comments: those of the posts that were published in this time. Never null.';
COMMENT ON COLUMN ops.backfill.from_at IS 'Where it ends: nothing older is asked for. Never null.';
COMMENT ON COLUMN ops.backfill.to_at IS 'Where it begins, going back. Never null.';
COMMENT ON COLUMN ops.backfill.state IS 'waiting (nothing was asked yet), running, done, failed (see error) or cancelled. Never null.';
COMMENT ON COLUMN ops.backfill.cursor IS 'The next page, in the adapter''s own words; of comments the last post before those that are being read; null at the beginning.';
COMMENT ON COLUMN ops.backfill.cursor_at IS 'When that place was told: after a day platforms may not know it, and the list is read from its beginning; null without a place.';
COMMENT ON COLUMN ops.backfill.reached_at IS 'Time of the oldest item that was seen; null before the first.';
COMMENT ON COLUMN ops.backfill.request_count IS 'Pages that were asked for; of comments, posts that were visited. Never null.';
COMMENT ON COLUMN ops.backfill.item_count IS 'Items on these pages; of comments not counted. Never null.';
COMMENT ON COLUMN ops.backfill.changed_count IS 'How many of them were new or changed something. Never null.';
COMMENT ON COLUMN ops.backfill.left_count IS 'Posts whose comments are still to be read; null for other streams.';
COMMENT ON COLUMN ops.backfill.total_count IS 'Posts of that time that are held; null for other streams.';
COMMENT ON COLUMN ops.backfill.requested_by IS 'Role that asked. Never null.';
COMMENT ON COLUMN ops.backfill.requested_at IS 'When it was asked for, or last asked for again. Never null.';
COMMENT ON COLUMN ops.backfill.started_at IS 'When its first page came; null before.';
COMMENT ON COLUMN ops.backfill.seen_at IS 'When its last page came, or failed; null before.';
COMMENT ON COLUMN ops.backfill.ended_at IS 'When it was done, failed or cancelled; null while it lasts.';
COMMENT ON COLUMN ops.backfill.cause IS 'What went wrong last (the words of ops.run.cause); null where nothing did.';
COMMENT ON COLUMN ops.backfill.error IS 'The same in the platform''s words; null where nothing went wrong.';
COMMENT ON COLUMN ops.backfill.hint IS 'What to do; null where nothing went wrong.';
CREATE TABLE ops.completeness (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    stream text NOT NULL,
    day date NOT NULL,
    targets bigint NOT NULL,
    announced bigint NOT NULL,
    held bigint NOT NULL
);
ALTER TABLE ops.completeness OWNER TO pantau_owner;
COMMENT ON TABLE ops.completeness IS 'Announced against held of each account, kept over time: a row for each local day on which a number differs from the row before. Kept by ops.gap_keep().';
COMMENT ON COLUMN ops.completeness.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.completeness.account_id IS 'Account. Never null.';
COMMENT ON COLUMN ops.completeness.stream IS 'comments: messages below posts; posts: posts of the account. Never null.';
COMMENT ON COLUMN ops.completeness.day IS 'Local day from which the numbers hold. Never null.';
COMMENT ON COLUMN ops.completeness.targets IS 'Posts of the last 364 days that have a number; 1 for posts of the account. Never null.';
COMMENT ON COLUMN ops.completeness.announced IS 'Sum of what the platform announced. Never null.';
COMMENT ON COLUMN ops.completeness.held IS 'Sum of what is stored of it, of each post at most what was announced. Never null.';
CREATE TABLE ops.configuration (
    instance text NOT NULL,
    digest text NOT NULL,
    document jsonb NOT NULL,
    synced_at timestamp with time zone NOT NULL,
    CONSTRAINT configuration_instance_check CHECK (((octet_length(instance) >= 1) AND (octet_length(instance) <= 256)))
);
ALTER TABLE ops.configuration OWNER TO pantau_owner;
COMMENT ON TABLE ops.configuration IS 'The configuration an instance runs with, as synchronised last.';
COMMENT ON COLUMN ops.configuration.instance IS 'Instance of the daemon. Never null.';
COMMENT ON COLUMN ops.configuration.digest IS 'Digest of the configuration file; two daemons with different files are told apart by it. Never null.';
COMMENT ON COLUMN ops.configuration.document IS 'Governments, units and feeds of the file, without secrets. Never null.';
COMMENT ON COLUMN ops.configuration.synced_at IS 'When it was synchronised. Never null.';
CREATE TABLE ops.configuration_part (
    instance text NOT NULL,
    part integer NOT NULL,
    accounts jsonb NOT NULL,
    session_pid integer DEFAULT pg_backend_pid() NOT NULL,
    CONSTRAINT configuration_part_instance_check CHECK (((octet_length(instance) >= 1) AND (octet_length(instance) <= 256))),
    CONSTRAINT configuration_part_part_check CHECK ((part > 0))
);
ALTER TABLE ops.configuration_part OWNER TO pantau_owner;
COMMENT ON TABLE ops.configuration_part IS 'Accounts of a configuration that is on its way, a part a row; gone once it is synchronised.';
COMMENT ON COLUMN ops.configuration_part.instance IS 'Instance of the daemon. Never null.';
COMMENT ON COLUMN ops.configuration_part.part IS 'Number of the part, from 1. Never null.';
COMMENT ON COLUMN ops.configuration_part.accounts IS 'Accounts as the file lists them, with owners, dates and streams. Never null.';
COMMENT ON COLUMN ops.configuration_part.session_pid IS 'Process of the server whose session brought it (pg_backend_pid()); no other one may use it. Never null.';
CREATE TABLE ops.coverage_gap (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    stream text NOT NULL,
    gap_from timestamp with time zone NOT NULL,
    gap_to timestamp with time zone NOT NULL,
    allowed_s integer NOT NULL,
    CONSTRAINT coverage_gap_gap_to_check CHECK ((gap_to > gap_from))
);
ALTER TABLE ops.coverage_gap OWNER TO pantau_owner;
COMMENT ON TABLE ops.coverage_gap IS 'Times in which a stream went without a success longer than twice its interval.';
COMMENT ON COLUMN ops.coverage_gap.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.coverage_gap.account_id IS 'Account. Never null.';
COMMENT ON COLUMN ops.coverage_gap.stream IS 'Stream. Never null.';
COMMENT ON COLUMN ops.coverage_gap.gap_from IS 'Last success before the gap. Never null.';
COMMENT ON COLUMN ops.coverage_gap.gap_to IS 'First success after it. Never null.';
COMMENT ON COLUMN ops.coverage_gap.allowed_s IS 'Seconds a gap was allowed to last then. Never null.';
CREATE TABLE ops.daemon (
    instance text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    config_digest text NOT NULL,
    status jsonb,
    stopped_at timestamp with time zone,
    unfinished boolean DEFAULT false NOT NULL
);
ALTER TABLE ops.daemon OWNER TO pantau_owner;
COMMENT ON TABLE ops.daemon IS 'Daemons that run, or ran, against this database.';
COMMENT ON COLUMN ops.daemon.instance IS 'Instance. Never null.';
COMMENT ON COLUMN ops.daemon.pid IS 'Process id on its host. Never null.';
COMMENT ON COLUMN ops.daemon.version IS 'Version of the program. Never null.';
COMMENT ON COLUMN ops.daemon.started_at IS 'When it started. Never null.';
COMMENT ON COLUMN ops.daemon.seen_at IS 'Last sign of life. Never null.';
COMMENT ON COLUMN ops.daemon.config_digest IS 'Digest of the configuration it runs with. Never null.';
COMMENT ON COLUMN ops.daemon.status IS 'Its counters; null before the first report.';
COMMENT ON COLUMN ops.daemon.stopped_at IS 'When it ended and gave its streams back; null while it runs, or if it was killed.';
COMMENT ON COLUMN ops.daemon.unfinished IS 'It ended before everything was written: that is polled again. Never null.';
CREATE TABLE ops.gap (
    government_id integer NOT NULL,
    gap_id bigint NOT NULL,
    account_id integer NOT NULL,
    stream text NOT NULL,
    target text DEFAULT ''::text NOT NULL,
    announced bigint NOT NULL,
    held bigint NOT NULL,
    gone bigint DEFAULT 0 NOT NULL,
    reason text NOT NULL,
    detail text,
    found_at timestamp with time zone NOT NULL,
    lasting_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT gap_announced_check CHECK ((announced > held)),
    CONSTRAINT gap_detail_check CHECK ((octet_length(detail) <= 2048))
);
ALTER TABLE ops.gap OWNER TO pantau_owner;
COMMENT ON TABLE ops.gap IS 'Where a platform announces more than it gives: a row begins with the complete visit that found less, and counts once a visit a day or more later still did (lasting_at); one that closes before goes. Kept by ops.gap_keep().';
COMMENT ON COLUMN ops.gap.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.gap.gap_id IS 'Number of the gap. Never null.';
COMMENT ON COLUMN ops.gap.account_id IS 'Account. Never null.';
COMMENT ON COLUMN ops.gap.stream IS 'comments: messages below a post, or, with an empty target, below all posts that are not visited; posts: posts of the account. Never null.';
COMMENT ON COLUMN ops.gap.target IS 'The post; empty for the account as a whole. Never null.';
COMMENT ON COLUMN ops.gap.announced IS 'How many the platform says there are; for posts, since its first number that was kept. Never null.';
COMMENT ON COLUMN ops.gap.held IS 'How many of them are stored and not gone. Never null.';
COMMENT ON COLUMN ops.gap.gone IS 'How many more are stored and gone: platforms go on counting some of them. Never null.';
COMMENT ON COLUMN ops.gap.reason IS 'The cause with which the platform refused (the words of ops.run.cause), or removed, window, public_access, not_collected, not_visited, unknown: metrics.gap_reason_doc says what each means. Never null.';
COMMENT ON COLUMN ops.gap.detail IS 'What the platform said; null where it said nothing.';
COMMENT ON COLUMN ops.gap.found_at IS 'Visit that first found less than announced. Never null.';
COMMENT ON COLUMN ops.gap.lasting_at IS 'First visit a day or more later that still did; null while there was none.';
COMMENT ON COLUMN ops.gap.changed_at IS 'When a number or the reason last changed. Never null.';
COMMENT ON COLUMN ops.gap.closed_at IS 'When it was found closed, or its post gone; null while it is open.';
ALTER TABLE ops.gap ALTER COLUMN gap_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ops.gap_gap_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE ops.hold (
    instance text NOT NULL,
    scope text NOT NULL,
    name text NOT NULL,
    held_from timestamp with time zone,
    held_until timestamp with time zone,
    cause text NOT NULL,
    hint text,
    CONSTRAINT hold_scope_check CHECK ((scope = ANY (ARRAY['platform'::text, 'credential'::text, 'account'::text, 'budget'::text])))
);
ALTER TABLE ops.hold OWNER TO pantau_owner;
COMMENT ON TABLE ops.hold IS 'What makes many streams of a daemon wait at once; as of its last sign of life (ops.daemon).';
COMMENT ON COLUMN ops.hold.instance IS 'Instance of the daemon. Never null.';
COMMENT ON COLUMN ops.hold.scope IS 'platform (cannot be reached, or refused), credential or account (refused), budget (of a credential, spent). Never null.';
COMMENT ON COLUMN ops.hold.name IS 'Name of the platform or feed, of the credential, or channel:id of the account. Never null.';
COMMENT ON COLUMN ops.hold.held_from IS 'Since when; null where it is not known.';
COMMENT ON COLUMN ops.hold.held_until IS 'When it is asked again; null where it is not known.';
COMMENT ON COLUMN ops.hold.cause IS 'Cause, as of a stream. Never null.';
COMMENT ON COLUMN ops.hold.hint IS 'What to do about it; null where there is nothing.';
CREATE TABLE ops.import (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    digest text NOT NULL,
    name text NOT NULL,
    bytes bigint NOT NULL,
    made_earliest timestamp with time zone NOT NULL,
    made_latest timestamp with time zone NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    imported_by text NOT NULL,
    row_count bigint NOT NULL,
    new_count bigint NOT NULL,
    changed_count bigint NOT NULL,
    unchanged_count bigint NOT NULL,
    refused_count bigint NOT NULL,
    unknown_units text[] NOT NULL,
    refusals text[] NOT NULL,
    CONSTRAINT import_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text))
);
ALTER TABLE ops.import OWNER TO pantau_owner;
COMMENT ON TABLE ops.import IS 'Files that were imported into a complaint feed, and what came of them.';
COMMENT ON COLUMN ops.import.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.import.account_id IS 'The feed. Never null.';
COMMENT ON COLUMN ops.import.digest IS 'SHA-256 of the file, as sha256sum shows it. Never null.';
COMMENT ON COLUMN ops.import.name IS 'Name of the file when it was imported last. Never null.';
COMMENT ON COLUMN ops.import.bytes IS 'Size of the file in bytes. Never null.';
COMMENT ON COLUMN ops.import.made_earliest IS 'When the file was made at the earliest, as it shows itself; what it shows is dated so. Never null.';
COMMENT ON COLUMN ops.import.made_latest IS 'When it was made at the latest. Never null.';
COMMENT ON COLUMN ops.import.first_at IS 'When it was imported first. Never null.';
COMMENT ON COLUMN ops.import.last_at IS 'When it was imported last. Never null.';
COMMENT ON COLUMN ops.import.imported_by IS 'Role of the database that did it last. Never null.';
COMMENT ON COLUMN ops.import.row_count IS 'Rows below the headings, at the last time. Never null.';
COMMENT ON COLUMN ops.import.new_count IS 'Complaints that were not known. Never null.';
COMMENT ON COLUMN ops.import.changed_count IS 'Complaints of which something was changed. Never null.';
COMMENT ON COLUMN ops.import.unchanged_count IS 'Complaints that were known so, or newer. Never null.';
COMMENT ON COLUMN ops.import.refused_count IS 'Rows that could not be read. Never null.';
COMMENT ON COLUMN ops.import.unknown_units IS 'Institutions that the configuration maps to no unit, the first ones. Never null.';
COMMENT ON COLUMN ops.import.refusals IS 'Which rows could not be read and why, the first ones. Never null.';
CREATE TABLE ops.inquiry_retired (
    government_id integer NOT NULL,
    inquiry_id uuid NOT NULL,
    successor_id uuid,
    retired_at timestamp with time zone NOT NULL
);
ALTER TABLE ops.inquiry_retired OWNER TO pantau_owner;
COMMENT ON TABLE ops.inquiry_retired IS 'Ids of inquiries that ceased to be, with their successors: an older message came to light, a message moved.';
COMMENT ON COLUMN ops.inquiry_retired.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.inquiry_retired.inquiry_id IS 'Id that ceased. Never null.';
COMMENT ON COLUMN ops.inquiry_retired.successor_id IS 'Inquiry that holds its messages now; null when none does.';
COMMENT ON COLUMN ops.inquiry_retired.retired_at IS 'When. Never null.';
CREATE TABLE ops.lease (
    instance text NOT NULL,
    lease_until timestamp with time zone NOT NULL,
    lease_s integer NOT NULL,
    taken_count bigint DEFAULT 0 NOT NULL
);
ALTER TABLE ops.lease OWNER TO pantau_owner;
COMMENT ON TABLE ops.lease IS 'How long an instance''s leases of streams last; one row renews all of them.';
COMMENT ON COLUMN ops.lease.instance IS 'Instance of the daemon. Never null.';
COMMENT ON COLUMN ops.lease.lease_until IS 'When its leases end unless renewed. Never null.';
COMMENT ON COLUMN ops.lease.lease_s IS 'Seconds by which a sign of life renews them. Never null.';
COMMENT ON COLUMN ops.lease.taken_count IS 'Streams taken under this lease, each time counted: it stays while nothing is gained. Never null.';
CREATE TABLE ops.ledger (
    kind text NOT NULL,
    name text NOT NULL,
    number integer NOT NULL,
    sha256 text NOT NULL,
    breaking boolean NOT NULL,
    version text NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    applied_by text NOT NULL,
    CONSTRAINT ledger_kind_check CHECK ((kind = ANY (ARRAY['bootstrap'::text, 'migration'::text, 'definition'::text])))
);
ALTER TABLE ops.ledger OWNER TO pantau_owner;
COMMENT ON TABLE ops.ledger IS 'Files of sql/ that were applied to this database, by migrate.sh.';
COMMENT ON COLUMN ops.ledger.kind IS 'bootstrap, migration or definition. Never null.';
COMMENT ON COLUMN ops.ledger.name IS 'Name of the file. Never null.';
COMMENT ON COLUMN ops.ledger.number IS 'Number at the start of that name; 0 for bootstrap. Never null.';
COMMENT ON COLUMN ops.ledger.sha256 IS 'SHA-256 of the file as it was applied. Never null.';
COMMENT ON COLUMN ops.ledger.breaking IS 'True when programs older than the file cannot work with it. Never null.';
COMMENT ON COLUMN ops.ledger.version IS 'Version of Pantau that brought the file; empty where the folder did not say it. Never null.';
COMMENT ON COLUMN ops.ledger.applied_at IS 'When it was applied, last for a definition. Never null.';
COMMENT ON COLUMN ops.ledger.applied_by IS 'Role that applied it. Never null.';
CREATE TABLE ops.official (
    government_id integer NOT NULL,
    unit_id integer NOT NULL,
    channel text NOT NULL,
    author text NOT NULL,
    replies bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL
);
ALTER TABLE ops.official OWNER TO pantau_owner;
COMMENT ON TABLE ops.official IS 'Authors who are registered nowhere and answered like officials, as the last look of ops.official_keep() found them: ops.unregistered_officials() at its moment.';
COMMENT ON COLUMN ops.official.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.official.unit_id IS 'Unit under whose accounts the author answered. Never null.';
COMMENT ON COLUMN ops.official.channel IS 'Platform. Never null.';
COMMENT ON COLUMN ops.official.author IS 'First eight digits of the author''s pseudonym. Never null.';
COMMENT ON COLUMN ops.official.replies IS 'Replies to others in the 91 days before. Never null.';
COMMENT ON COLUMN ops.official.first_at IS 'First of them. Never null.';
COMMENT ON COLUMN ops.official.last_at IS 'Last of them. Never null.';
CREATE TABLE ops.partition_policy (
    parent text NOT NULL,
    key_column text NOT NULL,
    first_on date NOT NULL,
    end_on date NOT NULL
);
ALTER TABLE ops.partition_policy OWNER TO pantau_owner;
COMMENT ON TABLE ops.partition_policy IS 'Tables cut by year, and the years that have a partition (ops.ensure_partitions).';
COMMENT ON COLUMN ops.partition_policy.parent IS 'Partitioned table with its schema. Never null.';
COMMENT ON COLUMN ops.partition_policy.key_column IS 'Column it is cut by. Never null.';
COMMENT ON COLUMN ops.partition_policy.first_on IS 'First day of the first year; older rows lie in the partition _before. Never null.';
COMMENT ON COLUMN ops.partition_policy.end_on IS 'Day after the last year; newer rows lie in the partition _after. Never null.';
CREATE TABLE ops.quota (
    credential text NOT NULL,
    name text NOT NULL,
    used bigint NOT NULL,
    limit_units bigint,
    window_s integer,
    resets_at timestamp with time zone,
    not_before timestamp with time zone,
    noted_at timestamp with time zone NOT NULL
);
ALTER TABLE ops.quota OWNER TO pantau_owner;
COMMENT ON TABLE ops.quota IS 'What is left of a quota, shared by all streams that spend from it; survives restarts.';
COMMENT ON COLUMN ops.quota.credential IS 'Credential, app or key the quota belongs to. Never null.';
COMMENT ON COLUMN ops.quota.name IS 'Which quota of it. Never null.';
COMMENT ON COLUMN ops.quota.used IS 'Units used in the window. Never null.';
COMMENT ON COLUMN ops.quota.limit_units IS 'Units allowed in the window; null where unknown.';
COMMENT ON COLUMN ops.quota.window_s IS 'Length of the window in seconds; null where unknown.';
COMMENT ON COLUMN ops.quota.resets_at IS 'When it starts anew; null where unknown.';
COMMENT ON COLUMN ops.quota.not_before IS 'Moment before which nothing may be spent; null when any time will do.';
COMMENT ON COLUMN ops.quota.noted_at IS 'When this was noted. Never null.';
CREATE TABLE ops.quota_spent (
    credential text NOT NULL,
    slot_at timestamp with time zone NOT NULL,
    units bigint NOT NULL
);
ALTER TABLE ops.quota_spent OWNER TO pantau_owner;
COMMENT ON TABLE ops.quota_spent IS 'What was spent from the budgets of the configuration, by all daemons, in slots of time; ops.quota has the sums.';
COMMENT ON COLUMN ops.quota_spent.credential IS 'Credential whose budget it is. Never null.';
COMMENT ON COLUMN ops.quota_spent.slot_at IS 'Beginning of the slot: the period itself, or a sixtieth of it where it slides. Never null.';
COMMENT ON COLUMN ops.quota_spent.units IS 'Units spent in it. Never null.';
CREATE TABLE ops.raw_answer (
    government_id integer NOT NULL,
    answer_id bigint NOT NULL,
    account_id integer NOT NULL,
    stream text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    http_status integer NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ops.raw_answer OWNER TO pantau_owner;
COMMENT ON TABLE ops.raw_answer IS 'Answers word for word, to be kept for some days where an operator asks for it; never direct messages or tokens. Nothing writes it yet.';
COMMENT ON COLUMN ops.raw_answer.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.raw_answer.answer_id IS 'Number of the answer. Never null.';
COMMENT ON COLUMN ops.raw_answer.account_id IS 'Account. Never null.';
COMMENT ON COLUMN ops.raw_answer.stream IS 'Stream. Never null.';
COMMENT ON COLUMN ops.raw_answer.received_at IS 'When it came. Never null.';
COMMENT ON COLUMN ops.raw_answer.http_status IS 'HTTP status. Never null.';
COMMENT ON COLUMN ops.raw_answer.body IS 'The answer, compressed, tokens overwritten. Never null.';
ALTER TABLE ops.raw_answer ALTER COLUMN answer_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ops.raw_answer_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE ops.refresh_policy (
    view text NOT NULL,
    mode text NOT NULL,
    max_age interval NOT NULL,
    timeout interval NOT NULL,
    CONSTRAINT refresh_policy_mode_check CHECK ((mode = ANY (ARRAY['matview'::text, 'incremental'::text, 'table'::text]))),
    CONSTRAINT refresh_policy_timeout_check CHECK ((timeout > '00:00:00'::interval))
);
ALTER TABLE ops.refresh_policy OWNER TO pantau_owner;
COMMENT ON TABLE ops.refresh_policy IS 'How each view of metrics is kept current.';
COMMENT ON COLUMN ops.refresh_policy.view IS 'Name of the view, with its schema. Never null.';
COMMENT ON COLUMN ops.refresh_policy.mode IS 'matview (refreshed concurrently), incremental (kept current for dirty keys) or table (brought up to date by a function of its own). Never null.';
COMMENT ON COLUMN ops.refresh_policy.max_age IS 'Age after which it is refreshed. Never null.';
COMMENT ON COLUMN ops.refresh_policy.timeout IS 'Time after which the daemon lets the server end a refresh; more than 30 minutes counts as 30. Never null.';
CREATE TABLE ops.refresh_round (
    round_id bigint NOT NULL,
    kind text NOT NULL,
    as_of timestamp with time zone NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    rows_changed bigint,
    CONSTRAINT refresh_round_kind_check CHECK ((kind = ANY (ARRAY['dirty'::text, 'ageing'::text, 'full'::text])))
);
ALTER TABLE ops.refresh_round OWNER TO pantau_owner;
COMMENT ON TABLE ops.refresh_round IS 'Rounds in which figures were brought up to an as_of; views that readers use join the newest.';
COMMENT ON COLUMN ops.refresh_round.round_id IS 'Number of the round. Never null.';
COMMENT ON COLUMN ops.refresh_round.kind IS 'dirty, ageing or full. Never null.';
COMMENT ON COLUMN ops.refresh_round.as_of IS 'Moment the figures are for; an argument, never the clock. Never null.';
COMMENT ON COLUMN ops.refresh_round.started_at IS 'When it started. Never null.';
COMMENT ON COLUMN ops.refresh_round.finished_at IS 'When it ended; null while it runs.';
COMMENT ON COLUMN ops.refresh_round.rows_changed IS 'Rows of metrics that changed; null while it runs.';
ALTER TABLE ops.refresh_round ALTER COLUMN round_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ops.refresh_round_round_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE ops.refresh_state (
    view text NOT NULL,
    refreshed_at timestamp with time zone,
    as_of timestamp with time zone,
    took_ms double precision,
    error text
);
ALTER TABLE ops.refresh_state OWNER TO pantau_owner;
COMMENT ON TABLE ops.refresh_state IS 'When each view was last refreshed.';
COMMENT ON COLUMN ops.refresh_state.view IS 'Name of the view, with its schema. Never null.';
COMMENT ON COLUMN ops.refresh_state.refreshed_at IS 'When the last refresh ended; null before the first.';
COMMENT ON COLUMN ops.refresh_state.as_of IS 'The as_of of that refresh; null before the first.';
COMMENT ON COLUMN ops.refresh_state.took_ms IS 'How long it took, milliseconds; null before the first.';
COMMENT ON COLUMN ops.refresh_state.error IS 'Why the last try failed; null when it did not.';
CREATE TABLE ops.request (
    request_id bigint NOT NULL,
    kind text NOT NULL,
    government_id integer,
    account_id integer,
    stream text,
    argument jsonb,
    requested_by text DEFAULT SESSION_USER NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    taken_by text,
    taken_at timestamp with time zone,
    done_at timestamp with time zone,
    result text,
    CONSTRAINT request_kind_check CHECK (((octet_length(kind) >= 1) AND (octet_length(kind) <= 256))),
    CONSTRAINT request_result_check CHECK ((octet_length(result) <= 65536))
);
ALTER TABLE ops.request OWNER TO pantau_owner;
COMMENT ON TABLE ops.request IS 'What an operator asks of the daemon; announced by NOTIFY pantau_request.';
COMMENT ON COLUMN ops.request.request_id IS 'Number of the request. Never null.';
COMMENT ON COLUMN ops.request.kind IS 'poll, refresh, recompute and the like. Never null.';
COMMENT ON COLUMN ops.request.government_id IS 'Government; null for all.';
COMMENT ON COLUMN ops.request.account_id IS 'Account; null for all.';
COMMENT ON COLUMN ops.request.stream IS 'Stream; null for all of the account.';
COMMENT ON COLUMN ops.request.argument IS 'Further arguments; null where the kind takes none.';
COMMENT ON COLUMN ops.request.requested_by IS 'Role that asked. Never null.';
COMMENT ON COLUMN ops.request.requested_at IS 'When. Never null.';
COMMENT ON COLUMN ops.request.taken_by IS 'Instance that took it; null while it waits.';
COMMENT ON COLUMN ops.request.taken_at IS 'When a daemon took it; null while it waits.';
COMMENT ON COLUMN ops.request.done_at IS 'When it was done; null while it is not.';
COMMENT ON COLUMN ops.request.result IS 'How it ended, in words; null while it is not done.';
ALTER TABLE ops.request ALTER COLUMN request_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ops.request_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE ops.retention_horizon (
    government_id integer NOT NULL,
    class text NOT NULL,
    horizon timestamp with time zone NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT retention_horizon_class_check CHECK ((class = ANY (ARRAY['inquiry'::text, 'message_text'::text, 'complaint_text'::text, 'sample'::text, 'raw_answer'::text])))
);
ALTER TABLE ops.retention_horizon OWNER TO pantau_owner;
COMMENT ON TABLE ops.retention_horizon IS 'Moments before which inquiries are final: nothing older is ever rebuilt.';
COMMENT ON COLUMN ops.retention_horizon.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.retention_horizon.class IS 'Class of data: inquiry, message_text, complaint_text, sample or raw_answer; only inquiry is read yet. Never null.';
COMMENT ON COLUMN ops.retention_horizon.horizon IS 'Older rows are final or gone. Never null.';
COMMENT ON COLUMN ops.retention_horizon.decided_by IS 'Who decided. Never null.';
COMMENT ON COLUMN ops.retention_horizon.decided_at IS 'When. Never null.';
CREATE TABLE ops.run (
    government_id integer NOT NULL,
    run_id bigint NOT NULL,
    account_id integer NOT NULL,
    stream text NOT NULL,
    target text,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    pages integer NOT NULL,
    items integer NOT NULL,
    changed integer NOT NULL,
    rejected integer NOT NULL,
    verdict text NOT NULL,
    cause text,
    http_status integer,
    bytes bigint NOT NULL,
    error text,
    hint text,
    CONSTRAINT run_error_check CHECK ((octet_length(error) <= 2048)),
    CONSTRAINT run_hint_check CHECK ((octet_length(hint) <= 2048))
);
ALTER TABLE ops.run OWNER TO pantau_owner;
COMMENT ON TABLE ops.run IS 'One poll that failed, changed something or left items out; polls that changed nothing leave no row else.';
COMMENT ON COLUMN ops.run.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.run.run_id IS 'Number of the run. Never null.';
COMMENT ON COLUMN ops.run.account_id IS 'Account. Never null.';
COMMENT ON COLUMN ops.run.stream IS 'Stream. Never null.';
COMMENT ON COLUMN ops.run.target IS 'Object visited; null where the stream has none.';
COMMENT ON COLUMN ops.run.started_at IS 'When the request was sent. Never null.';
COMMENT ON COLUMN ops.run.finished_at IS 'When the last answer was read. Never null.';
COMMENT ON COLUMN ops.run.pages IS 'Answers read. Never null.';
COMMENT ON COLUMN ops.run.items IS 'Items in them. Never null.';
COMMENT ON COLUMN ops.run.changed IS 'Items that were new or different. Never null.';
COMMENT ON COLUMN ops.run.rejected IS 'Items refused as malformed. Never null.';
COMMENT ON COLUMN ops.run.verdict IS 'What the last answer meant. Never null.';
COMMENT ON COLUMN ops.run.cause IS 'Cause behind the verdict; null where there is none.';
COMMENT ON COLUMN ops.run.http_status IS 'HTTP status of the last answer; null without an answer.';
COMMENT ON COLUMN ops.run.bytes IS 'Bytes of the answers. Never null.';
COMMENT ON COLUMN ops.run.error IS 'Text of the failure, redacted; null on success.';
COMMENT ON COLUMN ops.run.hint IS 'What to do about it; null where nobody can say.';
ALTER TABLE ops.run ALTER COLUMN run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ops.run_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE ops.source (
    source text NOT NULL,
    counts_posts boolean NOT NULL,
    comments_shown_s bigint,
    CONSTRAINT source_comments_shown_s_check CHECK ((comments_shown_s > 0))
);
ALTER TABLE ops.source OWNER TO pantau_owner;
COMMENT ON TABLE ops.source IS 'What adapters say of their platforms, as far as the database has to know it: written by ops.sync_config().';
COMMENT ON COLUMN ops.source.source IS 'Platform, or kind of feed. Never null.';
COMMENT ON COLUMN ops.source.counts_posts IS 'Whether an account''s number of posts is of those that its list of posts shows, so that both can be compared. Never null.';
COMMENT ON COLUMN ops.source.comments_shown_s IS 'How far back the list of comments of a post reaches, in seconds. Null: to the first one.';
CREATE TABLE ops.stale_thread (
    government_id integer NOT NULL,
    mark_id bigint NOT NULL,
    account_id integer NOT NULL,
    thread_key text NOT NULL,
    marked_at timestamp with time zone DEFAULT now() NOT NULL,
    behind xid8,
    failing_since timestamp with time zone,
    failed_at timestamp with time zone,
    failure text,
    CONSTRAINT stale_thread_failure_check CHECK ((num_nulls(failing_since, failed_at, failure) = ANY (ARRAY[0, 3]))),
    CONSTRAINT stale_thread_thread_key_check CHECK (((octet_length(thread_key) >= 1) AND (octet_length(thread_key) <= 256)))
);
ALTER TABLE ops.stale_thread OWNER TO pantau_owner;
COMMENT ON TABLE ops.stale_thread IS 'Threads that are to be derived again, for another transaction wrote at the same time: a log, written with the facts, consumed by the daemon that refreshes the figures. A mark stays while its account is held, while a transaction that could have missed what it stands for is open, and while the derivation of its thread fails.';
COMMENT ON COLUMN ops.stale_thread.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.stale_thread.mark_id IS 'Number of the mark. Never null.';
COMMENT ON COLUMN ops.stale_thread.account_id IS 'Account in which the thread stands. Never null.';
COMMENT ON COLUMN ops.stale_thread.thread_key IS 'The thread, or the post of a leader. Never null.';
COMMENT ON COLUMN ops.stale_thread.marked_at IS 'When the mark was left. Never null.';
COMMENT ON COLUMN ops.stale_thread.behind IS 'Transactions before this one must be over first; 0: none. Null until the mark was first seen, for what ran when it was committed is known from then on.';
COMMENT ON COLUMN ops.stale_thread.failing_since IS 'When its derivation failed first. Null: it did not.';
COMMENT ON COLUMN ops.stale_thread.failed_at IS 'When it failed last; tried again a minute later. Null: it did not.';
COMMENT ON COLUMN ops.stale_thread.failure IS 'SQLSTATE and message of PostgreSQL. Null: it did not fail.';
ALTER TABLE ops.stale_thread ALTER COLUMN mark_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ops.stale_thread_mark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE ops.stream (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    stream text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    active_to timestamp with time zone,
    interval_s integer NOT NULL,
    cursor bytea,
    fence bigint DEFAULT 0 NOT NULL,
    lease_owner text,
    first_success_at timestamp with time zone,
    last_success_at timestamp with time zone,
    last_complete_at timestamp with time zone,
    failing_since timestamp with time zone,
    fail_count bigint DEFAULT 0 NOT NULL,
    verdict text,
    cause text,
    error text,
    hint text,
    http_status integer,
    not_before timestamp with time zone,
    CONSTRAINT stream_cursor_check CHECK ((octet_length(cursor) <= 4096)),
    CONSTRAINT stream_error_check CHECK ((octet_length(error) <= 2048)),
    CONSTRAINT stream_hint_check CHECK ((octet_length(hint) <= 2048)),
    CONSTRAINT stream_stream_check CHECK ((stream = ANY (ARRAY['account'::text, 'posts'::text, 'stories'::text, 'comments'::text, 'mentions'::text, 'direct_messages'::text, 'complaints'::text])))
);
ALTER TABLE ops.stream OWNER TO pantau_owner;
COMMENT ON TABLE ops.stream IS 'One kind of thing polled from one account or feed: cursor, lease and state of its last polls.';
COMMENT ON COLUMN ops.stream.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.stream.account_id IS 'Account or feed. Never null.';
COMMENT ON COLUMN ops.stream.stream IS 'account, posts, stories, comments, mentions, direct_messages or complaints. Never null.';
COMMENT ON COLUMN ops.stream.active IS 'False once it left the configuration. Never null.';
COMMENT ON COLUMN ops.stream.active_to IS 'When it left the configuration; null while it stands there.';
COMMENT ON COLUMN ops.stream.interval_s IS 'Longest interval between polls that the schedule allows, seconds. Never null.';
COMMENT ON COLUMN ops.stream.cursor IS 'Where the next poll goes on, opaque, at most 4096 bytes; null before the first poll.';
COMMENT ON COLUMN ops.stream.fence IS 'Counts the takings of the lease; a writer with an older one is refused (SQLSTATE PT001). Never null.';
COMMENT ON COLUMN ops.stream.lease_owner IS 'Instance that took the lease (how long it lasts: ops.lease); null when nobody did, or gave it back.';
COMMENT ON COLUMN ops.stream.first_success_at IS 'First successful poll; null before it.';
COMMENT ON COLUMN ops.stream.last_success_at IS 'Newest successful poll; null before the first.';
COMMENT ON COLUMN ops.stream.last_complete_at IS 'Newest visit that reached the end; null before the first.';
COMMENT ON COLUMN ops.stream.failing_since IS 'First failure after the last success; null while it works.';
COMMENT ON COLUMN ops.stream.fail_count IS 'Failures in a row. Never null.';
COMMENT ON COLUMN ops.stream.verdict IS 'Verdict of the newest failure; null after a success.';
COMMENT ON COLUMN ops.stream.cause IS 'Cause of the newest failure; null after a success.';
COMMENT ON COLUMN ops.stream.error IS 'Text of the newest failure, redacted; null after a success.';
COMMENT ON COLUMN ops.stream.hint IS 'What to do about it; null where nobody can say, and after a success.';
COMMENT ON COLUMN ops.stream.http_status IS 'HTTP status of the newest failure; null without an answer, and after a success.';
COMMENT ON COLUMN ops.stream.not_before IS 'Moment before which it is not polled again; null when any time will do.';
CREATE TABLE ops.sweep (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    after_post text DEFAULT ''::text NOT NULL,
    after_message text DEFAULT ''::text NOT NULL,
    named_post text DEFAULT ''::text NOT NULL,
    named_message text DEFAULT ''::text NOT NULL,
    oldest_at timestamp with time zone NOT NULL,
    look_post text DEFAULT ''::text NOT NULL,
    look_message text DEFAULT ''::text NOT NULL,
    look_oldest_at timestamp with time zone,
    batch bigint DEFAULT 0 NOT NULL,
    CONSTRAINT sweep_batch_check CHECK ((batch >= 0))
);
ALTER TABLE ops.sweep OWNER TO pantau_owner;
COMMENT ON TABLE ops.sweep IS 'Rounds in which all that is kept of an account is confirmed at its platform by id, because the platform''s terms ask for it.';
COMMENT ON COLUMN ops.sweep.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.sweep.account_id IS 'Account. Never null.';
COMMENT ON COLUMN ops.sweep.started_at IS 'Start of the round. Never null.';
COMMENT ON COLUMN ops.sweep.finished_at IS 'When nothing was left to be confirmed; null while it runs.';
COMMENT ON COLUMN ops.sweep.after_post IS 'External id of the last post confirmed, bytewise; empty at the beginning. Never null.';
COMMENT ON COLUMN ops.sweep.after_message IS 'The same of messages, which come after the posts. Never null.';
COMMENT ON COLUMN ops.sweep.named_post IS 'The last post that was named to the daemon: confirmed when it asks for more. Never null.';
COMMENT ON COLUMN ops.sweep.named_message IS 'The same of messages. Never null.';
COMMENT ON COLUMN ops.sweep.oldest_at IS 'Every text of the account that is held was confirmed at this moment or later. Never null.';
COMMENT ON COLUMN ops.sweep.look_post IS 'The last post that was looked at for texts that are overdue, bytewise; empty at the beginning. Never null.';
COMMENT ON COLUMN ops.sweep.look_message IS 'The same of messages, which come after the posts. Never null.';
COMMENT ON COLUMN ops.sweep.look_oldest_at IS 'Every text that was looked at and kept was confirmed at this moment or later; null where no look is under way.';
COMMENT ON COLUMN ops.sweep.batch IS 'Number of what was named last, of all rounds of the account; settled with this number only. 0: nothing yet. Never null.';
CREATE TABLE ops.target (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    stream text NOT NULL,
    external_id text NOT NULL,
    published_at timestamp with time zone,
    announced bigint,
    held bigint DEFAULT 0 NOT NULL,
    newest_at timestamp with time zone,
    first_success_at timestamp with time zone,
    last_success_at timestamp with time zone,
    waiting boolean DEFAULT false NOT NULL,
    CONSTRAINT target_external_id_check CHECK (((octet_length(external_id) >= 1) AND (octet_length(external_id) <= 256)))
);
ALTER TABLE ops.target OWNER TO pantau_owner;
COMMENT ON TABLE ops.target IS 'One object of a stream that is polled by itself (a post, for its comments), as long as it is worth polling.';
COMMENT ON COLUMN ops.target.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.target.account_id IS 'Account. Never null.';
COMMENT ON COLUMN ops.target.stream IS 'Stream. Never null.';
COMMENT ON COLUMN ops.target.external_id IS 'Id of the object on the platform. Never null.';
COMMENT ON COLUMN ops.target.published_at IS 'When the object was published; null where unknown.';
COMMENT ON COLUMN ops.target.announced IS 'Items the platform says it holds; null where it gives no count.';
COMMENT ON COLUMN ops.target.held IS 'Items of it that are stored. Never null.';
COMMENT ON COLUMN ops.target.newest_at IS 'When the newest message of it was sent, gone ones too; null while there is none.';
COMMENT ON COLUMN ops.target.first_success_at IS 'First complete visit; null before it.';
COMMENT ON COLUMN ops.target.last_success_at IS 'Newest complete visit; null before the first.';
COMMENT ON COLUMN ops.target.waiting IS 'An inquiry under it waits for an answer. Never null.';
CREATE TABLE ops.token (
    credential text NOT NULL,
    channel text NOT NULL,
    is_valid boolean,
    expires_at timestamp with time zone,
    refresh_expires_at timestamp with time zone,
    data_access_expires_at timestamp with time zone,
    never_expires boolean NOT NULL,
    renews boolean NOT NULL,
    scopes text,
    renewed_at timestamp with time zone,
    error text,
    noted_at timestamp with time zone NOT NULL,
    CONSTRAINT token_error_check CHECK ((octet_length(error) <= 2048)),
    CONSTRAINT token_scopes_check CHECK ((octet_length(scopes) <= 2048))
);
ALTER TABLE ops.token OWNER TO pantau_owner;
COMMENT ON TABLE ops.token IS 'What the platforms tell of the tokens that pantaud asks with, and how their renewal fares. No token is in it.';
COMMENT ON COLUMN ops.token.credential IS 'Credential that holds the token. Never null.';
COMMENT ON COLUMN ops.token.channel IS 'Platform it is a token of. Never null.';
COMMENT ON COLUMN ops.token.is_valid IS 'Whether the platform takes it; null where it has not told.';
COMMENT ON COLUMN ops.token.expires_at IS 'When the token ends; null where it does not, or nobody told.';
COMMENT ON COLUMN ops.token.refresh_expires_at IS 'When the token ends with which it is renewed, so that somebody must authorize anew; null where nobody told.';
COMMENT ON COLUMN ops.token.data_access_expires_at IS 'When the person who granted access must log in again, though the token stays valid (Meta); null elsewhere.';
COMMENT ON COLUMN ops.token.never_expires IS 'The platform says that it has no end. Never null.';
COMMENT ON COLUMN ops.token.renews IS 'The credential holds what pantaud needs to renew it by itself. Never null.';
COMMENT ON COLUMN ops.token.scopes IS 'Permissions it was granted, with blanks between them; null where nobody told.';
COMMENT ON COLUMN ops.token.renewed_at IS 'When pantaud last renewed it; null where it never did.';
COMMENT ON COLUMN ops.token.error IS 'Why the last look or renewal failed; null where it went well.';
COMMENT ON COLUMN ops.token.noted_at IS 'When this was noted. Never null.';
CREATE TABLE ops.unconfirmed (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    is_post boolean NOT NULL,
    external_id text NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    rounds integer NOT NULL,
    CONSTRAINT unconfirmed_rounds_check CHECK ((rounds > 0))
);
ALTER TABLE ops.unconfirmed OWNER TO pantau_owner;
COMMENT ON TABLE ops.unconfirmed IS 'Posts and messages that are kept and that their platform, asked for them by id, neither showed nor called gone. Each round asks for them again; one that is shown or gone leaves the table, and so does one whose text went (ops.text_expire()), which no round asks for any more. Source: ops.sweep_next().';
COMMENT ON COLUMN ops.unconfirmed.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.unconfirmed.account_id IS 'Account. Never null.';
COMMENT ON COLUMN ops.unconfirmed.is_post IS 'A post; else a message. Never null.';
COMMENT ON COLUMN ops.unconfirmed.external_id IS 'Its id at the platform. Never null.';
COMMENT ON COLUMN ops.unconfirmed.confirmed_at IS 'It was confirmed at this moment or later, before it was passed over. Never null.';
COMMENT ON COLUMN ops.unconfirmed.first_at IS 'When the platform passed it over first. Never null.';
COMMENT ON COLUMN ops.unconfirmed.last_at IS 'When it did so last. Never null.';
COMMENT ON COLUMN ops.unconfirmed.rounds IS 'How often it did. Never null.';
CREATE TABLE ops.unknown_unit_ref (
    government_id integer NOT NULL,
    account_id integer NOT NULL,
    ref text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    complaint_external_id text NOT NULL
);
ALTER TABLE ops.unknown_unit_ref OWNER TO pantau_owner;
COMMENT ON TABLE ops.unknown_unit_ref IS 'Names of institutions in a feed that the configuration maps to no unit.';
COMMENT ON COLUMN ops.unknown_unit_ref.government_id IS 'Government. Never null.';
COMMENT ON COLUMN ops.unknown_unit_ref.account_id IS 'The feed. Never null.';
COMMENT ON COLUMN ops.unknown_unit_ref.ref IS 'Institution as the feed names it. Never null.';
COMMENT ON COLUMN ops.unknown_unit_ref.first_seen_at IS 'Answer that showed it first. Never null.';
COMMENT ON COLUMN ops.unknown_unit_ref.complaint_external_id IS 'A complaint that shows it. Never null.';
ALTER TABLE ONLY core.account_sample ATTACH PARTITION core.account_sample_before FOR VALUES FROM (MINVALUE) TO ('2025-01-01 00:00:00+00');
ALTER TABLE ONLY core.inquiry ATTACH PARTITION core.inquiry_before FOR VALUES FROM (MINVALUE) TO ('2025-01-01 00:00:00+00');
ALTER TABLE ONLY core.message ATTACH PARTITION core.message_before FOR VALUES FROM (MINVALUE) TO ('2025-01-01 00:00:00+00');
ALTER TABLE ONLY core.post_sample ATTACH PARTITION core.post_sample_before FOR VALUES FROM (MINVALUE) TO ('2025-01-01 00:00:00+00');
ALTER TABLE ONLY core.account_delegate
    ADD CONSTRAINT account_delegate_pkey PRIMARY KEY (government_id, account_id, unit_id, valid_from);
ALTER TABLE ONLY core.account
    ADD CONSTRAINT account_government_id_channel_external_id_key UNIQUE (government_id, channel, external_id);
ALTER TABLE ONLY core.account_owner
    ADD CONSTRAINT account_owner_overlap_excl EXCLUDE USING gist (account_id WITH =, government_id WITH =, daterange(valid_from, valid_to, '[]'::text) WITH &&);
ALTER TABLE ONLY core.account_owner
    ADD CONSTRAINT account_owner_pkey PRIMARY KEY (government_id, account_id, valid_from);
ALTER TABLE ONLY core.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (government_id, account_id);
ALTER TABLE ONLY core.account_sample
    ADD CONSTRAINT account_sample_pkey PRIMARY KEY (government_id, account_id, observed_at);
ALTER TABLE ONLY core.account_sample_before
    ADD CONSTRAINT account_sample_before_pkey PRIMARY KEY (government_id, account_id, observed_at);
ALTER TABLE ONLY core.assessment
    ADD CONSTRAINT assessment_pkey PRIMARY KEY (government_id, assessment_id);
ALTER TABLE ONLY core.assessor
    ADD CONSTRAINT assessor_assessor_no_key UNIQUE (government_id, assessor_no);
ALTER TABLE ONLY core.assessor
    ADD CONSTRAINT assessor_pkey PRIMARY KEY (government_id, assessor);
ALTER TABLE ONLY core.automatic_evidence
    ADD CONSTRAINT automatic_evidence_pkey PRIMARY KEY (government_id, text_hash, account_id, thread_key);
ALTER TABLE ONLY core.automatic_text
    ADD CONSTRAINT automatic_text_pkey PRIMARY KEY (government_id, text_hash);
ALTER TABLE ONLY core.calendar_change
    ADD CONSTRAINT calendar_change_pkey PRIMARY KEY (calendar, change_no, day);
ALTER TABLE ONLY core.calendar_day
    ADD CONSTRAINT calendar_day_pkey PRIMARY KEY (calendar, day);
ALTER TABLE ONLY core.calendar_free_day
    ADD CONSTRAINT calendar_free_day_pkey PRIMARY KEY (calendar, free_on);
ALTER TABLE ONLY core.calendar_hours
    ADD CONSTRAINT calendar_hours_pkey PRIMARY KEY (calendar, season, isodow, starts);
ALTER TABLE ONLY core.calendar
    ADD CONSTRAINT calendar_pkey PRIMARY KEY (calendar);
ALTER TABLE ONLY core.calendar_season
    ADD CONSTRAINT calendar_season_pkey PRIMARY KEY (season, first_on);
ALTER TABLE ONLY core.complaint_disposition
    ADD CONSTRAINT complaint_disposition_pkey PRIMARY KEY (government_id, complaint_id, hop);
ALTER TABLE ONLY core.complaint_event
    ADD CONSTRAINT complaint_event_pkey PRIMARY KEY (government_id, account_id, complaint_external_id, event_key);
ALTER TABLE ONLY core.complaint
    ADD CONSTRAINT complaint_government_id_complaint_id_key UNIQUE (government_id, complaint_id);
ALTER TABLE ONLY core.complaint
    ADD CONSTRAINT complaint_pkey PRIMARY KEY (government_id, account_id, external_id);
ALTER TABLE ONLY core.complaint_state
    ADD CONSTRAINT complaint_state_pkey PRIMARY KEY (government_id, account_id, complaint_external_id, status_raw);
ALTER TABLE ONLY core.correction
    ADD CONSTRAINT correction_pkey PRIMARY KEY (government_id, correction_id);
ALTER TABLE ONLY core.criterion
    ADD CONSTRAINT criterion_pkey PRIMARY KEY (criterion, version);
ALTER TABLE ONLY core.deadline_rule
    ADD CONSTRAINT deadline_rule_pkey PRIMARY KEY (deadline_rule_id);
ALTER TABLE ONLY core.dirty
    ADD CONSTRAINT dirty_pkey PRIMARY KEY (government_id, dirty_id);
ALTER TABLE ONLY core.exclusion
    ADD CONSTRAINT exclusion_pkey PRIMARY KEY (government_id, exclusion_id);
ALTER TABLE ONLY core.feed_unit
    ADD CONSTRAINT feed_unit_pkey PRIMARY KEY (government_id, account_id, ref);
ALTER TABLE ONLY core.government
    ADD CONSTRAINT government_code_key UNIQUE (code);
ALTER TABLE ONLY core.government
    ADD CONSTRAINT government_pkey PRIMARY KEY (government_id);
ALTER TABLE ONLY core.inquiry
    ADD CONSTRAINT inquiry_pkey PRIMARY KEY (government_id, inquiry_id, opened_at);
ALTER TABLE ONLY core.inquiry_before
    ADD CONSTRAINT inquiry_before_pkey PRIMARY KEY (government_id, inquiry_id, opened_at);
ALTER TABLE ONLY core.label_item
    ADD CONSTRAINT label_item_pkey PRIMARY KEY (government_id, task_id, item_no);
ALTER TABLE ONLY core.label_person
    ADD CONSTRAINT label_person_labeller_key UNIQUE (government_id, task_id, labeller);
ALTER TABLE ONLY core.label_person
    ADD CONSTRAINT label_person_pkey PRIMARY KEY (government_id, task_id, place);
ALTER TABLE ONLY core.label_stratum
    ADD CONSTRAINT label_stratum_pkey PRIMARY KEY (government_id, task_id, stratum);
ALTER TABLE ONLY core.label_task
    ADD CONSTRAINT label_task_pkey PRIMARY KEY (government_id, task_id);
ALTER TABLE ONLY core.label_verdict
    ADD CONSTRAINT label_verdict_labeller_key UNIQUE (government_id, task_id, item_no, labeller);
ALTER TABLE ONLY core.label_verdict
    ADD CONSTRAINT label_verdict_pkey PRIMARY KEY (government_id, task_id, item_no, place);
ALTER TABLE ONLY core.link_marker
    ADD CONSTRAINT link_marker_pkey PRIMARY KEY (link_marker_id);
ALTER TABLE ONLY core.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (government_id, account_id, external_id, sent_at);
ALTER TABLE ONLY core.message_before
    ADD CONSTRAINT message_before_pkey PRIMARY KEY (government_id, account_id, external_id, sent_at);
ALTER TABLE ONLY core.message_mention
    ADD CONSTRAINT message_mention_pkey PRIMARY KEY (government_id, account_id, message_external_id, mentioned_account_id);
ALTER TABLE ONLY core.message_reference
    ADD CONSTRAINT message_reference_pkey PRIMARY KEY (government_id, account_id, external_id, in_post, channel, object_key);
ALTER TABLE ONLY core.needs_rule
    ADD CONSTRAINT needs_rule_pkey PRIMARY KEY (rank);
ALTER TABLE ONLY core.needs_rule
    ADD CONSTRAINT needs_rule_rule_key UNIQUE (rule);
ALTER TABLE ONLY core.officer_account
    ADD CONSTRAINT officer_account_pkey PRIMARY KEY (government_id, officer_id, account_id);
ALTER TABLE ONLY core.officer
    ADD CONSTRAINT officer_government_id_code_key UNIQUE (government_id, code);
ALTER TABLE ONLY core.officer
    ADD CONSTRAINT officer_pkey PRIMARY KEY (government_id, officer_id);
ALTER TABLE ONLY core.officer_role
    ADD CONSTRAINT officer_role_pkey PRIMARY KEY (government_id, officer_id, unit_id, role, valid_from);
ALTER TABLE ONLY core.official_total
    ADD CONSTRAINT official_total_pkey PRIMARY KEY (government_id, channel, unit_id, first_on, last_on, figure);
ALTER TABLE ONLY core.population
    ADD CONSTRAINT population_pkey PRIMARY KEY (government_id, unit_id, valid_from);
ALTER TABLE ONLY core.post_counter
    ADD CONSTRAINT post_counter_pkey PRIMARY KEY (government_id, post_id);
ALTER TABLE ONLY core.post
    ADD CONSTRAINT post_government_id_post_id_key UNIQUE (government_id, post_id);
ALTER TABLE ONLY core.post
    ADD CONSTRAINT post_pkey PRIMARY KEY (government_id, account_id, external_id);
ALTER TABLE ONLY core.post_sample
    ADD CONSTRAINT post_sample_pkey PRIMARY KEY (government_id, post_id, observed_at);
ALTER TABLE ONLY core.post_sample_before
    ADD CONSTRAINT post_sample_before_pkey PRIMARY KEY (government_id, post_id, observed_at);
ALTER TABLE ONLY core.post_verdict
    ADD CONSTRAINT post_verdict_pkey PRIMARY KEY (government_id, post_id);
ALTER TABLE ONLY core.posting_target
    ADD CONSTRAINT posting_target_overlap_excl EXCLUDE USING gist (unit_id WITH =, government_id WITH =, channel WITH =, daterange(valid_from, valid_to, '[]'::text) WITH &&);
ALTER TABLE ONLY core.posting_target
    ADD CONSTRAINT posting_target_pkey PRIMARY KEY (government_id, unit_id, channel, valid_from);
ALTER TABLE ONLY core.presence_rule
    ADD CONSTRAINT presence_rule_pkey PRIMARY KEY (presence_rule_id);
ALTER TABLE ONLY core.text_measure
    ADD CONSTRAINT text_measure_pkey PRIMARY KEY (government_id, account_id, kind, external_id);
ALTER TABLE ONLY core.text_rule
    ADD CONSTRAINT text_rule_pkey PRIMARY KEY (criterion, rank);
ALTER TABLE ONLY core.text_rule
    ADD CONSTRAINT text_rule_rule_key UNIQUE (rule);
ALTER TABLE ONLY core.topic_category
    ADD CONSTRAINT topic_category_pkey PRIMARY KEY (feed_kind, category);
ALTER TABLE ONLY core.topic
    ADD CONSTRAINT topic_pkey PRIMARY KEY (topic);
ALTER TABLE ONLY core.topic
    ADD CONSTRAINT topic_rank_key UNIQUE (rank);
ALTER TABLE ONLY core.unit_calendar
    ADD CONSTRAINT unit_calendar_pkey PRIMARY KEY (government_id, unit_id, valid_from);
ALTER TABLE ONLY core.unit
    ADD CONSTRAINT unit_government_id_code_key UNIQUE (government_id, code);
ALTER TABLE ONLY core.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (government_id, unit_id);
ALTER TABLE ONLY core.word_rule
    ADD CONSTRAINT word_rule_pkey PRIMARY KEY (rule);
ALTER TABLE ONLY core.word_rule
    ADD CONSTRAINT word_rule_topic_weight_key UNIQUE (topic, weight);
ALTER TABLE ONLY core_private.officer_contact
    ADD CONSTRAINT officer_contact_pkey PRIMARY KEY (government_id, officer_id, kind);
ALTER TABLE ONLY core_private.pseudonym_key
    ADD CONSTRAINT pseudonym_key_pkey PRIMARY KEY (government_id);
ALTER TABLE ONLY metrics.column_doc
    ADD CONSTRAINT column_doc_pkey PRIMARY KEY (name);
ALTER TABLE ONLY metrics.complaint_joined
    ADD CONSTRAINT complaint_joined_pkey PRIMARY KEY (government_id, complaint_id);
ALTER TABLE ONLY metrics.complaint_link
    ADD CONSTRAINT complaint_link_pkey PRIMARY KEY (government_id, complaint_id, other_complaint_id);
ALTER TABLE ONLY metrics.complaint_reply_text
    ADD CONSTRAINT complaint_reply_text_pkey PRIMARY KEY (government_id, complaint_id, event_key);
ALTER TABLE ONLY metrics.frozen_day_store
    ADD CONSTRAINT frozen_day_store_pkey PRIMARY KEY (government_id, frozen_id, calendar, day);
ALTER TABLE ONLY metrics.frozen_figure_store
    ADD CONSTRAINT frozen_figure_store_pkey PRIMARY KEY (government_id, frozen_id, unit_id, channel, clock);
ALTER TABLE ONLY metrics.frozen_inquiry_store
    ADD CONSTRAINT frozen_inquiry_store_pkey PRIMARY KEY (government_id, frozen_id, inquiry_id, population, clock, counted_in);
ALTER TABLE ONLY metrics.frozen_period_store
    ADD CONSTRAINT frozen_period_store_pkey PRIMARY KEY (government_id, frozen_id);
ALTER TABLE ONLY metrics.gap_reason_doc
    ADD CONSTRAINT gap_reason_doc_pkey PRIMARY KEY (reason);
ALTER TABLE ONLY metrics.limit_doc
    ADD CONSTRAINT limit_doc_pkey PRIMARY KEY (channel, ordinal);
ALTER TABLE ONLY metrics.post_measure_pass
    ADD CONSTRAINT post_measure_pass_pkey PRIMARY KEY (government_id);
ALTER TABLE ONLY metrics.post_measure
    ADD CONSTRAINT post_measure_pkey PRIMARY KEY (government_id, account_id, post_id);
ALTER TABLE ONLY metrics.prior
    ADD CONSTRAINT prior_pkey PRIMARY KEY (government_id, channel, month, engagement_terms);
ALTER TABLE ONLY metrics.recompute_baseline
    ADD CONSTRAINT recompute_baseline_pkey PRIMARY KEY (government_id);
ALTER TABLE ONLY metrics.recompute_day
    ADD CONSTRAINT recompute_day_pkey PRIMARY KEY (government_id, run_id, unit_id, channel, day);
ALTER TABLE ONLY metrics.recompute_run
    ADD CONSTRAINT recompute_run_pkey PRIMARY KEY (government_id, run_id);
ALTER TABLE ONLY metrics.refresh_setting
    ADD CONSTRAINT refresh_setting_pkey PRIMARY KEY (setting);
ALTER TABLE ONLY metrics.response_basis
    ADD CONSTRAINT response_basis_pkey PRIMARY KEY (government_id);
ALTER TABLE ONLY metrics.response_day
    ADD CONSTRAINT response_day_pkey PRIMARY KEY (government_id, unit_id, day, channel, opener, population, calendar, linked);
ALTER TABLE ONLY metrics.response_history_day
    ADD CONSTRAINT response_history_day_pkey PRIMARY KEY (government_id, day);
ALTER TABLE ONLY metrics.response_history_store
    ADD CONSTRAINT response_history_store_pkey PRIMARY KEY (government_id, unit_id, channel, window_days, day);
ALTER TABLE ONLY metrics.response_key
    ADD CONSTRAINT response_key_pkey PRIMARY KEY (government_id, unit_id, scope, channel, opener, population);
ALTER TABLE ONLY metrics.response_pending
    ADD CONSTRAINT response_pending_pkey PRIMARY KEY (government_id, unit_id, channel);
ALTER TABLE ONLY metrics.response_period_state
    ADD CONSTRAINT response_period_state_pkey PRIMARY KEY (government_id, period_kind, from_on);
ALTER TABLE ONLY metrics.response_period_store
    ADD CONSTRAINT response_period_store_pkey PRIMARY KEY (government_id, unit_id, channel, clock, period_kind, from_on);
ALTER TABLE ONLY metrics.response_rolling_store
    ADD CONSTRAINT response_rolling_store_pkey PRIMARY KEY (government_id, unit_id, scope, channel, opener, population, clock, window_days);
ALTER TABLE ONLY metrics.revision_figure
    ADD CONSTRAINT revision_figure_pkey PRIMARY KEY (government_id, run_id, unit_id, channel, period, window_days, clock, figure);
ALTER TABLE ONLY metrics.rule_doc
    ADD CONSTRAINT rule_doc_pkey PRIMARY KEY (rule);
ALTER TABLE ONLY metrics.rule_words
    ADD CONSTRAINT rule_words_pkey PRIMARY KEY (rule);
ALTER TABLE ONLY metrics.version
    ADD CONSTRAINT version_pkey PRIMARY KEY (major, minor);
ALTER TABLE ONLY ops.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (audit_id);
ALTER TABLE ONLY ops.backfill
    ADD CONSTRAINT backfill_pkey PRIMARY KEY (government_id, account_id, stream, from_at, to_at);
ALTER TABLE ONLY ops.completeness
    ADD CONSTRAINT completeness_pkey PRIMARY KEY (government_id, account_id, stream, day);
ALTER TABLE ONLY ops.configuration_part
    ADD CONSTRAINT configuration_part_pkey PRIMARY KEY (instance, part);
ALTER TABLE ONLY ops.configuration
    ADD CONSTRAINT configuration_pkey PRIMARY KEY (instance);
ALTER TABLE ONLY ops.coverage_gap
    ADD CONSTRAINT coverage_gap_pkey PRIMARY KEY (government_id, account_id, stream, gap_from);
ALTER TABLE ONLY ops.daemon
    ADD CONSTRAINT daemon_pkey PRIMARY KEY (instance);
ALTER TABLE ONLY ops.gap
    ADD CONSTRAINT gap_pkey PRIMARY KEY (government_id, gap_id);
ALTER TABLE ONLY ops.hold
    ADD CONSTRAINT hold_pkey PRIMARY KEY (instance, scope, name);
ALTER TABLE ONLY ops.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (government_id, account_id, digest);
ALTER TABLE ONLY ops.inquiry_retired
    ADD CONSTRAINT inquiry_retired_pkey PRIMARY KEY (government_id, inquiry_id);
ALTER TABLE ONLY ops.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (instance);
ALTER TABLE ONLY ops.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (kind, name);
ALTER TABLE ONLY ops.official
    ADD CONSTRAINT official_pkey PRIMARY KEY (government_id, unit_id, channel, author);
ALTER TABLE ONLY ops.partition_policy
    ADD CONSTRAINT partition_policy_pkey PRIMARY KEY (parent);
ALTER TABLE ONLY ops.quota
    ADD CONSTRAINT quota_pkey PRIMARY KEY (credential, name);
ALTER TABLE ONLY ops.quota_spent
    ADD CONSTRAINT quota_spent_pkey PRIMARY KEY (credential, slot_at);
ALTER TABLE ONLY ops.raw_answer
    ADD CONSTRAINT raw_answer_pkey PRIMARY KEY (government_id, answer_id);
ALTER TABLE ONLY ops.refresh_policy
    ADD CONSTRAINT refresh_policy_pkey PRIMARY KEY (view);
ALTER TABLE ONLY ops.refresh_round
    ADD CONSTRAINT refresh_round_pkey PRIMARY KEY (round_id);
ALTER TABLE ONLY ops.refresh_state
    ADD CONSTRAINT refresh_state_pkey PRIMARY KEY (view);
ALTER TABLE ONLY ops.request
    ADD CONSTRAINT request_pkey PRIMARY KEY (request_id);
ALTER TABLE ONLY ops.retention_horizon
    ADD CONSTRAINT retention_horizon_pkey PRIMARY KEY (government_id, class);
ALTER TABLE ONLY ops.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (government_id, run_id);
ALTER TABLE ONLY ops.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (source);
ALTER TABLE ONLY ops.stale_thread
    ADD CONSTRAINT stale_thread_pkey PRIMARY KEY (government_id, mark_id);
ALTER TABLE ONLY ops.stream
    ADD CONSTRAINT stream_pkey PRIMARY KEY (government_id, account_id, stream);
ALTER TABLE ONLY ops.sweep
    ADD CONSTRAINT sweep_pkey PRIMARY KEY (government_id, account_id);
ALTER TABLE ONLY ops.target
    ADD CONSTRAINT target_pkey PRIMARY KEY (government_id, account_id, stream, external_id);
ALTER TABLE ONLY ops.token
    ADD CONSTRAINT token_pkey PRIMARY KEY (credential);
ALTER TABLE ONLY ops.unconfirmed
    ADD CONSTRAINT unconfirmed_pkey PRIMARY KEY (government_id, account_id, is_post, external_id);
ALTER TABLE ONLY ops.unknown_unit_ref
    ADD CONSTRAINT unknown_unit_ref_pkey PRIMARY KEY (government_id, account_id, ref);
CREATE INDEX account_author_key_idx ON core.account USING btree (author_key, government_id);
CREATE INDEX account_delegate_unit_id_idx ON core.account_delegate USING btree (government_id, unit_id);
CREATE INDEX account_former_author_keys_idx ON core.account USING btree (government_id) WHERE (former_author_keys <> '{}'::bytea[]);
CREATE INDEX account_owner_unit_id_idx ON core.account_owner USING btree (government_id, unit_id);
CREATE INDEX assessment_criterion_idx ON core.assessment USING btree (criterion, criterion_version);
CREATE INDEX assessment_decided_by_idx ON core.assessment USING btree (government_id, decided_by);
CREATE UNIQUE INDEX assessment_standing_idx ON core.assessment USING btree (government_id, item_kind, account_id, item_id, criterion, criterion_version, decided_by) WHERE (revoked_at IS NULL);
CREATE INDEX automatic_evidence_thread_key_idx ON core.automatic_evidence USING btree (government_id, account_id, thread_key);
CREATE INDEX calendar_base_idx ON core.calendar USING btree (base);
CREATE INDEX calendar_day_before_s_idx ON core.calendar_day USING btree (calendar, before_s, day);
CREATE INDEX calendar_day_workday_idx ON core.calendar_day USING btree (calendar, before_days) WHERE workday;
CREATE INDEX complaint_disposition_to_unit_id_idx ON core.complaint_disposition USING btree (government_id, to_unit_id);
CREATE INDEX complaint_event_complaint_id_idx ON core.complaint_event USING btree (government_id, complaint_id);
CREATE INDEX complaint_event_unmeasured_idx ON core.complaint_event USING btree (hashtextextended(text, (0)::bigint)) WHERE ((kind = ANY (ARRAY['acknowledged'::text, 'answered'::text])) AND (text IS NOT NULL) AND (measured_key IS DISTINCT FROM hashtextextended(text, (0)::bigint)));
CREATE INDEX complaint_unit_id_idx ON core.complaint USING btree (government_id, unit_id, received_at);
CREATE INDEX correction_inquiry_id_idx ON core.correction USING btree (government_id, inquiry_id);
CREATE INDEX correction_opening_idx ON core.correction USING btree (government_id, source_kind, opening_id) WHERE (revoked_at IS NULL);
CREATE INDEX correction_source_idx ON core.correction USING btree (government_id, source_kind, source_id) WHERE (revoked_at IS NULL);
CREATE INDEX deadline_rule_government_id_idx ON core.deadline_rule USING btree (government_id);
CREATE INDEX feed_unit_unit_id_idx ON core.feed_unit USING btree (government_id, unit_id);
CREATE INDEX government_calendar_idx ON core.government USING btree (calendar);
CREATE INDEX inquiry_helped_idx ON ONLY core.inquiry USING btree (government_id, helped_by_unit_id, opened_on) WHERE (state = 'helped'::text);
CREATE INDEX inquiry_before_government_id_helped_by_unit_id_opened_on_idx ON core.inquiry_before USING btree (government_id, helped_by_unit_id, opened_on) WHERE (state = 'helped'::text);
CREATE INDEX inquiry_waiting_idx ON ONLY core.inquiry USING btree (government_id, source_account_id, post_external_id) WHERE (state = 'waiting'::text);
CREATE INDEX inquiry_before_government_id_source_account_id_post_externa_idx ON core.inquiry_before USING btree (government_id, source_account_id, post_external_id) WHERE (state = 'waiting'::text);
CREATE INDEX inquiry_needed_on_idx ON ONLY core.inquiry USING btree (government_id, unit_id, channel, needed_on) WHERE (needed_on <> opened_on);
CREATE INDEX inquiry_before_government_id_unit_id_channel_needed_on_idx ON core.inquiry_before USING btree (government_id, unit_id, channel, needed_on) WHERE (needed_on <> opened_on);
CREATE INDEX inquiry_opened_on_idx ON ONLY core.inquiry USING btree (government_id, unit_id, opened_on, channel);
CREATE INDEX inquiry_before_government_id_unit_id_opened_on_channel_idx ON core.inquiry_before USING btree (government_id, unit_id, opened_on, channel);
CREATE INDEX inquiry_source_idx ON ONLY core.inquiry USING btree (hashtextextended(source_id, (((government_id)::bigint << 32) + source_account_id)));
CREATE INDEX inquiry_before_hashtextextended_idx ON core.inquiry_before USING btree (hashtextextended(source_id, (((government_id)::bigint << 32) + source_account_id)));
CREATE INDEX label_item_stratum_idx ON core.label_item USING btree (government_id, task_id, stratum);
CREATE INDEX label_task_criterion_idx ON core.label_task USING btree (criterion, criterion_version);
CREATE INDEX link_marker_government_id_idx ON core.link_marker USING btree (government_id);
CREATE INDEX message_address_name_idx ON ONLY core.message USING btree (COALESCE(address_name, external_id)) WHERE ((address_name IS NOT NULL) OR (kind = 'mention'::text));
CREATE INDEX message_before_coalesce_idx ON core.message_before USING btree (COALESCE(address_name, external_id)) WHERE ((address_name IS NOT NULL) OR (kind = 'mention'::text));
CREATE INDEX message_post_external_id_idx ON ONLY core.message USING btree (government_id, account_id, post_external_id) WHERE (post_external_id IS NOT NULL);
CREATE INDEX message_before_government_id_account_id_post_external_id_idx ON core.message_before USING btree (government_id, account_id, post_external_id) WHERE (post_external_id IS NOT NULL);
CREATE INDEX message_truncated_idx ON ONLY core.message USING btree (government_id, account_id, sent_at) WHERE truncated;
CREATE INDEX message_before_government_id_account_id_sent_at_idx ON core.message_before USING btree (government_id, account_id, sent_at) WHERE truncated;
CREATE INDEX message_thread_idx ON ONLY core.message USING btree (hashtextextended(thread_key, (((government_id)::bigint << 32) + account_id)));
CREATE INDEX message_before_hashtextextended_idx ON core.message_before USING btree (hashtextextended(thread_key, (((government_id)::bigint << 32) + account_id)));
CREATE INDEX message_unmeasured_idx ON ONLY core.message USING btree (hashtextextended(text, (0)::bigint)) WHERE ((role = 'official'::text) AND (text IS NOT NULL) AND (measured_key IS DISTINCT FROM hashtextextended(text, (0)::bigint)));
CREATE INDEX message_before_hashtextextended_idx1 ON core.message_before USING btree (hashtextextended(text, (0)::bigint)) WHERE ((role = 'official'::text) AND (text IS NOT NULL) AND (measured_key IS DISTINCT FROM hashtextextended(text, (0)::bigint)));
CREATE INDEX message_mention_mentioned_idx ON core.message_mention USING btree (government_id, mentioned_account_id, message_external_id);
CREATE INDEX message_mention_post_external_id_idx ON core.message_mention USING btree (government_id, account_id, post_external_id) WHERE (post_external_id IS NOT NULL);
CREATE INDEX message_reference_object_key_idx ON core.message_reference USING btree (government_id, channel, object_key);
CREATE INDEX officer_account_account_id_idx ON core.officer_account USING btree (government_id, account_id);
CREATE INDEX officer_role_unit_id_idx ON core.officer_role USING btree (government_id, unit_id);
CREATE INDEX post_address_name_idx ON core.post USING btree (address_name) WHERE (address_name IS NOT NULL);
CREATE INDEX post_alias_ids_idx ON core.post USING gin (alias_ids) WHERE (alias_ids <> '{}'::text[]);
CREATE INDEX post_published_at_idx ON core.post USING btree (government_id, account_id, published_at);
CREATE INDEX post_unmeasured_idx ON core.post USING btree (hashtextextended(text, (0)::bigint)) WHERE ((text IS NOT NULL) AND (measured_key IS DISTINCT FROM hashtextextended(text, (0)::bigint)));
CREATE INDEX presence_rule_government_id_idx ON core.presence_rule USING btree (government_id);
CREATE INDEX text_measure_tried_version_idx ON core.text_measure USING btree (tried_version);
CREATE INDEX topic_category_topic_idx ON core.topic_category USING btree (topic);
CREATE INDEX unit_calendar_calendar_idx ON core.unit_calendar USING btree (calendar);
CREATE INDEX unit_parent_unit_id_idx ON core.unit USING btree (government_id, parent_unit_id);
CREATE UNIQUE INDEX complaint_joined_external_id_key ON metrics.complaint_joined USING btree (government_id, account_id, external_id);
CREATE INDEX complaint_joined_lead_complaint_id_idx ON metrics.complaint_joined USING btree (government_id, lead_complaint_id);
CREATE UNIQUE INDEX frozen_period_store_period_idx ON metrics.frozen_period_store USING btree (government_id, period) WHERE (revoked_at IS NULL);
CREATE INDEX post_measure_published_at_idx ON metrics.post_measure USING btree (government_id, account_id, published_at);
CREATE UNIQUE INDEX recompute_run_open_idx ON metrics.recompute_run USING btree (government_id) WHERE (finished_at IS NULL);
CREATE INDEX response_period_store_from_on_idx ON metrics.response_period_store USING btree (government_id, period_kind, from_on);
CREATE INDEX response_rolling_store_next_change_at_idx ON metrics.response_rolling_store USING btree (next_change_at);
CREATE INDEX audit_subject_idx ON ops.audit USING btree (government_id, subject);
CREATE INDEX backfill_open_idx ON ops.backfill USING btree (requested_at) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));
CREATE UNIQUE INDEX gap_open_idx ON ops.gap USING btree (government_id, account_id, stream, target) WHERE (closed_at IS NULL);
CREATE INDEX import_last_at_idx ON ops.import USING btree (last_at);
CREATE INDEX raw_answer_received_at_idx ON ops.raw_answer USING btree (received_at);
CREATE INDEX refresh_round_as_of_idx ON ops.refresh_round USING btree (as_of);
CREATE INDEX request_waiting_idx ON ops.request USING btree (request_id) WHERE (taken_at IS NULL);
CREATE INDEX run_account_id_idx ON ops.run USING btree (government_id, account_id, stream, finished_at);
CREATE INDEX run_finished_at_idx ON ops.run USING btree (finished_at);
CREATE INDEX stream_lease_owner_idx ON ops.stream USING btree (lease_owner) WHERE (lease_owner IS NOT NULL);
CREATE INDEX target_target_key_idx ON ops.target USING btree (government_id, metrics.target_key(account_id, stream, external_id));
ALTER INDEX core.account_sample_pkey ATTACH PARTITION core.account_sample_before_pkey;
ALTER INDEX core.inquiry_helped_idx ATTACH PARTITION core.inquiry_before_government_id_helped_by_unit_id_opened_on_idx;
ALTER INDEX core.inquiry_waiting_idx ATTACH PARTITION core.inquiry_before_government_id_source_account_id_post_externa_idx;
ALTER INDEX core.inquiry_needed_on_idx ATTACH PARTITION core.inquiry_before_government_id_unit_id_channel_needed_on_idx;
ALTER INDEX core.inquiry_opened_on_idx ATTACH PARTITION core.inquiry_before_government_id_unit_id_opened_on_channel_idx;
ALTER INDEX core.inquiry_source_idx ATTACH PARTITION core.inquiry_before_hashtextextended_idx;
ALTER INDEX core.inquiry_pkey ATTACH PARTITION core.inquiry_before_pkey;
ALTER INDEX core.message_address_name_idx ATTACH PARTITION core.message_before_coalesce_idx;
ALTER INDEX core.message_post_external_id_idx ATTACH PARTITION core.message_before_government_id_account_id_post_external_id_idx;
ALTER INDEX core.message_truncated_idx ATTACH PARTITION core.message_before_government_id_account_id_sent_at_idx;
ALTER INDEX core.message_thread_idx ATTACH PARTITION core.message_before_hashtextextended_idx;
ALTER INDEX core.message_unmeasured_idx ATTACH PARTITION core.message_before_hashtextextended_idx1;
ALTER INDEX core.message_pkey ATTACH PARTITION core.message_before_pkey;
ALTER INDEX core.post_sample_pkey ATTACH PARTITION core.post_sample_before_pkey;
ALTER TABLE ONLY core.account_delegate
    ADD CONSTRAINT account_delegate_government_id_account_id_fkey FOREIGN KEY (government_id, account_id) REFERENCES core.account(government_id, account_id);
ALTER TABLE ONLY core.account_delegate
    ADD CONSTRAINT account_delegate_government_id_unit_id_fkey FOREIGN KEY (government_id, unit_id) REFERENCES core.unit(government_id, unit_id);
ALTER TABLE ONLY core.account
    ADD CONSTRAINT account_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.account_owner
    ADD CONSTRAINT account_owner_government_id_account_id_fkey FOREIGN KEY (government_id, account_id) REFERENCES core.account(government_id, account_id);
ALTER TABLE ONLY core.account_owner
    ADD CONSTRAINT account_owner_government_id_unit_id_fkey FOREIGN KEY (government_id, unit_id) REFERENCES core.unit(government_id, unit_id);
ALTER TABLE ONLY core.assessment
    ADD CONSTRAINT assessment_criterion_fkey FOREIGN KEY (criterion, criterion_version) REFERENCES core.criterion(criterion, version);
ALTER TABLE ONLY core.assessment
    ADD CONSTRAINT assessment_government_id_decided_by_fkey FOREIGN KEY (government_id, decided_by) REFERENCES core.assessor(government_id, assessor);
ALTER TABLE ONLY core.assessor
    ADD CONSTRAINT assessor_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.automatic_text
    ADD CONSTRAINT automatic_text_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.calendar
    ADD CONSTRAINT calendar_base_fkey FOREIGN KEY (base) REFERENCES core.calendar(calendar);
ALTER TABLE ONLY core.calendar_change
    ADD CONSTRAINT calendar_change_calendar_fkey FOREIGN KEY (calendar) REFERENCES core.calendar(calendar);
ALTER TABLE ONLY core.calendar_day
    ADD CONSTRAINT calendar_day_calendar_fkey FOREIGN KEY (calendar) REFERENCES core.calendar(calendar);
ALTER TABLE ONLY core.calendar_free_day
    ADD CONSTRAINT calendar_free_day_calendar_fkey FOREIGN KEY (calendar) REFERENCES core.calendar(calendar);
ALTER TABLE ONLY core.calendar_hours
    ADD CONSTRAINT calendar_hours_calendar_fkey FOREIGN KEY (calendar) REFERENCES core.calendar(calendar);
ALTER TABLE ONLY core.correction
    ADD CONSTRAINT correction_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.deadline_rule
    ADD CONSTRAINT deadline_rule_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.exclusion
    ADD CONSTRAINT exclusion_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.feed_unit
    ADD CONSTRAINT feed_unit_government_id_account_id_fkey FOREIGN KEY (government_id, account_id) REFERENCES core.account(government_id, account_id);
ALTER TABLE ONLY core.feed_unit
    ADD CONSTRAINT feed_unit_government_id_unit_id_fkey FOREIGN KEY (government_id, unit_id) REFERENCES core.unit(government_id, unit_id);
ALTER TABLE ONLY core.government
    ADD CONSTRAINT government_calendar_fkey FOREIGN KEY (calendar) REFERENCES core.calendar(calendar);
ALTER TABLE ONLY core.label_item
    ADD CONSTRAINT label_item_government_id_task_id_stratum_fkey FOREIGN KEY (government_id, task_id, stratum) REFERENCES core.label_stratum(government_id, task_id, stratum);
ALTER TABLE ONLY core.label_person
    ADD CONSTRAINT label_person_government_id_task_id_fkey FOREIGN KEY (government_id, task_id) REFERENCES core.label_task(government_id, task_id);
ALTER TABLE ONLY core.label_stratum
    ADD CONSTRAINT label_stratum_government_id_task_id_fkey FOREIGN KEY (government_id, task_id) REFERENCES core.label_task(government_id, task_id);
ALTER TABLE ONLY core.label_task
    ADD CONSTRAINT label_task_criterion_fkey FOREIGN KEY (criterion, criterion_version) REFERENCES core.criterion(criterion, version);
ALTER TABLE ONLY core.label_task
    ADD CONSTRAINT label_task_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.label_verdict
    ADD CONSTRAINT label_verdict_government_id_task_id_item_no_fkey FOREIGN KEY (government_id, task_id, item_no) REFERENCES core.label_item(government_id, task_id, item_no);
ALTER TABLE ONLY core.link_marker
    ADD CONSTRAINT link_marker_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.officer_account
    ADD CONSTRAINT officer_account_government_id_account_id_fkey FOREIGN KEY (government_id, account_id) REFERENCES core.account(government_id, account_id);
ALTER TABLE ONLY core.officer_account
    ADD CONSTRAINT officer_account_government_id_officer_id_fkey FOREIGN KEY (government_id, officer_id) REFERENCES core.officer(government_id, officer_id);
ALTER TABLE ONLY core.officer
    ADD CONSTRAINT officer_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.officer_role
    ADD CONSTRAINT officer_role_government_id_officer_id_fkey FOREIGN KEY (government_id, officer_id) REFERENCES core.officer(government_id, officer_id);
ALTER TABLE ONLY core.officer_role
    ADD CONSTRAINT officer_role_government_id_unit_id_fkey FOREIGN KEY (government_id, unit_id) REFERENCES core.unit(government_id, unit_id);
ALTER TABLE ONLY core.official_total
    ADD CONSTRAINT official_total_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.population
    ADD CONSTRAINT population_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.posting_target
    ADD CONSTRAINT posting_target_government_id_unit_id_fkey FOREIGN KEY (government_id, unit_id) REFERENCES core.unit(government_id, unit_id);
ALTER TABLE ONLY core.presence_rule
    ADD CONSTRAINT presence_rule_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.topic_category
    ADD CONSTRAINT topic_category_topic_fkey FOREIGN KEY (topic) REFERENCES core.topic(topic);
ALTER TABLE ONLY core.unit_calendar
    ADD CONSTRAINT unit_calendar_calendar_fkey FOREIGN KEY (calendar) REFERENCES core.calendar(calendar);
ALTER TABLE ONLY core.unit_calendar
    ADD CONSTRAINT unit_calendar_government_id_unit_id_fkey FOREIGN KEY (government_id, unit_id) REFERENCES core.unit(government_id, unit_id);
ALTER TABLE ONLY core.unit
    ADD CONSTRAINT unit_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY core.unit
    ADD CONSTRAINT unit_government_id_parent_unit_id_fkey FOREIGN KEY (government_id, parent_unit_id) REFERENCES core.unit(government_id, unit_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY core.word_rule
    ADD CONSTRAINT word_rule_topic_fkey FOREIGN KEY (topic) REFERENCES core.topic(topic);
ALTER TABLE ONLY core_private.officer_contact
    ADD CONSTRAINT officer_contact_government_id_officer_id_fkey FOREIGN KEY (government_id, officer_id) REFERENCES core.officer(government_id, officer_id);
ALTER TABLE ONLY core_private.pseudonym_key
    ADD CONSTRAINT pseudonym_key_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY metrics.frozen_day_store
    ADD CONSTRAINT frozen_day_store_government_id_frozen_id_fkey FOREIGN KEY (government_id, frozen_id) REFERENCES metrics.frozen_period_store(government_id, frozen_id);
ALTER TABLE ONLY metrics.frozen_figure_store
    ADD CONSTRAINT frozen_figure_store_government_id_frozen_id_fkey FOREIGN KEY (government_id, frozen_id) REFERENCES metrics.frozen_period_store(government_id, frozen_id);
ALTER TABLE ONLY metrics.frozen_inquiry_store
    ADD CONSTRAINT frozen_inquiry_store_government_id_frozen_id_fkey FOREIGN KEY (government_id, frozen_id) REFERENCES metrics.frozen_period_store(government_id, frozen_id);
ALTER TABLE ONLY metrics.frozen_period_store
    ADD CONSTRAINT frozen_period_store_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY metrics.recompute_day
    ADD CONSTRAINT recompute_day_government_id_run_id_fkey FOREIGN KEY (government_id, run_id) REFERENCES metrics.recompute_run(government_id, run_id);
ALTER TABLE ONLY metrics.recompute_run
    ADD CONSTRAINT recompute_run_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY metrics.revision_figure
    ADD CONSTRAINT revision_figure_government_id_run_id_fkey FOREIGN KEY (government_id, run_id) REFERENCES metrics.recompute_run(government_id, run_id);
ALTER TABLE ONLY ops.refresh_state
    ADD CONSTRAINT refresh_state_view_fkey FOREIGN KEY (view) REFERENCES ops.refresh_policy(view) ON DELETE CASCADE;
ALTER TABLE ONLY ops.retention_horizon
    ADD CONSTRAINT retention_horizon_government_id_fkey FOREIGN KEY (government_id) REFERENCES core.government(government_id);
ALTER TABLE ONLY ops.stream
    ADD CONSTRAINT stream_government_id_account_id_fkey FOREIGN KEY (government_id, account_id) REFERENCES core.account(government_id, account_id);
REVOKE ALL ON FUNCTION metrics.target_key(account_id integer, stream text, external_id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION pg_catalog.lo_creat(integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.lo_creat(integer) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.lo_create(oid) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) TO pantau_owner;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) TO pantau_writer;
REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) TO pantau_owner;
REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) TO pantau_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE pantau_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;
