import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_helper_limits")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="parent_text",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.legaltext",
                verbose_name="kế hoạch của cấp trên, ngoài hệ thống",
            ),
        ),
    ]
