"""Issuing documents, and filing their signed scans. Nothing here is ever changed afterwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.documents import canonical, codes, scans, signing
from povertyplan.documents.letterhead import Letterhead, reference
from povertyplan.documents.models import (
    FiledScan,
    IssuedDocument,
    IssuedFile,
    NumberSeries,
    StoredFile,
)
from povertyplan.documents.signing import Signer
from povertyplan.errors import InvalidData, NotPermitted
from povertyplan.units.models import Unit

Rendered = Iterable[tuple[str, str, bytes]]


@dataclass(frozen=True)
class Kind:
    """A kind of document: a slug for the code, and the words that people read."""

    slug: str
    name: str


@dataclass(frozen=True)
class Draft:
    """A document that is ready to be issued. `data` is what it says, complete enough to print it.

    With `has_code` the public can look it up by a code that nobody can guess.
    """

    unit: Unit
    kind: Kind
    symbol: str
    title: str
    signed_on: date
    signer: Signer
    data: dict = field(default_factory=dict)
    replaces: IssuedDocument | None = None
    has_code: bool = False

    @property
    def letterhead(self) -> Letterhead:
        """What will stand over the text: number and day are blank until the issue."""
        return Letterhead.of(self.unit, symbol=self.symbol, year=self.signed_on.year)

    @property
    def signature(self) -> Signer:
        return self.signer


@transaction.atomic
def issue(
    *, draft: Draft, render: Callable[[IssuedDocument], Rendered], by: User
) -> IssuedDocument:
    """Number `draft`, freeze it, and keep the files that `render` makes of the numbered document.

    `render` gives (name, media type, content) for each file. When it fails, nothing has happened:
    the number goes back too. Raises NotPermitted when `by` may not issue for the unit, InvalidData
    when the date lies in the future or before that of the number before it.
    """
    _check_right(draft.unit, Permission.DOCUMENT_ISSUE, by)
    number = take_number(unit=draft.unit, symbol=draft.symbol, year=draft.signed_on.year)
    _check_date(draft, number)
    document = _frozen(draft, number, by)
    for name, media_type, content in render(document):
        IssuedFile.objects.create(
            document=document,
            name=name,
            media_type=media_type,
            content=content,
            sha256=canonical.sha256(content),
        )
    trail.log("document.issued", f"Ban hành {document}", record=document, by=by)
    return document


def take_number(*, unit: Unit, symbol: str, year: int) -> int:
    """The next number of the series; others wait for theirs until the transaction has ended.

    Only inside the transaction that issues: when it fails, the number goes back.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken where it is issued.")
    key = {"unit": unit, "symbol": symbol, "year": year}
    NumberSeries.objects.get_or_create(**key)
    series = NumberSeries.objects.select_for_update().get(**key)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def may_issue(unit: Unit, by: User) -> bool:
    """Whether the person may issue documents of `unit`."""
    return by.can(Permission.DOCUMENT_ISSUE) and by.answers_for(unit)


def _check_right(unit: Unit, permission: Permission, by: User) -> None:
    check(by, permission)
    if not by.answers_for(unit):
        raise NotPermitted(f"Việc này do {unit.full_name} thực hiện.")


def _check_date(draft: Draft, number: int) -> None:
    """Numbers follow dates (Decree 30/2020, art. 15); the series is locked by now."""
    if draft.signed_on > timezone.localdate():
        raise InvalidData("Ngày ký không được ở tương lai. Hãy nhập ngày đã ký văn bản.")
    before = IssuedDocument.objects.in_series(
        unit=draft.unit, symbol=draft.symbol, year=draft.signed_on.year
    ).filter(number__lt=number)
    latest = before.order_by("-number").first()
    if latest and draft.signed_on < latest.signed_on:
        raise InvalidData(
            f"Văn bản số {latest.reference} đã ký ngày {latest.signed_on:%d/%m/%Y}; văn bản số "
            f"{reference(number, draft.symbol)} phải ký từ ngày đó trở đi."
        )


def _frozen(draft: Draft, number: int, by: User) -> IssuedDocument:
    document = IssuedDocument(
        unit=draft.unit,
        kind=draft.kind.slug,
        kind_name=draft.kind.name,
        number=number,
        symbol=draft.symbol,
        year=draft.signed_on.year,
        signed_on=draft.signed_on,
        title=draft.title,
        signer_name=draft.signer.name,
        signer_title=signing.stored(draft.signer),
        data=canonical.frozen(draft.data),
        replaces=draft.replaces,
        code=codes.new() if draft.has_code else None,
        issued_by=by,
    )
    # Texts in their one normal form, before the check sum.
    document.clean_fields(exclude={"data", "code", "sha256"})
    document.sha256 = document.seal()
    document.save()
    return document


def may_file(document: IssuedDocument, by: User) -> bool:
    """Whether the person may file the scan of the signed paper."""
    return by.can(Permission.DOCUMENT_FILE) and by.answers_for(document.unit)


@transaction.atomic
def file_scan(*, document: IssuedDocument, upload: UploadedFile, by: User) -> FiledScan:
    """Keep the scan of the signed paper beside the document; scans are added, never replaced.

    Raises InvalidData when the file is too large or is neither PDF nor a PNG or JPEG picture.
    """
    _check_right(document.unit, Permission.DOCUMENT_FILE, by)
    media_type, content = scans.read(upload)
    scan = FiledScan.objects.create(
        document=document,
        name=scans.name_of(document, media_type),
        media_type=media_type,
        content=content,
        sha256=canonical.sha256(content),
        filed_by=by,
    )
    trail.log("document.filed", f"Lưu bản ký của {document}", record=document, by=by)
    return scan


@transaction.atomic
def hand_out(*, file: StoredFile, by: User) -> None:
    """Write to the trail that `by` takes a copy of a file: it may name people."""
    check(by, Permission.DOCUMENT_READ)
    trail.log("document.downloaded", f"Tải về {file.name}", record=file.document, by=by)
