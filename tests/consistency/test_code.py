"""The house keeps its own rules: floors, sizes, settings, templates."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template

from povertyplan.management.commands import workflow_docs

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("povertyplan", "households", "targets", "plans", "reports", "tests")
FLOORS = ["units", "accounts", "audit", "documents", "households", "targets", "plans", "reports"]
TEMPLATES = sorted(str(p.relative_to(ROOT / "templates")) for p in ROOT.glob("templates/**/*.html"))


def modules(*packages: str):
    for package in packages or PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node, node.end_lineno - node.lineno + 1


def test_model_relations_go_down_only():
    upward = [
        f"{model._meta.label}.{field.name}"
        for label in FLOORS[:-1]
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if (field.many_to_one or field.many_to_many or field.one_to_one)
        and not field.auto_created
        and field.related_model
        and FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(label)
    ]

    assert upward == []


def test_functions_and_files_stay_short():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {length}"
        for path in modules()
        for node, length in functions(path)
        if length > (30 if "views" in str(path) else 50)
    ]
    large = [
        str(path.relative_to(ROOT))
        for path in modules()
        if len(path.read_text().splitlines()) > (600 if "tests" in path.parts else 400)
    ]

    assert (long, large) == ([], [])


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []


def test_no_business_logic_hides_in_signals():
    guilty = [
        str(p)
        for p in modules("povertyplan", "households", "targets", "plans", "reports")
        if "@receiver" in p.read_text()
    ]

    assert guilty == []


def test_env_example_lists_what_the_settings_read():
    code = (ROOT / "povertyplan/settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', code))
    listed = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert read == listed


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name):
    assert get_template(name)


def test_every_template_is_used():
    names = {"404.html", "500.html", "403_csrf.html", "registration/login.html"}
    texts = [path.read_text() for path in ROOT.glob("templates/**/*.html")]
    texts += [path.read_text() for path in modules()]
    unused = [n for n in TEMPLATES if n not in names and not any(f'"{n}"' in t for t in texts)]

    assert unused == []


def test_forms_that_post_carry_the_token():
    without = [
        f"{name}: {form[:60]}"
        for name in TEMPLATES
        for form in re.findall(
            r'<form[^>]*method="post".*?</form>',
            (ROOT / "templates" / name).read_text(),
            re.DOTALL,
        )
        if "csrf_token" not in form
    ]

    assert without == []


def test_commands_of_the_readme_exist():
    named = set(re.findall(r"\b(script/\w+)", (ROOT / "README.md").read_text()))

    assert {"script/demo", "script/test"} <= named
    assert all((ROOT / name).exists() for name in named)


def test_personal_data_is_marked():
    """Each field of a table about people says whether it is basic or sensitive data."""
    own_columns = {"id", "household", "village", "commune", "district", "province"}
    member = apps.get_model("households", "Member")
    fields = {field.name for field in member._meta.fields} - own_columns

    assert set(member.PERSONAL_DATA) == fields
    assert member.PERSONAL_DATA["ethnicity"] == "sensitive"


def test_workflow_document_is_what_the_code_says():
    assert workflow_docs.PATH.read_text() == workflow_docs.document()


def test_readme_stays_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 100
