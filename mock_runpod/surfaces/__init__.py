"""Dialects: how RunPod is spoken to. HTTP in, one verb, HTTP out. None imports another."""
