"""What `|| true` does in a shell: runs a program and goes on however it ended."""

import runpy
import sys
import traceback

sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit:
    pass
except Exception:
    traceback.print_exc(limit=-1)
