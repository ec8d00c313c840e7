"""The commands of ``backstamp``, one module each; heavy parts are imported by the command that needs them."""
