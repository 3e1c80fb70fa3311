# The image holds one static program and nothing else; it runs as a user
# without rights and keeps everything under /data.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG RELEASE=
RUN mkdir -p /image/data /image/tmp && .ci/build /image/resonanz "$RELEASE"

FROM scratch
COPY --from=build --chown=65532:65532 /image/ /
USER 65532:65532
ENV RESONANZ_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=6s --start-period=10s CMD ["/resonanz", "healthcheck"]
ENTRYPOINT ["/resonanz"]
CMD ["serve"]
