"""Who starts the program once more sees its window again, wherever it was put."""

from PySide6.QtWidgets import QApplication

from tests.support.office import Office


def test_the_window_that_is_called_is_seen(office: Office) -> None:
    program = office.start()
    window = program.window
    window.showMinimized()
    assert program.group.come_forward()
    assert not window.isMinimized()
    assert window.isVisible()
    assert QApplication.activeWindow() is window
    window.close()
    assert not program.group.come_forward()
