"""Where a company keeps the documents of its tenants, as an administrator sets it.

New documents go to the new place from the moment it is saved; earlier ones stay where they are and
go on being found there. The key of a bucket lies beside the settings of this workplace, never in
the database.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain.company_rules import CompanyRules
from desktop.domain.document_places import (
    BucketPlace,
    CommonPlace,
    DocumentPlace,
    FolderPlace,
    parse_place,
)
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_change import administered_companies, change_company
from desktop.services.staff.company_settings import rules_of

MOST_PLACES = 20
"""So many places of one company are remembered, the newest first."""


class PlaceChoice(StrEnum):
    """What kind of place a company has."""

    COMMON = "common"
    FOLDER = "folder"
    BUCKET = "bucket"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreForm:
    """What is typed. ``secret_key`` is never shown: empty keeps the one that is there."""

    choice: PlaceChoice = PlaceChoice.COMMON
    folder: str = ""
    bucket: str = ""
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""

    def __repr__(self) -> str:
        """Without keys."""
        return f"StoreForm({self.choice})"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """One company's settings as they are kept."""

    company_id: int
    version: int
    name: str
    form: StoreForm


@dataclass(frozen=True, slots=True)
class SaveStoreSettings:
    """Keep what is typed; ``expected_version`` is that of the company as shown."""

    company_id: int
    form: StoreForm
    expected_version: int


def list_store_settings(context: ServiceContext, actor: Actor) -> tuple[StoreSettings, ...]:
    """Return the settings of the person's companies, by name.

    Raises:
        UserError: ``access.denied``, ``company.bad_settings``.
    """
    return administered_companies(context, actor, _view)


def save_store_settings(
    context: ServiceContext, actor: Actor, command: SaveStoreSettings
) -> StoreSettings:
    """Keep where a company's documents lie, once the place has answered.

    Raises:
        UserError: as ``change_company``; ``store_settings.bad_path``, ``bad_bucket``,
            ``bad_prefix``, ``bad_endpoint``, ``bad_region``, ``half_a_key``;
            ``documents.unreachable``, ``documents.no_credentials`` or
            ``documents.credentials_unusable``.
    """
    require(actor, Permission.ADMINISTER, command.company_id)
    place = _typed_place(command.form)
    _prove(context, place, command.form)
    with context.database.write() as unit:
        company = change_company(
            unit,
            context,
            actor,
            command.company_id,
            command.expected_version,
            lambda rules: _with_first(rules, place),
        )
        return _view(company)


def _typed_place(form: StoreForm) -> DocumentPlace:
    try:
        match form.choice:
            case PlaceChoice.FOLDER:
                return FolderPlace(form.folder.strip())
            case PlaceChoice.BUCKET:
                return BucketPlace(
                    bucket=form.bucket.strip(),
                    prefix=form.prefix.strip().strip("/"),
                    endpoint=form.endpoint.strip().rstrip("/"),
                    region=form.region.strip(),
                )
            case _:
                return CommonPlace()
    except ValueError as error:
        raise UserError(f"store_settings.bad_{error}") from error


def _prove(context: ServiceContext, place: DocumentPlace, form: StoreForm) -> None:
    """Ask the place, with the key that was typed; a key that opened it is kept."""
    typed = (form.access_key.strip(), form.secret_key.strip())
    if not isinstance(place, BucketPlace) or not any(typed):
        context.stores.prove(place)
        return
    if not all(typed):
        raise UserError("store_settings.half_a_key")
    context.stores.prove(place, typed)
    context.stores.keep_key(place, typed)


def _with_first(rules: CompanyRules, place: DocumentPlace) -> CompanyRules:
    known = rules.document_places or (CommonPlace().as_text(),)
    first = place.as_text()
    places = (first, *(one for one in known if one != first))[:MOST_PLACES]
    return replace(rules, document_places=() if places == (CommonPlace().as_text(),) else places)


def _view(company: Company) -> StoreSettings:
    places = rules_of(company).document_places
    return StoreSettings(
        company_id=company.id,
        version=company.version,
        name=company.name,
        form=_form(parse_place(places[0]) if places else CommonPlace()),
    )


def _form(place: DocumentPlace) -> StoreForm:
    match place:
        case FolderPlace():
            return StoreForm(choice=PlaceChoice.FOLDER, folder=place.path)
        case BucketPlace():
            return StoreForm(
                choice=PlaceChoice.BUCKET,
                bucket=place.bucket,
                prefix=place.prefix,
                endpoint=place.endpoint,
                region=place.region,
            )
        case _:
            return StoreForm()
