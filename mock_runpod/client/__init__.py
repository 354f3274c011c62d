"""The control API, spoken for you, to a server anywhere. Everything in here is one of its requests;
nothing is known of how the answers come about. Only the standard library is needed.
"""

from mock_runpod.client.client import Client

__all__ = ["Client"]
