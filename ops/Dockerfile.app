# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
# The application (gateway and actions), with the trained model of understanding.
FROM node:20-bookworm-slim AS web
WORKDIR /web
COPY ops/web/package.json ops/web/package-lock.json ops/web/.npmrc ops/web/collect.mjs ./
RUN npm ci --ignore-scripts --no-audit --no-fund && node collect.mjs /vendor

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 WELFARE_POINT_HOME=/var/lib/welfare-point WELFARE_POINT_HOST=0.0.0.0
RUN useradd --system --create-home --home-dir /var/lib/welfare-point welfare
WORKDIR /srv/welfare-point
COPY ops/requirements/app.txt ops/requirements/
RUN pip install --no-cache-dir --require-hashes -r ops/requirements/app.txt \
 && echo /srv/welfare-point > "$(python -c 'import site; print(site.getsitepackages()[0])')/welfare_point.pth" \
 && printf '#!/usr/local/bin/python\nfrom welfare_point.api.cli import main\n\nmain()\n' > /usr/local/bin/welfare-point \
 && chmod 755 /usr/local/bin/welfare-point
COPY . .
COPY --from=web /vendor .build/web/vendor
RUN python -m welfare_point.bot.understanding.training .build/current/understanding.npz
USER welfare
CMD ["welfare-point", "serve", "--only", "api"]
