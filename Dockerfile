# The antidistill command in a container: `docker build -t antidistill .`, then `docker run antidistill --help`.
# Not run by the project's tests, which need no Docker.
FROM maven:3.9-eclipse-temurin-17

WORKDIR /opt/antidistill
COPY pom.xml ./
COPY .mvn .mvn
COPY bin bin
COPY avro-schemas avro-schemas
COPY generator generator
COPY streams streams
COPY distill-monitor distill-monitor
COPY cli cli
COPY tests/pom.xml tests/pom.xml
COPY models models
# The launcher builds the project on first use: do it once, here.
RUN bin/antidistill --version

VOLUME /data
ENTRYPOINT ["/opt/antidistill/bin/antidistill"]
