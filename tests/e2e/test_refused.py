# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What pantaud does not accept, and what it waits for: files that are wrong, and databases that are
away, too old, closed to it, slow, or refuse a row."""

import os
import re
import subprocess
import time

import pytest

import agree
import compare
import stand
from served import Served, rule
from stand import settle, wait_for
from test_hard import stands_still


def run(daemon, *words, timeout=stand.PATIENCE_S):
    done = subprocess.run(
        daemon.command(*words), capture_output=True, text=True, timeout=timeout, env=daemon.environment()
    )
    assert "Sanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
    return done


def place_of(daemon, text):
    """file:line:column of the first occurrence."""
    whole = daemon.config.read_text()
    before = whole[: whole.index(text)]
    return f"{daemon.config}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


# ---- files ----


def test_all_mistakes_of_a_file_at_once(make_city, make_daemon, database):
    daemon = make_daemon(make_city())
    text = daemon.config.read_text()
    text = text.replace("flush_interval: 1s", "flush_interval: 1 fortnight")
    text = text.replace("dirty_interval: 1s", "dirty_intervall: 1s")
    text += "governments: []\n"
    daemon.config.write_text(text)
    for command in ("run", "check-config"):
        done = run(daemon, command)
        assert done.returncode == 78, done.stderr
        lines = done.stderr.splitlines()
        for part in ("1 fortnight", "dirty_intervall"):
            said = [i for i, line in enumerate(lines) if line.startswith(place_of(daemon, part))]
            assert len(said) == 1, (part, place_of(daemon, part), done.stderr)
            assert lines[said[0] + 1].strip().startswith("hint: "), done.stderr
        last = text.splitlines().index("governments: []") + 1
        assert re.search(rf"^{re.escape(str(daemon.config))}:{last}:1: .*governments", done.stderr, re.M)
        assert re.search(r"^3 problems, nothing was changed$", done.stderr, re.M), done.stderr
    assert database.one("select count(*) from core.government") == 0


def line_of(text):
    return int(text.split(":")[1]) if text.startswith("/") else 0


def test_mistakes_of_files_and_credentials_at_once(make_city, make_daemon, database):
    """Settings, names, files, credentials and what only the network and libpq would refuse, in one list by
    place: nobody mends the one to be told the other."""
    city = make_city()
    daemon = make_daemon(city)
    credentials = city.out / "credentials"
    (credentials / "lapor-key").chmod(0o644)
    (credentials / "fb-dinkes.simulasi").unlink()
    (credentials / "fb-pdam.simulasi").write_text("")
    (credentials / "pseudonym-key").write_text("too short\n")
    text = daemon.config.read_text()
    text = text.replace("credential: fb-dbmsda.simulasi,", "credential: fb-nobody,")
    text = text.replace("flush_interval: 1s", "flush_interval: 1 fortnight") + "wrong: 1\n"
    text = text.replace('dsn: "', 'dsn: "port=1,2,3 ') + "http: { ca_file: /nowhere.pem }\n"
    daemon.config.write_text(text)
    done = run(daemon, "check-config")
    assert done.returncode == 78, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("/")]
    for part in ("fb-dinkes.simulasi", "fb-pdam.simulasi", "fb-nobody", "lapor-key", "1 fortnight", "wrong", '"port=1,2,3',
                 "/nowhere.pem"):
        assert len([line for line in said if line.startswith(place_of(daemon, part))]) == 1, (part, said)
    assert any("pseudonym key" in line for line in said), said
    assert said == sorted(said, key=line_of) and len(said) == 9, said
    assert done.stderr.count("    hint: ") == 9, done.stderr
    assert "9 problems, nothing was changed" in done.stderr
    assert (credentials / "lapor-key").read_text().split("=", 1)[1].strip() not in done.stderr


def test_included_files(make_city, make_daemon, database):
    """One that is named must be there; a pattern may match nothing, unless nobody could look."""
    daemon = make_daemon(make_city())
    text = daemon.config.read_text()
    more = daemon.config.parent / "more.d"
    daemon.config.write_text('include: [ "more.d/*.yaml", "one.yaml" ]\n' + text)
    done = run(daemon, "check-config")
    assert done.returncode == 78 and done.stderr.startswith(place_of(daemon, '"one.yaml"')), done.stderr
    assert "No such file" in done.stderr and done.stderr.count("hint: ") == 1, done.stderr
    assert "1 problem, nothing" in done.stderr
    daemon.config.write_text('include: "more.d/*.yaml"\n' + text)
    assert run(daemon, "check-config").returncode == 0
    more.mkdir()
    (more / "a.yaml").write_text("wrong: 1\n")
    done = run(daemon, "check-config")
    assert done.stderr.startswith(f"{more}/a.yaml:1:1: unknown setting"), done.stderr
    (more / "a.yaml").unlink()
    os.mkfifo(more / "a.yaml")  # nobody writes into it
    done = run(daemon, "check-config")
    assert done.returncode == 78 and done.stderr.startswith(place_of(daemon, '"more.d/*.yaml"')), done.stderr
    assert f"{more}/a.yaml: it is not a regular file" in done.stderr, done.stderr
    (more / "a.yaml").unlink()
    (more / "a.yaml").write_bytes(b"")
    for number in range(9999):
        (more / f"{number}.yaml").touch()
    done = run(daemon, "check-config")
    assert done.stderr.startswith(place_of(daemon, '"more.d/*.yaml"')), done.stderr
    assert "more than 10000 files" in done.stderr and "1 problem, nothing" in done.stderr


def test_a_folder_nobody_may_list(make_city, make_daemon, database):
    """It must not look like one without files: every unit in it would be switched off."""
    daemon = make_daemon(make_city())
    folder = daemon.config.parent / "units.d"
    folder.write_text("")
    folder.unlink()
    folder.symlink_to(folder)  # a loop: listing fails, whoever asks
    daemon.config.write_text('include: "units.d/*.yaml"\n' + daemon.config.read_text())
    done = run(daemon, "check-config")
    assert done.returncode == 78 and done.stderr.startswith(place_of(daemon, '"units.d/*.yaml"')), done.stderr
    assert "cannot be listed" in done.stderr and "hint: " in done.stderr, done.stderr


def test_command_lines(make_city, make_daemon, database):
    """One line that names the word and points to --help."""
    daemon = make_daemon(make_city())
    for words, named in ((["--frob"], "--frob"), (["-q"], "-q"), (["--once=3"], "--once"),
                         (["frob"], "frob"), (["run", "twice"], "twice"), (["--once", "check-config"], "--once"),
                         (["--documented"], "--documented"), (["-c"], "--config")):
        done = run(daemon, *words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert done.stderr.startswith("pantaud: ") and named in done.stderr, done.stderr
        assert done.stderr.count("\n") == 1 and done.stderr.endswith("see: pantaud --help\n"), done.stderr


def test_a_credential_that_is_nowhere(make_city, make_daemon, database):
    daemon = make_daemon(make_city())
    text = daemon.config.read_text()
    daemon.config.write_text(text.replace("credential: fb-dbmsda.simulasi,", "credential: fb-nobody,"))
    done = run(daemon, "run")
    assert done.returncode == 78, done.stderr
    assert done.stderr.startswith(place_of(daemon, "fb-nobody")), done.stderr
    assert "hint: " in done.stderr and "1 problem, nothing was changed" in done.stderr


def test_secrets_that_others_may_read(make_city, make_daemon, database):
    city = make_city()
    daemon = make_daemon(city)
    credentials = city.out / "credentials"
    (credentials / "lapor-key").chmod(0o644)
    (credentials / "fb-dinkes.simulasi").unlink()
    (credentials / "fb-pdam.simulasi").write_text("")
    done = run(daemon, "run")
    assert done.returncode == 78, done.stderr
    for name in ("lapor-key", "fb-dinkes.simulasi", "fb-pdam.simulasi"):
        assert name in done.stderr, done.stderr
    assert done.stderr.count("hint: ") >= 3, done.stderr
    assert city.pages[0].token not in done.stderr
    key = (credentials / "lapor-key").read_text().split("=", 1)[1].strip()
    assert key not in done.stderr


def test_no_file_at_all(make_city, make_daemon, database):
    daemon = make_daemon(make_city())
    daemon.config = daemon.config.with_name("none.yaml")
    done = run(daemon, "run")
    assert done.returncode == 78
    assert f"{daemon.config}: No such file" in done.stderr and "hint: " in done.stderr


def test_a_good_file_is_accepted_and_nothing_done(make_city, make_daemon, database):
    city = make_city()
    done = run(make_daemon(city), "check-config")
    assert done.returncode == 0, done.stderr
    assert city.served() == [] and database.one("select count(*) from core.government") == 0


def test_a_quota_that_limits_nothing(make_city, make_daemon, database):
    """Not refused: it may be there before its credential is. But said, with its place and what was meant."""
    daemon = make_daemon(make_city())
    daemon.config.write_text(daemon.config.read_text() + "quotas:\n  lapor-key: { units: 9 }\n  lapor-kee: { units: 9 }\n")
    done = run(daemon, "check-config")
    assert done.returncode == 0 and "is good" in done.stdout, done
    place, hint = done.stderr.splitlines()
    assert place.startswith(place_of(daemon, "lapor-kee") + ': quota "lapor-kee" limits nothing'), place
    assert hint == '    hint: Did you mean "lapor-key"?'
    daemon.start()
    # Not before it polls: a signal that comes before its handlers are there ends any program.
    wait_for(lambda: "limits nothing" in daemon.log() and daemon.starts(), what="the warning")
    daemon.process.send_signal(1)
    wait_for(lambda: daemon.log().count('"lapor-kee" limits nothing') == 2, what="the warning of the reload")
    assert "warning: configuration: " in daemon.log() and '"lapor-key" limits' not in daemon.log()
    assert daemon.stop() == 0


# ---- databases ----


def with_dsn(daemon, dsn):
    text = daemon.config.read_text()
    daemon.config.write_text(re.sub(r'database: \{ dsn: ".*" \}', f'database: {{ dsn: "{dsn}" }}', text))


def test_a_database_that_comes_later(cluster, make_city, make_daemon, database):
    city = make_city()
    daemon = make_daemon(city)
    with_dsn(daemon, cluster.dsn("later", "pantau_writer"))
    daemon.start()
    wait_for(lambda: "the database does not fit" in daemon.log(), what="the trouble")
    time.sleep(1.5)
    assert daemon.process.poll() is None
    assert daemon.log().count("the database does not fit") == 1, daemon.log()
    assert "Correct database.dsn" in daemon.log()
    cluster.copy(database.name, "later")
    wait_for(lambda: "polling" in daemon.log().split("the database is back")[-1], what="the start")
    later = stand.Database(cluster, "later")
    wait_for(lambda: later.one("select count(*) from core.message") > 0, what="messages")
    assert daemon.log().count("the database is back") == 1
    assert daemon.stop() == 0


def test_stopped_while_it_waits(cluster, make_city, make_daemon, database):
    daemon = make_daemon(make_city())
    with_dsn(daemon, cluster.dsn("never", "pantau_writer"))
    daemon.start()
    wait_for(lambda: "the database does not fit" in daemon.log(), what="the trouble")
    started = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - started < 80  # and not until the end of shutdown_timeout


def test_a_database_that_is_too_old(make_city, make_daemon, database):
    city = make_city()
    daemon = make_daemon(city)
    database.rows("delete from ops.ledger where kind = 'migration' and number > 1")
    daemon.start()
    wait_for(lambda: "pantau-migrate" in daemon.log(), what="the advice")
    time.sleep(1)
    assert daemon.log().count("pantau-migrate") == 1, daemon.log()
    assert city.served() == []
    assert daemon.stop() == 0


def test_a_database_that_is_too_new(make_city, make_daemon, database):
    """A breaking migration is one also when others that break nothing came after it."""
    city = make_city()
    daemon = make_daemon(city)
    database.rows("insert into ops.ledger (kind, name, number, sha256, breaking, version, applied_at, applied_by) "
                  "select kind, 'later' || n, number + n, sha256, n = 1, version, applied_at, applied_by "
                  "from ops.ledger cross join generate_series(1, 2) as n "
                  "where kind = 'migration' and number = (select max(number) from ops.ledger where kind = 'migration')")
    daemon.start()
    wait_for(lambda: "cannot use" in daemon.log(), what="the refusal")
    assert city.served() == [] and "newer than" not in daemon.log()
    assert daemon.stop() == 0
    database.rows("update ops.ledger set breaking = false where name like 'later%'")
    daemon.start()
    wait_for(city.served, what="polls: newer alone is no reason")
    assert daemon.stop() == 0
    assert daemon.log().count("newer than this pantaud") == 1, daemon.log()


@pytest.mark.parametrize("version, advice", [("99.0.1", "Install the pantaud"), ("0.0.9", "Run pantau-migrate")])
def test_functions_of_another_version(make_city, make_daemon, database, version, advice):
    """A function was given other parameters: the old one stands there still, and may not be called. That is
    seen before anything is asked, and said in one line; when it is mended, polling begins."""
    city = make_city()
    daemon = make_daemon(city)
    database.rows("revoke execute on function ops.fence_check(int, int[], text[], bigint[]) from pantau_writer")
    database.rows("alter function ops.lease_release(text) rename to lease_give_back")
    was = database.one("select max(version) from ops.ledger")
    database.rows("update ops.ledger set version = %s", version)
    daemon.start()
    wait_for(lambda: advice in daemon.log(), what="the advice")
    time.sleep(1)
    said = [line for line in daemon.log().splitlines() if "the database" in line]
    assert len(said) == 1 and city.served() == [], daemon.log()
    assert f"functions are of Pantau {version}, this pantaud is {was}" in said[0], said
    assert "ops.fence_check(int,int[],text[],bigint[]), ops.lease_release(text)." in said[0], said
    database.rows("grant execute on function ops.fence_check(int, int[], text[], bigint[]) to pantau_writer")
    database.rows("alter function ops.lease_give_back(text) rename to lease_release")
    wait_for(city.served, what="polls")
    assert daemon.stop() == 0
    assert daemon.log().count("the database fits again") == 1, daemon.log()


def test_a_database_that_takes_no_writes(cluster, make_city, make_daemon, database):
    """As a standby is: found before anything is asked, one line, and over by itself."""
    city = make_city()
    daemon = make_daemon(city)
    cluster.sql("postgres", f"alter database {database.name} set default_transaction_read_only = on")
    daemon.start()
    wait_for(lambda: "takes no writes" in daemon.log(), what="the line")
    time.sleep(1)
    assert daemon.log().count("takes no writes") == 1 and "target_session_attrs" in daemon.log(), daemon.log()
    assert city.served() == [] and len(daemon.log().splitlines()) == 1, daemon.log()
    cluster.sql("postgres", f"alter database {database.name} reset default_transaction_read_only")
    wait_for(city.served, what="polls")
    assert daemon.stop() == 0
    assert daemon.log().count("the database fits again") == 1, daemon.log()


def test_a_database_without_our_tables(cluster, make_city, make_daemon, database):
    """What comes first at most places: the migration was forgotten."""
    daemon = make_daemon(make_city())
    cluster.sql("postgres", f"create database bare_{database.name}")
    with_dsn(daemon, cluster.dsn(f"bare_{database.name}", "pantau_writer"))
    daemon.start()
    wait_for(lambda: "pantau-migrate" in daemon.log(), what="the advice")
    time.sleep(1)
    assert daemon.log().count("pantau-migrate") == 1, daemon.log()
    assert daemon.stop() == 0


def test_a_role_that_may_not(make_city, make_daemon, database, cluster):
    """A database where the role may not even look: said with the server's words, and nothing polled."""
    city = make_city()
    daemon = make_daemon(city)
    with_dsn(daemon, database.dsn("pantau_stranger"))
    if not database.rows("select 1 from pg_roles where rolname = 'pantau_stranger'"):
        database.rows("create role pantau_stranger login")
    daemon.start()
    wait_for(lambda: "permission denied" in daemon.log(), what="the reason")
    time.sleep(1)
    assert daemon.log().count("permission denied") == 1, daemon.log()
    assert "pantau-migrate" not in daemon.log() and "the database is away" not in daemon.log()
    assert "the database does not fit" in daemon.log() and "Grant pantau_writer" in daemon.log()
    assert city.served() == []
    assert daemon.stop() == 0


