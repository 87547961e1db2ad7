"""YAML that people wrote, changed in one place: comments, layout and every character beside it stay as they were."""

from typing import Any

import yaml

from caseline.ground.errors import CaselineError

Path = tuple[str | int, ...]


class YamlText:
    """A YAML document as text. Places are named by keys and positions: `("settings", "silence_days")`."""

    def __init__(self, text: str) -> None:
        self.text = text if text.endswith("\n") or not text else f"{text}\n"

    def value(self, path: Path) -> Any:
        """What stands there, None where nothing does."""
        node = self._node(path)
        return None if node is None else yaml.safe_load(self.text[node.start_mark.index : _end(node)])

    def set(self, path: Path, value: Any) -> None:
        """Put a value there, in place of what stands there or as a new key below what there is."""
        node = self._node(path)
        if node is not None:
            if isinstance(node, yaml.CollectionNode) and not node.flow_style:
                self._replace_block(node, value)
            else:
                self._splice(node.start_mark.index, _end(node), _flow(value))
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
        """Take an item of a list away, with the lines that it stands on."""
        node, owner = self._node(path), self._node(path[:-1])
        if node is None or not isinstance(owner, yaml.SequenceNode):
            raise CaselineError("What is to be taken out is not there.")
        if owner.flow_style:
            kept = [one for at, one in enumerate(self.value(path[:-1])) if at != path[-1]]
            self._splice(owner.start_mark.index, _end(owner), _flow(kept))
            return
        first = self.text.rfind("\n", 0, node.start_mark.index) + 1
        self._splice(first, self._line_end(_end(node)), "")

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

    def _splice(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]

    def _line_end(self, index: int) -> int:
        """Where the line of a place ends, its line end included."""
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found + 1

    def _add(self, owner: yaml.CollectionNode, value: Any) -> None:
        """More entries at the end of a collection that has some, in the manner of those."""
        if owner.flow_style:
            more = _flow(value)[1:-1]
            at = _end(owner) - 1
            kept = self.text[:at].rstrip()
            self._splice(len(kept), at, f"{'' if kept.endswith(('[', '{')) else ','} {more}".replace("[ ", "["))
            return
        siblings_flow = isinstance(value, list) and getattr(owner.value[-1], "flow_style", True)
        lines = _block(value, owner.start_mark.column, siblings_flow)
        self._splice(self._line_end(_end(owner)), self._line_end(_end(owner)), lines)

    def _begin(self, path: Path, owner: yaml.Node | None, value: Any) -> None:
        """The first entries of a document or of a key that holds nothing."""
        if owner is None and not path:
            self.text += _block(value, 0, False)
            return
        assert owner is not None
        at = owner.start_mark.index
        apart = "" if self.text[at - 1 : at].isspace() else " "
        self._splice(at, max(_end(owner), at), f"{apart}{_flow(value)}")

    def _replace_block(self, node: yaml.CollectionNode, value: Any) -> None:
        column = node.start_mark.column
        first = self.text.rfind("\n", 0, node.start_mark.index) + 1
        self._splice(first, self._line_end(_end(node)), _block(value, column, True))


def _is_empty(node: yaml.Node) -> bool:
    is_nothing = isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")
    return is_nothing or (isinstance(node, yaml.CollectionNode) and not node.value)


def _end(node: yaml.Node) -> int:
    """The index after what a node says. A block ends with its last entry, not where the next begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last) if _said(last) else _key(last).end_mark.index
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        text: str = node.end_mark.buffer[:end] if node.end_mark.buffer else ""
        return len(text.rstrip()) or end
    return end


def _said(entry: Any) -> bool:
    node = entry[1] if isinstance(entry, tuple) else entry
    return not (isinstance(node, yaml.ScalarNode) and node.end_mark.index == node.start_mark.index)


def _key(entry: Any) -> yaml.Node:
    node: yaml.Node = entry[0] if isinstance(entry, tuple) else entry
    return node


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
