"""A worker of gunicorn: says what it began with, and what it sees when somebody asks; /change changes things once more."""

import builtins
import decimal
import logging
import os
import random
import socket
import sys
import warnings

import state

state.tell("began")


def change():
    os.chdir("/lab")
    os.umask(0)
    os.environ["TEA"] = "green"
    os.putenv("TEA_S", "y")
    sys.setrecursionlimit(700)
    sys.path.remove("/tea")
    socket.setdefaulttimeout(1.5)
    builtins.leaked = None
    logging.disable(logging.DEBUG)
    logging.addLevelName(31, "CUP")
    logging.getLogger("tea.pot").setLevel(5)
    warnings.simplefilter("ignore")
    random.seed("cup")
    decimal.DefaultContext.prec = 6


def app(environ, start_response):
    if environ["PATH_INFO"] == "/change":
        change()
        state.tell("changed")
    else:
        state.tell("asked")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"told"]
