"""Brings the database up to date: every step that it has not had yet, in order. A stand-in for Alembic, with the steps in one file."""

import sqlite3

STEPS = [
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT NOT NULL)",
    "INSERT INTO orders (customer) VALUES ('Ann Lee'), ('Bo Chen')",
    "ALTER TABLE orders ADD COLUMN state TEXT NOT NULL",
]

database = sqlite3.connect("shop.sqlite3", autocommit=False)
(done,) = database.execute("PRAGMA user_version").fetchone()
for number, step in enumerate(STEPS[done:], start=done + 1):
    database.execute(step)
    database.execute(f"PRAGMA user_version = {number}")
    database.commit()
    print("applied", number, step)
