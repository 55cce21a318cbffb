"""Fill the key under which spellings of one name meet."""

from django.db import migrations

from povertyplan.text import same_name_key


def fill(apps, schema_editor):
    members = apps.get_model("households", "Member")._base_manager
    rows = list(members.only("full_name"))
    for row in rows:
        row.same_name_key = same_name_key(row.full_name)
    members.bulk_update(rows, ["same_name_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("households", "0002_whole_review")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
