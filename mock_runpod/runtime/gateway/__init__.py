"""Where real workers come to: their questions are held here, and their silence is noticed here."""

from mock_runpod.runtime.gateway.gateway import Gateway
from mock_runpod.runtime.gateway.polls import Who

__all__ = ["Gateway", "Who"]
