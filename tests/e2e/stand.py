# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What the tests of the whole stand on: a PostgreSQL cluster of their own that can be restarted, and a
real pantaud against a simulated city.

    with Cluster() as cluster, Simulator(folder, ...) as city:
        database = cluster.database("pantau")          # migrated
        daemon = Daemon(city, database)
        daemon.once()                                   # or start() … stop()
"""

import fcntl
import hashlib
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time

import psycopg2

BIN = "/usr/lib/postgresql/15/bin"
SOURCE = pathlib.Path(__file__).resolve().parents[2]
PANTAUD = os.environ.get("PANTAUD", "pantaud")
# What a machine may need that does a hundred things besides: whoever waits for something waits so long. No test
# takes the clock for proof that something did not happen, unless much longer waits would show that it did.
PATIENCE_S = 300


def as_server():
    """What runs before a command of the server: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]


def made_of():
    """Whatever a migrated database comes of, as one name."""
    digest = hashlib.sha256()
    for path in sorted([SOURCE / "meson.build", *(SOURCE / "sql").rglob("*")]):
        if path.is_file():
            digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()


# What most tests need of ops.refresh_policy.
FEW_VIEWS = ("metrics.response_rolling_store", "metrics.response_daily_1", "metrics.poll_coverage_1", "metrics.post_measure",
             "ops.gap", "ops.official")


