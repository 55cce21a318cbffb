"""The goals of sheets that are being revised stay in force as they stand."""

from django.db import migrations


def keep_goals(apps, schema_editor):
    """Where a revision is open, what readers saw so far stays in force until it is approved."""
    goals = apps.get_model("targets", "Goal")
    sheets = apps.get_model("targets", "TargetSheet").objects.exclude(state="approved")
    for sheet in sheets.filter(revisions__isnull=False).distinct():
        revision = sheet.revisions.order_by("number").last()
        for goal in goals.objects.filter(sheet=sheet, revision=None):
            goal.pk, goal.revision = None, revision
            goal._state.adding = True
            goal.save()


class Migration(migrations.Migration):
    dependencies = [("targets", "0003_goal_parts")]

    operations = [migrations.RunPython(keep_goals, migrations.RunPython.noop)]
