from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("targets", "0004_kept_goals")]

    operations = [
        migrations.AddField(
            model_name="goal",
            name="is_additive",
            field=models.BooleanField(
                default=True, verbose_name="các phần giao cộng lại thành số này"
            ),
        ),
    ]
