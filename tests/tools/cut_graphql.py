"""Cut what we use out of the GraphQL schema: `cd tests; python -m tools.cut_graphql [archive]`.

Writes tests/fakehub/description/github.graphql: the fields below, and whatever inputs,
enums and scalars they need. Prose is left out, and interfaces that are not named.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    parse,
    print_ast,
)
from tools.npm_package import Package

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import FieldDefinitionNode, InputValueDefinitionNode, TypeNode

PACKAGE = Package(
    "@octokit/graphql-schema",
    "15.26.1",
    "4450c2d8ca5105de00c5246f51e04855e054ee88cdfd2c437c02d477b89560e4"
    "9e10ade065aa91d8c18ecac8f8661db18f6458e5f400513f8eaaaee1593ada30",
)
FIELDS = {
    "Query": ("repository", "viewer"),
    "Actor": ("login",),
    "Bot": ("id", "login"),
    "User": ("id", "login"),
    "Mutation": (
        "convertPullRequestToDraft",
        "createCommitOnBranch",
        "markPullRequestReadyForReview",
    ),
    "ConvertPullRequestToDraftPayload": ("clientMutationId", "pullRequest"),
    "CreateCommitOnBranchPayload": ("clientMutationId", "commit", "ref"),
    "MarkPullRequestReadyForReviewPayload": ("clientMutationId", "pullRequest"),
    "Commit": ("id", "oid", "url"),
    "IssueComment": ("author", "authorAssociation", "body"),
    "IssueCommentConnection": ("nodes", "pageInfo", "totalCount"),
    "PageInfo": ("endCursor", "hasNextPage", "hasPreviousPage", "startCursor"),
    "PullRequest": ("comments", "id", "isDraft", "number", "reviewThreads", "reviews", "url"),
    "PullRequestReview": ("author", "authorAssociation", "body", "state"),
    "PullRequestReviewComment": ("author", "authorAssociation", "body"),
    "PullRequestReviewCommentConnection": ("nodes", "totalCount"),
    "PullRequestReviewConnection": ("nodes", "pageInfo", "totalCount"),
    "PullRequestReviewThread": ("comments", "isResolved", "line", "path"),
    "PullRequestReviewThreadConnection": ("nodes", "pageInfo", "totalCount"),
    "Ref": ("id", "name", "prefix"),
    "Repository": ("pullRequest",),
}
BUILT_IN = ("Boolean", "Float", "ID", "Int", "String")
TARGET = Path(__file__).parents[1] / "fakehub" / "description" / "github.graphql"


def cut(source: str) -> str:
    """Return the part of a schema that FIELDS name, in order of names."""
    types = {
        node.name.value: node
        for node in parse(source, no_location=True).definitions
        if isinstance(node, TypeDefinitionNode)
    }
    kept: dict[str, TypeDefinitionNode] = {}
    waiting = list(FIELDS)
    while waiting:
        name = waiting.pop()
        if name not in kept and name not in BUILT_IN:
            kept[name] = _bare(types[name])
            waiting += _needed(kept[name])
    definitions = tuple(kept[name] for name in sorted(kept))
    return print_ast(DocumentNode(definitions=definitions)) + "\n"


def _bare(node: TypeDefinitionNode) -> TypeDefinitionNode:
    """Leave out prose, directives, and the fields and interfaces that we do not use."""
    node = replace(node, description=None, directives=())
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        wanted = FIELDS[node.name.value]
        kept = [_plain(field) for field in node.fields or () if field.name.value in wanted]
        known = tuple(one for one in node.interfaces or () if one.name.value in FIELDS)
        return replace(node, interfaces=known, fields=tuple(kept))
    if isinstance(node, EnumTypeDefinitionNode):
        values = [replace(one, description=None, directives=()) for one in node.values or ()]
        return replace(node, values=tuple(values))
    if isinstance(node, InputObjectTypeDefinitionNode):
        return replace(node, fields=tuple(_argument(field) for field in node.fields or ()))
    return node


def _plain(field: FieldDefinitionNode) -> FieldDefinitionNode:
    arguments = tuple(_argument(argument) for argument in field.arguments or ())
    return replace(field, description=None, directives=(), arguments=arguments)


def _argument(value: InputValueDefinitionNode) -> InputValueDefinitionNode:
    return replace(value, description=None, directives=())


def _needed(node: TypeDefinitionNode) -> list[str]:
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        fields = node.fields or ()
        arguments = [argument for field in fields for argument in field.arguments or ()]
        return [_name(field.type) for field in fields] + [_name(one.type) for one in arguments]
    if isinstance(node, InputObjectTypeDefinitionNode):
        return [_name(value.type) for value in node.fields or ()]
    return []


def _name(node: TypeNode) -> str:
    if isinstance(node, ListTypeNode | NonNullTypeNode):
        return _name(node.type)
    assert isinstance(node, NamedTypeNode)
    return node.name.value


def main(arguments: Sequence[str]) -> None:
    """Write the schema."""
    archive = Path(arguments[0]) if arguments else None
    read = PACKAGE.read("schema.graphql", archive=archive)
    TARGET.write_text(cut(read["schema.graphql"].decode()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