RAISE = """
create function core.refuse_one() returns trigger language plpgsql as $$
begin
    if new.external_id = %s then
        raise exception '%s' using errcode = %s;
    end if;
    return new;
end $$;
create trigger refuse_one before insert on core.message for each row execute function core.refuse_one();
"""


def one_comment(city):
    """A comment under a post of a page, and the page."""
    truth = city.truth()
    message = next(m for m in truth["messages"] if m["kind"] == "comment" and compare.stands(m))
    return truth, message


def test_a_refused_row_costs_its_page_only(make_city, make_daemon, database):
    city = make_city()
    truth, refused = one_comment(city)
    database.rows(RAISE.replace("'%s'", "'this row is not wanted'"), refused["external_id"], "P0001")
    daemon = make_daemon(city)
    done = daemon.once()
    assert "this row is not wanted" in done.stderr, done.stderr
    assert done.returncode == 1 and "not caught up: 0 streams and 1 targets" in done.stderr, done.stderr
    others = [m for m in truth["messages"] if m["post"] != refused["post"]]
    said = compare.messages({**truth, "messages": others}, database)
    assert [line for line in said if "is missing" in line] == []
    assert database.one("select count(*) from core.message where external_id = %s", refused["external_id"]) == 0
    runs = database.rows(
        "select distinct target, cause from ops.run where error like '%%not wanted%%'"
    )
    assert runs == [(refused["post"], "database")], runs
    # And it heals without help.
    database.rows("drop trigger refuse_one on core.message")
    assert daemon.once().returncode == 0
    assert compare.messages(truth, database) == []


