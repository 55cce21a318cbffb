"""Filters and tags that every template may use: figures, badges, fields and addresses."""

from django import template
from django.forms import Select

from povertyplan.numbers import roman, vietnamese

register = template.Library()

_BADGES = {
    "draft": "text-bg-light border",
    "submitted": "text-bg-info",
    "returned": "text-bg-warning",
    "approved": "text-bg-success",
    "open": "text-bg-success",
    "closed": "text-bg-secondary",
    "poor": "text-bg-danger",
    "near_poor": "text-bg-warning",
    "average": "text-bg-info",
    "non_poor": "text-bg-light border",
    "reading": "text-bg-info",
    "checked": "text-bg-warning",
    "confirmed": "text-bg-success",
    "failed": "text-bg-danger",
    "wrong": "text-bg-danger",
    "changed": "text-bg-warning",
    "new": "text-bg-info",
}


@register.filter
def number(value, decimals=0):
    """A figure as documents print it: 2.342; with decimals 11,78; empty when unknown."""
    return "" if value in (None, "") else vietnamese(value, int(decimals))


register.filter("roman", roman)


@register.filter
def fall(points):
    """A fall of a rate in words: giảm 1,31; a rise says so."""
    return f"{'tăng' if points < 0 else 'giảm'} {vietnamese(abs(points), 2)}"


@register.filter
def badge(value):
    """The colour of a state or a class."""
    return _BADGES.get(str(value), "text-bg-light border")


@register.inclusion_tag("_components/field.html")
def field(bound_field, css="col-12"):
    """A form field with its label, its widget in the site's look, help and errors."""
    kind = type(bound_field.field.widget)
    look = "form-select" if issubclass(kind, Select) else "form-control"
    wrong = " is-invalid" if bound_field.errors else ""
    widget = bound_field.as_widget(attrs={"class": f"{look}{wrong}"})
    return {"field": bound_field, "widget": widget, "css": css}


@register.simple_tag(takes_context=True)
def page_url(context, number):
    """The address of another page of the list, filters kept."""
    query = context["request"].GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"
