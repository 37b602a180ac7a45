"""What stands in the main window: menus, one project, opening and closing it."""
