# The verbs that the table of contents is written in.

find_package(PkgConfig REQUIRED)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
if(NOT CMAKE_BUILD_TYPE)
	set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

# What every file of ours is compiled with: strict warnings as errors, and the hardening flags.
add_library(docket_flags INTERFACE)
target_compile_options(docket_flags INTERFACE
	-std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -Wshadow -Wconversion -Wmissing-prototypes
	-Wstrict-prototypes -Wformat=2 -Wvla -Wwrite-strings -Wundef -fno-common -fvisibility=hidden
	-fstack-protector-strong -fstack-clash-protection -fPIE
	$<$<C_COMPILER_ID:GNU>:-ftrivial-auto-var-init=zero>)
target_link_options(docket_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64")
	target_compile_options(docket_flags INTERFACE -fcf-protection=full)
endif()
target_include_directories(docket_flags INTERFACE
	${CMAKE_SOURCE_DIR}/data ${CMAKE_SOURCE_DIR}/ui ${CMAKE_SOURCE_DIR}/app)

macro(docket_sanitize)
	if(DOCKET_FUZZ)
		target_compile_options(docket_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer -g -O1)
		target_link_options(docket_flags INTERFACE -fsanitize=address,undefined)
	elseif(DOCKET_SANITIZE)
		target_compile_options(docket_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g -O1)
		target_link_options(docket_flags INTERFACE -fsanitize=address,undefined)
	else()
		target_compile_options(docket_flags INTERFACE -O2 -g -D_FORTIFY_SOURCE=3)
	endif()
	if(DOCKET_FAILPOINTS)
		target_compile_definitions(docket_flags INTERFACE DOCKET_FAILPOINTS)
	endif()
endmacro()

# docket_packages(name...): each pkg-config package as the imported target PkgConfig::<name>.
macro(docket_packages)
	docket_sanitize()
	foreach(package ${ARGN})
		pkg_check_modules(${package} REQUIRED IMPORTED_TARGET GLOBAL ${package})
	endforeach()
endmacro()

# data/base -> docket_base, ui/cell -> ui_cell, app/loop -> app_loop.
function(docket_target folder out)
	string(REPLACE "/" "_" name ${folder})
	string(REGEX REPLACE "^data_" "docket_" name ${name})
	set(${out} ${name} PARENT_SCOPE)
endfunction()

function(docket_targets folders out)
	string(REPLACE " " ";" list "${folders}")
	set(names "")
	foreach(folder ${list})
		docket_target(${folder} name)
		list(APPEND names ${name})
	endforeach()
	set(${out} ${names} PARENT_SCOPE)
endfunction()

# docket_library(folder "folders it may include" foreign...): one static library per folder.
function(docket_library folder below)
	docket_target(${folder} name)
	docket_targets("${below}" libraries)
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.c)
	set(foreign ${ARGN})
	list(TRANSFORM foreign PREPEND PkgConfig::)
	if(sources)
		add_library(${name} STATIC ${sources})
		target_link_libraries(${name} PUBLIC docket_flags ${libraries} PRIVATE ${foreign})
	else()
		add_library(${name} INTERFACE)
		target_link_libraries(${name} INTERFACE docket_flags ${libraries} ${foreign})
	endif()
	set_property(GLOBAL APPEND PROPERTY docket_folders ${folder})
endfunction()

