import django.db.models.deletion
from django.db import migrations, models

key = models.BigAutoField(primary_key=True)
title = models.CharField(max_length=50)
author = models.ForeignKey("shop.author", on_delete=django.db.models.deletion.CASCADE)


class Migration(migrations.Migration):
    initial = True
    operations = [  # noqa: RUF012 - as Django writes them
        migrations.CreateModel("Author", [("id", key), ("name", title)]),
        migrations.CreateModel("Book", [("id", key.clone()), ("title", title.clone()), ("author", author)]),
    ]
