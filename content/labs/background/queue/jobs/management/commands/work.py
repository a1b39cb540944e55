import time

from django.core.management.base import BaseCommand
from django.db.models import F
from django.utils.module_loading import import_string

from jobs.models import Job


class Command(BaseCommand):
    help = "Works off the jobs in the table, one at a time. For a single worker: several would have to lock their rows."

    def handle(self, **options):
        while True:
            job = Job.objects.filter(failures__lt=3).order_by("failures", "pk").first()
            if job is None:
                time.sleep(0.1)
                continue
            try:
                import_string(job.task).call(*job.args, **job.kwargs)
            except Exception as error:
                Job.objects.filter(pk=job.pk).update(failures=F("failures") + 1)
                print(f"job {job.pk} failed: {error}")
            else:
                job.delete()
