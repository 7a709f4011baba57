# syntax=docker/dockerfile:1
# The virtual car as an image, for amd64 and arm64: docs/container.md.

FROM node:24-bookworm-slim AS build
# A compiler, for the addon of SocketCAN.
RUN apt-get update \
  && apt-get install -y --no-install-recommends g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# The lock file decides each version; "prepare" builds the command. The headers of Node are those of the image. An optional
# package that cannot be built is left out by npm without a word.
RUN npm_config_nodedir=/usr/local npm ci --no-audit --no-fund \
  && npm prune --omit=dev --no-audit --no-fund \
  && test -f node_modules/socketcan/build/Release/can.node \
  && rm -rf node_modules/.cache
# Where npm installs packages for the whole system: the command finds itself under its own name there.
WORKDIR /image/usr/local/lib/node_modules/virtual-smart-key
RUN cp -r /build/package.json /build/LICENSE /build/dist /build/node_modules /build/scenarios . \
  && mkdir -p hil/cli ecu-sim/signals \
  && cp /build/hil/cli/*.js hil/cli/ \
  && cp /build/ecu-sim/signals/virtual-smart-key.* ecu-sim/signals/ \
  && mkdir -p /image/usr/local/bin \
  && ln -s ../lib/node_modules/virtual-smart-key/hil/cli/smartkey.js /image/usr/local/bin/smartkey \
  && ln -s ../lib/node_modules/virtual-smart-key/hil/cli/virtual-smart-key.js /image/usr/local/bin/virtual-smart-key

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="virtual-smart-key" \
  org.opencontainers.image.description="A virtual car for people who make or use scan tools" \
  org.opencontainers.image.licenses="MIT"
COPY --from=build /image/ /
# Traces, reports and the memory of the car are written here.
WORKDIR /data
RUN chown node:node /data
USER node
ENV NODE_ENV=production
EXPOSE 8080 3333 29536
STOPSIGNAL SIGINT
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/api/state').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["smartkey"]
CMD ["car", "--http", "0.0.0.0:8080", "--bus", "slcan-tcp:0.0.0.0:3333", "--bus", "socketcand:0.0.0.0:29536"]
