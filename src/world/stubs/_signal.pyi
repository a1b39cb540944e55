# What `signal` is made of; the world takes it before it puts its own in place.
from types import FrameType
from typing import NoReturn

def default_int_handler(signalnum: int, frame: FrameType | None, /) -> NoReturn: ...
