# After house.awk: judges each #include of the files given.
FNR == 1 {
	in_block = 0
	folder = FILENAME
	if (match(folder, /^[^\/]*\/[^\/]*\//))
		folder = substr(folder, 1, RLENGTH - 1)
	who = FILENAME in program ? FILENAME : folder
	if (!(folder in row) && !(FILENAME in program))
		print FILENAME ":1: belongs to no library and no program of CMakeLists.txt"
}

# A comment that opens at the start of a line and runs on hides what looks like an include.
in_block { if ($0 ~ /\*\//) in_block = 0; next }
/^[ \t]*\/\*/ && $0 !~ /\*\// { in_block = 1; next }

/^[ \t]*#[ \t]*include[ \t]*</ {
	name = $0
	sub(/^[^<]*</, "", name)
	sub(/>.*/, "", name)
	for (package in headers)
		if (name ~ headers[package]) {
			if (!((folder, package) in takes))
				print FILENAME ":" FNR ": <" name "> is " package "'s, which " folder " does not take"
			foreign[FILENAME] = name
		}
	next
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	name = $0
	sub(/^[^"]*"/, "", name)
	sub(/".*/, "", name)
	last = name
	if (!sub(/\/[^\/]*$/, "", last) || !(last in folder_called)) {
		print FILENAME ":" FNR ": \"" name "\" should be written as folder/file.h, of a folder in CMakeLists.txt"
		next
	}
	other = folder_called[last]
	if (other != folder && !((who, other) in may) && !((folder, other) in may))
		print FILENAME ":" FNR ": " folder " may not include " other " (its row in CMakeLists.txt)"
	edges++
	edge_from[edges] = FILENAME
	edge_to[edges] = other substr(name, length(last) + 1)
	edge_line[edges] = FNR
	edge_out[edges] = other != folder
}

# A header that shows a foreign type, itself or through others, stays in its folder.
END {
	do {
		grew = 0
		for (i = 1; i <= edges; i++)
			if (!edge_out[i] && (edge_to[i] in foreign) && !(edge_from[i] in foreign)) {
				foreign[edge_from[i]] = foreign[edge_to[i]]
				grew = 1
			}
	} while (grew)
	for (i = 1; i <= edges; i++)
		if (edge_out[i] && (edge_to[i] in foreign))
			print edge_from[i] ":" edge_line[i] ": " edge_to[i] " hands on <" foreign[edge_to[i]] ">, which stays in its folder"
}
