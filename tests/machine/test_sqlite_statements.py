"""SQLite meets a lock statement by statement: what is done is never done again, and only the thread that may uses a connection."""

from __future__ import annotations

import gc
import sys
import warnings

import pytest

from world.modules.sqlite_script import statements

#: `Connection.autocommit`, with which a script is kept from committing between its statements, came with Python 3.12.
needs_autocommit = pytest.mark.skipif(sys.version_info < (3, 12), reason="this Python's sqlite3 has no autocommit")


@pytest.fixture
def database(tmp_path):
    return str(tmp_path / "database")


def hold_for(bench, database, seconds):
    """A thread that keeps the write lock from now on, for so long."""

    def hold():
        connection = bench.sqlite.connect(database)
        connection.execute("INSERT INTO orders VALUES (1)")
        bench.sleep(seconds)
        connection.commit()
        connection.close()

    bench.spawn(hold)
    bench.sleep(0.1)


def prepared(bench, database):
    connection = bench.sqlite.connect(database)
    connection.execute("CREATE TABLE orders (x)")
    connection.commit()
    connection.close()


@needs_autocommit
@pytest.mark.parametrize("create", ["CREATE TEMP TABLE t (x)", "CREATE TEMP TABLE IF NOT EXISTS t (x)"])
def test_a_script_that_meets_a_lock_goes_on_where_it_stood(bench, database, create):
    def program():
        prepared(bench, database)
        hold_for(bench, database, 0.5)
        connection = bench.sqlite.connect(database)
        connection.executescript(f"{create}; INSERT INTO t VALUES (1); INSERT INTO orders VALUES (2);")
        rows = connection.execute("SELECT count(*) FROM t").fetchone()
        connection.close()
        return rows, bench.now

    rows, now = bench.run(program)
    assert rows == (1,)
    assert 0.5 <= now < 0.6


@needs_autocommit
def test_each_statement_of_a_script_has_the_whole_timeout(bench, database):
    def program():
        prepared(bench, database)
        connection = bench.sqlite.connect(database, timeout=0.45)
        for _ in range(2):
            hold_for(bench, database, 0.4)
            connection.executescript("INSERT INTO orders VALUES (2); SELECT 1")
        hold_for(bench, database, 0.6)
        with pytest.raises(bench.sqlite.OperationalError, match="locked"):
            connection.executescript("INSERT INTO orders VALUES (2)")
        bench.sleep(1)
        count = connection.execute("SELECT count(*) FROM orders WHERE x = 2").fetchone()
        connection.close()
        return count

    assert bench.run(program) == (2,)


@pytest.mark.parametrize("level", [None, ""])
def test_rows_of_executemany_are_written_once(bench, database, level):
    def program():
        prepared(bench, database)
        connection = bench.sqlite.connect(database, isolation_level=level)

        def rows():
            yield (7,)
            if level is None:
                # Each row is a transaction of its own: somebody else comes between two.
                hold_for(bench, database, 0.5)
            yield (7,)
            yield (7,)

        cursor = connection.executemany("INSERT INTO orders VALUES (?)", rows())
        connection.commit()
        count = connection.execute("SELECT count(*) FROM orders WHERE x = 7").fetchone()
        connection.close()
        return cursor.rowcount, count

    assert bench.run(program) == (3, (3,))


@needs_autocommit
def test_a_script_commits_what_was_open_and_no_more_than_it_says(bench, database):
    def program():
        prepared(bench, database)
        connection = bench.sqlite.connect(database)
        connection.execute("INSERT INTO orders VALUES (1)")
        before = connection.in_transaction
        connection.executescript("BEGIN; INSERT INTO orders VALUES (2);")
        inside = connection.in_transaction
        connection.rollback()
        rows = connection.execute("SELECT x FROM orders").fetchall()
        with pytest.raises(bench.sqlite.OperationalError, match="syntax"):
            connection.executescript("INSERT INTO orders VALUES (3); bogus; INSERT INTO orders VALUES (4)")
        after = connection.execute("SELECT x FROM orders").fetchall()
        connection.close()
        return before, inside, rows, after

    assert bench.run(program) == (True, True, [(1,)], [(1,), (3,)])


def test_a_copy_waits_for_who_is_in_the_way(bench, database, tmp_path):
    def program():
        prepared(bench, database)

        def hold():
            connection = bench.sqlite.connect(database)
            connection.execute("BEGIN EXCLUSIVE")
            bench.sleep(0.6)
            connection.commit()
            connection.close()

        bench.spawn(hold)
        bench.sleep(0.1)
        seen = []
        source, target = bench.sqlite.connect(database), bench.sqlite.connect(str(tmp_path / "copy"))
        source.backup(target, progress=lambda status, *_: seen.append(status))
        source.close()
        rows = target.execute("SELECT count(*) FROM orders").fetchone()
        target.close()
        return rows, seen, bench.now

    assert bench.run(program) == ((0,), [5, 5, 101], 0.6)