def test_posts_of_a_refused_page_have_no_comments(tmp_path, make_daemon, database):
    """What is not held has nothing under it: of a list whose second page is refused the comments of the first
    page's post are asked for, and those of the second page's when it is taken."""
    def item(name):
        return {"id": name, "created_time": "2026-11-19T03:00:00+0000", "message": "x"}

    rules = [
        rule("777/published_posts", {"data": [item("777_1")],
                                     "paging": {"next": "https://x/?after=b", "cursors": {"after": "b"}}}),
        rule("777/published_posts", {"data": [item("777_2")], "paging": {}}, after="b"),
        *(rule(f"777_{n}/comments", {"data": [item(f"{n}_1")]}) for n in (1, 2)),
    ]
    database.rows(RAISE.replace("core.message", "core.post").replace("'%s'", "'this row is not wanted'"), "777_2", "22000")

    def held():
        return [{row[0] for row in database.rows(f"select external_id from core.{table}")} for table in ("post", "message")]

    with Served(tmp_path / "served", "777", rules).simulator as city:
        daemon = make_daemon(city)
        done = daemon.once()
        assert done.returncode == 1 and "this row is not wanted" in done.stderr, done.stderr
        assert held() == [{"777_1"}, {"1_1"}] and not [x for x in city.served() if "777_2/" in x["path"]]
        database.rows("drop trigger refuse_one on core.post")
        done = daemon.once()
    assert done.returncode == 0 and held() == [{"777_1", "777_2"}, {"1_1", "2_1"}], done.stderr


