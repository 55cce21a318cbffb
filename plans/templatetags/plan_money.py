"""Amounts of money on screen."""

from django import template

from plans.typed import show_amount

register = template.Library()


@register.filter
def money(amount_vnd, scale):
    """Whole đồng in units of `scale`, exactly: 73.488 or 6,15; empty when unknown."""
    return "" if amount_vnd in (None, "") else show_amount(amount_vnd, int(scale))
