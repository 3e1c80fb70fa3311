#!/bin/sh
# Writes the same data workbook with Resonanz and with libxlsxwriter, in turn,
# and prints time, memory, size and the median ratio of the times.
#
# usage: compare.sh [rows [rounds]]
# needs: go, cc, libxlsxwriter-dev, GNU time, python3-openpyxl
set -eu
cd "$(dirname "$0")/../.."
rows=${1:-100000}
rounds=${2:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O2 -o "$work/data" .ci/libxlsxwriter/data.c -lxlsxwriter
go test -c -o "$work/reports.test" ./reports/workbook

# ours runs in the folder of the package, which has the texts.
ours() { (cd reports/workbook && RESONANZ_DATA_FILE="$2" RESONANZ_DATA_ROWS="$1" "$3" -f '%e %U %S %M' -o "$4" \
	"$work/reports.test" -test.run '^$' -test.bench '^BenchmarkWriteData_rows$' -test.benchtime 1x >/dev/null); }
theirs() { /usr/bin/time -f '%e %U %S %M' -o "$3" "$work/data" "$1" "$2"; }

# Both must hold the same cells, or the times compare nothing.
ours 2000 "$work/ours.xlsx" /usr/bin/time "$work/null"
theirs 2000 "$work/theirs.xlsx" "$work/null"
/usr/bin/python3 - "$work/ours.xlsx" "$work/theirs.xlsx" <<'PY'
import sys, openpyxl
books = [openpyxl.load_workbook(f, read_only=True).worksheets[:2] for f in sys.argv[1:]]
for ours, theirs in zip(*books):
    a, b = (list(s.iter_rows(min_row=2, values_only=True)) for s in (ours, theirs))
    width = max(map(len, a))
    pad = lambda rows: [tuple(r) + (None,) * (width - len(r)) for r in rows]
    if pad(a) != pad(b):
        sys.exit("the cells differ")
    print(f"{len(a)} x {width} cells are the same")
PY

i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	ours "$rows" "$work/ours.xlsx" /usr/bin/time "$work/a"
	theirs "$rows" "$work/theirs.xlsx" "$work/b"
	echo "$(tail -1 "$work/a") $(wc -c <"$work/ours.xlsx") $(tail -1 "$work/b") $(wc -c <"$work/theirs.xlsx")" >>"$work/all"
done
echo "rows $rows: seconds, user, system, KiB, bytes (ours), the same (libxlsxwriter), ratio of seconds"
awk '{ printf "%s %.3f\n", $0, $1 / $6 }' "$work/all" | sort -n -k 11 | tee "$work/sorted"
awk '{ r[NR] = $11 } END { printf "median ratio %.3f\n", r[int((NR + 1) / 2)] }' "$work/sorted"
