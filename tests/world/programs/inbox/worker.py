import time
from pathlib import Path

inbox, done = Path("inbox"), Path("done")
done.mkdir(exist_ok=True)
print("worker starts")
while True:
    for job in sorted(inbox.iterdir()) if inbox.exists() else []:
        time.sleep(0.2)
        job.rename(done / job.name)
        print("brewed", job.name, flush=True)
    time.sleep(0.05)
