"""Tests for shop.client, written by coverage mission m-b64066f6.

They run 31 lines and 8 branches that no other test ran, and notice 11 of 25 sampled
mutants of those lines. Where no document says what is right, they pin what the code
does: change them when it should do otherwise.
"""
# coverage-missions: mission=m-b64066f6 engines=search seed=0 lines=31 arcs=8 killed=11/25

import asyncio

import pytest

from shop.client import Response, WarehouseClient, WarehouseDown, WarehouseRefused


class FakeTransport:
    async def send(self, *args, **kwargs):
        return Response(1)


def test_warehouse_client_raises_value_error_when_attempts_is_zero():
    with pytest.raises(ValueError, match="attempts must be at least 1"):
        WarehouseClient(FakeTransport(), attempts=0)


def test_stock_raises_warehouse_refused_for_mug():
    warehouse_client = WarehouseClient(FakeTransport())

    with pytest.raises(WarehouseRefused, match="1: no detail"):
        asyncio.run(warehouse_client.stock("MUG"))


def test_stock_of_all_returns_1_key():
    warehouse_client = WarehouseClient(FakeTransport())

    assert asyncio.run(warehouse_client.stock_of_all([1])) == {1: None}


def test_order_raises_warehouse_refused():
    warehouse_client = WarehouseClient(FakeTransport())

    with pytest.raises(WarehouseRefused, match="1: no detail"):
        asyncio.run(warehouse_client.order(1, {"abc": 1}))


def test_order_raises_value_error_when_items_is_empty():
    warehouse_client = WarehouseClient(FakeTransport())

    with pytest.raises(ValueError, match="nothing to pack"):
        asyncio.run(warehouse_client.order(1, {}))


def test_order_raises_warehouse_down_post_no_answer_within_0_s():
    warehouse_client = WarehouseClient(FakeTransport(), timeout=0.0)

    with pytest.raises(
        WarehouseDown, match=r"POST /parcels: no answer within 0 s \(3 attempts\)"
    ):
        asyncio.run(warehouse_client.order(1, {"abc": 1}))


def test_wanted_wait_returns_1_point_5():
    assert WarehouseClient._wanted_wait(Response(1), 1.5) == pytest.approx(1.5)


def test_read_raises_warehouse_refused():
    with pytest.raises(WarehouseRefused, match="1: abc"):
        WarehouseClient._read(Response(1, body="abc"))
