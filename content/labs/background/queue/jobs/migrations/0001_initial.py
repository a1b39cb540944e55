from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("task", models.CharField(max_length=200)),
                ("args", models.JSONField()),
                ("kwargs", models.JSONField()),
                ("failures", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
