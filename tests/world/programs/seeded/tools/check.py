import sys
from pathlib import Path

print(__name__, sys.argv[1:], Path("tea.txt").read_text())
