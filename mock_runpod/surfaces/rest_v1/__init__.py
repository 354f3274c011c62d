"""rest.runpod.io/v1: the first control plane. A thin layer over GraphQL, and it shows (B-022)."""
