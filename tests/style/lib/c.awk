# code(line): the line of C with its comments and the insides of its strings blanked out, same length.
# in_comment carries over; set it to 0 at the start of a file. c_text holds the strings' insides.
function code(line,    out, i, c, two, quote) {
	out = ""
	c_text = ""
	quote = ""
	if (!in_comment && line !~ /["'\/]/)
		return line
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		two = substr(line, i, 2)
		if (in_comment) {
			if (two == "*/") { in_comment = 0; i++; out = out " " }
			out = out " "
		} else if (quote != "") {
			if (c == "\\") { c_text = c_text two; i++; out = out "  " }
			else if (c == quote) { quote = ""; c_text = c_text "\n"; out = out c }
			else { c_text = c_text c; out = out " " }
		} else if (two == "/*") { in_comment = 1; i++; out = out "  " }
		else if (two == "//") return out
		else {
			if (c == "\"" || c == "'") quote = c
			out = out c
		}
	}
	return out
}
