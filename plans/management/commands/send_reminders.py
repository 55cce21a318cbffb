"""`manage.py send_reminders`: mail of the reports that are due within a week, or late."""

from django.core.management.base import BaseCommand

from plans import reminders


class Command(BaseCommand):
    help = "Gửi thư nhắc các báo cáo sắp đến hạn hoặc quá hạn. Chạy mỗi ngày một lần."

    def handle(self, **options):
        self.stdout.write(f"Đã gửi {reminders.send()} thư nhắc việc.")
