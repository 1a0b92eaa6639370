from pathlib import Path

import pytest

from bot.arguments import read_settings
from bot.domain.mission import EngineName
from bot.errors import InputError
from bot.flags import FLAGS, arguments_from_inputs, default_of
from bot.settings import Command, ForgeKind, Settings

HERE = Path(__file__).parent


def test_a_campaign_needs_no_flag() -> None:
    settings = read_settings(["campaign"], here=HERE)

    assert settings == Settings(Command.CAMPAIGN, HERE, HERE / ".coverage-missions")


def test_every_flag_of_the_documented_command_line_is_read() -> None:
    words = (
        "campaign --root . --subject src/a.py --subject src/b*.py --target-pct 90 "
        "--engines search,solver --mission-seconds 30 --jobs 2 --forge local --tests-dir t "
        f"--python {__file__} --seed 7 --out result --json"
    )

    settings = read_settings(words.split(), here=HERE)

    assert settings == Settings(
        command=Command.CAMPAIGN,
        root=HERE,
        out=HERE / "result",
        subject=("src/a.py", "src/b*.py"),
        target_pct=90,
        engines=(EngineName.SEARCH, EngineName.SOLVER),
        mission_seconds=30,
        jobs=2,
        forge=ForgeKind.LOCAL,
        tests_dir="t",
        python=Path(__file__),
        seed=7,
        json=True,
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("campaign --root nowhere", "no such folder"),
        ("campaign --out .", "is the repository itself"),
        ("campaign --situations 0", "--situations must be 1 to 1000000; got 0"),
        ("campaign --target-pct 101", "--target-pct must be 0 to 100; got 101"),
        ("campaign --target-pct much", "--target-pct takes a whole number; got 'much'"),
        ("campaign --jobs 0", "--jobs must be 1 to 64; got 0"),
        ("campaign --engines search,magic", "--engines knows search, solver, model"),
        ("campaign --forge github", "--forge knows local, none; got 'github'"),
        ("campaign --sandbox none", "--sandbox knows bubblewrap, namespaces, landlock; got 'none'"),
        ("campaign --tests-dir ../x", "--tests-dir '../x' leaves the repository"),
        ("campaign --tests-dir /x", "--tests-dir '/x' is absolute"),
        ("campaign --python nowhere", "no such file"),
        ("campaign --model=-x", "--model takes a model's name, such as phi3:mini; got '-x'"),
        ("run m --model a;b", "--model takes a model's name"),
        ("campaign --model-context 1023", "--model-context must be 1024 to 1000000"),
        ("campaign --model-seconds 0", "--model-seconds must be 1 to 21600"),
        ("campaign --ollama-url ftp://gpu", "--ollama-url takes addresses such as http://"),
        ("campaign --openai-url gpu,http://", "--openai-url takes addresses such as http://"),
        ("campaign --ollama-url gpu --openai-url gpu", "name servers of one kind"),
        ("campaign --category core", "--category takes GLOB=NAME"),
    ],
)
def test_a_wrong_value_is_named_with_its_flag(words: str, told: str) -> None:
    with pytest.raises(InputError) as raised:
        read_settings(words.split(), here=HERE)

    assert told in str(raised.value)


def test_the_models_servers_are_read() -> None:
    ollama = read_settings(["run", "m", "--ollama-url", "gpu, gpu:80 http://0.0.0.0"], here=HERE)
    openai = read_settings(["doctor", "--openai-url=gpu:8000", "--model=a/b:7b"], here=HERE)

    assert ollama.ollama_url == ("http://gpu:11434", "http://gpu:80", "http://127.0.0.1:80")
    assert (openai.openai_url, openai.model) == (("http://gpu:8000/v1",), "a/b:7b")


def test_a_wrong_address_is_not_shown_for_it_may_hold_a_password() -> None:
    with pytest.raises(InputError) as raised:
        read_settings(["run", "m", "--openai-url", "http://me:hunter2@gpu"], here=HERE)

    assert "--openai-url takes addresses" in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_the_demo_runs_two_missions_at_a_time_unless_told() -> None:
    assert read_settings(["demo"], here=HERE).jobs == 2
    assert read_settings(["demo", "--jobs", "1"], here=HERE).jobs == 1


def test_a_flag_of_another_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_settings(["validate", "--jobs", "2"], here=HERE)

    assert "--jobs" in capsys.readouterr().err


def test_action_inputs_become_the_words_a_person_would_type() -> None:
    environ = {
        "INPUT_COMMAND": "campaign",
        "INPUT_TARGET-PCT": "90",
        "INPUT_SUBJECT": "src/a.py\nsrc/b.py",
        "INPUT_JSON": "true",
        "INPUT_FAIL-BELOW-TARGET": "false",
        "INPUT_SEED": "",
    }

    words = arguments_from_inputs(environ)

    assert words == [
        "campaign",
        "--subject=src/a.py",
        "--subject=src/b.py",
        "--target-pct=90",
        "--json",
    ]


def test_a_mission_input_is_passed_to_run() -> None:
    words = arguments_from_inputs({"INPUT_COMMAND": "run", "INPUT_MISSION": "missions/a.yaml"})

    assert words == ["run", "missions/a.yaml"]


@pytest.mark.parametrize(
    "environ",
    [{"INPUT_COMMAND": "dance"}, {"INPUT_COMMAND": "campaign", "INPUT_JSON": "yes"}],
)
def test_a_wrong_input_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(InputError):
        arguments_from_inputs(environ)


def test_every_flag_is_a_field_and_every_default_is_accepted_back() -> None:
    for flag in FLAGS:
        default = default_of(flag)
        if not flag.is_switch and default:
            command = min(flag.commands)
            words = [command, f"--{flag.name}", default]
            if command is Command.RUN:
                words.append("mission.yaml")
            settings = read_settings(words, here=HERE)
            assert getattr(settings, flag.field) == getattr(
                Settings(command, HERE, HERE), flag.field
            )
