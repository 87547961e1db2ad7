#!/bin/sh
# What is done once a day beside the night: a backup, kept for 30 days, and the tables that BI tools read.
#   every_day.sh FOLDER-OF-BACKUPS [once]
set -u
backups=$1

once() {
  caseline backup "$backups/$(date -u +%Y-%m-%dT%H%M%S).backup" --exports || return
  find "$backups" -name '*.backup' -mtime +30 -delete
  if [ -n "${CASELINE_BI_POSTGRES:-}" ]; then caseline export --to postgres; fi
}

if [ "${2:-}" = once ]; then
  once
  exit
fi
while :; do
  once || echo "The backup failed; it is tried again tomorrow." >&2
  sleep 86400
done
