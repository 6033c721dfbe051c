# The image of the service: slim base, a user that is not root, a root file system that may be read-only.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/monitor && /opt/monitor/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY seeds ./seeds
COPY config ./config
COPY monitor ./monitor
RUN /opt/monitor/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /srv/monitor monitor \
 && mkdir /srv/monitor/data && chown monitor /srv/monitor/data
COPY --from=build /opt/monitor /opt/monitor
COPY --chown=root:root config /srv/monitor/config
USER monitor
WORKDIR /srv/monitor
ENV PATH=/opt/monitor/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
VOLUME /srv/monitor/data
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 CMD ["monitor", "healthcheck"]
ENTRYPOINT ["monitor"]
CMD ["run"]