class Cluster:
    def __init__(self):
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="pantau.", dir=os.environ.get("PANTAU_SERVERS", "/tmp")))
        self.process = None
        if os.getuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chown(self.base, postgres.pw_uid, postgres.pw_gid)
        self.prepare(os.environ.get("PANTAU_SEEDS"))

    def prepare(self, seeds):
        """Its files, with a migrated template_pantau. Where a folder for seeds is named, the first cluster is
        kept there, under a name that changes with what it was made of, and the others are copies of it."""
        if seeds is None:
            self.make()
            return
        os.makedirs(seeds, exist_ok=True)
        seed = pathlib.Path(seeds) / made_of()
        with open(f"{seeds}/lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not seed.exists():
                self.make()
                for old in pathlib.Path(seeds).glob("[0-9a-f]*"):
                    shutil.rmtree(old)
                subprocess.run(["cp", "-a", f"{self.base}/pg", f"{seed}.half"], check=True)
                os.rename(f"{seed}.half", seed)
                return
        subprocess.run(["cp", "-a", seed, f"{self.base}/pg"], check=True)

    def make(self):
        self.command(
            f"{BIN}/initdb", "-D", f"{self.base}/pg", "-U", "pantau_admin", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )
        with open(self.base / "pg" / "postgresql.conf", "a") as conf:
            conf.write("fsync = off\n")  # here, so that "alter system" can set it
        self.start()
        self.sql("postgres", "create database template_pantau")
        self.migrate("template_pantau")
        # Most tests look at rows and the figures of response: the other views, a second or two of each whole round,
        # are made where a test says so (every_view).
        self.sql("template_pantau", """
            create table public.other_policy as select * from ops.refresh_policy where view <> all (%s);
            delete from ops.refresh_policy where view in (select view from public.other_policy)
            """, list(FEW_VIEWS))
        self.sql("postgres", "alter role pantau_writer login")
        self.stop()

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def command(self, *arguments):
        done = subprocess.run(
            [*as_server(), *arguments], cwd="/", env=self.environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self):
        self.process = subprocess.Popen(
            [*as_server(), "setpriv", "--pdeathsig", "QUIT", f"{BIN}/postgres", "-D", f"{self.base}/pg",
             "-k", str(self.base), "-c", "listen_addresses="],
            cwd="/", env=self.environment(), stdout=subprocess.DEVNULL,
            stderr=open(self.base / "server.log", "ab"),
        )
        deadline = time.monotonic() + PATIENCE_S
        while subprocess.run([f"{BIN}/pg_isready", "-q", "-h", str(self.base)]).returncode != 0:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)

    def stop(self, how=signal.SIGINT):
        """SIGINT: clients are thrown out; SIGQUIT: at once, as if the power went."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_S)
            self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.base)

    def dsn(self, database, user="pantau_admin"):
        return f"host={self.base} dbname={database} user={user}"

    def connect(self, database, user="pantau_admin"):
        connection = psycopg2.connect(self.dsn(database, user))
        connection.autocommit = True
        return connection

    def database(self, name):
        """A migrated database; pantau_writer may log in."""
        self.copy("template_pantau", name)
        return Database(self, name)

    def copy(self, template, name):
        """Nobody may be in the template; who just left may still be seen there."""
        def made():
            self.sql("postgres", f'create database "{name}" template "{template}"')
            return True

        wait_for(made, what="a copy of the database")

    def migrate(self, name):
        done = subprocess.run(
            ["sh", str(SOURCE / "sql" / "migrate.sh"), "--dsn", self.dsn(name)],
            capture_output=True, text=True,
        )
        assert done.returncode == 0, done.stderr

    def sql(self, database, text, *parameters):
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(text, parameters or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


class Database:
    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name
        self.connections = []

    def dsn(self, user="pantau_writer"):
        return self.cluster.dsn(self.name, user)

    def connect(self):
        self.connections.append(self.cluster.connect(self.name))
        return self.connections[-1]

    def close(self):
        """A test that failed holds nothing: what is locked or open here would keep the next ones of the cluster waiting."""
        for connection in self.connections:
            connection.close()

    def rows(self, text, *parameters):
        return self.cluster.sql(self.name, text, *parameters)

    def every_view(self):
        """Rounds make all that an installation makes."""
        self.rows("insert into ops.refresh_policy select * from public.other_policy")

    def dicts(self, text, *parameters):
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute(text, parameters or None)
                names = [column.name for column in cursor.description]
                return [dict(zip(names, row)) for row in cursor.fetchall()]
        finally:
            connection.close()

    def one(self, text, *parameters):
        return self.rows(text, *parameters)[0][0]


class Daemon:
    """pantaud with the city's configuration, on fast schedules."""

    RETRY_MIN_S, RETRY_MAX_S = 0.2, 2
    FAST = (
        f"collector: {{ flush_interval: 1s, retry_min: {RETRY_MIN_S * 1000:.0f}ms, retry_max: {RETRY_MAX_S}s,"
        " shutdown_timeout: 100s }\n"
        "refresh: { dirty_interval: 1s, ageing_interval: 5s, view_interval: 5s }\n"
    )

    def __init__(self, city, database, more=FAST, name="pantau.yaml", settings="", posts="", run="run-"):
        self.city, self.database = city, database
        self.config = city.out / (run + name)
        # Counters of all posts at each visit, so that they can be compared with those of the end. And mentions of
        # whatever age: a city that shows days at once shows some of them between the two lists of a visit.
        text = (city.out / name).read_text()
        text = text.replace('/fb/v26.0" }', f'/fb/v26.0", posts_overlap: 60d, mentions_overlap: 60d{posts} }}')
        self.config.write_text(text + more + f'database: {{ dsn: "{database.dsn()}"{settings} }}\n')
        self.log_path = city.out / (self.config.stem + ".log")
        self.process = None

    def command(self, *arguments):
        return [PANTAUD, "--config", str(self.config), *arguments]

    def setting(self, name):
        """A whole number of the configuration, also one that stands at its default."""
        shown = subprocess.run(self.command("print-config"), capture_output=True, text=True, check=True).stdout
        section, key = name.split(".")
        return int(re.search(rf"^{section}:\n(?: .*\n)*?  {key}: (\d+)$", shown, re.M).group(1))

    def environment(self, **more):
        environment = {k: v for k, v in os.environ.items() if k not in ("JOURNAL_STREAM", "NOTIFY_SOCKET")}
        return {**environment, **more}

    def once(self, timeout=4 * PATIENCE_S):
        done = subprocess.run(
            self.command("--once"), capture_output=True, text=True, timeout=timeout, env=self.environment()
        )
        with open(self.log_path, "a") as log:
            log.write(done.stderr)
        assert "Sanitizer" not in done.stderr, done.stderr
        return done

    def start(self, **environment):
        self.process = subprocess.Popen(
            self.command("run"), stderr=open(self.log_path, "ab"), env=self.environment(**environment)
        )

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def starts(self):
        """How often it began to poll; other lines name polling, too. The journal's prefix tells the level."""
        return len(re.findall(r"^(?:<6>)?polling \d+ streams", self.log(), re.M))

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE_S)

    def stop(self, timeout=PATIENCE_S):
        """SIGTERM; exit status. The log must be free of sanitizers' reports."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout)
        assert "Sanitizer" not in self.log() and "runtime error" not in self.log(), self.log()
        return status


def wait_for(condition, timeout=PATIENCE_S, what="the condition"):
    """Asks every tenth of a second, for as long as the slowest machine may need; the condition may raise while the database is away."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            if condition():
                return
        except psycopg2.Error:
            pass
        assert time.monotonic() < deadline, f"{what} did not come within {timeout} s"
        time.sleep(0.1)


def settle(city, daemon):
    """World time ends, and everything is visited once more. The truth of that moment."""
    city.reveal("all")
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    return city.truth()


def meet_trouble(city, place, daemon):
    """What any server does now and then, each twice at addresses that begin so, until a visit of everything is well."""
    kinds = ("500", "html500", "html200", "cut", "hangup", "reset", "zero", "wrong_json", "not_object")
    for kind in kinds:
        city.fault(kind, match=place, times=2)
    for _ in range(2 * len(kinds)):  # each visit meets some of them
        done = daemon.once()
        assert done.returncode in (0, 1), done.stderr
        if done.returncode == 0 and not any(rule["left"] for rule in city.state()["faults"]):
            break
    assert [rule["taken"] for rule in city.state()["faults"]] == [2] * len(kinds)
