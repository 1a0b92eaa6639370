"""Endpoints of labels: of a repository, and on an issue. Letter case does not count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fakehub.fakehub_body import Body
from fakehub.fakehub_http import Reply, invalid, not_found
from fakehub.fakehub_state import Issue, Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fakehub.fakehub_call import Call

COLOR = re.compile(r"[0-9a-fA-F]{6}")
NAME_CHARS_MAX = 50
DESCRIPTION_CHARS_MAX = 100


def label_names(body: Body) -> list[str] | None:
    """Return the labels that a body names, or None where it names none.

    Raises:
        Refusal: one is empty or too long.
    """
    names = body.texts("labels")
    for name in names or ():
        if not name.strip() or len(name) > NAME_CHARS_MAX:
            raise invalid("Label", "name")
    return names


def labels_named(call: Call, names: Sequence[str]) -> list[str]:
    """Return names as labels have them; labels that are missing are made."""
    for name in names:
        if name.lower() not in call.repo.labels:
            call.repo.labels[name.lower()] = Label(call.world.new_id(), name)
    return list(dict.fromkeys(call.repo.labels[name.lower()].name for name in names))


def list_labels(call: Call) -> Reply:
    """GET a repository's labels."""
    labels = sorted(call.repo.labels.values(), key=lambda label: label.name.lower())
    return call.paged([call.shapes.label(call.repo, label) for label in labels])


def create_label(call: Call) -> Reply:
    """POST a label."""
    name = call.body.optional_text("name")
    if name is None:
        raise invalid("Label", "name", code="missing_field")
    if not name.strip() or len(name) > NAME_CHARS_MAX:
        raise invalid("Label", "name")
    color = call.body.optional_text("color") or Label(0, "").color
    if not COLOR.fullmatch(color):
        raise invalid("Label", "color")
    if name.lower() in call.repo.labels:
        raise invalid("Label", "name", code="already_exists")
    description = call.body.optional_text("description")
    if len(description or "") > DESCRIPTION_CHARS_MAX:
        raise invalid("Label", "description")
    made = Label(call.world.new_id(), name, color, description)
    call.repo.labels[name.lower()] = made
    shape = call.shapes.label(call.repo, made)
    return Reply(201, shape, {"location": str(shape["url"])})


def get_label(call: Call) -> Reply:
    """GET one label."""
    label = call.repo.labels.get(call.variables["name"].lower())
    if label is None:
        raise not_found()
    return Reply(200, call.shapes.label(call.repo, label))


def list_on_issue(call: Call) -> Reply:
    """GET an issue's labels."""
    return call.paged(call.shapes.labels(call.repo, call.issue()))


def add(call: Call) -> Reply:
    """POST labels onto an issue."""
    issue = call.issue()
    call.resolvable(issue)
    names = labels_named(call, _sent(call))
    issue.labels = list(dict.fromkeys([*issue.labels, *names]))
    return _labels(call, issue)


def replace(call: Call) -> Reply:
    """PUT labels in place of an issue's."""
    issue = call.issue()
    call.resolvable(issue)
    issue.labels = labels_named(call, _sent(call))
    return _labels(call, issue)


def _sent(call: Call) -> list[str]:
    """Return the names that were sent.

    GitHub still takes a bare array; its description does not, and the gate tells so.
    """
    sent = call.asked.json()
    body = Body({"labels": sent}) if isinstance(sent, list) else call.body
    return label_names(body) or []


def remove(call: Call) -> Reply:
    """DELETE one label from an issue."""
    issue, name = call.issue(), call.variables["name"].lower()
    if name not in map(str.lower, issue.labels):
        raise not_found()
    issue.labels = [kept for kept in issue.labels if kept.lower() != name]
    return _labels(call, issue)


def remove_all(call: Call) -> Reply:
    """DELETE all labels from an issue."""
    call.issue().labels = []
    return Reply(204)


def _labels(call: Call, issue: Issue) -> Reply:
    issue.updated_at = call.now
    return Reply(200, call.shapes.labels(call.repo, issue))
