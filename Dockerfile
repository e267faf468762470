# The tool in an image of its own: built in the first stage, run in the second, which has no compiler and
# where nothing is done as root. docs/on-a-cluster.md says how it is built and started.
#
# The images are named by tag unless `--build-arg BUILD_IMAGE=swift:6.3-noble@sha256:…` and
# `RUNTIME_IMAGE=…` pin them: `docker buildx imagetools inspect swift:6.3-noble` says the digest.
ARG BUILD_IMAGE=swift:6.3-noble
ARG RUNTIME_IMAGE=ubuntu:24.04

FROM ${BUILD_IMAGE} AS build
WORKDIR /repro
COPY . .
# What `bash .ci/revision` prints in the clone, so that records name it.
ARG REPRO_REVISION=unknown
RUN bash .ci/packages
RUN make install PREFIX=/usr/local DESTDIR=/installed REPRO_REVISION="$REPRO_REVISION"

FROM ${RUNTIME_IMAGE}
RUN apt-get update -qq
RUN apt-get install -y -qq --no-install-recommends ca-certificates gnuplot-nox libarchive13 libcurl4 libnlopt0 libopenblas0 libssl3 zlib1g
RUN rm -rf /var/lib/apt/lists
RUN useradd --uid 10001 --create-home repro
RUN install -d -o 10001 -g 10001 /data /data/cache /data/reports
COPY --from=build /installed/usr/local /usr/local
ENV REPRO_SUITES=/usr/local/share/repro/suites REPRO_CACHE=/data/cache XDG_DATA_HOME=/data
USER 10001
WORKDIR /data
VOLUME /data/cache
VOLUME /data/reports
ENTRYPOINT ["/usr/local/bin/repro"]
CMD ["--help"]
