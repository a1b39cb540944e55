import gc
import sqlite3
import threading
import warnings

connection = sqlite3.connect(":memory:")
cursor = connection.cursor()


def use(name, act):
    try:
        act()
        print(name, "allowed", flush=True)
    except sqlite3.Error as error:
        print(name, type(error).__name__, flush=True)


for name, act in (
    ("execute", lambda: connection.execute("select 1")),
    ("cursor.close", cursor.close),
    ("create_function", lambda: connection.create_function("f", 0, int)),
    ("isolation_level", lambda: setattr(connection, "isolation_level", None)),
    ("backup", lambda: connection.backup(sqlite3.connect(":memory:"))),
    ("total_changes", lambda: connection.total_changes),
):
    thread = threading.Thread(target=use, args=(name, act))
    thread.start()
    thread.join()

for act in (lambda: connection.execute(42), lambda: connection.cursor(factory=lambda connection: "no cursor")):
    try:
        print(act())
    except Exception as error:
        print(type(error).__name__, error)
gc.collect()
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    other = sqlite3.connect(":memory:")
    del other
    gc.collect()
print("unclosed:", [one.category.__name__ for one in seen], flush=True)


def application(environ, start_response):
    start_response("200 OK", [("content-length", "0")])
    return []
