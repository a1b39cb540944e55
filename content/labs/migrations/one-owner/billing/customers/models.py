from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=100)
    payment_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        managed = False  # the table is migrated by orders
        db_table = "customers_customer"
