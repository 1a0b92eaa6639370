from __future__ import annotations

import os
import stat
import struct
from io import BufferedReader, FileIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.sandbox import landlock, limits, view
from bot.adapters.sandbox.ownership import closed_to_nobody, give_to_nobody, open_the_way
from bot.adapters.sandbox.pipes import Drain
from bot.adapters.sandbox.spec import NOBODY, Spec, pack, unpack
from bot.ports.world import Confinement, Request


@given(
    st.lists(st.text(), min_size=1),
    st.dictionaries(st.text(), st.text()),
    st.integers(0, 2**60),
    st.booleans(),
)
def test_a_spec_survives_its_way(
    argv: list[str],
    env: dict[str, str],
    count: int,
    flag: bool,  # noqa: FBT001 - Hypothesis gives it
) -> None:
    spec = Spec("none", tuple(argv), "/", tuple(env.items()), (), ("/w",), count, 1, 2, flag)

    assert unpack(pack(spec)) == spec


@pytest.mark.parametrize("argv", [(), ("true",), ("bin/true", "/bin/true")])
def test_a_request_names_its_program_by_an_absolute_path(argv: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="names its program by an absolute path"):
        Request(argv, Path("/tmp"), Confinement((), ()))


def drained(content: bytes, keep: int, *, last: bool = False) -> tuple[str, bool]:
    read_end, write_end = os.pipe()
    drain = Drain(BufferedReader(FileIO(read_end)), keep, last=last)
    with os.fdopen(write_end, "wb") as writer:
        writer.write(content)
    return drain.text(10), drain.truncated


@given(st.text("abc", max_size=300), st.integers(1, 200))
def test_a_drain_keeps_the_first_bytes(text: str, keep: int) -> None:
    assert drained(text.encode(), keep) == (text[:keep], len(text) > keep)


@given(st.text("abc", max_size=300), st.integers(1, 200))
def test_a_tail_keeps_the_last_bytes(text: str, keep: int) -> None:
    assert drained(text.encode(), keep, last=True) == (text[-keep:], len(text) > keep)


def test_a_tail_of_much_output_stays_small() -> None:
    lines = b"".join(b"%07d\n" % number for number in range(100_000))

    assert drained(lines, 16, last=True) == ("0099998\n0099999\n", True)


def test_a_path_is_followed_link_by_link(tmp_path: Path) -> None:
    root = str(tmp_path.resolve())
    (tmp_path / "real").mkdir()
    (tmp_path / "relative").symlink_to("real")
    (tmp_path / "absolute").symlink_to(tmp_path.resolve() / "relative")
    (tmp_path / "real" / "up").symlink_to("../absolute")

    end, links = view.split_links(f"{root}/absolute/up/./x/../file")

    assert end == f"{root}/real/file"
    assert links == (
        (f"{root}/absolute", f"{root}/relative"),
        (f"{root}/relative", "real"),
        (f"{root}/real/up", "../absolute"),
        (f"{root}/absolute", f"{root}/relative"),
        (f"{root}/relative", "real"),
    )


def test_following_a_circle_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    _, links = view.split_links(str(tmp_path / "a"))

    assert len(links) <= 41


def test_the_inner_path_decides_where_paths_lie_in_each_other(tmp_path: Path) -> None:
    root = str(tmp_path.resolve())
    (tmp_path / "scratch" / "pinned").mkdir(parents=True)
    (tmp_path / "lib").mkdir()

    shown, _ = view.binds((root, f"{root}/lib", f"{root}/scratch/pinned"), (f"{root}/scratch",), ())

    assert [bind for bind in shown if bind[0].startswith(root)] == [
        (root, False),
        (f"{root}/scratch", True),
        (f"{root}/scratch/pinned", False),
    ]


def test_a_link_is_made_only_where_the_view_does_not_show_it(tmp_path: Path) -> None:
    root = str(tmp_path.resolve())
    (tmp_path / "shown" / "bin").mkdir(parents=True)
    (tmp_path / "shown" / "python").symlink_to("../hidden")
    (tmp_path / "hidden").symlink_to("/bin/true")

    _, links = view.binds((f"{root}/shown",), (), (f"{root}/shown/python",))

    assert [link for link in links if link[0].startswith(root)] == [(f"{root}/hidden", "/bin/true")]


def test_folders_on_the_way_are_named_from_outside_in() -> None:
    assert view.folders_on_the_way(["/usr", "/root/a/lib", "/usr/x/y"]) == ["/root", "/root/a"]


@pytest.mark.parametrize("abi", range(1, 8))
def test_landlock_is_asked_only_for_what_its_version_knows(abi: int) -> None:
    bits_of_files = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16, 6: 16, 7: 16}
    words = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3, 7: 3}

    attributes = struct.unpack(f"={words[abi]}Q", landlock.ruleset_attributes(abi))

    assert attributes[0] == 2 ** bits_of_files[abi] - 1
    assert set(attributes[1:]) <= {3}


def test_ones_own_tasks_are_counted() -> None:
    assert limits.tasks_of(os.getuid()) >= 1
    assert limits.tasks_of(2**31) == 0


def test_a_folder_that_nobody_can_enter_is_named(tmp_path: Path) -> None:
    (tmp_path / "closed" / "open").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)

    named = limits.closed_folder([str(tmp_path / "closed" / "open" / "file")])

    assert named
    assert str(tmp_path / "closed").startswith(named)
    assert limits.closed_folder(["/usr/bin/env"]) == ""


def test_rights_on_a_path_decide_whether_nobody_may_read_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch(0o600)

    assert closed_to_nobody(tmp_path / "file")
    assert not closed_to_nobody(Path("/usr"))
    assert not closed_to_nobody(Path("/usr/bin/env"))


def test_a_tree_changes_hands_but_never_what_its_links_and_names_reach(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "deep").mkdir(parents=True)
    (tree / "deep" / "own").touch()
    (tmp_path / "target").touch()
    (tmp_path / "cached").touch()
    (tree / "link").symlink_to(tmp_path / "target")
    (tree / "name").hardlink_to(tmp_path / "cached")
    # Only root can give files away, and only then does the sandbox do so.
    ours = os.geteuid()
    theirs = ours or NOBODY

    if ours == 0:
        give_to_nobody(tree)

    assert tree.stat().st_uid == theirs
    assert (tree / "deep" / "own").stat().st_uid == theirs
    assert (tree / "link").lstat().st_uid == theirs
    assert (tmp_path / "target").stat().st_uid == ours
    assert (tmp_path / "cached").stat().st_uid == ours


def test_the_way_is_opened_below_the_temporary_folder_only(tmp_path: Path) -> None:
    inner = tmp_path / "tmp" / "made" / "deep"
    inner.mkdir(parents=True)
    for folder in (tmp_path / "tmp", tmp_path / "tmp" / "made", inner):
        folder.chmod(0o700)

    open_the_way(inner, tmp_path / "tmp")

    modes = [stat.S_IMODE(folder.stat().st_mode) for folder in (inner.parent.parent, inner.parent)]
    assert modes == [0o700, 0o701]
    assert stat.S_IMODE(inner.stat().st_mode) == 0o700


def test_giving_away_what_is_gone_fails(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        give_to_nobody(tmp_path / "gone")


def test_only_a_plain_users_entry_joins_roots() -> None:
    assert view.own_etc(0, 0)["/etc/passwd"].count("\n") == 1
    assert "user:x:65534:65534" in view.own_etc(65534, 65534)["/etc/passwd"]
