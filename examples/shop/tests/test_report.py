from shop.report import best_sellers, summary


def test_no_orders():
    assert summary([]) == "no orders yet"
    assert best_sellers([]) == []
