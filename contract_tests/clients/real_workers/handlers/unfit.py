"""A worker that finds that it cannot work."""

import runpod


@runpod.serverless.register_fitness_check
def there_is_a_model():
    raise RuntimeError("no model here")


runpod.serverless.start({"handler": lambda job: job["input"]})
