import runpod


def handler(job):
    name = job["input"]["name"]
    runpod.serverless.progress_update(job, f"looking for {name}")
    return {"greeting": f"Hello {name}!"}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
