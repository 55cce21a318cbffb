from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_parent_note_to_text")]

    operations = [migrations.RemoveField(model_name="plan", name="parent_note")]
