import pytest

from contract_tests.engine.test_webhooks import HOOK, asked
from contract_tests.engine.worlds import a_warm_endpoint, a_world, again, later, submitted
from mock_runpod.engine import faults, webhooks
from mock_runpod.model import Aim, Delivery, Fault, Noted


def test_a_lost_webhook_is_believed_to_have_arrived_so_none_follows() -> None:
    world = a_world()
    faults.add(world, Fault(id="f", kind="webhook.lost"))
    job = submitted(world, a_warm_endpoint(world), webhook=HOOK)

    later(world, 1_000)

    assert asked(world) == []
    assert world.get(Delivery, job.id).status == "DELIVERED"
    assert [e.text for e in world.events if isinstance(e, Noted)] == ["webhook lost on its way"]
    assert again(world, job).status == "COMPLETED"


@pytest.mark.rule("B-110")
def test_of_three_attempts_the_second_can_be_the_lost_one() -> None:
    world = a_world()
    faults.add(world, Fault(id="f", kind="webhook.lost", after=1))
    submitted(world, a_warm_endpoint(world), webhook=HOOK)
    later(world, 2)
    (first,) = asked(world)

    webhooks.missed(world, first)
    later(world, 1_000)

    assert asked(world) == []


def test_a_duplicate_is_the_same_document_twice_and_delivered_once() -> None:
    world = a_world()
    faults.add(world, Fault(id="f", kind="webhook.duplicate"))
    job = submitted(world, a_warm_endpoint(world), webhook=HOOK)
    later(world, 2)

    first, second = asked(world)
    assert (first.url, first.document) == (second.url, second.document)
    webhooks.delivered(world, first)
    webhooks.missed(world, second)
    later(world, 1_000)

    assert asked(world) == []
    assert world.get(Delivery, job.id).status == "DELIVERED"


def test_news_of_the_second_of_two_changes_nothing_about_the_first() -> None:
    world = a_world()
    faults.add(world, Fault(id="f", kind="webhook.duplicate", count=1))
    job = submitted(world, a_warm_endpoint(world), webhook=HOOK)
    later(world, 2)
    first, second = asked(world)

    webhooks.delivered(world, second)
    webhooks.missed(world, first)
    later(world, 5)

    assert len(asked(world)) == 1
    assert world.get(Delivery, job.id).attempt == 2


def test_a_webhook_fault_can_be_aimed_at_one_endpoint_or_job() -> None:
    world = a_world()
    lossy, other = a_warm_endpoint(world), a_warm_endpoint(world)
    faults.add(world, Fault(id="f", kind="webhook.lost", aim=Aim(endpoint=lossy.id)))
    faults.add(world, Fault(id="g", kind="webhook.duplicate", aim=Aim(job="nobody")))
    submitted(world, lossy, webhook=HOOK)
    told = submitted(world, other, webhook=HOOK)

    later(world, 2)

    assert [effect.job_id for effect in asked(world)] == [told.id]
