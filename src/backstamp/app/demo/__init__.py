"""The demo: two newsletters, twelve recipients and everything that befalls a pixel, acted out over real SMTP and HTTP.

``play.act_out`` is the whole of it; ``stage.Stage`` is what it needs.
"""
