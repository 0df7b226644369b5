"""The door of the room: batches of documents, from their files to the tenants' accounts."""

from desktop.services.uploads.check_list import check_list
from desktop.services.uploads.correcting import (
    change_upload,
    choose_way,
    decide_row,
    read_again,
    remove_row,
    return_row,
    undo_decision,
)
from desktop.services.uploads.listing import (
    list_uploads,
    row_pages,
    row_ways,
    rows_to_check,
    upload_line,
    upload_row,
    upload_rows,
)
from desktop.services.uploads.making import (
    add_files,
    discard_upload,
    make_upload,
)
from desktop.services.uploads.planning import plan_publication
from desktop.services.uploads.publishing import publish_upload
from desktop.services.uploads.read import read_upload
from desktop.services.uploads.showing import find_boxes, row_file
from desktop.services.uploads.splitting import split_row, undo_split
from desktop.services.uploads.taking_back import readers_of, take_back_upload

__all__ = [
    "add_files",
    "change_upload",
    "check_list",
    "choose_way",
    "decide_row",
    "discard_upload",
    "find_boxes",
    "list_uploads",
    "make_upload",
    "plan_publication",
    "publish_upload",
    "read_again",
    "read_upload",
    "readers_of",
    "remove_row",
    "return_row",
    "row_file",
    "row_pages",
    "row_ways",
    "rows_to_check",
    "split_row",
    "take_back_upload",
    "undo_decision",
    "undo_split",
    "upload_line",
    "upload_row",
    "upload_rows",
]
