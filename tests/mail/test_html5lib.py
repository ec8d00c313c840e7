"""The parser that Backstamp reads HTML with, held against html5lib's tests.

Tokenizer cases are checked through the tree, as that is what is used: the input must give the same tree as its expected
tokens do when they are written out unmistakably; where text is raw, its text must be what is expected. Whole trees are
compared where the tree construction cases are at hand.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import turbohtml

from backstamp.mail.html import Document

ELEMENTS = {
    "RCDATA state": "title",
    "RAWTEXT state": "style",
    "Script data state": "script",
    "PLAINTEXT state": "plaintext",
    "CDATA section state": "![CDATA[",
}
ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})")


def unescaped(case: Any) -> Any:
    """doubleEscaped cases write characters that JSON cannot hold as \\uXXXX twice."""
    if isinstance(case, str):
        return ESCAPED.sub(lambda match: chr(int(match[1], 16)), case)
    if isinstance(case, list):
        return [unescaped(one) for one in case]
    return {key: unescaped(value) for key, value in case.items()} if isinstance(case, dict) else case


def tokenizer_cases(folder: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    for path in sorted((folder / "tokenizer").glob("*.test")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8")).get("tests", [])):
            plain = unescaped(case) if case.get("doubleEscaped") else case
            for state in case.get("initialStates", ["Data state"]):
                yield f"{path.name} {number} {state}", plain, state


def dump(document: Document) -> list[str]:
    """The tree as lines: depth, kind of node, and what it says."""
    lines = []
    waiting: list[tuple[turbohtml.Node, int]] = [(document._root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, turbohtml.Element):
            lines.append(f"{depth} <{node.tag} {node.namespace.name} {sorted(node.attrs.items())}>")
        elif isinstance(node, turbohtml.Doctype):
            lines.append(f"{depth} !{node.name} {node.public_id!r} {node.system_id!r}")
        elif isinstance(node, turbohtml.ProcessingInstruction):
            lines.append(f"{depth} comment ?{node.target} {node.data}")
        else:
            lines.append(f"{depth} {type(node).__name__} {getattr(node, 'data', '')!r}")
        waiting += [(child, depth + 1) for child in reversed(list(node.children))]
    return lines


def written(token: list[Any]) -> str:
    """A token as HTML that can be read in one way only."""
    kind = token[0]
    if kind == "Character":
        return str(token[1]).replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#13;")
    if kind == "Comment":
        return f"<!--{token[1]}-->"
    if kind == "EndTag":
        return f"</{token[1]}>"
    if kind == "DOCTYPE":
        return doctype(*token[1:4])
    values = ((name, value.replace("&", "&amp;").replace('"', "&quot;")) for name, value in token[2].items())
    attributes = "".join(f' {name}="{value}"' for name, value in values).replace("\r", "&#13;")
    return f"<{token[1]}{attributes}{' /' if len(token) > 3 else ''}>"


def doctype(name: str | None, public: str | None, system: str | None) -> str:
    def quoted(text: str) -> str:
        return f"'{text}'" if '"' in text else f'"{text}"'

    said = f" PUBLIC {quoted(public)}" if public is not None else " SYSTEM" if system is not None else ""
    return f"<!DOCTYPE {name or ''}{said}{'' if system is None else ' ' + quoted(system)}>"


def agrees(case: dict[str, Any], state: str) -> bool:
    if state == "Data state":
        return dump(Document(case["input"])) == dump(Document("".join(map(written, case["output"]))))
    return raw_text(case, state) == expected_text(case, state)


def raw_text(case: dict[str, Any], state: str) -> str:
    """The text of the tree; the element whose end tag a case waits for is one of the same state."""
    element = ELEMENTS[state]
    head = f"<svg><{element}" if element.startswith("!") else f"<{element}>"
    nodes = Document(head + renamed(case, element, case["input"]))._root.descendants
    return "".join(node.data for node in nodes if isinstance(node, turbohtml.Text | turbohtml.CData))


def expected_text(case: dict[str, Any], state: str) -> str:
    text = "".join(token[1] for token in case["output"] if token[0] == "Character")
    return renamed(case, ELEMENTS[state], text)


def renamed(case: dict[str, Any], element: str, text: str) -> str:
    last = case.get("lastStartTag")
    return re.sub(f"(?i){last}", element, text) if last else text


TOKENIZER_DIFFERS = {
    **dict.fromkeys(
        [f"test2.test {number} Data state" for number in (31, 32)]
        + [f"test3.test {number} Data state" for number in (1158, 1180, 1181, 1182, 1183, 1185, 1186, 1187, 1188)],
        "<?…> is a processing instruction of its own (WHATWG HTML since 2025), a comment in the cases; we read its text",
    ),
    "domjs.test 4 CDATA section state": "the tokenizer emits NUL, and the tree builder replaces it: what we see is the tree",
}
"""Every case that differs, and why; the four of xmlViolation.test ask for an XML tree and are not cases of HTML."""


def test_the_parser_agrees_with_the_tokenizer_cases(corpora: Path) -> None:
    cases = list(tokenizer_cases(corpora / "html5lib-tests"))
    differing = {name for name, case, state in cases if not agrees(case, state)}
    assert len(cases) > 7000
    assert len(cases) - len(differing) >= 0.995 * len(cases)
    assert differing == set(TOKENIZER_DIFFERS)


def tree_cases(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The cases of the .dat files: sections by name; "scripting" tells which ways a case is meant for."""
    for path in sorted(path for path in folder.rglob("*.dat") if path.parent.name != "scripted"):
        text = "\n" + path.read_bytes().decode("utf-8")
        for number, block in enumerate(text.split("\n#data\n")[1:]):
            parts = re.split(
                r"^#(errors|new-errors|document-fragment|script-on|script-off|document)\n", block, flags=re.MULTILINE
            )
            case = {"data": parts[0].removesuffix("\n"), **dict(zip(parts[1::2], parts[2::2], strict=True))}
            yield f"{path.relative_to(folder)} {number}", case


