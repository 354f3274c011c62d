"""Finds the handler by table: a request costs the same however many routes there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mock_runpod.surfaces.kit import Route


class NoSuchPath(Exception):
    """Nothing answers this path."""


class WrongMethod(Exception):
    """The path is there, but not for this verb; `allow` are those it has."""

    def __init__(self, allow: list[str]) -> None:
        super().__init__(", ".join(allow))
        self.allow = allow


@dataclass(slots=True)
class Node:
    """One segment of a path: what may follow, and who answers when nothing does."""

    fixed: dict[str, "Node"] = field(default_factory=dict)
    any: "Node | None" = None
    name: str = ""
    answers: dict[str, Route] = field(default_factory=dict)


class Table:
    def __init__(self, routes: Sequence[Route]) -> None:
        self._root = Node()
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in route.path.split("/")[1:]:
            if segment.startswith("{"):
                node.any = node.any or Node(name=segment[1:-1])
                node = node.any
            else:
                node = node.fixed.setdefault(segment, Node())
        node.answers[route.method] = route
        if route.method == "GET":
            node.answers.setdefault("HEAD", route)

    def find(self, method: str, segments: Sequence[str]) -> tuple[Route, dict[str, str]]:
        """The route and its parameters. Raises NoSuchPath, WrongMethod."""
        node, params = self._root, {}
        for segment in segments:
            following = node.fixed.get(segment)
            if following is None:
                following = node.any
                if following is None or not segment:
                    raise NoSuchPath
                params[following.name] = segment
            node = following
        route = node.answers.get(method)
        if route is not None:
            return route, params
        if not node.answers:
            raise NoSuchPath
        raise WrongMethod(sorted(node.answers))
