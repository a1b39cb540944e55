from django.db import models


class Product(models.Model):
    sku = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=100)
    stock = models.PositiveIntegerField()

    def __str__(self):
        return self.name
