# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one NLU component of the pipeline: ``bot/understanding`` inside Rasa.

The classifier is trained before Rasa (``bot/understanding/training.py``); training this component takes
its file into Rasa's own model, so that a model archive is complete and what was measured is what runs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from welfare_point.bot.components import action_answers
from welfare_point.bot.understanding.reader import Reader, as_json

FILE = "understanding.npz"


def trained_file() -> Path:
    """The classifier to build in. Raises ``KeyError`` where the setting is missing."""
    return Path(os.environ["WELFARE_POINT_UNDERSTANDING"])


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class Understanding(GraphComponent):
    """Sets intent, entities and ``understanding`` (all facts as JSON) of each message."""

    def __init__(self, storage: ModelStorage, resource: Resource, reader: Reader | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._reader = reader

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Understanding:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Understanding:
        action_answers.install()
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Reader(folder / FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa fingerprints source and configuration only; the classifier's numbers count as well."""
        return hashlib.sha256(trained_file().read_bytes()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Take the trained file into the model."""
        with self._storage.write_to(self._resource) as folder:
            shutil.copyfile(trained_file(), folder / FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing: no other component learns from this one."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message. Buttons (``/intent{...}``) never get here: Rasa reads them itself."""
        assert self._reader is not None, "the component is used before it was loaded"
        for message in messages:
            facts = self._reader(message.get(TEXT) or "", _today())
            message.set(INTENT, {"name": facts.intent, "confidence": 1.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [], add_to_output=True)
            message.set(ENTITIES, [], add_to_output=True)
            message.set("understanding", as_json(facts), add_to_output=True)
        return messages


def _today() -> dt.date | None:
    fixed = os.environ.get("WELFARE_POINT_TODAY")
    return dt.date.fromisoformat(fixed) if fixed else None
