import pytest

from contract_tests.engine.worlds import (
    a_warm_endpoint,
    a_world,
    again,
    an_endpoint,
    later,
    now,
    submitted,
)
from mock_runpod.engine import endpoints, jobs, webhooks
from mock_runpod.engine.world import World
from mock_runpod.model import Delivery, Job, Noted, PostWebhook

HOOK = "http://127.0.0.1:9/hook"


def asked(world: World) -> list[PostWebhook]:
    """What the outside is asked to send since the last time."""
    effects, world.effects = world.effects, []
    return [effect for effect in effects if isinstance(effect, PostWebhook)]


@pytest.mark.rule("B-108")
def test_the_body_is_the_status_with_input_and_address_in_alphabetical_order() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), {"x": 1}, webhook=HOOK)

    later(world, 2)

    (effect,) = asked(world)
    assert effect.url == HOOK
    assert list(effect.document.items()) == [
        ("delayTime", 0),
        ("executionTime", 2000),
        ("id", job.id),
        ("input", {"x": 1}),
        ("output", {"x": 1}),
        ("status", "COMPLETED"),
        ("webhook", HOOK),
    ]


@pytest.mark.rule("B-110")
def test_three_attempts_at_0_5_and_20_seconds_and_then_no_more() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), webhook=HOOK)
    later(world, 2)

    for pause in (5, 15):
        (effect,) = asked(world)
        webhooks.missed(world, effect)
        later(world, pause - 0.1)
        assert asked(world) == []
        later(world, 0.1)
    (effect,) = asked(world)
    webhooks.missed(world, effect)
    later(world, 1_000)

    assert asked(world) == []
    assert world.get(Delivery, job.id).status == "GIVEN_UP"
    assert again(world, job).status == "COMPLETED"


def test_a_delivered_webhook_is_not_sent_again() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), webhook=HOOK)
    later(world, 2)
    (effect,) = asked(world)

    webhooks.delivered(world, effect)
    later(world, 100)

    assert asked(world) == []
    assert world.get(Delivery, job.id).status == "DELIVERED"


@pytest.mark.rule("B-111")
def test_a_webhook_inside_the_input_is_only_data() -> None:
    world = a_world()
    submitted(world, a_warm_endpoint(world), {"webhook": HOOK})

    later(world, 2)

    assert asked(world) == []


def test_cancelling_tells_too() -> None:
    world = a_world()
    job = submitted(world, an_endpoint(world), webhook=HOOK)

    jobs.cancel(world, job)

    (effect,) = asked(world)
    assert effect.document["status"] == "CANCELLED"


def test_a_retried_job_tells_again_and_the_earlier_attempts_end() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), {"mock_error": True}, webhook=HOOK)
    later(world, 0)
    (first,) = asked(world)
    webhooks.missed(world, first)

    jobs.retry(world, again(world, job))
    now(world)
    later(world, 0)
    (second,) = asked(world)
    webhooks.delivered(world, second)
    later(world, 100)

    assert asked(world) == []


def test_a_delivery_outlives_its_endpoint_but_not_its_end() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    job = submitted(world, endpoint, webhook=HOOK)
    endpoints.delete(world, endpoint.id)
    (first,) = asked(world)

    webhooks.missed(world, first)
    later(world, 5)
    (second,) = asked(world)
    webhooks.delivered(world, second)

    assert world.every(Delivery) == []
    assert world.find(Job, job.id) is None


def test_an_address_the_outbox_refuses_is_given_up_with_the_reason() -> None:
    world = a_world()
    job = submitted(world, an_endpoint(world), webhook="http://8.8.8.8/")
    jobs.cancel(world, job)
    (effect,) = asked(world)

    webhooks.refused(world, effect, "too far away")

    assert world.get(Delivery, job.id).status == "GIVEN_UP"
    assert isinstance(world.events[-1], Noted)
    assert world.events[-1].text == "too far away"


@pytest.mark.rule("B-110")
def test_news_of_an_attempt_before_the_retry_comes_too_late() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), {"mock_error": True}, webhook=HOOK)
    later(world, 0)
    (first,) = asked(world)
    jobs.retry(world, again(world, job))
    now(world)
    later(world, 0)
    (second,) = asked(world)

    webhooks.delivered(world, first)
    webhooks.missed(world, second)
    later(world, 5)

    assert world.get(Delivery, job.id).status == "SENDING"
    assert [effect.document["retries"] for effect in asked(world)] == [1]
