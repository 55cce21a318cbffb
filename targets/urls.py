"""Addresses of target sheets."""

from django.urls import path

from targets import views

app_name = "targets"
urlpatterns = [
    path("", views.sheet_list, name="sheet-list"),
    path("new/", views.sheet_start, name="sheet-start"),
    path("<int:pk>/", views.sheet_detail, name="sheet-detail"),
    path("<int:pk>/judge/", views.sheet_judge, name="sheet-judge"),
    path("<int:pk>/move/<move:name>/", views.sheet_move, name="sheet-move"),
]
