# The image of `annoloop worker`, `annoloop server` and the command line. docs/deploy.md says how it is run.
# Debian with glibc: the native modules of Temporal and DuckDB are made for that, not for Alpine's musl.

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:20.20.2-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Temporal's package holds its native module for every platform; the image needs its own only.
RUN npm ci --omit=dev --ignore-scripts \
 && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 -type d \
      ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM node:20.20.2-bookworm-slim
LABEL org.opencontainers.image.title="Annoloop" \
      org.opencontainers.image.description="The durable loop between an image model in production and the people who check it." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
# Temporal's native module looks for root certificates where Debian keeps them, and the slim base has none. Node brings
# Mozilla's list along. The user's id is a number, so that Kubernetes can tell that it is not root's.
RUN mkdir -p /etc/ssl/certs \
 && node -p "require('node:tls').rootCertificates.join('\n')" > /etc/ssl/certs/ca-certificates.crt \
 && groupadd --gid 10001 annoloop \
 && useradd --uid 10001 --gid annoloop --no-create-home --home-dir /nonexistent annoloop \
 && install -d -o annoloop -g annoloop -m 0750 /var/cache/annoloop
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /build/dist/package.json dist/package.json
COPY --from=build /build/dist/workflow-bundle.js /build/dist/workflow-bundle-encoded.js dist/
COPY --from=build /build/dist/src dist/src
COPY --from=build /build/dist/workflows dist/workflows
COPY --from=build /build/dist/activities dist/activities
COPY LICENSE THIRD-PARTY-NOTICES.txt ./
ENV NODE_ENV=production \
    ANNOLOOP_CACHE_DIR=/var/cache/annoloop \
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true
USER 10001:10001
# No HEALTHCHECK: what health means differs between worker, server and a command. docker-compose.yml has one for each.
ENTRYPOINT ["node", "/app/dist/src/cli/main.js"]
CMD ["--help"]
