"""The master, before it forks."""

import state

state.tell("before")
state.change()
state.tell("after")
workers = 2