# docket_embed(target folder...): a library with every file of the folders as bytes, found by
# name through embed/embed.h.
function(docket_embed target)
	set(files "")
	foreach(folder ${ARGN})
		file(GLOB found CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${folder}/*)
		foreach(file ${found})
			if(NOT IS_DIRECTORY ${CMAKE_SOURCE_DIR}/${file} AND NOT file MATCHES "\\.(c|h|md)$")
				list(APPEND files ${file})
			endif()
		endforeach()
	endforeach()
	list(SORT files)
	list(TRANSFORM files PREPEND ${CMAKE_SOURCE_DIR}/ OUTPUT_VARIABLE depends)
	set(out ${CMAKE_BINARY_DIR}/embedded_text.S)
	string(REPLACE ";" "\n" listing "${files}")
	file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/embedded_files.txt CONTENT "${listing}\n" @ONLY)
	add_custom_command(OUTPUT ${out} ${CMAKE_BINARY_DIR}/embedded_table.c
		COMMAND ${CMAKE_COMMAND} -DLIST=${CMAKE_BINARY_DIR}/embedded_files.txt -DROOT=${CMAKE_SOURCE_DIR}
			-DASM=${out} -DTABLE=${CMAKE_BINARY_DIR}/embedded_table.c
			-P ${CMAKE_SOURCE_DIR}/app/tools/cmake/embed.cmake
		DEPENDS ${depends} ${CMAKE_BINARY_DIR}/embedded_files.txt ${CMAKE_SOURCE_DIR}/app/tools/cmake/embed.cmake
		VERBATIM)
	add_library(${target} STATIC ${out} ${CMAKE_BINARY_DIR}/embedded_table.c)
	target_link_libraries(${target} PUBLIC docket_flags docket_base)
	get_target_property(kind docket_base TYPE)
	if(kind STREQUAL STATIC_LIBRARY) # base finds the texts, the texts are typed by base
		target_link_libraries(docket_base PUBLIC ${target})
	endif()
endfunction()

# docket_program(name main.c "folders"): a program; skipped while its main file does not exist.
function(docket_program name main folders)
	if(NOT EXISTS ${CMAKE_SOURCE_DIR}/${main})
		return()
	endif()
	docket_targets("${folders}" libraries)
	add_executable(${name} ${main})
	target_link_libraries(${name} PRIVATE docket_flags ${libraries} docket_text)
endfunction()

# docket_tests(tests/unit): tests/unit/<area>/test_x.c links only the library of its area:
# <area> is a folder's last part (base, expr, cell, loop, ...). What stands beside tests/unit as
# tests/<area>/*.sh is a test too; see docket_scripts.
function(docket_tests root)
	get_property(folders GLOBAL PROPERTY docket_folders)
	foreach(folder ${folders})
		get_filename_component(area ${folder} NAME)
		file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${root}/${area}/test_*.c)
		docket_target(${folder} library)
		foreach(test ${tests})
			get_filename_component(name ${test} NAME_WE)
			add_executable(${name} ${test})
			set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/unit)
			target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
			target_link_libraries(${name} PRIVATE docket_flags ${library} docket_text PkgConfig::cmocka)
			add_test(NAME ${area}/${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
			set_tests_properties(${area}/${name} PROPERTIES LABELS ${area} TIMEOUT 180)
		endforeach()
	endforeach()
	get_filename_component(beside ${root} DIRECTORY)
	docket_scripts(${beside})
	docket_pg_tests(${beside}/pg)
endfunction()

# docket_pg_tests(tests/pg): tests/pg/test_x.c links all of data/ and runs with a PostgreSQL of its own,
# whose socket directory is in DOCKET_TEST_SOCKET.
function(docket_pg_tests root)
	file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${root}/test_*.c)
	docket_targets("${all_data} app/config" libraries)
	foreach(test ${tests})
		get_filename_component(name ${test} NAME_WE)
		add_executable(${name} ${test})
		set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/pg)
		target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
		target_link_libraries(${name} PRIVATE docket_flags ${libraries} docket_text PkgConfig::cmocka)
		add_test(NAME pg/${name} COMMAND ${CMAKE_SOURCE_DIR}/tests/lib/with-cluster $<TARGET_FILE:${name}>
			WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
		set_tests_properties(pg/${name} PROPERTIES LABELS pg TIMEOUT 120)
	endforeach()
endfunction()

# docket_scripts(tests): each tests/<area>/x.sh is the test <area>/x, run from the source tree with
# DOCKET_BUILD naming the build. Exit 77 = skipped. A line "# timeout: SECONDS" allows more than 300,
# a line "# serial: why" keeps other tests away meanwhile, "# busy: why" all but two. Those with "# cost: SECONDS" begin first, so that none of
# them is left alone at the end.
function(docket_scripts root)
	set(DOCKET_PG_BIN /usr/lib/postgresql/15/bin)
	if(DEFINED ENV{DOCKET_PG_BIN})
		set(DOCKET_PG_BIN $ENV{DOCKET_PG_BIN})
	endif()
	file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${root}/*/*.sh)
	foreach(script ${scripts})
		get_filename_component(area ${script} DIRECTORY)
		get_filename_component(area ${area} NAME)
		get_filename_component(name ${script} NAME_WE)
		if(area STREQUAL "lib" OR area STREQUAL "bench" OR area STREQUAL "long")
			continue()
		endif()
		file(STRINGS ${script} timeout REGEX "^# timeout: [0-9]+" LIMIT_COUNT 1)
		string(REGEX REPLACE "^# timeout: ([0-9]+).*" "\\1" timeout "${timeout}")
		if(NOT timeout)
			set(timeout 300)
		endif()
		file(STRINGS ${script} serial REGEX "^# serial: " LIMIT_COUNT 1)
		if(serial)
			set(serial TRUE)
		else()
			set(serial FALSE)
		endif()
		file(STRINGS ${script} busy REGEX "^# busy: " LIMIT_COUNT 1)
		if(busy)
			set(places 2)
		else()
			set(places 1)
		endif()
		file(STRINGS ${script} cost REGEX "^# cost: [0-9]+" LIMIT_COUNT 1)
		string(REGEX REPLACE "^# cost: ([0-9]+).*" "\\1" cost "${cost}")
		if(NOT cost)
			set(cost 10)
		endif()
		add_test(NAME ${area}/${name} COMMAND ${script} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
		set_tests_properties(${area}/${name} PROPERTIES LABELS ${area} TIMEOUT ${timeout} COST ${cost}
			SKIP_RETURN_CODE 77 RUN_SERIAL ${serial} PROCESSORS ${places} ENVIRONMENT "DOCKET_BUILD=${CMAKE_BINARY_DIR}"
			# Debian's psql is a Perl program that looks for the real one, four times slower than that; tests call it thousands of times.
			ENVIRONMENT_MODIFICATION "PATH=path_list_prepend:${DOCKET_PG_BIN}")
	endforeach()
endfunction()

# docket_fuzz(tests/fuzz): tests/fuzz/fuzz_x.c starts with `/* links: data/codec */`. With
# DOCKET_FUZZ a libFuzzer program, whose test searches for three seconds from the kept corpus; without, a program that runs the corpus
# once. The target docket_fuzzers is all of them.
function(docket_fuzz root)
	file(GLOB harnesses CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${root}/fuzz_*.c)
	add_custom_target(docket_fuzzers)
	if(NOT DOCKET_FUZZ)
		add_library(docket_replay OBJECT ${CMAKE_SOURCE_DIR}/${root}/replay.c)
		target_link_libraries(docket_replay PRIVATE docket_flags)
	endif()
	foreach(harness ${harnesses})
		get_filename_component(name ${harness} NAME_WE)
		file(STRINGS ${harness} links REGEX "^/\\* links: " LIMIT_COUNT 1)
		string(REGEX REPLACE "^/\\* links: (.*) \\*/$" "\\1" folders "${links}")
		docket_targets("${folders}" libraries)
		if(DOCKET_FUZZ)
			add_executable(${name} ${harness})
			target_link_options(${name} PRIVATE -fsanitize=fuzzer)
			file(GLOB seeds LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/${root}/corpus/${name})
			file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/found/${name})
			add_test(NAME fuzz/search_${name} COMMAND ${name} -max_total_time=3 -timeout=5 -rss_limit_mb=1024 -print_final_stats=1
				-artifact_prefix=${CMAKE_BINARY_DIR}/found/${name}- ${CMAKE_BINARY_DIR}/found/${name} ${seeds})
			set_tests_properties(fuzz/search_${name} PROPERTIES LABELS fuzz TIMEOUT 120)
		else()
			add_executable(${name} ${harness} $<TARGET_OBJECTS:docket_replay>)
			file(GLOB seeds ${CMAKE_SOURCE_DIR}/${root}/corpus/${name}/*)
			add_test(NAME fuzz/${name} COMMAND ${name} ${seeds})
			set_tests_properties(fuzz/${name} PROPERTIES LABELS fuzz TIMEOUT 60)
		endif()
		set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
		target_link_libraries(${name} PRIVATE docket_flags ${libraries} docket_text)
		add_dependencies(docket_fuzzers ${name})
	endforeach()
endfunction()
