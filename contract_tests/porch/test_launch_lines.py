"""Lines of workers, as a person sees them."""

import json

import pytest

from mock_runpod.client.launching.lines import BURST, ENDLESS, LONGEST, Flood, Line, Lines, Secrets

REAL = "rpa_" + "A1b2" * 11
NOTHING = Secrets({}, {})


def lines(*chunks: bytes, secrets: Secrets = NOTHING) -> list[Line]:
    reader = Lines("w1", secrets)
    return [line for chunk in chunks for line in reader.feed(chunk)] + reader.end()


def texts(*chunks: bytes, secrets: Secrets = NOTHING) -> list[str]:
    return [line.text for line in lines(*chunks, secrets=secrets)]


def sdk(message: str, job_id: str | None = None, level: str = "INFO") -> bytes:
    return json.dumps({"requestId": job_id, "message": message, "level": level}).encode() + b"\n"


def test_a_line_may_come_in_pieces() -> None:
    assert texts(b"one\ntw", b"o\n\nca\xc3", b"\xa9") == ["one", "two", "", "ca\u00e9"]


def test_a_progress_bar_is_one_line_after_another() -> None:
    assert texts(b"10 %\r50 %\r100 %\r\ndone\r\n") == ["10 %", "50 %", "100 %", "done"]


def test_what_is_no_text_is_shown_as_some() -> None:
    assert texts(b"\xff\x00\x07\x1b[2Jx\ty\n") == ["\ufffd\\x00\\x07\\x1b[2Jx\ty"]
    assert texts("\u202eabc\n".encode()) == ["\\u202eabc"]


def test_colours_are_left_out() -> None:
    assert texts(b"\x1b[1;31mred\x1b[0m\n") == ["red"]


def test_a_long_line_is_cut() -> None:
    (short,) = texts(b"x" * LONGEST)
    (long,) = texts(b"x" * (LONGEST + 1))

    assert short == "x" * LONGEST
    assert (len(long), long[-4:]) == (LONGEST, "x...")


def test_a_line_without_an_end_is_cut_where_it_gets_too_long() -> None:
    endless = [b"x" * 10_000] * (ENDLESS // 10_000 + 5)

    said = texts(*endless, b"\nnext\n")

    assert len(said) == 2
    assert said[1] == "next"


def test_a_line_of_the_sdk_has_a_level_and_a_job() -> None:
    assert lines(sdk("no\nluck", "job-1", "ERROR")) == [
        Line("w1", "no", "ERROR", "job-1"),
        Line("w1", "luck", "ERROR", "job-1"),
    ]


@pytest.mark.parametrize(
    "text", ['{"a": 1}', "{", '{"requestId": 1, "message": "x", "level": "y"}', "[]", '{"x']
)
def test_what_only_looks_like_one_is_a_line_like_any_other(text: str) -> None:
    assert lines(text.encode()) == [Line("w1", text)]


def test_another_line_belongs_to_the_only_job_there_is() -> None:
    one = [sdk("Started.", "a"), b"of a\n"]
    two = [sdk("Started.", "b"), b"of either\n", sdk("Finished.", "a"), b"of b\n"]

    said = lines(b"of none\n", *one, *two, sdk("Finished.", "b"), b"of none\n")

    owned = {line.text: line.job_id for line in said if line.level is None}
    assert owned == {"of none": None, "of a": "a", "of either": None, "of b": "b"}


def test_it_is_written_with_whose_it_is() -> None:
    assert str(Line("w1", "hello", None, "job-1")) == "w1 job-1| hello"
    assert str(Line("w1", "hello")) == "w1| hello"


def test_a_real_key_is_never_shown() -> None:
    (said,) = texts(f"key={REAL} and so on\n".encode())

    assert REAL not in said
    assert said == "key=*** and so on"


def test_a_token_in_a_url_is_never_shown() -> None:
    url = b"http://127.0.0.1:8642/v2/x/job-take/w1?gpu=A+B&token=s3cr3t&job_in_progress=0\n"

    (said,) = texts(url)

    assert said.endswith("?gpu=A+B&token=***&job_in_progress=0")


def test_the_value_of_a_secret_variable_is_never_shown() -> None:
    said = {"HF_TOKEN": 'hf_"quoted"', "MODEL": "tiny", "API_KEY": "abcd"}
    secrets = Secrets({"DB_PASSWORD": "hunter-two", "SHORT_KEY": "ab"}, said)

    shown = texts(
        *(b'hf_"quoted" tiny abcd hunter-two ab\n', sdk('x hf_"quoted" x')), secrets=secrets
    )

    assert shown == ["*** tiny *** *** ab", "x *** x"]


def test_the_keys_of_the_mock_are_no_secrets() -> None:
    secrets = Secrets({"RUNPOD_API_KEY": "rpa_mock_default"}, {})

    assert texts(b"rpa_mock_default\n", secrets=secrets) == ["rpa_mock_default"]


def test_a_flood_is_cut_down_to_what_can_be_read() -> None:
    flood, line = Flood(), Line("w1", "again")

    shown = [flood.spared([line] * BURST) for _ in range(5)]
    flood._at -= 1.0  # a second goes by
    remark, after, *_ = flood.spared([line])

    assert BURST <= sum(map(len, shown)) < BURST * 2
    assert "lines were left out here" in remark.text
    assert after == line