def test_notes_that_are_refused_are_one_line(make_city, make_daemon, database):
    """Each failing poll has one; a full disk must not fill the journal too."""
    city = make_city()
    database.rows("create function core.refuse_all() returns trigger language plpgsql as $$ begin"
                  " raise exception 'no space left' using errcode = '53100'; end $$;"
                  " create trigger refuse_all before insert on ops.run for each row execute function core.refuse_all()")
    daemon = make_daemon(city)
    city.fault(match="/lapor/", kind="500", times=-1)
    daemon.start()
    wait_for(lambda: "a query was refused: run_insert: no space left" in daemon.log(), what="the line")
    refusals = "select xact_rollback from pg_stat_database where datname = current_database()"
    mark = database.one(refusals)
    wait_for(lambda: database.one(refusals) > mark + 3, what="more refusals")
    assert daemon.log().count("a query was refused") == 1, daemon.log()
    database.rows("drop trigger refuse_all on ops.run")
    wait_for(lambda: "query run_insert: taken again" in daemon.log(), what="the end of it")
    assert daemon.stop() == 0


def test_a_full_disk_is_waited_for(make_city, make_daemon, database):
    """53100: nothing is given up, it is said once, and once that it is over."""
    city = make_city()
    truth, refused = one_comment(city)
    database.rows(RAISE.replace("'%s'", "'could not extend file: No space left on device'"),
                  refused["external_id"], "53100")
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: "the database does not take writes now" in daemon.log(), what="the trouble")
    time.sleep(2)
    asked = len(city.served())
    time.sleep(1)
    assert daemon.log().count("does not take writes now") == 1, daemon.log()
    assert "No space left on device" in daemon.log()
    assert len(city.served()) - asked < 80
    database.rows("drop trigger refuse_one on core.message")
    wait_for(lambda: "the database takes writes again" in daemon.log(), what="the end of it")
    assert daemon.stop() == 0
    assert daemon.once().returncode == 0
    agree.everything(city.truth(), database)


