/*
 * Gives every name that our C library shares with the host's another one, so
 * that a test has both. Included ahead of all else in what is under test and
 * in its tests; the host's functions are declared in host.h.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_RENAME_LIBC_H
#define TINE_TESTS_RENAME_LIBC_H

#define memcpy        tine_memcpy
#define memmove       tine_memmove
#define memset        tine_memset
#define memcmp        tine_memcmp
#define memchr        tine_memchr
#define strlen        tine_strlen
#define strnlen       tine_strnlen
#define strcpy        tine_strcpy
#define strncpy       tine_strncpy
#define strcat        tine_strcat
#define strncat       tine_strncat
#define strcmp        tine_strcmp
#define strncmp       tine_strncmp
#define strcoll       tine_strcoll
#define strxfrm       tine_strxfrm
#define strchr        tine_strchr
#define strrchr       tine_strrchr
#define strstr        tine_strstr
#define strspn        tine_strspn
#define strcspn       tine_strcspn
#define strpbrk       tine_strpbrk
#define strtok        tine_strtok
#define strtok_r      tine_strtok_r
#define strlcpy       tine_strlcpy
#define strlcat       tine_strlcat
#define strdup        tine_strdup
#define strndup       tine_strndup
#define strerror      tine_strerror
#define strcasecmp    tine_strcasecmp
#define strncasecmp   tine_strncasecmp
#define isalnum       tine_isalnum
#define isalpha       tine_isalpha
#define isblank       tine_isblank
#define iscntrl       tine_iscntrl
#define isdigit       tine_isdigit
#define isgraph       tine_isgraph
#define islower       tine_islower
#define isprint       tine_isprint
#define ispunct       tine_ispunct
#define isspace       tine_isspace
#define isupper       tine_isupper
#define isxdigit      tine_isxdigit
#define tolower       tine_tolower
#define toupper       tine_toupper
#define strtol        tine_strtol
#define strtoll       tine_strtoll
#define strtoul       tine_strtoul
#define strtoull      tine_strtoull
#define strtod        tine_strtod
#define atoi          tine_atoi
#define atol          tine_atol
#define atoll         tine_atoll
#define atof          tine_atof
#define malloc        tine_malloc
#define calloc        tine_calloc
#define realloc       tine_realloc
#define free          tine_free
#define aligned_alloc tine_aligned_alloc
#define qsort         tine_qsort
#define bsearch       tine_bsearch
#define abs           tine_abs
#define labs          tine_labs
#define llabs         tine_llabs
#define div           tine_div
#define ldiv          tine_ldiv
#define lldiv         tine_lldiv
#define rand          tine_rand
#define srand         tine_srand
#define getenv        tine_getenv
#define atexit        tine_atexit
#define exit          tine_exit
#define _Exit         tine__Exit
#define abort         tine_abort
#define printf        tine_printf
#define fprintf       tine_fprintf
#define sprintf       tine_sprintf
#define snprintf      tine_snprintf
#define vprintf       tine_vprintf
#define vfprintf      tine_vfprintf
#define vsprintf      tine_vsprintf
#define vsnprintf     tine_vsnprintf
#define scanf         tine_scanf
#define fscanf        tine_fscanf
#define sscanf        tine_sscanf
#define vscanf        tine_vscanf
#define vfscanf       tine_vfscanf
#define vsscanf       tine_vsscanf
#define putchar       tine_putchar
#define putc          tine_putc
#define fputc         tine_fputc
#define puts          tine_puts
#define fputs         tine_fputs
#define fwrite        tine_fwrite
#define fflush        tine_fflush
#define getchar       tine_getchar
#define getc          tine_getc
#define fgetc         tine_fgetc
#define fgets         tine_fgets
#define fread         tine_fread
#define ungetc        tine_ungetc
#define feof          tine_feof
#define ferror        tine_ferror
#define clearerr      tine_clearerr
#define perror        tine_perror
#define errno         tine_errno

#endif
