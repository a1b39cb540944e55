"""Time zones without Django: the standard library finds their tables, as it does where a system has them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

print(datetime(2026, 1, 1, 20, tzinfo=ZoneInfo("Asia/Shanghai")).isoformat())
before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
for instant in (before, before + timedelta(hours=1)):
    print(instant.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M %Z"))
print({"UTC", "Asia/Shanghai", "America/New_York"} <= available_timezones())
for key in ("Mars/Crater", "Nowhere"):
    try:
        ZoneInfo(key)
    except ZoneInfoNotFoundError as error:
        print(error)
