"""Where in an answer something is wrong: a JSON pointer (RFC 6901), so it can be found again."""


def below(pointer: str, step: str | int) -> str:
    return f"{pointer}/{str(step).replace('~', '~0').replace('/', '~1')}"
