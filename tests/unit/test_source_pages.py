"""The pages of systems say what their tables say: every table, header, file name and count."""

import fnmatch
import re
from pathlib import Path

import pytest
import yaml

from caseline.organization.dictionary import load_dictionary

ROOT = Path(__file__).resolve().parents[2]
SYSTEMS = ROOT / "ingestion" / "systems"
PAGES = ROOT / "docs" / "sources"
NAMES = sorted(path.parent.name for path in SYSTEMS.glob("*/system.yml"))
NOT_PRESETS = {"README", "salesforce"}


def tables(name):
    return {
        path.stem: path.read_text(encoding="utf-8") for path in SYSTEMS.glob(f"{name}/*.yml") if path.stem != "system"
    }


def page(name):
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def counts(name):
    described = [(len(yaml.safe_load(text)["fields"]), text.count("# inferred")) for text in tables(name).values()]
    every, inferred = map(sum, zip(*described, strict=True))
    return every - inferred, every, inferred


def test_every_system_has_a_page_and_every_page_a_system():
    assert {path.stem for path in PAGES.glob("*.md")} == {*NAMES, *NOT_PRESETS}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_lists_the_tables_and_what_tells_them(name):
    listed = dict(re.findall(rf"^\| \[(\w+)\]\(\S+/{name}/\w+\.yml\) \| [^|]* \| ([^|]*) \|", page(name), re.MULTILINE))
    told = {table: re.findall(r"`([^`]+)`", headers) for table, headers in listed.items()}
    assert told == {table: yaml.safe_load(text).get("recognized_by", []) for table, text in tables(name).items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_of_each_table_what_a_new_file_does(name):
    rows = re.findall(rf"^\| \[(\w+)\]\(\S+/{name}/\w+\.yml\) \|.* \| ([a-z ]+) \|$", page(name), re.MULTILINE)
    words = {"snapshot": "replaces the one before", "additions": "adds"}
    assert dict(rows) == {table: words[yaml.safe_load(text)["holds"]] for table, text in tables(name).items()}


def test_an_organisation_has_it_otherwise_without_touching_the_package(tmp_path):
    [own] = re.findall(r"```yaml\n(.*?)```", page("README"), re.DOTALL)
    (tmp_path / "own.yml").write_text(own, encoding="utf-8")
    written = yaml.safe_load(own)
    [table] = [each for each in load_dictionary(tmp_path).tables if each.full_name == written["extends"]]
    assert table.holds == written["holds"] != yaml.safe_load(tables("dynamics")["activities"])["holds"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_named_as_its_system_is_and_names_its_folder(name):
    assert page(name).startswith(f"# {yaml.safe_load((SYSTEMS / name / 'system.yml').read_text())['title']}\n")
    assert f"`data/<affiliate>/{name}/`" in page(name)


@pytest.mark.parametrize("name", NAMES)
def test_file_names_on_a_page_are_those_of_a_table(name):
    described = [yaml.safe_load(text) for text in tables(name).values()]
    patterns = [pattern for table in described for pattern in table.get("files", [])]
    columns = {field["name"] for table in described for field in table["fields"]}
    for file in set(re.findall(rf"`({name}_\w+(?:\.\w+)?)`", page(name))) - columns:
        assert any(fnmatch.fnmatch(file.lower(), pattern.lower()) for pattern in patterns), file


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_says_to_write_is_read_as_a_table_of_the_system(name, tmp_path):
    [own] = re.findall(r"```yaml\n(.*?)```", page(name), re.DOTALL)
    (tmp_path / "own.yml").write_text(own, encoding="utf-8")
    added = yaml.safe_load(own)["fields"][0]["name"]
    [table] = [table for table in load_dictionary(tmp_path).tables if added in {field.name for field in table.fields}]
    assert table.system == name
    assert not table.template


@pytest.mark.parametrize("name", NAMES)
def test_how_much_is_verified_is_counted(name):
    verified, every, inferred = counts(name)
    words = " ".join(page(name).split())
    assert f"{verified} of {every} columns are verified with a public source; {inferred} are inferred" in words
    assert f"[{name}]({name}.md) | {verified} of {every} |" in page("README")
