import pytest

from shop.inventory import Inventory, OutOfStock


@pytest.fixture
def inventory():
    inventory = Inventory()
    inventory.receive("TEA-100", 10, reorder_at=3)
    inventory.receive("MUG", 2)
    return inventory


def test_reserve_and_ship(inventory):
    inventory.reserve({"TEA-100": 8, "MUG": 1})
    inventory.ship({"TEA-100": 8})

    assert inventory.level("TEA-100").on_hand == 2
    assert inventory.level("MUG").free == 1


def test_reserve_all_or_nothing(inventory):
    with pytest.raises(OutOfStock) as caught:
        inventory.reserve({"TEA-100": 1, "MUG": 3})

    assert caught.value.free == 2
    assert inventory.level("TEA-100").reserved == 0


def test_release_never_goes_below_zero(inventory):
    inventory.release({"MUG": 5})

    assert inventory.level("MUG").reserved == 0


def test_to_reorder(inventory):
    inventory.reserve({"TEA-100": 7})

    assert inventory.to_reorder() == ["TEA-100"]


def test_shipping_more_than_reserved(inventory):
    with pytest.raises(ValueError, match="0 reserved"):
        inventory.ship({"MUG": 1})


def test_count(inventory):
    assert inventory.count_sheet() == "sku,on_hand,reserved\nMUG,2,0\nTEA-100,10,0\n"
    assert inventory.apply_count("sku,on_hand\nMUG,1\nTEA-100,10\n,4\n") == {"MUG": -1}
    assert inventory.level("MUG").on_hand == 1


def test_empty_delivery(inventory):
    with pytest.raises(ValueError):
        inventory.receive("MUG", 0)
