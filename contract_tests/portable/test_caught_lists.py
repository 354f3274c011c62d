"""What only a list can get wrong."""

from collections import Counter

import httpx
import pytest

from contract_tests.portable.answers import read_endpoints, read_json
from contract_tests.portable.conftest import Make


@pytest.mark.rule("B-018")
def test_no_endpoint_is_listed_twice(rest: httpx.Client, new_endpoint: Make) -> None:
    """Neither those of this run nor what else the account has."""
    new_endpoint()

    listed = Counter(each["id"] for each in read_endpoints(rest.get("/endpoints")))

    assert listed.most_common(1)[0][1] == 1


@pytest.mark.rule("B-018")
def test_no_template_is_listed_twice(rest: httpx.Client, new_template: Make) -> None:
    new_template()

    listed = Counter(each["id"] for each in read_json(rest.get("/templates")))

    assert listed.most_common(1)[0][1] == 1
