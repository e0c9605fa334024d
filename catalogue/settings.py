# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""All settings, read from the environment (``WELFARE_POINT_...``); each is listed in ``.env.template``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
"""The checkout."""

ITALY = ZoneInfo("Europe/Rome")


class Calendar(BaseSettings):
    """Which day it is. Apart from the other settings, because every search asks: reading them all takes 1.5 ms."""

    model_config = SettingsConfigDict(env_prefix="WELFARE_POINT_", env_ignore_empty=True, extra="ignore")

    fixed_today: dt.date | None = Field(default=None, validation_alias="WELFARE_POINT_TODAY")

    def today(self) -> dt.date:
        """The day taken as today: ``WELFARE_POINT_TODAY``, or the date in Italy."""
        return self.fixed_today or dt.datetime.now(ITALY).date()


class Settings(Calendar):
    """Settings of one running copy. Two copies with different homes and ports live side by side."""

    home: Path = ROOT / "var"
    host: str = "127.0.0.1"
    port: int = 8000
    bot_port: int = 5005
    actions_port: int = 5055
    bot_url: str = ""
    actions_url: str = ""
    database_url: str = ""
    tracker_url: str = ""
    redis_url: str = ""
    catalogue: Path | None = None
    networks: Path | None = None
    admin_password: SecretStr | None = None
    secret: SecretStr | None = None
    https: bool = False
    trusted_proxies: str = "127.0.0.1"
    limit_requests: str = "1200/minute"
    limit_messages: str = "60/10 seconds;300/minute;6000/hour"
    limit_begun: str = "10/10 seconds;60/minute;600/hour"
    limit_conversation: str = "120/minute;1000/hour"
    limit_at_once: int = Field(default=20, ge=1)
    turns_at_once: int = Field(default=8, ge=1)
    turns_of_one: int = Field(default=2, ge=1)
    turns_waiting: int = Field(default=100, ge=0)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_claim: str = "preferred_username"
    build: Path = ROOT / ".build"
    understanding: Path = ROOT / ".build" / "current" / "understanding.npz"
    conversation_days: int = 30
    words_days: int = 90
    telegram_bot: str = Field(default="", pattern=r"^@?\w*$")
    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    telegram_webhook: str = ""
    access_days: int = 365
    import_megabytes: int = 100
    open_data_minimum: int = Field(default=5, ge=3)
    open_data_period: Literal["month", "quarter", "year"] = "quarter"
    tone: Literal["tu", "lei"] = "tu"

    def model_post_init(self, _: object) -> None:
        """Fill what follows from other settings."""
        self.home = self.home.expanduser().absolute()
        self.networks = self.networks and self.networks.expanduser().absolute()
        self.build = self.build.expanduser().absolute()
        self.understanding = self.understanding.expanduser().absolute()
        self.bot_url = self.bot_url or f"http://127.0.0.1:{self.bot_port}"
        self.actions_url = self.actions_url or f"http://127.0.0.1:{self.actions_port}"
        self.database_url = self.database_url or f"sqlite:///{self.home / 'welfare-point.db'}"
        self.tracker_url = self.tracker_url or f"sqlite:///{self.home / 'conversations.db'}"
