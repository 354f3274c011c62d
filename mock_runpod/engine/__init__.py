"""Verbs: what can happen. Pure and deterministic: no I/O, no asyncio, no wall clock, no globals.

The engine is told the time (`World.advance`); it never asks for it. A verb checks everything that
can refuse before its first `put`, so a refused command leaves no trace.
"""
