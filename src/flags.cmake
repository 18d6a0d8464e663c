# How everything is compiled and linked: listen_flags, which each target of the project links.
include(CheckCCompilerFlag)
include(CheckPIESupported)

add_library(listen_flags INTERFACE)
target_compile_features(listen_flags INTERFACE c_std_17)
target_compile_definitions(listen_flags INTERFACE _GNU_SOURCE)

# ---- warnings ----

target_compile_options(listen_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Walloca -Wundef -Wunused-macros -Wdate-time
  -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wnested-externs -Wredundant-decls
  -Wcast-align -Wpointer-arith -Wwrite-strings -Wformat=2 -Wnull-dereference -Wimplicit-fallthrough
  -Wdouble-promotion
  $<$<C_COMPILER_ID:GNU>:-Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wjump-misses-init
    -Wformat-signedness -Wformat-overflow=2 -Wcast-qual -Wcast-align=strict -Walloc-zero -Wtrampolines
    -Wshift-overflow=2 -Wstringop-overflow=4 -Warray-bounds=2 -Wunused-const-variable=2
    -Wsuggest-attribute=format>
  # Comments too: a parameter that is documented is there.
  $<$<C_COMPILER_ID:Clang>:-Wconditional-uninitialized -Wmissing-variable-declarations
    -Wunreachable-code-aggressive -Wloop-analysis -Wmissing-noreturn -Wcovered-switch-default
    -Wduplicate-enum -Wshift-sign-overflow -Wtautological-type-limit-compare
    -Wtautological-unsigned-zero-compare -Wtautological-value-range-compare
    -Wdocumentation -Wno-documentation-html>
  $<$<BOOL:${LISTEN_WERROR}>:-Werror>)

# ---- looking for mistakes ----

if(LISTEN_SANITIZE)
  # What release builds leave to the system is done all the same where mistakes are looked for.
  target_compile_definitions(listen_flags INTERFACE LISTEN_CHECKED)
  target_compile_options(listen_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(listen_flags INTERFACE -fsanitize=address,undefined)
endif()
if(LISTEN_FUZZ)
  target_compile_options(listen_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(LISTEN_COVERAGE)
  # Counting costs time, of which some optimisation gives most back.
  target_compile_options(listen_flags INTERFACE --coverage -O1)
  target_link_options(listen_flags INTERFACE --coverage -Wl,--wrap=_exit)
  target_sources(listen_flags INTERFACE ${PROJECT_SOURCE_DIR}/tests/unit/covered_exit.c)
endif()

# ---- hardening ----

# What Debian builds its packages with, and a little more. Not where it would hide a mistake from
# the sanitizers, nor where nothing is optimised: FORTIFY_SOURCE has no effect there.
# tests/ci/hardened checks what comes of it.
if(LISTEN_HARDEN AND NOT LISTEN_SANITIZE AND NOT LISTEN_COVERAGE)
  check_pie_supported(LANGUAGES C)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  set(optimised $<NOT:$<CONFIG:Debug>>)
  foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
          -mbranch-protection=standard)
    # The last two are for x86 and ARM: a compiler for something else refuses them.
    string(MAKE_C_IDENTIFIER "LISTEN_HAS${flag}" known)
    check_c_compiler_flag(${flag} ${known})
    if(${known})
      target_compile_options(listen_flags INTERFACE $<${optimised}:${flag}>)
    endif()
  endforeach()
  # 3 also checks sizes that are known only at run time; an older compiler or C library takes it as 2.
  target_compile_options(listen_flags INTERFACE
    $<${optimised}:-U_FORTIFY_SOURCE> $<${optimised}:-D_FORTIFY_SOURCE=3>)
  target_link_options(listen_flags INTERFACE
    $<${optimised}:LINKER:-z,relro,-z,now,-z,noexecstack>)
endif()
