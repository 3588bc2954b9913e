"""Tiles over HTTP: an ASGI application over metatiles in a directory or on S3, and the preview page on top."""
