"""What nests too deep for C is an error that a program can catch, whatever C was doing, and the program goes on."""

import ast
import copy
import json
import pickle
import sys
import threading

DEPTH = 50_000


class Mirror:
    def __repr__(self):
        return repr(self)

    def __getattr__(self, name):
        return getattr(self, name)

    def __eq__(self, other):
        return self == other

    __hash__ = None


def nested_list():
    made = []
    for _ in range(DEPTH):
        made = [made]
    return made


def nested_dict():
    made = {}
    for _ in range(DEPTH):
        made = {"a": made}
    return made


def attempt(name, act):
    try:
        act()
    except RecursionError:
        return
    except MemoryError as error:
        # The parser of Python says it so.
        assert "stack" in str(error), error
        return
    print(name, "went through")


def try_all(where):
    attempt("parse an array", lambda: json.loads("[" * DEPTH + "]" * DEPTH))
    attempt("parse an object", lambda: json.loads('{"a":' * DEPTH + "1" + "}" * DEPTH))
    attempt("print a list", lambda: repr(nested_list()))
    attempt("print a dict", lambda: str(nested_dict()))
    attempt("encode a list", lambda: json.dumps(nested_list()))
    attempt("encode a dict", lambda: json.dumps(nested_dict()))
    attempt("compare lists", lambda: nested_list() == nested_list())
    attempt("compare dicts", lambda: nested_dict() == nested_dict())
    attempt("pickle", lambda: pickle.dumps(nested_list()))
    attempt("copy", lambda: copy.deepcopy(nested_list()))
    attempt("compile", lambda: compile("-" * DEPTH + "1", "nested", "eval"))
    attempt("read an expression", lambda: ast.literal_eval("(" * 150 + "-" * DEPTH + "1" + ")" * 150))
    attempt("own __repr__", lambda: repr(Mirror()))
    attempt("own __getattr__", lambda: Mirror().missing)
    attempt("own __eq__", lambda: Mirror() == Mirror())
    # Letting go of it nests as deep, and raises nothing.
    nested_list()
    print(where, "is through")


try_all("the main thread")
other = threading.Thread(target=try_all, args=("another thread",))
other.start()
other.join()

# What may nest still does.
for depth in (100, 500, 900):
    text = "[" * depth + "]" * depth
    assert json.dumps(json.loads(text)) == text


def down(number):
    return down(number - 1) if number else json.dumps([number])


print(down(sys.getrecursionlimit() - 100))
