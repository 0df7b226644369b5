"""Whether a process of this computer still runs."""

import os
import sys


def process_runs(process_id: int) -> bool:
    """Whether there is a process with this number; where that cannot be told, there is."""
    if sys.platform == "win32":
        return _windows_process_runs(process_id)
    try:
        # Signal 0 is sent to nobody; it only asks whether there is somebody.
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _windows_process_runs(process_id: int) -> bool:
    """Ask Windows; ``os.kill`` would end the process there."""
    import ctypes

    query_limited_information, still_active = 0x1000, 259
    loader = getattr(ctypes, "windll", None)
    if loader is None:
        return True
    handle = loader.kernel32.OpenProcess(query_limited_information, 0, process_id)
    if not handle:
        return False
    code = ctypes.c_ulong()
    loader.kernel32.GetExitCodeProcess(handle, ctypes.byref(code))
    loader.kernel32.CloseHandle(handle)
    return code.value == still_active
