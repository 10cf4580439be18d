# The bridge in a container. From the root of the repository, after npm run build:
#   docker build -f deploy/docker/lh-bridge.Dockerfile -t lh-bridge .
#   docker run --rm -v lighthouse:/data lh-bridge init
#   docker run -p 127.0.0.1:8765:8765 -v lighthouse:/data lh-bridge
FROM node:22-slim

COPY packages/bridge/package.json /opt/lh-bridge/package.json
COPY packages/bridge/bin /opt/lh-bridge/bin
COPY packages/bridge/dist /opt/lh-bridge/dist
RUN install -d -m 0700 -o node -g node /data

USER node
VOLUME /data
WORKDIR /data
ENV LH_LOG=/data/log LH_KEY=/data/keys/lighthouse.keyring.json
# Only what the port is published to can reach it.
ENV LH_HOST=0.0.0.0 LH_PORT=8765
EXPOSE 8765
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", \
  "fetch('http://127.0.0.1:8765/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/lh-bridge/bin/lh-bridge.mjs"]
CMD ["serve"]
