"""Where a target's two APIs are, and whether that is this machine."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, ip_address

import httpx

LOOPBACK = IPv4Network("127.0.0.0/8")
#: The real service has a host for each API (B-001).
REST_HOST, JOBS = "rest.runpod.io", "https://api.runpod.ai"
PORTS = {"http": 80, "https": 443}


class Unclear(Exception):
    """An address that leaves open where requests would go."""


@dataclass(frozen=True)
class Addresses:
    """REST v1 and the job API, each with its first segment: `…/v1`, `…/v2`."""

    rest: httpx.URL
    jobs: httpx.URL

    @property
    def remote(self) -> bool:
        return not (loopback(self.rest.host) and loopback(self.jobs.host))

    @property
    def open_to_all(self) -> bool:
        """Whether a key would travel in the clear, to a host that is not this machine."""
        return any(
            url.scheme != "https" and not loopback(url.host) for url in (self.rest, self.jobs)
        )


def addresses(target: str, jobs: str | None = None) -> Addresses:
    """Both APIs of a mock are at one origin; the real service and `jobs` say otherwise."""
    rest = below(origin(target, "v1"), "v1")
    if jobs is None:
        jobs = JOBS if rest.host == REST_HOST else str(origin(target, "v1"))
    return Addresses(rest, below(origin(jobs, "v2"), "v2"))


def loopback(host: str) -> bool:
    """Only what is written as such: a name that resolves to this machine today may not tomorrow."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address == IPv6Address("::1") or (address.version == 4 and address in LOOPBACK)


def origin(text: str, segment: str) -> httpx.URL:
    """The origin of an address that may already end in the API's segment."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise Unclear(f"{text!r} is no URL: {error}") from None
    if url.scheme not in PORTS or not url.host:
        raise Unclear(f"{text!r} must begin with http:// or https:// and name a host")
    if url.userinfo:
        raise Unclear("no user name or password in the address: a key comes from a variable")
    if url.path.strip("/") not in ("", segment) or url.query or url.fragment:
        raise Unclear(f"{text!r} must be an origin such as https://{REST_HOST}, without a path")
    return url.copy_with(raw_path=b"/")


def below(url: httpx.URL, segment: str) -> httpx.URL:
    return url.copy_with(path=f"/{segment}")


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    def at(url: httpx.URL) -> tuple[str, str, int | None]:
        return url.scheme, url.host, url.port or PORTS.get(url.scheme)

    return at(one) == at(other)
