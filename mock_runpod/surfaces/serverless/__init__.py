"""The job API of queue endpoints: api.runpod.ai/v2/{endpoint_id}/… (B-058 to B-113)."""
