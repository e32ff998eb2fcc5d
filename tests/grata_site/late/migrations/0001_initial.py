from importlib import import_module

Migration = import_module("quickreplies.migrations.0001_initial").Migration
