"""Rules that choose an answer by the input; and rules that never could."""

from typing import Any

import pytest

from contract_tests.engine.worlds import a_warm_endpoint, a_world, again, later, submitted
from mock_runpod.engine import answering, matching, ruling
from mock_runpod.engine.world import World
from mock_runpod.model import Answer, Behaviour, Condition, Endpoint, How, Noted, Rule


def has(**wanted: Any) -> Condition:
    return Condition(how=How.CONTAINS, value=wanted)


def at(pointer: str, **wanted: Any) -> Condition:
    """`at("/a", equals=1)`, `at("/a", matches="^x")`, `at("/a")`."""
    how, value = next(iter(wanted.items()), ("exists", None))
    return Condition(how=How(how), pointer=pointer, value=value)


def a_rule(*when: Condition, output: Any = "by rule") -> Rule:
    return Rule(when=when, answers=(Answer(output=output),))


def ruled(world: World, *rules: Rule, **more: Any) -> Endpoint:
    return a_warm_endpoint(world, workers_max=1, behaviour=Behaviour(rules=rules, **more))


def output(world: World, endpoint: Endpoint, input: Any) -> Any:
    job = submitted(world, endpoint, input)
    later(world, 60)
    return again(world, job).output


@pytest.mark.parametrize(
    ("condition", "fits", "differs"),
    [
        (has(steps=20), {"steps": 20, "seed": 1}, {"steps": 21}),
        (has(steps=1), {"steps": 1.0}, {"steps": True}),
        (has(a={"b": [1, {"c": 2}]}), {"a": {"b": [1, {"c": 2, "d": 3}]}}, {"a": {"b": [1]}}),
        (has(), {}, "text"),
        (at("/a/b", equals=None), {"a": {"b": None}}, {"a": {}}),
        (at("/a", equals={"b": 1}), {"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}),
        (at("/sizes/1", equals="L"), {"sizes": ["M", "L"]}, {"sizes": ["L"]}),
        (at("/a~1b/m~0n"), {"a/b": {"m~n": 0}}, {"a": {"b": 0}}),
        (at("/prompt", matches="^a .*house$"), {"prompt": "a quiet house"}, {"prompt": "house"}),
        (at("/prompt", matches="."), {"prompt": "x"}, {"prompt": 1}),
        (at("", matches="cat"), "a cat", {"prompt": "a cat"}),
        (at("", equals=[1]), [1], [1, 2]),
    ],
)
def test_a_condition_fits_or_does_not(condition: Condition, fits: Any, differs: Any) -> None:
    assert matching.meets(fits, condition)
    assert not matching.meets(differs, condition)


def test_the_first_rule_that_fits_wins_and_needs_all_it_says() -> None:
    world = a_world()
    endpoint = ruled(
        world,
        a_rule(has(a=1), at("/b"), output="both"),
        a_rule(has(a=1), output="one"),
        a_rule(has(b=1), output="other"),
    )

    inputs = [{"a": 1, "b": 1}, {"a": 1}, {"b": 1}]
    assert [output(world, endpoint, each) for each in inputs] == ["both", "one", "other"]
    assert answering.tally_of(world, endpoint).by_rule == (1, 1, 1)


@pytest.mark.rule("B-156")
def test_a_rule_that_fits_goes_before_mock_keys() -> None:
    world = a_world()
    endpoint = ruled(world, a_rule(has(mock_return=1)))

    assert output(world, endpoint, {"mock_return": 1}) == "by rule"
    assert output(world, endpoint, {"mock_return": 2}) == 2


def test_without_a_fitting_rule_it_is_told_which_was_nearest() -> None:
    """The log hears nothing of what is in an input; whoever holds the world may ask."""
    world = a_world()
    near = a_rule(has(prompt="a cat", steps=20))
    endpoint = ruled(world, a_rule(at("/x"), at("/y"), at("/z")), near)

    assert output(world, endpoint, {"prompt": "a dog", "steps": 20}) == {
        "prompt": "a dog",
        "steps": 20,
    }

    tally = answering.tally_of(world, endpoint)
    assert (tally.nearest, tally.lacking) == (1, ('/prompt is "a dog", and should be "a cat"',))
    (said,) = [event.text for event in world.events if isinstance(event, Noted)]
    assert "rule 1 is nearest, but for 1 thing" in said
    assert "dog" not in said


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ([a_rule(), a_rule(has(a=1))], "1 can never match: rule 0 before it takes every input"),
        ([a_rule(at("")), a_rule()], "1 can never match: rule 0 before it takes every input"),
        ([a_rule(has(a=1)), a_rule(has(a=1))], "1 can never match: rule 0 before it takes all"),
        ([a_rule(has(a=1)), a_rule(has(a=1.0))], "1 can never match: rule 0 before it takes all"),
        ([a_rule(at("/a", equals=1)), a_rule(has(a=1, b=2))], "1 can never match: rule 0 before"),
        ([a_rule(at("/a")), a_rule(has(a={"b": 1}))], "1 can never match: rule 0 before it takes"),
        ([a_rule(at("/a", matches="^x")), a_rule(has(a="xy"))], "1 can never match: rule 0 before"),
        (
            [a_rule(has(a=1), at("/a", equals=2))],
            "0 can never match: /a should be 1, and /a should",
        ),
        ([a_rule(has(a="b"), at("/a", matches="^x"))], "0 can never match: /a should be "),
        ([a_rule(has(a=1), at("/a/b"))], "0 can never match: /a should be 1, and /a/b should be t"),
        ([a_rule(at("/a", matches="x"), at("/a/b"))], "0 can never match: /a should be a text"),
        ([a_rule(has(), at("", equals=[1]))], "0 can never match: the input should be "),
        ([a_rule(at("/a", equals={"b": 1}), has(a={"c": 1}))], "0 can never match: /a should be "),
        ([a_rule(has(a=[1]), at("/a/1"))], "0 can never match: /a should be [1], and /a/1 should"),
    ],
)
def test_a_rule_that_can_never_match_is_a_mistake(rules: list[Rule], why: str) -> None:
    (told,) = ruling.mistakes(rules)

    assert f"{told[0]} {told[1]}".startswith(why)


@pytest.mark.parametrize(
    "rules",
    [
        [a_rule(has(a=1)), a_rule(has(a=True)), a_rule()],
        [a_rule(has(a=1, b=2)), a_rule(has(a=1))],
        [a_rule(has(a={"b": 1})), a_rule(at("/a", equals={}))],
        [a_rule(has(a=1), at("/a")), a_rule(at("/a", matches="1"))],
        [a_rule(at("/a", equals={"b": 1}), has(a={"b": 1}))],
        [a_rule(has(a=[1]), at("/a/0", equals=1))],
        [a_rule(at("/a", matches="^x"), at("/a", matches="y$"))],
        [a_rule(has()), a_rule(at(""))],
    ],
)
def test_rules_that_can_match_are_none(rules: list[Rule]) -> None:
    assert list(ruling.mistakes(rules)) == []
