"""Paging of lists."""

from django.core.paginator import Paginator

ROWS_PER_PAGE = 50


def page_of(request, rows):
    """The page of `rows` that the address asks for."""
    return Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