def tree(root: turbohtml.Node) -> str:
    """A tree in the format of the cases (html5lib-tests, tree-construction/README.md)."""
    lines: list[str] = []
    waiting = [(child, 0) for child in reversed(list(root.children))]
    while waiting:
        node, depth = waiting.pop()
        lines += [f"| {'  ' * depth}{line}" for line in described(node)]
        inside = list(node.children)
        waiting += [(child, depth + 1) for child in reversed(inside)]
    return "\n".join(lines)


def described(node: turbohtml.Node) -> list[str]:
    if isinstance(node, turbohtml.Element):
        space = {"HTML": "", "SVG": "svg ", "MATHML": "math "}[node.namespace.name]
        return [f"<{space}{node.tag}>", *(f"  {line}" for line in sorted(attributes(node)))]
    if isinstance(node, turbohtml.Doctype):
        ids = f' "{node.public_id or ""}" "{node.system_id or ""}"' if node.public_id or node.system_id else ""
        return [f"<!DOCTYPE {node.name}{ids}>"]
    if isinstance(node, turbohtml.DocumentFragment):
        return ["content"]
    if isinstance(node, turbohtml.ProcessingInstruction):
        return [f"<?{node.target} {node.data}>"]
    data = getattr(node, "data", "")
    return [f"<!-- {data} -->" if isinstance(node, turbohtml.Comment) else f'"{data}"']


def attributes(node: turbohtml.Element) -> Iterator[str]:
    foreign = node.namespace is not turbohtml.Namespace.HTML
    for name, value in node.attrs.items():
        prefix, colon, local = name.partition(":")
        spaced = f"{prefix} {local}" if foreign and colon and prefix in {"xlink", "xml", "xmlns"} else name
        yield f'{spaced}="{" ".join(value) if isinstance(value, list) else value or ""}"'


def built(case: dict[str, str], *, scripting: bool) -> str:
    context = case.get("document-fragment", "").strip()
    if context:
        return tree(turbohtml.parse_fragment(case["data"], context, scripting=scripting))
    if scripting:
        return tree(turbohtml.parse(case["data"], scripting=True, allow_declarative_shadow_roots=False))
    return tree(Document(case["data"])._root)


def superseded(case: dict[str, str]) -> str:
    """Why a case may be older than the rule it tests; empty for the rest, which must agree."""
    if "<?" in case["data"]:
        return "<?…> is a processing instruction of its own, a comment in the case"
    if "<select" in case["data"] or case.get("document-fragment", "").strip() == "select":
        return "a select may hold other elements since 2025"
    if case.get("document-fragment", "").startswith(("svg", "math")):
        return "HTML elements leave foreign content in fragments too since 2020"
    return ""


def disagreeing(folder: Path) -> tuple[int, list[tuple[str, str]]]:
    """How many cases there are, and those that differ, each with the reason; cases that run scripts are left out."""
    differing, count = [], 0
    for name, case in tree_cases(folder):
        for scripting in [way for way in (False, True) if ("script-off" if way else "script-on") not in case]:
            count += 1
            if built(case, scripting=scripting) != case["document"].rstrip("\n"):
                differing.append((f"{name}{' scripting' if scripting else ''}", superseded(case)))
    return count, differing


def test_the_parser_builds_the_trees_of_the_cases(corpora: Path) -> None:
    folder = corpora / "html5lib-tests" / "tree-construction"
    if not folder.is_dir():
        pytest.skip("the tree construction cases are not on this machine")
    count, differing = disagreeing(folder)
    assert count > 1500
    assert [name for name, reason in differing if not reason] == []
    assert len(differing) <= 0.02 * count
