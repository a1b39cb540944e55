"""Runs a part of a published test suite as the main thread of a process of the machine.

Beside it lie `payload.b64`, an archive of the suite and of what its tests need, and `shard.json`: `root` (where below
the archive the tests start), `runner` (of the modules in `runners`), `arguments` (for it), `uncounted` (patterns of
tests that are not run) and `afresh` (packages that the runtime has imported ahead, before what they choose by was at
hand).
"""

import base64
import importlib
import io
import json
import os
import sys
import zipfile

#: Not below the lab's directory: the machine must not take the tests for a reader's code.
HOME = "/suite"


def main():
    with open("payload.b64", "rb") as file:
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(file.read())))
    archive.extractall(HOME)
    with open("shard.json") as file:
        shard = json.load(file)
    os.chdir(f"{HOME}/{shard['root']}")
    sys.path[0] = os.getcwd()
    # Behind what the runtime brings: it is what is tested.
    sys.path += [f"{HOME}/stand_ins", f"{HOME}/packages", f"{HOME}/runners"]
    sys.dont_write_bytecode = True
    for name in list(sys.modules):
        if any(f"{name}.".startswith(f"{package}.") for package in shard["afresh"]):
            del sys.modules[name]

    from report import Report

    report = Report(shard["uncounted"])
    report.end(importlib.import_module(f"{shard['runner']}_runner").run(shard["arguments"], report))


# Tests start processes, which import this file too.
if __name__ == "__main__":
    main()
