"""Loads the demonstration and prints one login for each role."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from povertyplan.demo.accounts import logins
from povertyplan.demo.load import load

_HEADINGS = ("Vai trò", "Địa bàn", "Tên đăng nhập", "Mật khẩu")


class Command(BaseCommand):
    """Can be repeated: what is loaded already stays as people have left it."""

    help = "Nạp dữ liệu minh họa của năm kế hoạch (hộ và người đều là hư cấu)."

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "Không nạp dữ liệu minh họa vào hệ thống đang vận hành (DEPLOYMENT=production)."
            )
        is_new = load()
        if is_new:
            _analyze()
        self.stdout.write(
            "Đã nạp dữ liệu minh họa: kế hoạch của Krông Pa và Thừa Thiên Huế năm 2021, "
            "An Hòa Thịnh năm 2022, Hà Quảng và Chư Pong năm 2023."
            if is_new
            else "Dữ liệu minh họa đã có sẵn, giữ nguyên."
        )
        self.stdout.write(f"\n{_table([_HEADINGS, *logins()])}")


def _analyze() -> None:
    """Tell the database what it holds now; a planner that still sees empty tables is slow."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
