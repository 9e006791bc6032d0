# The binary with its screens. The embedded analytics engine is left out: the
# compose file uses a ClickHouse server.
FROM node:22-bookworm AS web
WORKDIR /src/server/web
COPY server/web/package.json server/web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY server/web ./
RUN npm run build

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/server/web/dist server/web/dist
RUN CGO_ENABLED=0 go build -o /taizhang ./cmd/taizhang

FROM debian:bookworm-slim
RUN useradd --system --create-home taizhang && mkdir /data && chown taizhang /data
USER taizhang
COPY --from=build /taizhang /usr/local/bin/taizhang
ENTRYPOINT ["taizhang"]
