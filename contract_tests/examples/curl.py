"""What the README asks of curl, for machines that have only git, make and Python."""

import argparse
import sys
import urllib.error
import urllib.request

options = argparse.ArgumentParser(prog="curl")
options.add_argument("url")
options.add_argument("-X", dest="method")
options.add_argument("-H", dest="headers", action="append", default=[])
options.add_argument("-d", dest="body")
options.add_argument("-s", dest="silent", action="store_true")


def main(arguments: list[str]) -> None:
    asked = options.parse_args(arguments)
    request = urllib.request.Request(
        asked.url,
        data=None if asked.body is None else asked.body.encode(),
        headers=dict(header.split(": ", 1) for header in asked.headers),
        method=asked.method,
    )
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with no_proxy.open(request) as answer:
            said = answer.read()
    except urllib.error.HTTPError as error:  # to curl, any answer is an answer
        said = error.read()
    sys.stdout.write(said.decode())


if __name__ == "__main__":
    main(sys.argv[1:])
