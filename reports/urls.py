"""Addresses of the tables."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("<slug:name>/", views.report_detail, name="report-detail"),
    path("<slug:name>/issue/", views.report_issue, name="report-issue"),
    path("<slug:name>/<slug:format>/", views.report_file, name="report-file"),
]