def test_a_statement_that_takes_too_long(make_city, make_daemon, database):
    """In the middle of a transaction: it is said once with the server's words, and written when it can be. What
    comes without a message may be written meanwhile, and is no end of it."""
    city = make_city()
    daemon = make_daemon(city, settings=", statement_timeout: 2s")
    holder = stands_still(database)
    daemon.start()
    wait_for(lambda: "the database does not take writes now" in daemon.log(), what="the trouble")
    ends = "select xact_rollback from pg_stat_database where datname = current_database()"
    mark = database.one(ends)
    wait_for(lambda: database.one(ends) > mark + 2, what="more tries")
    holder.close()

    def said():
        return [line for line in daemon.log().splitlines() if "take writes now" in line or "writes again" in line]

    wait_for(lambda: "writes again" in said()[-1], what="the end of it")
    assert daemon.stop() == 0
    assert "statement timeout" in said()[0] and len(said()) == 2, said()
    agree.everything(settle(city, make_daemon(city, run="settle-")), database)


def test_no_connection_left_when_it_comes_back(make_city, make_daemon, database):
    """Others have taken them all: it waits for one, and says what it waits for."""
    city = make_city()
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from core.message") > 0, what="messages")
    database.rows(f'alter database "{database.name}" connection limit 0')  # for all but superusers
    database.rows("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'pantaud%%'"
                  " and datname = current_database()")

    def said():
        """Of the writer: the connection for figures has a line of its own."""
        away = "the database is away, polling pauses and nothing is lost"
        return [x for x in daemon.log().splitlines() if away in x and "too many connections" in x]

    wait_for(said, what="the reason")
    database.rows(f'alter database "{database.name}" connection limit -1')
    wait_for(lambda: "the database is back" in daemon.log(), what="its return")
    assert len(said()) == 1, daemon.log()
    assert daemon.stop() == 0
    agree.everything(settle(city, daemon), database)


