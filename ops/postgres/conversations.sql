-- SPDX-FileCopyrightText: 2026 The Welfare Point authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Rasa keeps its conversations apart from the catalogue.
CREATE DATABASE conversations OWNER welfare;
