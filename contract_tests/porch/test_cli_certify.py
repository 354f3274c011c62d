"""`mock-runpod certify` where it cannot do anything; what it writes is tested beside the suites."""

from contract_tests.porch.conftest import Say


def test_without_the_sources_it_says_where_the_suites_are(say: Say) -> None:
    result = say("certify")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "They come with the sources" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_checkout_that_is_not_there_is_refused(say: Say) -> None:
    result = say("certify", "--checkout", "nowhere")

    assert result.exit_code == 2
    assert "'nowhere' does not exist" in result.stderr
