#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
# Resolve the *.in files into exact versions with hashes. The application first: dev.in is held to it.
set -eu
cd "$(dirname "$0")/requirements"
for name in uv app dev bot; do
  version=3.11
  [ "$name" = bot ] && version=3.10
  uv pip compile --quiet --python-version "$version" --generate-hashes --no-header --no-annotate \
    "$name.in" -o "$name.txt" "$@"
done
