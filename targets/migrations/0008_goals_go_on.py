"""Goals that were kept before a revision, and the same ones on the page: so far of one name."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def connect(apps, schema_editor):
    goals = apps.get_model("targets", "Goal").objects
    same = goals.filter(sheet=OuterRef("sheet"), code=OuterRef("code"), revision=None)
    goals.exclude(revision=None).update(goes_on_as=Subquery(same.values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [("targets", "0007_kept_goal_goes_on")]

    operations = [migrations.RunPython(connect, migrations.RunPython.noop)]
