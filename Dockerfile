# An image that serves the knowledge base mounted at /kb; see docs/serving.md.
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY kb kb
COPY ontology ontology
COPY server server
COPY shapes shapes
RUN python -m venv /opt/factcheck-kb && /opt/factcheck-kb/bin/pip install --no-cache-dir .

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --home-dir /kb kb
COPY --from=build /opt/factcheck-kb /opt/factcheck-kb
ENV PATH=/opt/factcheck-kb/bin:$PATH
USER 10001
WORKDIR /kb
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
ENTRYPOINT ["kb"]
CMD ["serve", "--host=0.0.0.0", "--log=json"]
