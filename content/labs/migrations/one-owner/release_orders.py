"""The release of orders, a while after billing has begun to serve."""

import time

from django.core.management import execute_from_command_line

time.sleep(2)
execute_from_command_line(["manage.py", "migrate", "--settings", "orders.settings"])
