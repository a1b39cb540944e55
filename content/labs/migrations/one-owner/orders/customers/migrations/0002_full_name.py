from django.db import migrations, models
from django.db.models import F


def copy_names(apps, schema_editor):
    apps.get_model("customers", "Customer").objects.update(full_name=F("name"))


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [
        migrations.AddField("customer", "full_name", models.CharField(default="", max_length=100)),
        migrations.RunPython(copy_names, migrations.RunPython.noop),
    ]
