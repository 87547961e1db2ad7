"""YAML that people wrote, edited in one place: every other character stays, comments with what they are about."""

from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from caseline.ground.yaml_editing import YamlText

WORDS = st.sampled_from(["a", "b", "c", "d", "e", "f"])


@dataclass(frozen=True)
class Item:
    """An item with what is about it: lines above, an end of its line, lines further in below."""

    name: str
    above: bool
    beside: bool
    below: bool

    def block(self, indent: str) -> str:
        above = f"{indent}# above {self.name}, and [more\n" if self.above else ""
        below = f"{indent}    # below {self.name}\n" if self.below else ""
        return f"{above}{indent}- {self.name}{self._beside}\n{below}"

    def flow(self, comma: bool) -> str:
        above = f"  # above {self.name}, and [more\n" if self.above else ""
        return f"{above}  {self.name}{',' if comma else ''}{self._beside}\n"

    @property
    def _beside(self) -> str:
        return f"  # beside {self.name}" if self.beside else ""


items = st.lists(
    st.builds(Item, WORDS, st.booleans(), st.booleans(), st.booleans()),
    min_size=1,
    max_size=5,
    unique_by=lambda i: i.name,
)
HEAD, TAIL = "# the file's\nid: x\n\n# about the list\nlist:", "\n# about the rest\nrest: {k: 1}  # end\n"


def block(those: list[Item], indent: str) -> str:
    return f"{HEAD}  # beside the key\n{''.join(one.block(indent) for one in those)}{TAIL}"


def flow(those: list[Item], trailing: bool) -> str:
    lines = [one.flow(trailing or one is not those[-1]) for one in those]
    return f"{HEAD} [  # begins\n{''.join(lines)}]  # ends{TAIL}"


@settings(max_examples=100, deadline=None)
@given(items, st.sampled_from(["", "  "]), st.data())
def test_an_item_of_a_block_comes_and_goes_with_its_comments_alone(those: list[Item], indent: str, data: Any) -> None:
    text = YamlText(block(those, indent))
    text.append(("list",), "new")
    new = Item("new", False, False, False)
    assert text.text == block([*those, new], indent)
    gone = data.draw(st.sampled_from(those))
    text.remove(("list", those.index(gone)))
    assert text.text == block([one for one in [*those, new] if one is not gone], indent)


@settings(max_examples=100, deadline=None)
@given(items, st.booleans(), st.data())
def test_an_item_of_a_bracket_comes_and_goes_with_its_comments_alone(
    those: list[Item], trailing: bool, data: Any
) -> None:
    text = YamlText(flow(those, trailing))
    text.append(("list",), "new")
    new = Item("new", False, False, False)
    assert text.text == flow([*those, new], trailing)
    gone = data.draw(st.sampled_from(those))
    text.remove(("list", those.index(gone)))
    assert text.text == flow([one for one in [*those, new] if one is not gone], trailing)


@settings(max_examples=100, deadline=None)
@given(items, st.lists(WORDS, unique=True, max_size=5), st.sampled_from(["", "  ", "flow", "trailing"]))
def test_a_list_that_is_set_keeps_the_items_that_stay(those: list[Item], value: list[str], layout: str) -> None:
    written = flow(those, layout == "trailing") if layout in ("flow", "trailing") else block(those, layout)
    text = YamlText(written)
    text.set(("list",), value)
    assert yaml.safe_load(text.text) == yaml.safe_load(written) | {"list": value}
    assert text.text.startswith(HEAD) and text.text.endswith(TAIL)
    in_order = [one.name for one in those if one.name in value] == [name for name in value if name in str(those)]
    for one in those:
        for what in ("above", "beside", "below"):
            comment = f"# {what} {one.name}"
            if comment not in written:
                continue
            if one.name not in value and layout in ("", "  "):
                assert comment not in text.text
            elif one.name in value and set(value) & {i.name for i in those} and in_order:
                assert comment in text.text
    stay = [one for one in those if one.name in value]
    if layout in ("", "  ") and value and [one.name for one in stay] == value:
        assert text.text == block(stay, layout)


@pytest.mark.parametrize(
    ("written", "path", "value", "now"),
    [
        ("by:\n  - a\n  - b # x\nend: 1\n", ("by",), "a", "by: a\nend: 1\n"),
        ("by:  # how\n- a\n- b\n", ("by",), [], "by: []  # how\n"),
        ("q:\n  - id: a\n    by:\n      - x\n      - y\n  - id: b\n", ("q", 0, "by"), "x",
         "q:\n  - id: a\n    by: x\n  - id: b\n"),
        ("period:\n  # begins\n  from: 1 # a\n  to: 2 # b\n", ("period",), {"from": 3, "to": 4},
         "period:\n  # begins\n  from: 3 # a\n  to: 4 # b\n"),
        ("p: [a, b, ]\n", ("p",), ["c"], "p: [c]\n"),
        ("p:\n", ("p",), ["c"], "p: [c]\n"),
        ("p: {a: }\n", ("p", "b"), 1, "p: {a:, b: 1 }\n"),
    ],
)  # fmt: skip
def test_what_is_set_stands_where_it_stood(written: str, path: tuple[str | int, ...], value: Any, now: str) -> None:
    text = YamlText(written)
    text.set(path, value)
    assert text.text == now
    assert text.value(path) == value


@pytest.mark.parametrize(
    ("written", "path", "now"),
    [
        ("# file\nid: x\n# which\nprograms:\n  - a # why\n# more\nend: 1\n", ("programs",),
         "# file\nid: x\n# more\nend: 1\n"),
        ("p: [a, b, c]\n", ("p", 1), "p: [a, c]\n"),
        ("p: [a, b]\n", ("p", 1), "p: [a]\n"),
        ("p: [ a, ]\n", ("p", 0), "p: [  ]\n"),
        ("p: {a: 1, b: 2}\n", ("p", "a"), "p: {b: 2}\n"),
        ("p:\n  -\n    id: a\n    # of a\n  # of b\n  - id: b\n", ("p", 0), "p:\n  # of b\n  - id: b\n"),
    ],
)  # fmt: skip
def test_what_is_removed_leaves_the_rest(written: str, path: tuple[str | int, ...], now: str) -> None:
    text = YamlText(written)
    text.remove(path)
    assert text.text == now
    yaml.safe_load(now)
