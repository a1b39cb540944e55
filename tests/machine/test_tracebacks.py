"""What a traceback shows of the machine."""

from __future__ import annotations

import traceback

import pytest

from world.modules.tracebacks import without_machine


def module(name, source, **names):
    space = {"__name__": name, **names}
    exec(source, space)
    return space


def shown(function):
    with pytest.raises(ZeroDivisionError) as raised:
        function()
    # The first is this function's.
    tb = raised.value.__traceback__.tb_next
    return [frame.f_globals["__name__"] for frame, _ in without_machine(traceback.walk_tb)(tb)]


def test_what_a_program_called_of_the_machine_is_not_shown():
    inner = module("world.kernel.inner", "def act(): 1 / 0")
    outer = module("world.modules.outer", "def act(): inner()", inner=inner["act"])
    program = module("program", "def act(): outer()", outer=outer["act"])
    assert shown(program["act"]) == ["program"]


def test_a_handler_that_the_machine_calls_stands_below_what_it_interrupted():
    handler = module("handler", "def act(): 1 / 0")
    machine = module("world.kernel.machine", "def act(): handler()", handler=handler["act"])
    program = module("program", "def act(): machine()", machine=machine["act"])
    assert shown(program["act"]) == ["program", "handler"]


def test_the_machine_that_starts_a_program_is_not_shown():
    program = module("__main__", "def act(): 1 / 0")
    machine = module("world.servers.script", "def act(): program()", program=program["act"])
    assert shown(machine["act"]) == ["__main__"]


def test_an_error_of_the_machine_s_own_keeps_its_frames():
    inner = module("world.kernel.inner", "def act(): 1 / 0")
    outer = module("world.kernel.outer", "def act(): inner()", inner=inner["act"])
    assert shown(outer["act"]) == ["world.kernel.outer", "world.kernel.inner"]
