# After house.awk. Lines of input:
#   foreign PACKAGE SYMBOL    the package exports it
#   ours SYMBOL               one of our libraries defines it
#   uses LIBRARY SYMBOL       a library of ours needs it
FILENAME == "-" || FILENAME == "" {
	if ($1 == "foreign") owner[$3] = $2
	else if ($1 == "ours") delete owner[$2]
	else if ($1 == "uses" && ($3 in owner)) {
		folder = folder_of($2)
		if (folder != "" && !((folder, owner[$3]) in takes))
			print "lib" $2 ".a:1: " folder " uses " $3 " of " owner[$3] ", which its row does not take"
	}
}

# docket_base -> data/base, ui_cell -> ui/cell, as the build names them; none for what is no folder.
function folder_of(library,    name) {
	name = library
	sub(/^docket_/, "data_", name)
	sub(/_/, "/", name)
	return name in row ? name : ""
}
