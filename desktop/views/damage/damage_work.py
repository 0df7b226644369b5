"""What can be done with a damage report: orders, pictures, reports of one cause."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from desktop.domain.errors import UserError
from desktop.domain.work import OrderState
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import AttachmentView
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.tasks import Lane
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.damage.group_work import GroupWork
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.file_choice import ask_target
from desktop.views.letters.paper import print_on
from desktop.views.reasons import show_state

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from desktop.services.damages.commands import OrderForm
    from desktop.services.damages.order_draft import OrderDraft
    from desktop.services.damages.view import DamageView, OrderView
    from desktop.views.damage.damage_card import DamageCard
    from desktop.views.damage.order_dialog import OrderDialog
    from desktop.views.damage.orders_card import OrdersCard

_ACTIONS = (ActionId.ORDER, ActionId.ORDER_SENT, ActionId.ORDER_DONE, ActionId.PICTURES)


class DamageWork(QObject):
    """Serves the damage cards of the open case."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._actions = pane.workplace.actions
        self._group = GroupWork(pane)
        self._form: OrderDialog | None = None
        CasePage.orders.when_made(pane.page, self._serve_orders)
        CasePage.damage.when_made(pane.page, self._serve_pictures)
        connect = self._actions.connect_handler
        connect(ActionId.ORDER, self._write)
        connect(ActionId.ORDER_SENT, self._send_newest)
        connect(ActionId.ORDER_DONE, self._finish_oldest)
        connect(ActionId.PICTURES, self._look_at_pictures)
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)

    def _serve_orders(self, card: OrdersCard) -> None:
        card.edit_requested.connect(self._edit)
        card.print_requested.connect(self._print)
        card.save_requested.connect(self._save)
        card.sent_requested.connect(self._mark_sent)
        card.done_requested.connect(lambda order: self._settle(order, OrderState.DONE))
        card.cancel_requested.connect(lambda order: self._settle(order, OrderState.CANCELLED))

    def _serve_pictures(self, card: DamageCard) -> None:
        card.gallery.chosen.connect(self._show_picture)
        card.gallery.files.wanted.connect(self._read_thumbnail)

    def _look_at_pictures(self) -> None:
        self._pane.page.damage.gallery.setFocus()

    def _on_pane_emptied(self) -> None:
        for action_id in _ACTIONS:
            self._actions.set_possible(action_id, tr("kein Vorgang geöffnet"))

    def _on_pane_case_read(self, page: CasePageView) -> None:
        damage = page.damage
        if damage is None:
            for action_id in _ACTIONS:
                self._actions.set_possible(action_id, tr("nur bei Schadensmeldungen"))
            if not page.orders:
                return
        else:
            show_state(self._actions, ActionId.ORDER, damage.actions.order)
            self._actions.set_possible(
                ActionId.PICTURES, "" if damage.pictures else tr("keine Bilder im Vorgang")
            )
        denied = "" if page.case.actions.note.possible else tr("Dafür fehlt Ihnen das Recht.")
        if page.case.header.merged_into is not None:
            denied = error_sentence(UserError("case.merged"))
        for action_id, order, reason in (
            (ActionId.ORDER_SENT, _draft_of(page.orders), tr("kein Entwurf eines Auftrags")),
            (ActionId.ORDER_DONE, _sent_of(page.orders), tr("kein gesendeter Auftrag")),
        ):
            missing = "" if order is not None else reason
            self._actions.set_possible(action_id, denied or missing)

    def _damage(self) -> DamageView | None:
        view = self._pane.view
        return None if view is None else view.damage

    def _show_picture(self, number: int) -> None:
        damage = self._damage()
        if damage is not None and number < len(damage.pictures):
            self._pane.page.show_file_from(self._pane.page.damage.gallery, damage.pictures[number])

    def _read_thumbnail(self, attachment: AttachmentView) -> None:
        from desktop.views.case.file_reading import read_thumbnail

        files = self._pane.page.damage.gallery.files

        def keep(image: QImage) -> None:
            files.keep(attachment, image)

        def leave_sign(_error: UserError) -> None:
            files.keep(attachment, QImage())

        self._workplace.ask(
            read_thumbnail, attachment, done=keep, failed=leave_sign, lane=Lane.FILES
        )

    def _write(self) -> None:
        if self._pane.case_id is not None:
            self._ask_for(self._pane.case_id, None)

    def _edit(self, order: OrderView) -> None:
        if self._pane.case_id is not None:
            self._ask_for(self._pane.case_id, order)

    def _ask_for(self, case_id: int, order: OrderView | None) -> None:
        from desktop.services.damages import order_draft

        self._workplace.ask(
            order_draft.order_draft,
            case_id if order is None else order.case_id,
            done=lambda draft: self._open_form(case_id, draft, order),
            failed=self._pane.show_problem,
        )

    def _open_form(self, case_id: int, draft: OrderDraft, order: OrderView | None) -> None:
        from desktop.services.damages import orders
        from desktop.services.damages.commands import ChangeOrder, PlaceOrder
        from desktop.views.damage.order_dialog import OrderDialog
        from desktop.views.spelling.marks import SpellingMarks

        view = self._pane.view
        if view is None or view.case.header.case_id != case_id:
            return
        version = view.case.header.version
        dialog = self._form = OrderDialog(draft, order, self._pane)
        SpellingMarks(dialog.text, self._workplace.spelling)

        def keep(form: OrderForm) -> None:
            if order is None:
                self._workplace.ask(
                    orders.place_order,
                    PlaceOrder(case_id, form, version),
                    done=lambda _: self._on_kept(dialog),
                    failed=lambda error: self._on_refused(dialog, error),
                )
            else:
                self._workplace.ask(
                    orders.change_order,
                    ChangeOrder(order.order_id, form, order.version),
                    done=lambda _: self._on_kept(dialog),
                    failed=lambda error: self._on_refused(dialog, error),
                )

        dialog.chosen.connect(keep)
        dialog.finished.connect(self._on_form_finished)
        open_over_scrim(dialog)

    def _on_form_finished(self) -> None:
        self._form = None

    def _on_kept(self, dialog: OrderDialog) -> None:
        if dialog is self._form:
            dialog.accept()
        self._pane.reload()

    def _on_refused(self, dialog: OrderDialog, error: UserError) -> None:
        """Say it in the form; who has closed it meanwhile reads it below the case."""
        if dialog is self._form:
            dialog.show_problem(error_sentence(error))
        else:
            self._pane.show_problem(error)

    def _orders(self) -> tuple[OrderView, ...]:
        view = self._pane.view
        return () if view is None else view.orders

    def _send_newest(self) -> None:
        order = _draft_of(self._orders())
        if order is not None:
            self._mark_sent(order)

    def _finish_oldest(self) -> None:
        order = _sent_of(self._orders())
        if order is not None:
            self._settle(order, OrderState.DONE)

    def _mark_sent(self, order: OrderView) -> None:
        from desktop.services.damages import orders
        from desktop.services.damages.commands import MarkOrderSent

        view = self._pane.view
        if view is not None:
            version = view.case.header.version
            self._workplace.ask(
                orders.mark_sent,
                MarkOrderSent(order.order_id, order.version, version),
                done=self._pane.finished,
                failed=self._pane.show_problem,
            )

    def _settle(self, order: OrderView, state: OrderState) -> None:
        from desktop.services.damages import orders
        from desktop.services.damages.commands import SettleOrder

        view = self._pane.view
        if view is not None:
            version = view.case.header.version
            self._workplace.ask(
                orders.settle_order,
                SettleOrder(order.order_id, state, order.version, version),
                done=self._pane.finished,
                failed=self._pane.show_problem,
            )

    def _print(self, order: OrderView) -> None:
        printer = self._workplace.paper.printers.choose(self._pane)
        if printer is not None:
            self._hand_over(order, printer, None)

    def _save(self, order: OrderView) -> None:
        target = ask_target(
            self._pane,
            tr("Auftrag als PDF speichern"),
            f"{order.number}.pdf",
            tr("PDF-Dateien (*.pdf)"),
        )
        if target is not None:
            self.save_to(order, target)

    def save_to(self, order: OrderView, target: Path) -> None:
        """Write the paper of an order into a file the person chose."""
        self._hand_over(order, None, target)

    def _hand_over(self, order: OrderView, printer: QPrinter | None, target: Path | None) -> None:
        from desktop.services.damages import order_paper, orders

        painter, write = self._workplace.paper.painter, self._workplace.write_file

        def work(context: ServiceContext, actor: Actor) -> None:
            paper = order_paper.order_paper(context, actor, painter, order.order_id)
            try:
                if printer is not None:
                    # The name stands in a queue that others see: a number, no person.
                    print_on(painter, printer, paper.number, [paper.letter])
                if target is not None:
                    write(target, painter.pdf([paper.letter], made_at=paper.made_at))
            except OSError as error:
                raise UserError("order.not_on_paper", number=order.number) from error
            orders.note_on_paper(context, actor, order.order_id)

        self._workplace.ask(
            work,
            done=lambda _: self._pane.reload(),
            failed=self._pane.show_problem,
            lane=Lane.FILES,
        )


def _draft_of(orders: tuple[OrderView, ...]) -> OrderView | None:
    """The newest order that nobody has sent."""
    return next((order for order in orders if order.state is OrderState.DRAFT), None)


def _sent_of(orders: tuple[OrderView, ...]) -> OrderView | None:
    """The oldest order that is out."""
    sent = (order for order in reversed(orders) if order.state is OrderState.SENT_BY_HAND)
    return next(sent, None)
