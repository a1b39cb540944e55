from django.tasks import TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend
from django.utils import timezone

from jobs.models import Job


class TableBackend(BaseTaskBackend):
    """Writes tasks into a table, from which `manage.py work` takes them."""

    def enqueue(self, task, args, kwargs):
        self.validate_task(task)
        job = Job.objects.create(task=task.module_path, args=args, kwargs=kwargs)
        return TaskResult(
            task=task,
            id=str(job.pk),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
