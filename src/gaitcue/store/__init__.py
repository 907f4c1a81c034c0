"""The record: tables, who may see which rows, files on disk. All SQL is in this room; nobody else knows a database."""
