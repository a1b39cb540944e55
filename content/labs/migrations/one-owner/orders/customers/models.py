from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=100)  # still read by billing
    full_name = models.CharField(max_length=100, default="")
    payment_days = models.PositiveSmallIntegerField(null=True)
