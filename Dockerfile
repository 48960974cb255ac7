# Image of every Airflow service in docker-compose.yml: the official image brings the Celery, Postgres and Redis providers,
# the lock brings the rest in the versions that are tested.
FROM apache/airflow:3.3.2-python3.11
COPY --chown=airflow:root . /opt/proxeny
WORKDIR /opt/proxeny
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock \
    && pip install --no-cache-dir --no-deps --no-build-isolation -e .
