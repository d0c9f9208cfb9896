# Writes an assembler file that pulls in each listed file's bytes, and a C table of their names.
# Run by the build with -DLIST= -DROOT= -DASM= -DTABLE=.
file(STRINGS ${LIST} files)
set(asm "#ifdef __CET__\n#include <cet.h>\n#endif\n\t.section .note.GNU-stack,\"\",%progbits\n\t.section .rodata\n")
set(externs "")
set(rows "")
set(n 0)
foreach(file ${files})
	string(APPEND asm
		"\t.globl embedded_${n}\n\t.hidden embedded_${n}\nembedded_${n}:\n\t.incbin \"${ROOT}/${file}\"\n\t.byte 0\n"
		"\t.globl embedded_${n}_end\n\t.hidden embedded_${n}_end\nembedded_${n}_end:\n")
	string(APPEND externs "extern const char embedded_${n}[], embedded_${n}_end[];\n")
	string(APPEND rows "\t{ \"${file}\", embedded_${n}, embedded_${n}_end },\n")
	math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${ASM} "${asm}")
file(WRITE ${TABLE} "/* Made by the build. */\n#include \"base/embed.h\"\n${externs}const struct embedded embedded_files[] = {\n${rows}\t{ 0, 0, 0 },\n};\n")
