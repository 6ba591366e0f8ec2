# One image for the host, the agents and the tools: `docker run faultline <command>`.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN node scripts/build.mjs && npm prune --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY bin ./bin
COPY proto ./proto
COPY examples/traces ./examples/traces
COPY deploy ./deploy
# Where the agents keep the files that they map, and where everybody's certificates are; volumes go over them.
RUN mkdir -p /data /pki/authority /pki/host /pki/guest-a /pki/guest-b /pki/operator \
  && chown -R node:node /data /pki \
  && chmod 700 /pki/*
USER node
ENTRYPOINT ["node", "bin/faultline.js"]
CMD ["--help"]
