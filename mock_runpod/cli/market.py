import click

from mock_runpod.cli.hand import Hand, steers, table


@click.group()
def market() -> None:
    """Say what can be rented, and where.

    \b
    mock-runpod market sold-out "NVIDIA H100 80GB HBM3" --datacenter EU-RO-1
    """


with_place = click.option("--datacenter", metavar="ID", help="Only there; otherwise everywhere.")


@market.command("sold-out")
@click.argument("type_id", metavar="TYPE")
@with_place
@steers
def sold_out(hand: Hand, type_id: str, datacenter: str | None) -> None:
    """Let there be none left of a GPU type or CPU flavor.

    \b
    mock-runpod market sold-out "NVIDIA A40"
    """
    hand.client.market.sold_out(type_id, datacenter=datacenter)
    hand.say({"type": type_id, "available": 0}, f"{type_id}: sold out")


@market.command()
@click.argument("type_id", metavar="TYPE")
@click.argument("available", type=int)
@with_place
@steers
def stock(hand: Hand, type_id: str, available: int, datacenter: str | None) -> None:
    """Let there be room for so many workers on a GPU type or CPU flavor.

    \b
    mock-runpod market stock "NVIDIA A40" 2 --datacenter EU-SE-1
    """
    hand.client.market.stock(type_id, available, datacenter=datacenter)
    hand.say({"type": type_id, "available": available}, f"{type_id}: {available}")


@market.command("list")
@steers
def every(hand: Hand) -> None:
    """Print what was said about the stock.

    \b
    mock-runpod market list --json
    """
    rows = hand.client.market.list()
    columns = ("typeId", "dataCenterId", "available", "rented")
    hand.say(rows, table([columns, *(tuple(row[name] for name in columns) for row in rows)]))
