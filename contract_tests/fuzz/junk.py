"""What no client should send, and what one day arrives: bodies, paths, headers and queries."""

import json
from typing import Any

from hypothesis import strategies as st

from mock_runpod import strategies

#: Written as they stand: no JSON library says these.
BROKEN = (
    *(b"", b" ", b"{", b"[", b'"', b"nul", b"{]", b"{}}", b"{,}", b"[1,]", b"'a'", b"{a: 1}"),
    *(b"\xff\xfe", b"\xef\xbb\xbf{}", b"\x00", b'{"input": "\xc3\x28"}', b'{"\xed\xa0\x80": 1}'),
    *(b'{"input": "\\ud800"}', b'"\\udfff"', b'{"name": "\\ud83d"}', b'{"input": "\\u0000"}'),
    *(b"NaN", b'{"input": NaN}', b'{"gpuCount": Infinity}', b'{"seconds": -Infinity}'),
    *(b'{"input": 1e400}', b'{"gpuCount": 1e400}', b'{"seconds": 1e400}', b'{"seconds": 1e308}'),
    *(b'{"input": ' + b"9" * 5_000 + b"}", b'{"idleTimeout": 18446744073709551616}'),
    *(b"[" * 100_000, b'{"a":' * 100_000, b'{"input": ' + b"[" * 300 + b"]" * 300 + b"}"),
    *(b'{"input": ' + b"[" * 199 + b"]" * 199 + b"}", b'{"input": 1, "input": 2}'),
    *(b'{"policy": {"ttl": 1e5}, "input": 1}', b'{"input": {"mock_delay": 1e300}}'),
    *(b'{"input": {"mock_progress": {"updates": 1e9, "wait_time": {}}}}', b"true", b"0", b"[]"),
)
HUGE = st.sampled_from([2**31, 2**53, 2**63, 2**64, -(2**64), 10**30, 1e300, -1e300, 5e-324, -0.0])
#: Every key that some body has, so that junk gets past the names.
KEYS = (
    *("input", "policy", "ttl", "executionTimeout", "lowPriority", "webhook", "s3Config", "name"),
    *("templateId", "gpuCount", "gpuTypeIds", "dataCenterIds", "workersMax", "workersMin", "env"),
    *("idleTimeout", "scalerType", "scalerValue", "networkVolumeIds", "imageName", "volumeInGb"),
    *("seconds", "by", "mode", "mock_delay", "mock_return", "mock_progress", "mock_logs"),
    *("mock_crash", "mock_error", "updates", "wait_time"),
)


def values() -> st.SearchStrategy[Any]:
    return st.recursive(
        strategies.json_values(max_leaves=3) | HUGE | st.sampled_from(KEYS),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=4)
        ),
        max_leaves=6,
    )


def bodies() -> st.SearchStrategy[bytes]:
    said = values().map(lambda value: json.dumps(value).encode())
    cut = st.builds(lambda body, at: body[: at % (len(body) + 1)], said, st.integers(0, 999))
    return st.one_of(said, said, cut, st.sampled_from(BROKEN), st.binary(max_size=40))


def segments() -> st.SearchStrategy[str]:
    """One part of a path, as it stands in the request line."""
    odd = [
        *("", ".", "..", "%2e%2e", "%2F", "%00", "%ff", "%ED%A0%80", "%", "%zz", "*", "~", ";a=b"),
        *("demo", "DEMO", "busy", "pods", "serverless", "openapi.json", "v1", "v2", "__mock"),
        *("{job_id}", "'", '"', "<script>", "%F0%9F%98%80", "a" * 3_000, "-1", "null"),
    ]
    safe = st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="?#/")
    return st.sampled_from(odd) | st.text(safe, max_size=12)


def queries() -> st.SearchStrategy[str]:
    names = ["wait", "ttl", "api_key", "includeWorkers", "includeTemplate", "since", "limit", "all"]
    odd = ["", "1", "-1", "1e400", "NaN", "true", "maybe", "%00", "%ff", "9" * 30, "9" * 5_000, "²"]
    pair = st.builds("{}={}".format, st.sampled_from([*names, "", "%"]), st.sampled_from(odd))
    junk = st.sampled_from(["", "&", "=", "&&=", "%", "a", "?", "wait", "wait=1&wait=2"])
    return st.lists(pair | junk, max_size=3).map("&".join)


def headers() -> st.SearchStrategy[list[tuple[bytes, bytes]]]:
    """Odd ones, in lower case as servers hand them on."""
    names = [
        *(b"authorization", b"host", b"origin", b"content-type", b"content-length", b"accept"),
        *(b"x-mock-world", b"x-mock-admin-token", b"x-request-id", b"expect", b"x-\xff"),
    ]
    values = [
        *(b"", b" ", b"Bearer", b"Bearer ", b"bearer  x", b"Basic eDp5", b"\xff\xfe", b"\x00"),
        *(b"rest.runpod.io", b"api.runpod.ai", b"api.runpod.io:443", b"evil.example", b"[::1"),
        *(b"text/plain", b"application/x-www-form-urlencoded", b"-1", b"99999999999", b"key-0"),
        *(b"\xf0\x9f\x98\x80", b"a" * 5_000, b"rpa_mock_invalid", b"Bearer rpa_mock_forbidden"),
    ]
    return st.lists(st.tuples(st.sampled_from(names), st.sampled_from(values)), max_size=3)
