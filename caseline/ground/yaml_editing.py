"""YAML that people wrote, changed in one place: comments, layout and every character beside it stay as they were.

Comment lines right above an entry, as far in as it is, and those further in below it belong to it and go with it.
"""

import re
from difflib import SequenceMatcher
from typing import Any

import yaml

from caseline.ground.errors import CaselineError

Path = tuple[str | int, ...]
_COMMENT = re.compile(r"#[^\n]*")
_ENDS_ENTRY = re.compile(r"[ \t]*,?[ \t]*(#[^\n]*)?(\n|$)")
"""What may follow an entry of a bracket on its last line, where it stands on lines of its own."""


class YamlText:
    """A YAML document as text. Places are named by keys and positions: `("settings", "silence_days")`."""

    def __init__(self, text: str) -> None:
        self.text = text if text.endswith("\n") or not text else f"{text}\n"

    def value(self, path: Path) -> Any:
        """What stands there, None where nothing does."""
        node = self._node(path)
        return None if node is None else yaml.SafeLoader("").construct_document(node)

    def set(self, path: Path, value: Any) -> None:
        """Put a value there, in place of what stands there or as a new key below what there is.

        Entries of a list or of settings that stay are left as they stand.
        """
        node = self._node(path)
        if node is not None:
            self._replace(path, node, value)
            return
        owner = self._node(path[:-1])
        if owner is None and len(path) > 1:
            self.set(path[:-1], {path[-1]: value})
        elif owner is None or _is_empty(owner):
            self._begin(path[:-1], owner, {path[-1]: value})
        elif not isinstance(owner, yaml.MappingNode):
            raise CaselineError(f"'{path[-1]}' cannot be written: what is there is no list of settings.")
        else:
            self._add(owner, {path[-1]: value})

    def append(self, path: Path, value: Any) -> None:
        """Add an item to the list that stands there, or begin one."""
        node = self._node(path)
        if node is None or _is_empty(node):
            self.set(path, [value])
        elif not isinstance(node, yaml.SequenceNode):
            raise CaselineError(f"'{path[-1]}' is no list that something can be added to.")
        else:
            self._add(node, [value])

    def remove(self, path: Path) -> None:
        """Take an item of a list or a key away, with the lines that it stands on and its comments. A list of which
        nothing stays is empty, `[]`."""
        node, owner = self._node(path), self._node(path[:-1])
        if node is None or not isinstance(owner, yaml.CollectionNode):
            raise CaselineError("What is to be taken out is not there.")
        at = [self._name(owner, at) for at in range(len(owner.value))].index(path[-1])
        if owner.flow_style:
            self._take_from_flow(owner, at)
        elif len(owner.value) == 1:
            self._collapse(path[:-1], owner, [] if isinstance(owner, yaml.SequenceNode) else {})
        else:
            self._splice(*self._lines(owner, at), "")

    def _node(self, path: Path) -> yaml.Node | None:
        node: yaml.Node | None = yaml.compose(self.text, Loader=yaml.SafeLoader)
        for part in path:
            if isinstance(node, yaml.MappingNode):
                node = next((value for key, value in node.value if key.value == str(part)), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
            else:
                return None
        return node

    @staticmethod
    def _name(owner: yaml.CollectionNode, at: int) -> str | int:
        return str(owner.value[at][0].value) if isinstance(owner, yaml.MappingNode) else at

    def _splice(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        """Where the line of a place ends, its line end included."""
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found + 1

    def _is_comment(self, start: int, least: int, most: int | None = None) -> bool:
        """Whether the line that begins there is a comment, from `least` to `most` characters in."""
        line = self.text[start : self._line_end(start)]
        column = len(line) - len(line.lstrip(" "))
        return line.lstrip(" ").startswith("#") and column >= least and (most is None or column <= most)

    def _with_comments_above(self, start: int, column: int) -> int:
        """Where an entry's lines begin, of one whose own first line begins at `start`."""
        while start and self._is_comment(above := self._line_start(start - 1), column, column):
            start = above
        return start

    def _with_comments_below(self, end: int, column: int) -> int:
        """Where an entry's lines end, of one whose own last line ends at `end`."""
        while end < len(self.text) and self._is_comment(end, column + 1):
            end = self._line_end(end)
        return end

    def _lines(self, owner: yaml.CollectionNode, at: int) -> tuple[int, int]:
        """Where the lines of an entry of a block begin and end, with its comments."""
        column = owner.start_mark.column
        start = self._line_start(_key(owner.value[at]).start_mark.index)
        while isinstance(owner, yaml.SequenceNode) and self.text[start + column : start + column + 1] != "-":
            start = self._line_start(start - 1)  # the dash stands on a line above
        if self.text[start : start + column].strip():
            raise CaselineError("What is to be changed shares its line with what it stands in: edit the file by hand.")
        if at or _COMMENT.sub("", self.text[:start]).strip(" \n-"):  # at the top they are the document's
            start = self._with_comments_above(start, column)
        return start, self._with_comments_below(self._line_end(_end_of(owner.value[at])), column)

    def _replace(self, path: Path, node: yaml.Node, value: Any) -> None:
        is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style
        is_spread = is_block or "\n" in self.text[node.start_mark.index : _end(node)]
        if value and is_spread and isinstance(node, yaml.SequenceNode) and isinstance(value, list) and node.value:
            self._edit_items(path, value)
        elif value and is_spread and isinstance(node, yaml.MappingNode) and isinstance(value, dict) and node.value:
            for name, entry in value.items():
                self.set((*path, name), entry)
            for name in [str(key.value) for key, _ in node.value if key.value not in {str(one) for one in value}]:
                self.remove((*path, name))
        elif is_block:
            assert isinstance(node, yaml.CollectionNode)
            self._collapse(path, node, value)
        else:
            apart = " " if self.text[node.start_mark.index - 1 : node.start_mark.index] == ":" else ""
            self._splice(node.start_mark.index, max(_end(node), node.start_mark.index), f"{apart}{_flow(value)}")

    def _edit_items(self, path: Path, value: list[Any]) -> None:
        """Take out the items that go and put in those that come, from the last on; those that stay are not touched."""
        former = self.value(path)
        steps = SequenceMatcher(None, [_flow(one) for one in former], [_flow(one) for one in value], autojunk=False)
        for _, first, last, begins, ends in reversed([step for step in steps.get_opcodes() if step[0] != "equal"]):
            for one in reversed(value[begins:ends]) if last < len(former) else value[begins:ends]:
                self._insert(path, last if last < len(former) else None, one)
            for at in reversed(range(first, last)):
                self.remove((*path, at))

    def _insert(self, path: Path, at: int | None, value: Any) -> None:
        """Put an item before the one at a position; None: at the end."""
        owner = self._node(path)
        assert isinstance(owner, yaml.SequenceNode)
        if at is None:
            self._add(owner, [value])
        elif owner.flow_style:
            start = owner.value[at].start_mark.index
            self._splice(start, start, f"{_flow(value)}, ")
        else:
            start, _ = self._lines(owner, at)
            self._splice(start, start, _block([value], owner.start_mark.column, True))

    def _collapse(self, path: Path, node: yaml.CollectionNode, value: Any) -> None:
        """A value on the line of its key in place of a block below it; without a key, where the block began."""
        end = self._with_comments_below(self._line_end(_end(node)), node.start_mark.column)
        owner = self._node(path[:-1]) if path else None
        if not isinstance(owner, yaml.MappingNode):
            self._splice(node.start_mark.index, end, f"{_flow(value)}\n")
            return
        key = next(key for key, _ in owner.value if key.value == str(path[-1]))
        colon = self.text.index(":", key.end_mark.index) + 1
        self._splice(self._line_end(colon), end, "")
        self._splice(colon, colon, f" {_flow(value)}")

    def _add(self, owner: yaml.CollectionNode, value: Any) -> None:
        """More entries at the end of a collection that has some, in the manner of those."""
        if owner.flow_style:
            self._add_to_flow(owner, value)
            return
        siblings_flow = isinstance(value, list) and getattr(owner.value[-1], "flow_style", True)
        column = owner.start_mark.column
        at = self._with_comments_below(self._line_end(_end(owner)), column)
        self._splice(at, at, _block(value, column, siblings_flow))

    def _add_to_flow(self, owner: yaml.CollectionNode, value: Any) -> None:
        """After the last entry, or on a line of its own before a bracket that stands on one."""
        more = _flow(value)[1:-1]
        last, bracket = _end_of(owner.value[-1]), _end(owner) - 1
        line = self._line_start(bracket)
        if line <= last or self.text[line:bracket].strip():
            self._splice(last, last, f", {more}")
            return
        has_comma = "," in _COMMENT.sub("", self.text[last:bracket])
        above = self.text[self._line_start(last) : last]
        indent = above[: len(above) - len(above.lstrip())]
        self._splice(line, line, f"{indent}{more}{',' if has_comma else ''}\n")
        if not has_comma:
            self._splice(last, last, ",")

    def _take_from_flow(self, owner: yaml.CollectionNode, at: int) -> None:
        start, end = _key(owner.value[at]).start_mark.index, _end_of(owner.value[at])
        line = self._line_start(start)
        tail = _ENDS_ENTRY.match(self.text, end)
        is_last = at + 1 == len(owner.value)
        if not self.text[line:start].strip() and tail and (is_last or "," in _COMMENT.sub("", tail[0])):
            self._splice(self._with_comments_above(line, start - line), tail.end(), "")
        elif len(owner.value) == 1:
            bracket = _end(owner) - 1
            self._splice(start, bracket, self.text[end:bracket].replace(",", "", 1))
        elif not is_last:
            following = _key(owner.value[at + 1]).start_mark.index
            between = self.text[end:following]
            # a comment that stands between stays; the comma goes with the entry
            stays = "" if between.strip() == "," else between.replace(",", "", 1)
            self._splice(start, following, stays)
        elif at and self.text[_end_of(owner.value[at - 1]) : start].strip() == ",":
            self._splice(_end_of(owner.value[at - 1]), end, "")
        else:
            self._splice(start, end, "")  # a comma before it stays, at the end as YAML allows

    def _begin(self, path: Path, owner: yaml.Node | None, value: Any) -> None:
        """The first entries of a document or of a key that holds nothing."""
        if owner is None and not path:
            self.text += _block(value, 0, False)
            return
        assert owner is not None
        at = owner.start_mark.index
        apart = "" if self.text[at - 1 : at].isspace() else " "
        self._splice(at, max(_end(owner), at), f"{apart}{_flow(value)}")


def _is_empty(node: yaml.Node) -> bool:
    is_nothing = isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")
    return is_nothing or (isinstance(node, yaml.CollectionNode) and not node.value)


def _end(node: yaml.Node) -> int:
    """The index after what a node says. A block ends with its last entry, not where the next begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        return _end_of(node.value[-1])
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        text: str = node.end_mark.buffer[:end] if node.end_mark.buffer else ""
        return len(text.rstrip()) or end
    return end


def _end_of(entry: Any) -> int:
    """The index after an entry of a collection; of a key that says nothing, after the key."""
    node, key = entry[1] if isinstance(entry, tuple) else entry, _key(entry)
    if not (isinstance(node, yaml.ScalarNode) and node.end_mark.index == node.start_mark.index):
        return _end(node)
    said = (node.end_mark.buffer or "")[key.end_mark.index : node.start_mark.index]
    end: int = (node if said.strip() == ":" else key).end_mark.index
    return end


def _key(entry: Any) -> yaml.Node:
    node: yaml.Node = entry[0] if isinstance(entry, tuple) else entry
    return node


def plain_number(number: float) -> int | float:
    """A number as people write it: 2.0 is 2."""
    return int(number) if number.is_integer() else number


def _flow(value: Any) -> str:
    """A value on one line."""
    text: str = yaml.safe_dump(value, default_flow_style=True, width=float("inf"), allow_unicode=True, sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")


def _block(value: Any, column: int, on_one_line: bool) -> str:
    """Entries on lines of their own, from a column on; `on_one_line`: each item of a list is one line."""
    lines = []
    for name, entry in enumerate(value) if isinstance(value, list) else value.items():
        if not isinstance(value, list):
            lines.append(f"{_flow(name)}: {_flow(entry)}")
        elif on_one_line or not isinstance(entry, dict):
            lines.append(f"- {_flow(entry)}")
        else:
            inner = [f"{_flow(key)}: {_flow(one)}" for key, one in entry.items()]
            lines += [f"- {inner[0]}", *(f"  {line}" for line in inner[1:])]
    return "".join(f"{' ' * column}{line}\n" for line in lines)
