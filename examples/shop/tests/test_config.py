from shop.config import Settings, load


def test_defaults(tmp_path):
    assert load(tmp_path / "none.toml", env={}) == Settings()


def test_environment_wins(tmp_path):
    assert load(tmp_path / "none.toml", env={"SHOP_CURRENCY": "USD"}).currency == "USD"
