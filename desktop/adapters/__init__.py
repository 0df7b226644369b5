"""What the outside world is made of: files, folders, clocks. They satisfy the services' ports."""
