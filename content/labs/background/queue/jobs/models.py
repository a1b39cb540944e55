from django.db import models


class Job(models.Model):
    task = models.CharField(max_length=200)
    args = models.JSONField()
    kwargs = models.JSONField()
    failures = models.PositiveIntegerField(default=0)
