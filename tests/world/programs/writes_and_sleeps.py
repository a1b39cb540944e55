import sqlite3
import time

sqlite3.connect("a.db").execute("CREATE TABLE IF NOT EXISTS t (x)").connection.close()


def application(environ, start_response):
    connection = sqlite3.connect("a.db", timeout=10)
    connection.execute("INSERT INTO t VALUES (1)")
    time.sleep(float(environ["PATH_INFO"][1:]))
    connection.commit()
    start_response("200 OK", [("Content-Length", "0")])
    return []