THREAD_BOUND = {
    "execute": lambda connection, cursor: connection.execute("SELECT 1"),
    "cursor": lambda connection, cursor: connection.cursor(),
    "fetchall": lambda connection, cursor: cursor.fetchall(),
    "cursor.close": lambda connection, cursor: cursor.close(),
    "Cursor": lambda connection, cursor: type(cursor)(connection),
    "create_function": lambda connection, cursor: connection.create_function("f", 0, int),
    "isolation_level": lambda connection, cursor: setattr(connection, "isolation_level", None),
    "set_trace_callback": lambda connection, cursor: connection.set_trace_callback(None),
    "backup": lambda connection, cursor: connection.backup(connection),
    "commit": lambda connection, cursor: connection.commit(),
    "close": lambda connection, cursor: connection.close(),
}


@pytest.mark.parametrize("name", THREAD_BOUND)
def test_only_its_own_thread_may_use_a_connection(bench, name):
    def program():
        connection = bench.sqlite.connect(":memory:")
        cursor = connection.execute("SELECT 1")

        def use():
            with pytest.raises(bench.sqlite.ProgrammingError, match="can only be used in that same thread"):
                THREAD_BOUND[name](connection, cursor)
            return connection.total_changes, connection.in_transaction

        used = bench.spawn(use).join()
        free = bench.sqlite.connect(":memory:", check_same_thread=False)
        other = bench.spawn(lambda: free.execute("SELECT 2").fetchone()).join()
        free.close()
        connection.close()
        return used, other

    assert bench.run(program) == ((0, False), (2,))


def test_mistakes_are_told_in_the_words_of_c(bench):
    def program():
        connection = bench.sqlite.connect(":memory:")
        messages = []
        for act in (
            lambda: connection.execute(42),
            lambda: connection.executescript(42),
            lambda: connection.executemany("INSERT INTO t VALUES (?)", 3),
            lambda: connection.cursor(factory=lambda connection: "no cursor"),
        ):
            try:
                act()
            except (TypeError, bench.sqlite.Error) as error:
                messages.append(f"{type(error).__name__}: {error}")
        connection.close()
        return messages

    assert bench.run(program) == [
        "TypeError: execute() argument 1 must be str, not int",
        "TypeError: executescript() argument must be str, not int",
        "OperationalError: no such table: t",
        "TypeError: factory must return a cursor, not str",
    ]


def test_an_ordinary_connect_warns_of_nothing(bench):
    def program():
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            bench.sqlite.connect(":memory:", timeout=1, isolation_level=None).close()
            silent = len(seen)
            bench.sqlite.connect(":memory:", 1).close()
            deprecated = [str(one.message).partition(" is")[0] for one in seen]
            seen.clear()
            forgotten = bench.sqlite.connect(":memory:")
            del forgotten
            # C's connection and its cache of statements hold each other.
            gc.collect()
            return silent, deprecated, [one.category for one in seen]

    silent, deprecated, forgotten = bench.run(program)
    assert silent == 0
    assert deprecated == [
        "Passing more than 1 positional argument to sqlite3.connect()",
        "Passing more than 1 positional argument to _sqlite3.Connection()",
    ]
    assert forgotten == [ResourceWarning]


@needs_autocommit
def test_threads_that_share_a_connection_use_it_one_at_a_time(bench, database):
    order = []

    def program():
        prepared(bench, database)
        connection = bench.sqlite.connect(database, check_same_thread=False)
        hold_for(bench, database, 0.5)

        def write():
            connection.executescript("INSERT INTO orders VALUES (2)")
            order.append(("script", bench.now))

        bench.spawn(write)
        bench.sleep(0.1)
        rows = connection.execute("SELECT count(*) FROM orders WHERE x = 2").fetchone()
        order.append(("read", rows, bench.now))
        connection.close()

    bench.run(program)
    assert [one[0] for one in order] == ["script", "read"]
    assert order[1][1] == (1,)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        ["SELECT 1"],
        ["SELECT 1;", " SELECT ';' -- ;\n;", "/* ; */ SELECT 2"],
        ["CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END;", "\nSELECT 3;", "\n"],
        [";", ";"],
    ],
)
def test_a_script_falls_into_its_statements(bench, parts):
    assert list(statements("".join(parts), bench.sqlite.complete_statement)) == parts
