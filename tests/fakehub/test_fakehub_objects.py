"""Refs, commits, trees, blobs, comparisons and contents, by REST."""

from __future__ import annotations

import base64

import pytest
from fakehub.fakehub_ground import FILES, REPO, SHOP, TOPIC, Ground


def _tip(ground: Ground, branch: str = "main") -> str:
    return ground.hub.people.repo(SHOP).git.branches()[branch]


def _commit(ground: Ground, message: str = "by the bot") -> str:
    """Commit one file on main's tip by the Git Data API; no ref moves."""
    content = base64.b64encode(b"\xff\x00").decode()
    blob = ground.bot.ask(
        "POST", f"{REPO}/git/blobs", {"content": content, "encoding": "base64"}
    ).at("sha")
    entry = {"path": "bytes.bin", "mode": "100644", "type": "blob", "sha": blob}
    gone = {"path": "README.md", "mode": "100644", "type": "blob", "sha": None}
    tree = ground.bot.ask(
        "POST", f"{REPO}/git/trees", {"base_tree": _tip(ground), "tree": [entry, gone]}
    ).at("sha")
    made = ground.bot.ask(
        "POST",
        f"{REPO}/git/commits",
        {"message": message, "tree": tree, "parents": [_tip(ground)]},
    )
    return str(made.at("sha"))


def test_a_commit_can_be_made_without_git(ground: Ground) -> None:
    sha = _commit(ground)

    made = ground.bot.ask("POST", f"{REPO}/git/refs", {"ref": "refs/heads/new", "sha": sha})

    assert (made.status, made.at("object", "sha")) == (201, sha)
    held = ground.bot.ask("GET", f"{REPO}/contents/", query={"ref": "new"})
    assert held.each("path") == ["bytes.bin", "src"]
    read = ground.bot.ask("GET", f"{REPO}/contents/bytes.bin", query={"ref": "new"})
    assert base64.b64decode(str(read.at("content"))) == b"\xff\x00"


def test_what_a_bot_commits_without_a_name_is_signed(ground: Ground) -> None:
    sha = _commit(ground)

    read = ground.bot.ask("GET", f"{REPO}/git/commits/{sha}")

    assert read.at("author", "name") == "github-actions[bot]"
    assert read.at("verification", "verified") is True


def test_a_ref_is_made_once_and_moves_forward(ground: Ground) -> None:
    main, topic = _tip(ground), _tip(ground, TOPIC)
    path = f"{REPO}/git/refs/heads/new"

    def asked(method: str, where: str, **sent: str | bool) -> tuple[int, str]:
        answer = ground.bot.ask(method, where, sent)
        return answer.status, answer.said() if answer.status > 201 else ""

    new = {"ref": "refs/heads/new"}
    assert asked("POST", f"{REPO}/git/refs", **new, sha=topic) == (201, "")
    assert asked("POST", f"{REPO}/git/refs", **new, sha=topic) == (422, "Reference already exists")
    assert asked("PATCH", path, sha=main) == (422, "Update is not a fast forward")
    assert asked("PATCH", path, sha=main, force=True) == (200, "")
    assert asked("PATCH", path, sha="0" * 40) == (422, "Object does not exist")
    assert ground.bot.ask("DELETE", path).status == 204
    assert ground.bot.ask("DELETE", path).said() == "Reference does not exist"


@pytest.mark.parametrize("name", ["new", "refs/new", "refs/heads/a..b", "refs/heads/"])
def test_a_ref_has_a_whole_name(ground: Ground, name: str) -> None:
    sent = {"ref": name, "sha": _tip(ground)}

    assert ground.bot.ask("POST", f"{REPO}/git/refs", sent).status == 422


def test_refs_are_found_by_name_and_by_prefix(ground: Ground) -> None:
    one = ground.bot.ask("GET", f"{REPO}/git/ref/heads/{TOPIC}")
    some = ground.bot.ask("GET", f"{REPO}/git/matching-refs/heads/coverage-missions")
    none = ground.bot.ask("GET", f"{REPO}/git/ref/heads/coverage-missions")

    assert one.at("ref") == f"refs/heads/{TOPIC}"
    assert some.each("ref") == [f"refs/heads/{TOPIC}"]
    assert none.status == 404


@pytest.mark.parametrize("escaped", [True, False])
def test_slashes_of_a_branch_may_be_escaped(ground: Ground, *, escaped: bool) -> None:
    name = TOPIC.replace("/", "%2F") if escaped else TOPIC

    assert ground.bot.ask("GET", f"{REPO}/branches/{name}").at("name") == TOPIC


def test_comparisons_count_both_ways(ground: Ground) -> None:
    ground.hub.people.push(SHOP, "main", {"later.py": "x = 1\n"})

    seen = ground.bot.ask("GET", f"{REPO}/compare/main...{TOPIC}")

    assert (seen.at("status"), seen.at("ahead_by"), seen.at("behind_by")) == ("diverged", 1, 1)
    assert seen.at("files", 0, "filename") == "tests/test_shop_missions.py"
    assert ground.bot.ask("GET", f"{REPO}/compare/main...none").status == 404


def test_commits_are_listed_by_branch_and_path(ground: Ground) -> None:
    every = ground.bot.ask("GET", f"{REPO}/commits", query={"sha": TOPIC})
    some = ground.bot.ask("GET", f"{REPO}/commits", query={"sha": TOPIC, "path": "src"})
    by = ground.bot.ask("GET", f"{REPO}/commits", query={"sha": TOPIC, "author": "ada"})

    assert [len(found.each()) for found in (every, some, by)] == [2, 1, 1]
    one = ground.bot.ask("GET", f"{REPO}/commits/{TOPIC}")
    assert one.at("stats", "additions") == 1


def test_trees_and_blobs_can_be_read(ground: Ground) -> None:
    tree = ground.bot.ask("GET", f"{REPO}/git/trees/main", query={"recursive": "1"})

    assert (tree.at("truncated"), tree.at("tree", 0, "path")) == (False, "README.md")
    blob = ground.bot.ask("GET", f"{REPO}/git/blobs/{tree.at('tree', 0, 'sha')}")
    assert base64.b64decode(str(blob.at("content"))).decode() == FILES["README.md"]


def test_a_workflow_is_started(ground: Ground) -> None:
    path = f"{REPO}/actions/workflows/ci.yml/dispatches"

    started = ground.bot.ask("POST", path, {"ref": "main", "inputs": {"target": "85"}})
    nowhere = ground.bot.ask("POST", path, {"ref": "none"})

    assert (started.status, nowhere.status) == (204, 422)
    kept = [{"workflow": "ci.yml", "ref": "main", "inputs": {"target": "85"}}]
    assert ground.hub.people.repo(SHOP).dispatches == kept
