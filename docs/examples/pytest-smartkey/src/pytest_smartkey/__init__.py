"""A virtual car for tests with pytest: the fixtures `car` and `uds`, and the classes behind them."""

from .car import Car, CarError
from .uds import NoResponse, Uds

__all__ = ["Car", "CarError", "NoResponse", "Uds"]
