"""What can go wrong between a request and its answer, on order."""

from mock_runpod.surfaces.faults.meeting import meet, set_for

__all__ = ["meet", "set_for"]
