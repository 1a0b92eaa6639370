import asyncio

from shop.client import Response, WarehouseClient, backoff_s


class OneAnswer:
    def __init__(self, response):
        self.response = response
        self.asked = []

    async def send(self, method, path, body=None):
        self.asked.append((method, path))
        return self.response


def test_stock():
    transport = OneAnswer(Response(200, '{"pieces": 7}'))

    assert asyncio.run(WarehouseClient(transport).stock("MUG")) == 7
    assert transport.asked == [("GET", "/stock/MUG")]


def test_backoff():
    assert backoff_s(3) == 2.0
