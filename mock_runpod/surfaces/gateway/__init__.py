"""What real workers say to the platform, below /v2/{endpoint_id} (B-150 to B-155, W1 to W16)."""
