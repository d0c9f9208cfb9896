# After c.awk: every function declared in the headers given must stand directly under a comment.
FNR == 1 { in_comment = depth = after_comment = continued = 0; statement = ""; has_block = 0 }

{
	text = code($0)
	only_comment = text ~ /^[ \t]*$/ && $0 !~ /^[ \t]*$/
	if (continued || text ~ /^[ \t]*#/) {
		continued = text ~ /\\[ \t]*$/
		if (statement == "") after_comment = 0
		next
	}
	if (statement == "" && depth == 0)
		commented = after_comment
	if (text !~ /^[ \t]*$/)
		feed(text)
	after_comment = only_comment
}

function feed(text,    i, c) {
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "{") {
			if (depth++ == 0) {
				if (is_function(statement)) judge()
				has_block = 1
			}
		} else if (c == "}") {
			if (--depth == 0 && is_function(statement)) forget()
		} else if (depth == 0 && c == ";") {
			if (!has_block && is_function(statement)) judge()
			forget()
		} else if (depth == 0 && (statement != "" || c !~ /[ \t]/)) {
			if (statement == "") start = FNR
			statement = statement c
		}
	}
	if (statement != "") statement = statement " "
}

function forget() { statement = ""; has_block = 0; commented = 0 }

# Type, name, parenthesis; not a typedef, a variable with a value, an assertion or a bare MACRO(...).
function is_function(s) {
	if (s ~ /^(typedef|_Static_assert|static_assert|struct [a-z_0-9]+ *$|enum [a-z_0-9]+ *$)/ || s ~ /=/) return 0
	if (s ~ /^[A-Z_0-9]+ *\([^()]*\) *$/) return 0
	return s ~ /[A-Za-z_0-9*] *[ *][a-z_][A-Za-z_0-9]* *\(/
}

function judge(    name) {
	if (commented) return
	name = statement
	sub(/ *\(.*/, "", name)
	sub(/.*[ *]/, "", name)
	print FILENAME ":" start ": " name " has no comment directly above it"
}
