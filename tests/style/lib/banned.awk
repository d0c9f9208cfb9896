# After c.awk and a table "folders|pattern|allowed files|why": judges the code of the files given.
# Folders and files are patterns on the path; the pattern is matched on code without comments and
# strings, or, where it starts with "text:", on the insides of strings.
FILENAME ~ /banned$/ {
	if ($0 ~ /^(#|$)/) next
	n++
	split($0, part, "\t+")
	where[n] = part[1]; what[n] = part[2]; except[n] = part[3]; why[n] = part[4]
	next
}
FNR == 1 {
	in_comment = 0
	rules = 0
	for (i = 1; i <= n; i++)
		if (FILENAME ~ where[i] && (except[i] == "-" || FILENAME !~ except[i]))
			rule[++rules] = i
}
{
	text = code($0)
	for (i = 1; i <= rules; i++) {
		r = rule[i]
		pattern = what[r]
		subject = text
		if (sub(/^text:/, "", pattern)) subject = tolower(c_text)
		else pattern = "(^|[^A-Za-z0-9_])" pattern
		if (subject != "" && subject ~ pattern)
			print FILENAME ":" FNR ": " why[r]
	}
}
