"""The times of a file can be set by position and by name."""

import os
from pathlib import Path

path = Path("/tmp/a.txt")
path.write_text("a")
os.utime(path, (1, 2))
print(path.stat().st_mtime)
os.utime(path, times=(3, 4))
print(path.stat().st_mtime)
os.utime(path, ns=(5_000_000_000, 6_000_000_000))
print(path.stat().st_mtime)
with open(path) as file:
    os.utime(file.fileno(), times=(7, 8))
    print(os.fstat(file.fileno()).st_mtime)
