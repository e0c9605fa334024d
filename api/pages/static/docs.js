// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/* global SwaggerUIBundle */
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger", deepLinking: true, validatorUrl: null });
