"""What the system says of itself is the same wherever one asks."""

import os
import platform
import selectors
import socket
import time
from datetime import UTC, datetime

print(time.tzname, time.strftime("%Z"), time.localtime().tm_zone, datetime.now().astimezone().tzname())
print(datetime(2026, 7, 1, tzinfo=UTC).astimezone().strftime("%H %Z %z"), time.timezone, time.daylight)
print(selectors.DefaultSelector is selectors.EpollSelector, selectors.DefaultSelector.__name__)
print(os.cpu_count() == os.sysconf("SC_NPROCESSORS_ONLN") == os.sysconf(os.sysconf_names["SC_NPROCESSORS_CONF"]))
print(os.sysconf("SC_OPEN_MAX") > 0, os.uname().nodename == platform.node() == socket.gethostname())
