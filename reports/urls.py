"""Addresses of the tables."""

from django.urls import path

from reports import plan_views, views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("plans/<int:pk>/preview/", plan_views.plan_preview, name="plan-preview"),
    path("plans/<int:pk>/files/<slug:form>/", plan_views.plan_file, name="plan-file"),
    path("plans/<int:pk>/annexes/", plan_views.plan_annexes, name="plan-annexes"),
    path("plans/<int:pk>/annexes/<int:annex>/", plan_views.plan_table, name="plan-table"),
    path("plans/<int:pk>/issue/", plan_views.plan_issue, name="plan-issue"),
    path("<slug:name>/", views.report_detail, name="report-detail"),
    path("<slug:name>/households/", views.report_households, name="report-households"),
    path("<slug:name>/issue/", views.report_issue, name="report-issue"),
    path("<slug:name>/<slug:format>/", views.report_file, name="report-file"),
]
