import sys
import time
from pathlib import Path

if __name__ == "__main__":
    time.sleep(2.5)
    Path("tea.txt").write_text(" ".join(sys.argv))
    print("seeded by", __file__, sys.argv, sys.path[0])
