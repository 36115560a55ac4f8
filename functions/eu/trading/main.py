"""The public trading function: orders, accounts, positions, assets, calendar, clock."""

from functools import cache
from pathlib import Path
from typing import Any

import flask

import shared.eu
from shared.core.http import Principal
from shared.core.routes import Route, load
from shared.eu.accounts.api import account_get, positions_get, positions_list
from shared.eu.orders.api import orders_create, orders_get, orders_list
from shared.eu.orders.wiring import TradingServices, trading as services_of_trading
from shared.eu.reference.api import assets_get, assets_list, calendar_get, clock_get
from shared.gcp.http import HttpApi
