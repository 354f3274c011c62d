FROM python:3.13-slim AS build

WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY fixtures fixtures
COPY mock_runpod mock_runpod
RUN python -m venv /opt/mock-runpod \
    && /opt/mock-runpod/bin/pip install --no-cache-dir .


FROM python:3.13-slim

LABEL org.opencontainers.image.title="mock-runpod" \
      org.opencontainers.image.description="A local RunPod for tests and development" \
      org.opencontainers.image.licenses="MIT"

# State is in memory, so the container needs no home, no volume and no writable root.
RUN useradd --system --no-create-home --uid 10001 mock
COPY --from=build /opt/mock-runpod /opt/mock-runpod
ENV PATH="/opt/mock-runpod/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER mock

EXPOSE 8642
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["mock-runpod", "health"]
ENTRYPOINT ["mock-runpod"]
# Inside a container loopback is of no use to anybody else.
CMD ["serve", "--host", "0.0.0.0"]
