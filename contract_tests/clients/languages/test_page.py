"""The committed page says what the committed certificate says, about the clients that there are."""

from contract_tests.clients.languages.certificate import heard, read
from contract_tests.clients.languages.page import DATA, PAGE, page
from contract_tests.clients.languages.suites import clients


def test_the_page_is_made_of_the_certificate() -> None:
    assert PAGE.read_text() == page(read(DATA)), "make certify writes both"


def test_the_certificate_is_about_the_clients_that_are_pinned_here() -> None:
    assert [row["id"] for row in read(DATA)["clients"]] == [client.id for client in clients()]


def test_what_a_client_offers_was_tested_and_passed() -> None:
    gaps = [
        f"{row['id']} {what}: {cell}"
        for row in heard(read(DATA))
        for what, cell in row["operations"].items()
        if not cell or cell["failed"] or not cell["passed"]
    ]

    assert gaps == []


def test_a_failure_shows_on_the_page() -> None:
    certificate = {
        **{"date": "2026-11-29", "mock": "0.1.0", "seed": 22, "payloads": 200},
        "clients": [
            {
                **{"id": "rust-1", "language": "Rust", "package": "sdk", "version": "1"},
                **{"manner": "", "group": "A"},
                "operations": {
                    **{"job.run": {"passed": 1, "failed": 2}, "job.status": {}},
                    "fields": {"passed": 1, "failed": 0},
                },
            },
            {
                **{"id": "go-1", "language": "Go", "package": "sdk", "version": "1"},
                **{"manner": "", "group": "", "notRun": "there is no Go on this machine"},
            },
        ],
    }

    told = page(certificate)

    assert "| `job.run` | **2 of 3 failed** |" in told
    assert "| `job.status` | **not tested** |" in told
    assert "| every field of Endpoint | passed (200 payloads) |" in told
    assert "- Go `sdk` 1: there is no Go on this machine" in told
