"""SQLite's waits: who waits for whose lock, for how long, and what a process leaves behind."""

from __future__ import annotations

import pytest
from harness.bench import SECOND

#: SQLite's own pauses between tries, milliseconds: 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, then 100 each.
MILLISECOND = SECOND // 1000


@pytest.fixture
def database(bench, tmp_path):
    """Opens the test's database; without transactions of Python's own making."""
    path = str(tmp_path / "test.sqlite3")

    def connect(**options):
        return bench.sqlite.connect(path, isolation_level=None, **options)

    return connect


def test_a_writer_waits_until_the_other_has_committed(bench, database):
    def program():
        one, other = database(), database(check_same_thread=False)
        one.execute("CREATE TABLE t (n)")
        one.execute("BEGIN IMMEDIATE")
        one.execute("INSERT INTO t VALUES (1)")
        writer = bench.spawn(lambda: (other.execute("INSERT INTO t VALUES (2)"), bench.now)[1])
        bench.sleep(0.4)
        one.execute("COMMIT")
        ended = writer.join()
        return ended, one.execute("SELECT count(*) FROM t").fetchone()

    ended, count = bench.run(program)
    # Looks again 100 ms apart by then: at 0.328 and 0.428 s.
    assert (ended, count) == (0.428, (2,))


def test_a_writer_gives_up_at_its_timeout(bench, database):
    def program():
        one, other = database(), database(timeout=0.25)
        one.execute("CREATE TABLE t (n)")
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(bench.sqlite.OperationalError, match="database is locked"):
            other.execute("INSERT INTO t VALUES (2)")
        return bench.scheduler.now

    assert bench.run(program) == 250 * MILLISECOND


def test_without_a_timeout_it_does_not_wait(bench, database):
    def program():
        one, other = database(), database(timeout=0)
        one.execute("BEGIN EXCLUSIVE")
        with pytest.raises(bench.sqlite.OperationalError, match="database is locked"):
            other.execute("CREATE TABLE t (n)")
        return bench.scheduler.now

    assert bench.run(program) == 0


def test_the_timeout_may_be_set_and_asked_by_a_pragma(bench, database):
    def program():
        one, other = database(), database()
        told = other.execute("PRAGMA busy_timeout").fetchone(), other.execute("PRAGMA busy_timeout = 40").fetchone()
        one.execute("BEGIN EXCLUSIVE")
        with pytest.raises(bench.sqlite.OperationalError):
            other.execute("CREATE TABLE t (n)")
        return told, bench.scheduler.now

    assert bench.run(program) == (((5000,), (40,)), 40 * MILLISECOND)


def test_who_has_read_in_its_transaction_may_not_wait_to_write(bench, database):
    """SQLite refuses at once, lest two wait for each other for ever."""

    def program():
        one, other = database(), database()
        one.execute("CREATE TABLE t (n)")
        one.execute("BEGIN")
        one.execute("SELECT * FROM t").fetchall()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(bench.sqlite.OperationalError, match="locked"):
            one.execute("INSERT INTO t VALUES (1)")
        return bench.scheduler.now

    assert bench.run(program) == 0


def test_what_a_killed_process_had_begun_is_rolled_back(bench, database):
    def program():
        one = database()
        one.execute("CREATE TABLE t (n)")

        def child():
            other = database()
            other.execute("BEGIN IMMEDIATE")
            other.execute("INSERT INTO t VALUES (1)")
            bench.sleep(100)

        process = bench.process(child)
        bench.sleep(1)
        bench.os.kill(process.pid, 9)
        one.execute("INSERT INTO t VALUES (2)")
        return one.execute("SELECT n FROM t").fetchall(), bench.now

    assert bench.run(program) == ([(2,)], 1.0)


def test_a_connection_belongs_to_the_thread_that_opened_it(bench, database):
    def program():
        connection, shared = database(), database(check_same_thread=False)

        def other():
            with pytest.raises(bench.sqlite.ProgrammingError, match="same thread"):
                connection.execute("SELECT 1")
            return shared.execute("SELECT 1").fetchone()

        return bench.spawn(other).join()

    assert bench.run(program) == (1,)


def test_a_closed_connection_is_no_open_file(bench, database):
    def program():
        before = len(bench.files.table)
        connection = database()
        during = len(bench.files.table)
        connection.close()
        with pytest.raises(bench.sqlite.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
        return during - before, len(bench.files.table) - before

    assert bench.run(program) == (1, 0)


def test_as_a_context_it_commits_or_rolls_back(bench, tmp_path):
    def program():
        connection = bench.sqlite.connect(str(tmp_path / "context.sqlite3"))
        connection.execute("CREATE TABLE t (n)")
        with connection:
            connection.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(LookupError), connection:
            connection.execute("INSERT INTO t VALUES (2)")
            raise LookupError
        return connection.execute("SELECT n FROM t").fetchall()

    assert bench.run(program) == [(1,)]


def test_a_query_over_the_network_takes_its_time(bench):
    from world.modules.sqlite_module import Databases

    def program():
        Databases(bench.scheduler, bench.files).query(0.25)
        return bench.now

    assert bench.run(program) == 0.25


def test_while_one_waits_others_run(bench, database):
    ticks = []

    def program():
        one, other = database(), database(timeout=0.05)
        one.execute("BEGIN EXCLUSIVE")

        def tick():
            for _ in range(3):
                bench.sleep(0.01)
                ticks.append(bench.now)

        bench.spawn(tick)
        with pytest.raises(bench.sqlite.OperationalError):
            other.execute("CREATE TABLE t (n)")
        return bench.now

    assert bench.run(program) == 0.05
    assert ticks == pytest.approx([0.01, 0.02, 0.03])
