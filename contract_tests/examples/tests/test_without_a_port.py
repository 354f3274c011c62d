import asyncio

import httpx

import mock_runpod


async def picture(client):
    answer = await client.post("/v2/demo/runsync", json={"input": {"prompt": "a quiet house"}})
    return answer.json()["output"]


def test_an_app_needs_no_port():
    async def asked():
        transport = httpx.ASGITransport(app=mock_runpod.create_app(data="demo", clock="auto"))
        headers = {"Authorization": "Bearer rpa_mock_me"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", headers=headers
        ) as client:
            return await picture(client)

    assert asyncio.run(asked()) == {"prompt": "a quiet house"}
