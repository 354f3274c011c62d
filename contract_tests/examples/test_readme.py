"""Everything the README tells to do is done here: its code blocks, each in its own way."""

import re
import tomllib
from typing import Any

import pytest
import yaml

import mock_runpod
from contract_tests.examples.blocks import README, Block, fits, read
from contract_tests.examples.conftest import Reader
from contract_tests.house.tree import CHECKOUT
from mock_runpod.cli.serving import serve
from mock_runpod.cli.worker_run import run
from mock_runpod.environment import PATHS
from mock_runpod.model import Endpoint, NetworkVolume, Record, Stock, Template
from mock_runpod.runtime.files import options
from mock_runpod.settings import Server, WorldSettings

BLOCKS = list(read(README.read_text(encoding="utf-8")))
MAKEFILE = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(
    (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
)
IN_A_WORLD: dict[str, type[Record]] = {
    "endpoints": Endpoint,
    "stock": Stock,
    "templates": Template,
    "volumes": NetworkVolume,
}
TRIED: set[str] = set()


def every(way: str) -> pytest.MarkDecorator:
    """The blocks that are tried out in this way; there is at least one, or the test must go."""
    TRIED.add(way)
    found = [block for block in BLOCKS if block.way == way]
    assert found, way
    return pytest.mark.parametrize("block", found, ids=str)


@every("sh")
def test_a_command_does_what_it_shows(block: Block, reader: Reader) -> None:
    done = reader.does("sh", "-euc", block.text)

    assert done.returncode == 0, done.stderr
    assert answered(block, done.stdout), done.stdout


def answered(block: Block, printed: str) -> bool:
    """A block may be silent about what it prints, but not with curl: any answer pleases it."""
    if block.answer is None:
        return "curl" not in block.text
    return fits(block.answer, printed)


@every("python")
def test_a_script_does_what_it_shows(block: Block, reader: Reader) -> None:
    done = reader.does("python", "-c", block.text)

    assert done.returncode == 0, done.stderr
    assert answered(block, done.stdout), done.stdout


SUITE = [block for block in BLOCKS if block.way == "pytest"]
TRIED.add("pytest")


def test_the_tests_pass(reader: Reader) -> None:
    """All of them in one run, as a reader would who has kept them: pytest starts but once."""
    files = [block.file for block in SUITE if block.file]
    assert files

    done = reader.does("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *files)

    assert done.returncode == 0, done.stdout
    assert f"{sum(block.text.count('def test_') for block in SUITE)} passed" in done.stdout


@every("mock-runpod serve")
def test_a_server_starts_as_told(block: Block, reader: Reader) -> None:
    servers = [reader.starts(*words) for words in block.commands]
    try:
        said = [server.stdout.readline() for server in servers if server.stdout]
    finally:
        for server in servers:
            server.terminate()
    complaints = [server.communicate()[1] for server in servers]

    assert all(line.startswith("mock-runpod ready on http://") for line in said), complaints
    assert [server.returncode for server in servers] == [0] * len(servers)


@every("worker")
def test_a_worker_is_followed_by_what_it_answers(block: Block) -> None:
    after = BLOCKS[BLOCKS.index(block) + 1 :]

    assert any(each.way == "beside a worker" for each in after[:2])


@every("mock-runpod worker run")
def test_workers_can_be_run_as_told(block: Block) -> None:
    for _, _, *arguments in block.commands:
        assert run.make_context("run", arguments[1:])


@every("beside a worker")
def test_a_worker_answers_what_is_shown(block: Block, reader: Reader) -> None:
    with reader.works("sh" if "rpa_mock_shell" in block.text else "handler"):
        done = reader.does("sh", "-euc", block.text)

    assert done.returncode == 0, done.stderr
    assert answered(block, done.stdout), done.stdout


@every("make")
def test_a_make_target_is_there(block: Block) -> None:
    targets = set(re.findall(r"^([\w-]+):.*## ", MAKEFILE, re.MULTILINE))

    for _, target, *given in block.commands:
        assert target in targets
        for name, _, text in (each.partition("=") for each in given):
            assert name in {"ARGS", "PYTHON"}
            if (target, name) == ("serve", "ARGS"):
                assert serve.make_context("serve", text.split())


@every("docker")
def test_a_docker_command_fits_the_container_files(block: Block) -> None:
    """There may be no Docker here, so this asks whether the words in it mean something."""
    image, port = COMPOSE["services"]["runpod"]["image"], Server().port

    for words in block.commands:
        match words[1:]:
            case ["compose", "up", *given]:
                assert set(given) <= {"--build", "--wait"}
            case ["build", "--tag", tag, "."]:
                assert tag == image
            case ["run", "--rm", "--publish", published, *variables, tag]:
                assert (published, tag) == (f"127.0.0.1:{port}:{port}", image)
                said = dict(each.split("=") for each in variables if each != "--env")
                assert options.from_environment(said).keys() == {
                    name.removeprefix(options.PREFIX).lower() for name in said
                }
            case _:
                pytest.fail(f"no rule for: {' '.join(words)}")


@every("toml")
def test_a_file_is_understood(block: Block, reader: Reader) -> None:
    file = reader.folder / str(block.file)
    content = tomllib.loads(block.text)

    match str(block.file).partition(".")[0].rpartition("-")[2]:
        case "world":
            world = mock_runpod.create_app(data=str(file)).worlds.at("any").world
            for name, kind in IN_A_WORLD.items():
                assert len(world.every(kind)) == len(content.get(name, []))
        case "profile":
            app = mock_runpod.create_app(profile=str(file))
            assert app.worlds.at("any").world.profile.name == file.stem
        case _:
            said = options.from_file(file)
            assert said
            assert options.load(Server, said) != Server()
            assert options.load(WorldSettings, said) != WorldSettings()


@every("yaml")
def test_a_service_waits_for_one_that_is_there(block: Block) -> None:
    (service,) = yaml.safe_load(block.text)["services"].values()
    ((other, condition),) = service["depends_on"].items()

    assert other in COMPOSE["services"]
    assert condition == {"condition": "service_healthy"}
    for name, text in service["environment"].items():
        assert name == "RUNPOD_API_KEY" or text == f"http://{other}:{Server().port}{PATHS[name]}"


@every("text")
def test_a_picture_names_rooms_that_are_there(block: Block) -> None:
    package = {file.stem for file in (CHECKOUT / "mock_runpod").iterdir()}
    rooms = re.findall(r"^(\w+(?:, \w+)*)  ", block.text, re.MULTILINE)

    assert {room for line in rooms for room in line.split(", ")} <= package


def test_every_block_is_tried_out() -> None:
    left_out = [f"{block}: {block.way}" for block in BLOCKS if block.way not in TRIED]

    assert left_out == []


@pytest.mark.parametrize(
    ("answer", "printed", "expected"),
    [
        ('{"id":"...-u1","n":1}', '{"id":"abc-u1","n":1}', True),
        ('{"id":"...-u1","n":1}', '{"id":"abc-u1","n":2}', False),
        ("one\ntwo\n", "one two", True),
        ("one", "one two", False),
    ],
)
def test_an_answer_is_compared(answer: str, printed: str, expected: bool) -> None:
    assert fits(answer, printed) is expected


def test_the_stand_in_for_curl_says_what_curl_says(reader: Reader) -> None:
    address = f"http://127.0.0.1:{reader.port}/v2/demo/run"
    asked = ["-X", "POST", address, "-H", "Authorization: Bearer rpa_mock_invalid", "-d", "{}"]

    done = reader.does("python", str(CHECKOUT / "contract_tests/examples/curl.py"), *asked)

    assert done.stdout == '{"status":401,"title":"Unauthorized","detail":"invalid api key"}'
