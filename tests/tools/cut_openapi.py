"""Cut what we use out of the description: `cd tests; python -m tools.cut_openapi [archive]`.

Writes tests/fakehub/description/{github,ghes}.json from @octokit/openapi: the operations
below and whatever they refer to, sorted and without prose. Examples are left out on
purpose: GitHub's own example of a pull request breaks GitHub's own schema.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tools.npm_package import Package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

PACKAGE = Package(
    "@octokit/openapi",
    "23.0.2",
    "a55f0cecbf46636dc0c9b36f4e6a369f28e6a669edebedac444fedaabd192d07"
    "0f4b8967c3bbb979918d9b044d9010b70fb8195db171e401f32d455105718386",
)
SOURCES = {
    "github.json": "generated/api.github.com.json",
    "ghes.json": "generated/ghes-3.17.json",
}
FOLDER = Path(__file__).parents[1] / "fakehub" / "description"

REPO = "/repos/{owner}/{repo}"
OPERATIONS: dict[str, tuple[str, ...]] = {
    "/rate_limit": ("get",),
    "/user": ("get",),
    REPO: ("get", "patch"),
    f"{REPO}/actions/permissions/workflow": ("get",),
    f"{REPO}/actions/workflows/{{workflow_id}}/dispatches": ("post",),
    f"{REPO}/assignees": ("get",),
    f"{REPO}/branches": ("get",),
    f"{REPO}/branches/{{branch}}": ("get",),
    f"{REPO}/collaborators/{{username}}/permission": ("get",),
    f"{REPO}/commits": ("get",),
    f"{REPO}/commits/{{ref}}": ("get",),
    f"{REPO}/compare/{{basehead}}": ("get",),
    f"{REPO}/contents/{{path}}": ("get",),
    f"{REPO}/git/blobs": ("post",),
    f"{REPO}/git/blobs/{{file_sha}}": ("get",),
    f"{REPO}/git/commits": ("post",),
    f"{REPO}/git/commits/{{commit_sha}}": ("get",),
    f"{REPO}/git/matching-refs/{{ref}}": ("get",),
    f"{REPO}/git/ref/{{ref}}": ("get",),
    f"{REPO}/git/refs": ("post",),
    f"{REPO}/git/refs/{{ref}}": ("patch", "delete"),
    f"{REPO}/git/trees": ("post",),
    f"{REPO}/git/trees/{{tree_sha}}": ("get",),
    f"{REPO}/issues": ("get", "post"),
    f"{REPO}/issues/comments/{{comment_id}}": ("get", "patch", "delete"),
    f"{REPO}/issues/{{issue_number}}": ("get", "patch"),
    f"{REPO}/issues/{{issue_number}}/assignees": ("post", "delete"),
    f"{REPO}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{REPO}/issues/{{issue_number}}/labels": ("get", "post", "put", "delete"),
    f"{REPO}/issues/{{issue_number}}/labels/{{name}}": ("delete",),
    f"{REPO}/labels": ("get", "post"),
    f"{REPO}/labels/{{name}}": ("get",),
    f"{REPO}/pulls": ("get", "post"),
    f"{REPO}/pulls/{{pull_number}}": ("get", "patch"),
    f"{REPO}/pulls/{{pull_number}}/comments": ("get",),
    f"{REPO}/pulls/{{pull_number}}/commits": ("get",),
    f"{REPO}/pulls/{{pull_number}}/files": ("get",),
    f"{REPO}/pulls/{{pull_number}}/requested_reviewers": ("get", "post", "delete"),
    f"{REPO}/pulls/{{pull_number}}/reviews": ("get",),
}
# Where the description is wrong, by recorded replies (add-labels-to-issue): a label
# without a description has null there, in lists of pull requests, too.
NULL_AFTER_ALL = (
    (
        "schemas",
        "pull-request-simple",
        "properties",
        "labels",
        "items",
        "properties",
        "description",
    ),
)
# Prose, and what the validator does not read. A property may have such a name too.
DROPPED = ("description", "example", "examples", "summary", "externalDocs", "tags", "title")


def cut(source: Mapping[str, Json]) -> dict[str, Json]:
    """Return the part of a description that OPERATIONS name, with all it refers to."""
    kept = _bare({path: _methods(source, path, names) for path, names in OPERATIONS.items()})
    components: dict[str, Json] = {}
    waiting = [*_references(kept)]
    while waiting:
        kind, name = waiting.pop()
        group = components.setdefault(kind, {})
        assert isinstance(group, dict)
        if name not in group:
            found = _at(source, "components", kind, name)
            group[name] = _response(found) if kind == "responses" else _bare(found)
            waiting += _references(group[name])
    for keys in NULL_AFTER_ALL:
        wrong = _at(components, *keys)
        assert isinstance(wrong, dict)
        wrong["nullable"] = True
    info = _at(source, "info")
    assert isinstance(info, dict)
    return {
        "openapi": source["openapi"],
        "info": {"title": info["title"], "version": info["version"]},
        "paths": kept,
        "components": components,
    }


def _methods(source: Mapping[str, Json], path: str, names: Sequence[str]) -> Json:
    return {name: _at(source, "paths", path, name) for name in names}


def _at(node: Json | Mapping[str, Json], *keys: str) -> Json:
    for key in keys:
        assert isinstance(node, dict)
        node = node[key]
    return node  # type: ignore[return-value]  # a mapping only where no key was given


def _bare(node: Json, *, names: bool = False) -> Json:
    """Return a node without prose; `names` tells that its keys are people's choice."""
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    bare: dict[str, Json] = {}
    for key, value in node.items():
        if names or not (key in DROPPED or key.startswith("x-")):
            bare[key] = _bare(value, names=not names and key == "properties")
        if key == "responses" and isinstance(value, dict):
            bare[key] = {status: _response(response) for status, response in value.items()}
    return bare


def _response(response: Json) -> Json:
    """Return a response without prose; a description is required, so it is an empty one."""
    bare = _bare(response)
    assert isinstance(bare, dict)
    return bare if "$ref" in bare else {"description": "", **bare}


def _references(node: Json) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            _, _, kind, name = reference.split("/", 3)
            yield kind, name
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from _references(child)


def main(arguments: Sequence[str]) -> None:
    """Write both descriptions."""
    archive = Path(arguments[0]) if arguments else None
    read = PACKAGE.read("LICENSE", *SOURCES.values(), archive=archive)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for target, member in SOURCES.items():
        text = json.dumps(cut(json.loads(read[member])), indent=1, sort_keys=True)
        (FOLDER / target).write_text(text + "\n", encoding="utf-8")
    (FOLDER / "LICENSE").write_bytes(read["LICENSE"].strip() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
