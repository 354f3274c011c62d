"""What a published OpenAPI document says now, held against what it said when it was last read.

Documents become facts (`reduction`, `shapes`): names, types and limits, nothing worded. Facts are
compared with the facts in `fixtures/openapi` (`comparison`, `differences`), and every difference
names the tests and fixtures that rest on it (`concerned`). Nothing here asks a network.
"""

from mock_runpod.drift.comparison import Finding, findings
from mock_runpod.drift.concerned import Concern, concerns
from mock_runpod.drift.pointers import Facts, Node, Unreadable
from mock_runpod.drift.reading import document
from mock_runpod.drift.reduction import facts

__all__ = [
    "Concern",
    "Facts",
    "Finding",
    "Node",
    "Unreadable",
    "concerns",
    "document",
    "facts",
    "findings",
]
