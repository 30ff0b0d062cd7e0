# EdgeMLSim with SUMO, without a window.
#
# BASE decides Debian's version and with it apt's SUMO: bookworm has 1.15, trixie 1.18. With SETUP_SKIP=apt it is the
# version from PyPI that scripts/setup/pypi.mjs names.
ARG BASE=node:22-trixie-slim
FROM ${BASE}

ARG SETUP_SKIP=
ENV EDGEMLSIM_SETUP_SKIP=${SETUP_SKIP} EDGEMLSIM_CACHE=/var/cache/edgemlsim

# Python and the X11 and OpenGL libraries are for the SUMO from PyPI alone: its program needs them even without a window.
RUN if [ -n "$SETUP_SKIP" ]; then \
      apt-get update \
      && apt-get install --yes --no-install-recommends \
        python3-venv libatomic1 libgl1 libx11-6 libxext6 libxrender1 libopenblas0-pthread \
      && rm -rf /var/lib/apt/lists/*; \
    fi

WORKDIR /app
# First what the set-up step needs: a change of the source alone does not install everything again.
COPY package.json package-lock.json .npmrc ./
COPY src/find-sumo.js src/
COPY scripts/setup.mjs scripts/
COPY scripts/setup scripts/setup
RUN node scripts/setup.mjs && rm -rf /var/lib/apt/lists/* /root/.npm
COPY . .
RUN mkdir -p results node_modules/.cache "$EDGEMLSIM_CACHE" && chown --recursive node:node results node_modules/.cache "$EDGEMLSIM_CACHE"

USER node
CMD ["npm", "start"]
