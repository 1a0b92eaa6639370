"""Tests for shop.client, written by coverage mission m-b64066f6.

They run 26 lines and 8 branches that no other test ran, and notice 8 of 16 sampled
mutants of those lines. Where no document says what is right, they pin what the code
does: change them when it should do otherwise.
"""
# coverage-missions: mission=m-b64066f6 engines=search seed=0 lines=26 arcs=8 killed=8/16

import asyncio

import pytest

from shop.client import Response, WarehouseClient, WarehouseDown, WarehouseRefused


async def answer(*args, **kwargs):
    return None


def test_warehouse_client_raises_value_error_when_attempts_is_zero():
    class FakeTransport:
        async def send(self, *args, **kwargs):
            return Response(1)

    with pytest.raises(ValueError, match="attempts must be at least 1"):
        WarehouseClient(FakeTransport(), attempts=0)


def test_stock_raises_warehouse_refused_for_mug():
    class FakeTransport:
        async def send(self, *args, **kwargs):
            return Response(1)

    warehouse_client = WarehouseClient(FakeTransport())

    with pytest.raises(WarehouseRefused, match="1: no detail"):
        asyncio.run(warehouse_client.stock("MUG"))


def test_stock_raises_warehouse_refused():
    class FakeTransport:
        async def send(self, *args, **kwargs):
            return Response(1, body="abc")

    warehouse_client = WarehouseClient(FakeTransport())

    with pytest.raises(WarehouseRefused, match="1: abc"):
        asyncio.run(warehouse_client.stock("MUG"))


def test_stock_raises_warehouse_down_when_timeout_is_0():
    class FakeTransport:
        async def send(self, *args, **kwargs):
            return Response(1)

    warehouse_client = WarehouseClient(FakeTransport(), timeout=0.0, sleep=answer)

    with pytest.raises(
        WarehouseDown, match=r"GET /stock/MUG: no answer within 0 s \(3 attempts\)"
    ):
        asyncio.run(warehouse_client.stock("MUG"))


def test_stock_raises_warehouse_down_for_mug():
    class FailingTransport:
        async def send(self, *args, **kwargs):
            raise OSError("out of order")

    warehouse_client = WarehouseClient(FailingTransport(), sleep=answer)

    with pytest.raises(
        WarehouseDown, match=r"GET /stock/MUG: out of order \(3 attempts\)"
    ):
        asyncio.run(warehouse_client.stock("MUG"))


def test_stock_of_all_returns_an_empty_dict_when_skus_is_empty():
    class FakeTransport:
        async def send(self, *args, **kwargs):
            return Response(1)

    warehouse_client = WarehouseClient(FakeTransport())

    assert asyncio.run(warehouse_client.stock_of_all([])) == {}


def test_order_raises_warehouse_refused():
    class FakeTransport:
        async def send(self, *args, **kwargs):
            return Response(1)

    warehouse_client = WarehouseClient(FakeTransport())

    with pytest.raises(WarehouseRefused, match="1: no detail"):
        asyncio.run(warehouse_client.order(1, {"abc": 1}))


def test_order_raises_value_error_when_items_is_empty():
    class FakeTransport:
        async def send(self, *args, **kwargs):
            return Response(1)

    warehouse_client = WarehouseClient(FakeTransport())

    with pytest.raises(ValueError, match="nothing to pack"):
        asyncio.run(warehouse_client.order(1, {}))
