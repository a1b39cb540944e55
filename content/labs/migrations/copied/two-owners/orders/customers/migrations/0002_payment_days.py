from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_full_name")]
    operations = [
        migrations.AddField("customer", "payment_days", models.PositiveSmallIntegerField(null=True)),
    ]
