"""The newspaper site put together from its apps."""

__version__ = "0.1.0"
