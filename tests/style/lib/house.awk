# The rows of CMakeLists.txt, which declare what may include what, and those of tests/style/lib/foreign.
# Give both files first; then
#   row[folder]           its place in the list, 1 first
#   may[folder, other]    the row names that folder (a folder may always include itself)
#   takes[folder, name]   the row names that foreign package
#   program[main]         the target of a program's main file; may[main, folder] as above
#   headers[name]         pattern of a foreign package's headers; libraries[name]

function expanded(text,    name) {
	while (match(text, /\$\{[a-z_]+\}/)) {
		name = substr(text, RSTART + 2, RLENGTH - 3)
		text = substr(text, 1, RSTART - 1) value[name] substr(text, RSTART + RLENGTH)
	}
	return text
}

# Splits `verb(name other "list" rest)` into said_name, said_other, said_list, said_rest.
function read_row(line,    parts, head) {
	sub(/^[a-z_]+\(/, "", line)
	sub(/\).*$/, "", line)
	split(line, parts, "\"")
	split(parts[1], head, /[ \t]+/)
	said_name = head[1]
	said_other = head[2]
	said_list = expanded(parts[2])
	said_rest = parts[3]
}

FILENAME ~ /CMakeLists\.txt$/ {
	if ($0 ~ /^set\(/) {
		read_row($0)
		value[said_name] = said_list
	} else if ($0 ~ /^docket_library\(/) {
		read_row($0)
		row[said_name] = ++rows
		n = split(said_list, list, " ")
		for (i = 1; i <= n; i++) {
			may[said_name, list[i]] = 1
			if (!(list[i] in row))
				print FILENAME ":" FNR ": " said_name " names " list[i] ", which stands below it"
		}
		n = split(said_rest, list, " ")
		for (i = 1; i <= n; i++)
			takes[said_name, list[i]] = 1
		last = said_name
		sub(/.*\//, "", last)
		folder_called[last] = said_name
	} else if ($0 ~ /^docket_program\(/) {
		read_row($0)
		program[said_other] = said_name
		n = split(said_list, list, " ")
		for (i = 1; i <= n; i++)
			may[said_other, list[i]] = 1
	}
	next
}

FILENAME ~ /style\/lib\/foreign$/ {
	if ($0 !~ /^#/ && NF >= 3) {
		headers[$1] = $2
		libraries[$1] = $3
		for (i = 4; i <= NF; i++)
			libraries[$1] = libraries[$1] " " $i
	}
	next
}
