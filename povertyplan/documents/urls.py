"""Addresses of issued documents, and the two that need no account."""

from django.urls import path

from povertyplan.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/", views.document_list, name="document-list"),
    path("documents/<int:pk>/", views.document_detail, name="document-detail"),
    path("documents/<int:pk>/files/<int:file>/", views.document_file, name="document-file"),
    path("documents/<int:pk>/scans/", views.document_scan_add, name="document-scan-add"),
    path("documents/<int:pk>/scans/<int:scan>/", views.document_scan, name="document-scan"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify-code"),
]
