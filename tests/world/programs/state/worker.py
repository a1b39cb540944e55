"""Changes everything, waits while others run, and says what it sees: before, after, and once the others have run."""

import time

import state

state.tell("before")
state.change()
state.tell("after")
time.sleep(3)
state.tell("later")
while True:
    time.sleep(1)
