#!/bin/sh
# One step of a scan in shards. The steps meet in S3, under SCAN_URL (s3://bucket/prefix), which each run has for itself.
#
#   run.sh shard I N [collect options]   collects shard I of N (I may be `auto`) and uploads it
#   run.sh merge N [check options]       joins the N shards, judges them, uploads the reports and the exit code
#
# COLLECT_OPTIONS and CHECK_OPTIONS add options where the arguments cannot be changed; they are split at blanks.
set -eu

: "${SCAN_URL:?set SCAN_URL to an S3 address of its own for each run, such as s3://bucket/scans/2026-11-02}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case "${1:-}" in
shard)
  index=$2 count=$3
  shift 3
  if [ "$index" = auto ]; then
    number=$((${AWS_BATCH_JOB_ARRAY_INDEX:-${JOB_COMPLETION_INDEX:?auto needs an array job}} + 1))
  else
    number=$index
  fi
  # shellcheck disable=SC2086 # options are to be split
  vpclint collect --shard "$index/$count" --snapshot "$work/snapshot" --quiet "$@" ${COLLECT_OPTIONS:-}
  # The manifest makes a folder a snapshot, so it goes last: a part that was cut off is not taken for a whole one.
  aws s3 cp --recursive --only-show-errors --exclude manifest.json "$work/snapshot" "$SCAN_URL/shard-$number"
  aws s3 cp --only-show-errors "$work/snapshot/manifest.json" "$SCAN_URL/shard-$number/manifest.json"
  ;;
merge)
  count=$2
  shift 2
  mkdir "$work/shards" "$work/report"
  number=1
  while [ "$number" -le "$count" ]; do
    aws s3 cp --recursive --only-show-errors "$SCAN_URL/shard-$number" "$work/shards/$number"
    number=$((number + 1))
  done
  vpclint merge --out "$work/merged" "$work/shards"/*
  code=0
  # shellcheck disable=SC2086 # options are to be split
  vpclint check --snapshot "$work/merged" --report "json=$work/report/report.json" \
    --report "html=$work/report/report.html" --report "sarif=$work/report/report.sarif" --report text=- \
    "$@" ${CHECK_OPTIONS:-} || code=$?
  echo "$code" >"$work/report/exit-code"
  aws s3 cp --recursive --only-show-errors "$work/report" "$SCAN_URL/report"
  echo "judged $count shards: exit code $code"
  # Findings (1) and incomplete coverage (3) are results, and not a failure of the run.
  case $code in 0 | 1 | 3) ;; *) exit "$code" ;; esac
  ;;
*)
  echo "usage: run.sh shard I N [collect options] | run.sh merge N [check options]" >&2
  exit 2
  ;;
esac
