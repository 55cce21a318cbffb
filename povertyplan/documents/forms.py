"""The filter of the list of documents, the scan to file, the code to look up."""

from django import forms

from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.scans import MEDIA_TYPES, MOST_MEGABYTES
from povertyplan.forms import Filter, YearField


class DocumentFilter(Filter):
    kind = forms.ChoiceField(label="Loại văn bản", required=False)
    year = YearField(label="Năm", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        kinds = IssuedDocument.objects.visible_to(user).order_by("kind_name")
        names = dict(kinds.values_list("kind", "kind_name").distinct())
        self.fields["kind"].choices = [("", "Mọi loại"), *names.items()]

    def narrow(self, rows, data: dict):
        rows = super().narrow(rows, data)
        asked = {name: data[name] for name in ("kind", "year") if data.get(name)}
        return rows.filter(**asked)


class ScanForm(forms.Form):
    scan = forms.FileField(
        label="Bản ký quét lại",
        help_text=f"Tệp PDF, PNG hoặc JPEG, nhiều nhất {MOST_MEGABYTES} MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(MEDIA_TYPES)}),
    )