def test_once_without_a_connection_for_figures(cluster, make_city, make_daemon, database):
    """The role may have as many as write, and no more, once the configuration is there: it ends, and says what is missing."""
    daemon = make_daemon(make_city("--reveal", "hand"))
    database.rows("create role narrow login in role pantau_writer connection limit 3;"
                  " create function core.narrow() returns trigger language plpgsql security definer as $$ begin"
                  " alter role narrow connection limit 2; return null; end $$;"
                  " create trigger narrow after insert on ops.configuration for each row execute function core.narrow()")
    with_dsn(daemon, database.dsn("narrow"))
    done = daemon.once()
    assert done.returncode == 1, done.stderr
    assert "caught up" in done.stderr and "the figures were not refreshed" in done.stderr.splitlines()[-1], done.stderr
    assert any("too many connections for role" in line for line in done.stderr.splitlines()), done.stderr
    database.rows("drop role narrow")


def test_a_slow_database_holds_polling_back(make_city, make_daemon, database):
    """A lock on core.message: the queue fills to its limit and no further."""
    city = make_city("--reveal", "hand")
    daemon = make_daemon(
        city, more=stand.Daemon.FAST.replace("collector: {", "collector: { queue_limit: 4,")
    )
    city.reveal(city.state()["begin"] + 86400)
    daemon.start()
    wait_for(lambda: "polling" in daemon.log(), what="the start")
    holder = database.connect()
    holder.autocommit = False
    with holder.cursor() as cursor:
        cursor.execute("lock table core.message in access exclusive mode")
    city.reveal("all")
    counts = [0]

    def quiet():
        """For five seconds; what works is asked every two."""
        time.sleep(0.5)
        counts.append(len(city.served()))
        return len(counts) > 10 and counts[-1] == counts[-11]

    wait_for(quiet, what="an end of questions while nothing is written")
    holder.rollback()
    holder.close()
    wait_for(lambda: database.one("select count(*) from core.message") > 0, what="messages")
    assert daemon.stop() == 0
    daemon.once()
    agree.everything(city.truth(), database)
