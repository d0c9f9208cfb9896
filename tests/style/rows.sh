#!/bin/sh
# A test shows what a person or a partner can do: it writes no rows of the store, but where tests/style/lib/rows says why it must.
. "$(dirname "$0")/lib/style.sh"
allowed=tests/style/lib/rows

check() {
	find tests -type f ! -path 'tests/style/*' ! -path '*/corpus/*' | sort | xargs awk -v allowed="$allowed" '
		BEGIN {
			FS = " *[|] *"
			while ((getline line < allowed) > 0) {
				n++
				if (line ~ /^(#|$)/) continue
				split(line, part, / *[|] */)
				count = split(part[2], tables, " ")
				if (part[3] == "") print allowed ":" n ": says no reason"
				for (i = 1; i <= count; i++) may[part[1], tables[i]] = n
			}
		}
		{
			text = tolower($0)
			while (match(text, /(insert into|update|update only|delete from|delete from only|truncate|truncate table|copy|merge into)[ \t]+docket\.[a-z_]+/)) {
				table = substr(text, RSTART, RLENGTH)
				sub(/.*docket\./, "", table)
				text = substr(text, RSTART + RLENGTH)
				is_met[FILENAME, table] = 1
				if (!((FILENAME, table) in may))
					print FILENAME ":" FNR ": writes docket." table ": a command or a message does that; where nothing else can, " allowed " says why"
			}
		}
		END {
			for (key in may) if (!(key in is_met)) {
				split(key, part, SUBSEP)
				print allowed ":" may[key] ": " part[1] " writes no docket." part[2] " any more"
			}
		}' | sort
}

plant() {
	mkdir -p tests/e2e tests/pg tests/style/lib
	cat >tests/e2e/made.sh <<'END'
sql "insert into docket.party (tenant_id) values (1)"
sql "select * from docket.party"
sql "UPDATE docket.case_open set no = 1"
sql "update docket.effect set run_at = now()"
docket_admin master parties.csv
	psql -c "\copy docket.site from sites.csv"
END
	cat >tests/style/lib/rows <<'END'
# file | tables | why
tests/e2e/made.sh | effect | as if its minute were over
tests/e2e/made.sh | quote | it did once
tests/pg/other.sh | case_open |
END
}

planted() {
	echo tests/e2e/made.sh:1
	echo tests/e2e/made.sh:3
	echo tests/e2e/made.sh:6
	echo tests/style/lib/rows:3
	echo tests/style/lib/rows:4
}

held
