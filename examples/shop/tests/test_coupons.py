import pytest

from shop.coupons import Coupon, CouponError


def test_parse():
    coupon = Coupon.parse("save10-k7qf-n")

    assert (coupon.kind, coupon.percent, coupon.body) == ("SAVE", 10, "K7QF")


def test_typing_errors_are_caught():
    with pytest.raises(CouponError, match="mistyped"):
        Coupon.parse("SAVE10-K7QE-N")
