"""What one would write first: Starlette, a route, `JSONResponse`. The document is an argument."""

import json
import sys

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from contract_tests.bench.references.serving import serve

document = json.loads(sys.argv[1])


async def read(_: Request) -> JSONResponse:
    return JSONResponse(document)


if __name__ == "__main__":
    serve(Starlette(routes=[Route("/", read)]))
