"""What each manner does when nobody has given it a key, or an empty one."""

import pytest

from contract_tests.clients.languages.drivers import Voice
from contract_tests.clients.languages.python.conftest import Odd
from contract_tests.clients.languages.python.outcomes import said, text

pytestmark = [pytest.mark.clients, pytest.mark.certifies("traps")]
newer = pytest.mark.only(version={"1.12.0", "2.0.0rc2"})


@pytest.mark.only(manner="sync")
def test_a_sync_client_without_a_key_asks_nothing(client: Voice, odd: Odd) -> None:
    assert text(client, "job.run", key=None, origin=odd.origin).startswith("RuntimeError: ")
    assert odd.asked == []


@newer
@pytest.mark.only(manner={"asyncio", "apps"})
def test_neither_do_the_newer_others(client: Voice, odd: Odd) -> None:
    assert text(client, "job.run", key=None, origin=odd.origin).startswith("RuntimeError: ")
    assert odd.asked == []


@pytest.mark.only(version="1.7.13", manner="asyncio")
def test_an_older_asyncio_client_asks_all_the_same(client: Voice, odd: Odd) -> None:
    odd.says({"id": "j1"})

    assert said(client, "job.run", key=None, origin=odd.origin) == {"id": "j1"}


@pytest.mark.rule("B-006")
@pytest.mark.only(manner="sync")
def test_an_empty_key_is_refused_by_the_server(client: Voice) -> None:
    assert text(client, "job.run", key="").startswith("RuntimeError: 401 Unauthorized")


@pytest.mark.rule("B-006")
@pytest.mark.only(manner="asyncio")
def test_a_refused_key_is_a_missing_id_with_asyncio(client: Voice) -> None:
    assert text(client, "job.run", key="") == "KeyError: 'id'"


@pytest.mark.only(manner="apps")
def test_an_empty_key_is_none_for_the_new_client(client: Voice) -> None:
    assert text(client, "job.run", key="").startswith("RuntimeError: no api key configured")
