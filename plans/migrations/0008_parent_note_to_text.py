"""The plan of the unit above that is elsewhere becomes a text of the catalogue."""

from django.db import migrations


def to_text(apps, schema_editor):
    """The basis that the note names by its number; else a text that says what the note said."""
    texts = apps.get_model("plans", "LegalText").objects
    for plan in apps.get_model("plans", "Plan").objects.exclude(parent_note=""):
        number = plan.parent_note.split()[0]
        cited = plan.bases.filter(text__number=number).select_related("text").first()
        if cited:
            plan.parent_text = cited.text
        else:
            note = {"kind": "Kế hoạch", "abstract": plan.parent_note}
            plan.parent_text = texts.filter(**note).first() or texts.create(**note)
        plan.save(update_fields=["parent_text"])


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_parent_text")]

    operations = [migrations.RunPython(to_text, migrations.RunPython.noop)]
