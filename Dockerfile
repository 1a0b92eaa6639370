# The action's image. No USER and no WORKDIR: the runner mounts the workspace as root and
# sets the folder itself. Code under test is confined by the bot, not by this file.
ARG BASE=python:3.12-slim-bookworm@sha256:782412e85d0f0984994c290652577d4018aff08145c85b262bb63dc0c7522254
# hadolint ignore=DL3006
FROM ${BASE}

RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap ca-certificates git \
    && rm -rf /var/lib/apt/lists/*

COPY pyproject.toml README.md LICENSE /opt/coverage-missions/source/
COPY bot /opt/coverage-missions/source/bot
COPY prompts /opt/coverage-missions/source/prompts
COPY examples/shop /opt/coverage-missions/source/examples/shop

RUN python3 -m venv /opt/coverage-missions/venv \
    && /opt/coverage-missions/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --editable /opt/coverage-missions/source \
    && git config --system --add safe.directory '*'

# The doctor leaves coverage and pytest for the image's own interpreter in the cache, so that
# neither is fetched by each job, and shows at build time that the program works here.
ENV XDG_CACHE_HOME=/opt/coverage-missions/cache
RUN ["/opt/coverage-missions/venv/bin/python", "-I", "-m", "bot", \
    "doctor", "--root", "/opt/coverage-missions/source/examples/shop", "--unsafe-no-sandbox"]

# -I: a folder named bot in the checkout must not run instead of ours.
ENTRYPOINT ["/opt/coverage-missions/venv/bin/python", "-I", "-m", "bot"]
