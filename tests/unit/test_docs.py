"""Docs stay true: links lead somewhere, commands exist with their options, paths are there."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from caseline.cli import app
from caseline.organization.described_table import TARGET_FIELDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    path
    for pattern in ("*.md", "docs/**/*.md", "ingestion/**/*.md", "organizations/harborlight/*.md", "skills/*.md")
    for path in sorted(ROOT.glob(pattern))
]
COMMANDS = typer.main.get_command(app).commands


def page_id(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), f"{page_id(page)} links to {target}"


def test_everything_that_a_field_may_become_is_listed():
    text = (ROOT / "docs" / "add-a-source.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)\.` \| ((?:`\w+`(?:, )?)+) \|", text, flags=re.MULTILINE)
    assert {group: " ".join(re.findall(r"`(\w+)`", words)) for group, words in listed} == TARGET_FIELDS


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_commands_exist_with_their_options(page):
    text = page.read_text(encoding="utf-8")
    for line in re.findall(r"(?:^|`)\s*\$?\s*(caseline [a-z][^`\n]*)", text, flags=re.MULTILINE):
        words = shlex.split(line.split("#")[0].replace("...", ""), posix=False)
        command = COMMANDS.get(words[1])
        if isinstance(command, TyperGroup):
            command = command.commands.get(words[2])
        assert command is not None, f"{page_id(page)} names `caseline {words[1]}`"
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        named = {word.strip("[]").split("=")[0] for word in words[2:] if word.strip("[]").startswith("-")}
        assert named <= known, f"{page_id(page)}: caseline {words[1]} has no {', '.join(sorted(named - known))}"
