"""Where an Ollama server may be, and what doctor says of each address that it asked."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from fakes.loopback import serving
from fakes.ollama_double import OllamaDouble
from fakes.openai_double import OpenAIDouble

from bot.adapters.ollama_version import BYTES_MAX, ask_version
from bot.commands.model_server import check_model
from bot.domain.servers import address_of
from bot.doors import World
from bot.settings import Command, Settings
from bot.stages.ollama_places import (
    Answer,
    End,
    Origin,
    Place,
    advice,
    gateway_of,
    places,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADING = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"
ROUTES = (
    HEADING
    + "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\n"
    + "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\n"
)
DOCKER, HERE = "http://host.docker.internal:11434", "http://127.0.0.1:11434"
# A server of this machine answers at once; a slow machine may take its time.
SECONDS = 30.0


@contextmanager
def server(status: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/api/version"
            self.send_response(status if found else 404)
            self.end_headers()
            self.wfile.write(body if found else b"")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as serving:
        thread = Thread(target=serving.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def test_a_server_that_answers_tells_its_version() -> None:
    with server(200, b'{"version": "0.5.1"}') as url:
        assert ask_version(url, seconds=SECONDS) == Answer(End.ANSWERED, "0.5.1")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"Ollama is running"),
        (200, b'{"version": 1}'),
        (200, b"[]"),
        (502, b'{"version": "0.5.1"}'),
        (302, b""),
        (200, b'{"version": "' + b"9" * BYTES_MAX + b'"}'),
    ],
)
def test_what_says_no_version_is_no_ollama(status: int, body: bytes) -> None:
    with server(status, body) as url:
        answer = ask_version(url, seconds=SECONDS)

    assert answer == Answer(End.OTHER, f"HTTP {status}, and no version")


def test_what_speaks_no_http_is_no_ollama() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        speaking = Thread(target=lambda: _greet(listening), daemon=True)
        speaking.start()
        answer = ask_version(f"http://127.0.0.1:{port}", seconds=SECONDS)
        speaking.join()

    assert answer.end is End.OTHER


def _greet(listening: socket.socket) -> None:
    caller, _ = listening.accept()
    with caller:
        caller.recv(BYTES_MAX)
        caller.sendall(b"220 mail.example.org ESMTP\r\n")


def test_a_port_that_nobody_listens_on_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]

    assert ask_version(f"http://127.0.0.1:{port}", seconds=SECONDS).end is End.REFUSED


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]

        assert ask_version(f"http://127.0.0.1:{port}", seconds=0.05) == Answer(End.TIMED_OUT)


def test_a_name_that_nobody_can_have_is_no_host() -> None:
    assert ask_version(f"http://{'a' * 70}.invalid:1", seconds=SECONDS).end is End.NO_HOST


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("0.0.0.0", HERE),
        ("gpu", "http://gpu:11434"),
        ("gpu:8080", "http://gpu:8080"),
        ("http://gpu", "http://gpu:80"),
        ("https://me:secret@gpu/ollama?x", "https://gpu:443"),
        ("[::]:1", "http://[::1]:1"),
        (' "gpu" ', "http://gpu:11434"),
    ],
)
def test_ollama_host_is_read_as_ollamas_client_reads_it(given: str, address: str) -> None:
    assert address_of(given) == address


@pytest.mark.parametrize(
    "given", ["ftp://gpu", "http://", "gpu:99999", "g pu", "a\nb", "::1", ":1"]
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"address|[Pp]ort"):
        address_of(given)


@pytest.mark.parametrize(
    ("routes", "gateway"),
    [
        (ROUTES, "172.17.0.1"),
        ("", ""),
        (HEADING, ""),
        (HEADING + "eth0\t00000000\n", ""),
        (HEADING + "eth0\t00000000\t010011AC\t0001\n", ""),
        (HEADING + "eth0\t00000000\tnothing!\t0003\n", ""),
        (HEADING + "eth0\t00000000\t0100\t0003\n", ""),
        (HEADING + "tun0\t00000000\t00000000\t0001\n" + ROUTES, "172.17.0.1"),
    ],
)
def test_the_default_gateway_is_read_from_the_routes(routes: str, gateway: str) -> None:
    assert gateway_of(routes) == gateway


def test_each_address_is_asked_once_in_order() -> None:
    gateway = "http://172.17.0.1:11434"

    assert [place.url for place in places("", ROUTES)] == [DOCKER, gateway, HERE]
    assert [place.origin for place in places("", "")] == [Origin.DOCKER, Origin.HERE]


def test_nobody_else_is_asked_where_a_person_says_who() -> None:
    assert places("gpu", ROUTES) == (Place("http://gpu:11434", Origin.GIVEN),)


def test_every_end_but_an_answer_has_its_advice() -> None:
    docker, gateway, here = (
        Place("u", Origin.DOCKER),
        Place("u", Origin.GATEWAY),
        Place("u", Origin.HERE),
    )

    assert "host-gateway" in advice(docker, End.NO_HOST)
    assert "OLLAMA_HOST=0.0.0.0" in advice(gateway, End.REFUSED)
    assert "ollama serve" in advice(here, End.REFUSED)
    assert "firewall" in advice(gateway, End.TIMED_OUT)
    assert advice(gateway, End.OTHER) == ""
    assert "OLLAMA_HOST" in advice(Place("u", Origin.GIVEN), End.NO_HOST)


def told(
    folder: Path,
    given: str,
    answers: dict[str, Answer],
    *,
    model: str = "phi3:mini",
    ollama_url: tuple[str, ...] = (),
    openai_url: tuple[str, ...] = (),
) -> list[tuple[bool, str]]:
    routes = folder / "route"
    routes.write_text(ROUTES, encoding="ascii")
    world = World({"OLLAMA_HOST": given} if given else {}, folder)
    settings = Settings(
        Command.DOCTOR, folder, folder, model=model, ollama_url=ollama_url, openai_url=openai_url
    )
    found = [*check_model(settings, world, lambda url: answers[url], routes)]
    assert not any(check.is_fatal for check in found)
    return [(check.is_fine, check.told) for check in found]


def test_one_line_for_each_address_where_none_answers(tmp_path: Path) -> None:
    lines = told(
        tmp_path,
        "",
        {
            DOCKER: Answer(End.NO_HOST),
            "http://172.17.0.1:11434": Answer(End.REFUSED),
            HERE: Answer(End.OTHER, "HTTP 404\n::warning::x"),
        },
    )

    assert [is_fine for is_fine, _ in lines] == [False, False, False]
    assert lines[0][1].startswith(f"{DOCKER} (Docker's name of its host): no such host; Docker on")
    assert "(the default gateway): refused; Ollama listens on its own loopback" in lines[1][1]
    assert lines[2][1] == f"{HERE} (this machine): something else answered (HTTP 404 ::warning::x)"


def test_what_is_found_first_is_the_only_one_asked(tmp_path: Path) -> None:
    with serving(OllamaDouble()) as url:
        lines = told(tmp_path, url, {url: Answer(End.ANSWERED, "0.12.6")})

    has = "it has phi3:mini, 8192 tokens of context"
    assert lines == [(True, f"{url} (OLLAMA_HOST) answered: version 0.12.6; {has}")]


def test_a_server_without_the_model_is_told_how_it_gets_it(tmp_path: Path) -> None:
    with serving(OllamaDouble()) as url:
        ((is_fine, line),) = told(
            tmp_path, url, {url: Answer(End.ANSWERED, "0.12.6")}, model="qwen:7b"
        )

    assert not is_fine
    assert f"it has no model qwen:7b: run `OLLAMA_HOST={url} ollama pull qwen:7b`" in line


def test_servers_that_people_name_are_all_asked_and_no_other(tmp_path: Path) -> None:
    with serving(OllamaDouble()) as one, serving(OllamaDouble()) as other:
        answers = dict.fromkeys((one, other), Answer(End.ANSWERED, "0.12.6"))
        lines = told(tmp_path, "gpu", answers, ollama_url=(one, other))

    assert [line.split(" answered")[0] for _, line in lines] == [
        f"{one} (--ollama-url)",
        f"{other} (--ollama-url)",
    ]


def test_a_server_of_the_other_kind_is_asked_for_its_models(tmp_path: Path) -> None:
    with serving(OpenAIDouble()) as url:
        lines = told(tmp_path, "gpu", {}, openai_url=(f"{url}/v1",))

    has = "it has phi3:mini, 4096 tokens of context"
    assert lines == [(True, f"{url}/v1 answered: vLLM; {has}")]


def test_a_wrong_ollama_host_is_told_and_nobody_is_asked(tmp_path: Path) -> None:
    lines = told(tmp_path, "ftp://gpu", {})

    why = "which is no address: host:port, or http://host:port"
    assert lines == [(False, f"OLLAMA_HOST is 'ftp://gpu', {why}")]


def test_advice_about_a_server_that_says_nothing(tmp_path: Path) -> None:
    ((_, line),) = told(tmp_path, "gpu", {"http://gpu:11434": Answer(End.TIMED_OUT)})

    assert "timed out after 2 s; a firewall may drop it" in line


def test_a_machine_without_routes_has_no_gateway(tmp_path: Path) -> None:
    settings = Settings(Command.DOCTOR, tmp_path, tmp_path)
    nobody = Answer(End.REFUSED)

    asked = [*check_model(settings, World({}, tmp_path), lambda _: nobody, tmp_path / "none")]

    assert len(asked) == 2
