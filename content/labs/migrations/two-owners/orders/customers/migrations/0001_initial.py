from django.db import migrations, models


def add_ann(apps, schema_editor):
    apps.get_model("customers", "Customer").objects.create(name="Ann Lee")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
            ],
        ),
        migrations.RunPython(add_ann, migrations.RunPython.noop),
    ]
