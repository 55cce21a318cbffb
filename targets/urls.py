"""Addresses of target sheets."""

from django.urls import path, register_converter

from targets import views
from targets.workflow import MOVES


class MoveConverter:
    """The name of a move of a sheet."""

    regex = "|".join(MOVES)

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(MoveConverter, "sheet_move")

app_name = "targets"
urlpatterns = [
    path("", views.sheet_list, name="sheet-list"),
    path("new/", views.sheet_start, name="sheet-start"),
    path("<int:pk>/", views.sheet_detail, name="sheet-detail"),
    path("<int:pk>/judge/", views.sheet_judge, name="sheet-judge"),
    path("<int:pk>/move/<sheet_move:name>/", views.sheet_move, name="sheet-move"),
]
