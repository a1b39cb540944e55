from django.db import models


class Order(models.Model):
    brewed = models.BooleanField(default=False)
