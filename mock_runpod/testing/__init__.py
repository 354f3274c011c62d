"""For tests: a server in a thread, worlds that come and go, and clients led to them."""
