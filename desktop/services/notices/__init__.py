"""What a person is told of under the bell: quietly, once, and only what is their own business."""
