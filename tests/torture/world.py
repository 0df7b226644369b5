"""The world before the kill: one company, as many complete contracts as there are things to do."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from desktop import app
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.services.context import ServiceContext
from desktop.settings import AppSettings, DataFolder, save_settings
from tests.support.clock import MONDAY, FixedClock
from tests.support.factories import (
    Household,
    actor_of,
    add_bank_details,
    add_categories,
    add_company,
    add_mandate,
    add_portal_account,
    add_staff,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.portal import Portal

FIRST_NAMES = ("Aylin", "Bela", "Cora", "Deniz", "Edda", "Falk", "Gesa", "Hanno", "Ilka", "Jaro")


@dataclass(frozen=True, slots=True)
class World:
    """A data folder that is being filled; ``homes`` are its contracts, one for an item."""

    context: ServiceContext
    clock: FixedClock
    folder: DataFolder
    homes: tuple[Household, ...]

    @property
    def portal(self) -> Portal:
        """The portal's side of the exchange folder."""
        return Portal(self.folder.exchange)

    def at(self, later: timedelta) -> None:
        """Set the clock to a time after the morning on which every world begins."""
        self.clock.set(MONDAY + later)

    def set_rules(self, **settings: Any) -> None:
        """Let the company have settings of its own."""
        with self.context.database.write() as unit:
            unit.session.execute(update(Company).values(settings=settings))


def build(folder: DataFolder, database_url: str | None, items: int) -> World:
    """Make a world in an empty folder, on a migrated database where it is a shared one."""
    folder.create()
    if database_url is not None:
        save_settings(folder, AppSettings(database_url=database_url))
    clock = FixedClock()
    context = app.build_context(folder, clock=clock)
    folder.exchange.mkdir()
    return World(context, clock, folder, _homes(context, items))


def _homes(context: ServiceContext, items: int) -> tuple[Household, ...]:
    with context.database.write() as unit:
        company = add_company(unit)
        categories = add_categories(unit)
        people = [
            actor_of(add_staff(unit, login, [company], role=role, name=name))
            for login, role, name in (
                ("clerk1", Role.CLERK, "Jette Modell"),
                ("clerk2", Role.CLERK, "Timo Vorlage"),
                ("lead", Role.LEAD, "Ute Raster"),
                ("auditor", Role.AUDITOR, "Bernd Schablone"),
            )
        ]
        homes = []
        for number in range(items):
            name = FIRST_NAMES[number % len(FIRST_NAMES)]
            flat = add_unit(unit, company, property_number=f"44{number:02}")
            tenant = add_tenant(unit, company, name)
            contract = f"10.44{number:02}.0302"
            tenancy = add_tenancy(unit, company, flat, [tenant], contract)
            account = add_portal_account(unit, tenancy, tenant)
            holder = f"{name} Musterbach"
            add_bank_details(unit, tenancy, account_holder=holder)
            add_mandate(unit, tenancy, f"THOR-0044{number:02}-01", account_holder=holder)
            homes.append(
                Household(
                    company_id=company.id,
                    tenancy_id=tenancy.id,
                    tenant_id=tenant.id,
                    contract_number=contract,
                    portal_account=account.external_id or "",
                    categories={code: category.id for code, category in categories.items()},
                    clerk=people[0],
                    second_clerk=people[1],
                    lead=people[2],
                    auditor=people[3],
                )
            )
        return tuple(homes)


def holder_of(home: Household) -> str:
    """Who lives there and holds the account."""
    number = int(home.contract_number.split(".")[1]) - 4400
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} Musterbach"
