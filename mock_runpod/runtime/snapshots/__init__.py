"""A world as a file, and back: all of it, ids and chance included, so that it goes on as it would.

A snapshot has everything a world knows, also environment variables and inputs that may be secret:
without them it would go on another way. Whoever shows parts of one to people hides them.
"""
