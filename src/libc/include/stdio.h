/*
 * Formatted and line-wise input and output on the console.
 *
 * There are three streams: stdin (a line at a time, with editing), stdout
 * (written at the end of a line, when full, and before stdin waits) and
 * stderr (written at the end of each call).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_STDIO_H
#define TINE_STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF    (-1)
#define BUFSIZ 1024

typedef struct FILE FILE;

extern FILE stdio_input, stdio_output, stdio_errors;
#define stdin  (&stdio_input)
#define stdout (&stdio_output)
#define stderr (&stdio_errors)

/*
 * Conversions are C11's, but for:
 *   %e  takes an int and prints the text of that error, of either sign:
 *       printf("%e", -E_NO_MEM) gives "out of memory". It is the lab's, and
 *       takes the place of the exponent format in lower case; %E is C11's.
 *   %n  is left out: it makes a format string from outside a way to write
 *       to memory. Like every unknown conversion, it is printed as it stands.
 *   %p  prints 0x and eight digits.
 *   L   reads a long double, which is then rounded to a double.
 *   l   means nothing before c and s: there are no wide characters.
 * No format attribute: the compiler would complain of every %e.
 *
 * The result counts the characters, for snprintf those that did not fit too;
 * it is negative, with errno EOVERFLOW, if an int cannot hold the count.
 */
int printf(const char *restrict format, ...);
int fprintf(FILE *restrict stream, const char *restrict format, ...);
int sprintf(char *restrict buffer, const char *restrict format, ...);
int snprintf(char *restrict buffer, size_t size_bytes, const char *restrict format, ...);
int vprintf(const char *restrict format, va_list arguments);
int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments);
int vsprintf(char *restrict buffer, const char *restrict format, va_list arguments);
int vsnprintf(char *restrict buffer, size_t size_bytes, const char *restrict format,
	      va_list arguments);

/*
 * The lab's printf: straight to the console, past stdout's buffer. Up to 256
 * characters reach the console as one piece. Needs no heap and keeps no state.
 */
int cprintf(const char *format, ...);
int vcprintf(const char *format, va_list arguments);

/*
 * Conversions d i u o x X p s c [ n and %, with *, width and length; no
 * floating-point ones. The result counts assignments; EOF if the input ended
 * before the first.
 */
int scanf(const char *restrict format, ...);
int fscanf(FILE *restrict stream, const char *restrict format, ...);
int sscanf(const char *restrict s, const char *restrict format, ...);
int vscanf(const char *restrict format, va_list arguments);
int vfscanf(FILE *restrict stream, const char *restrict format, va_list arguments);
int vsscanf(const char *restrict s, const char *restrict format, va_list arguments);

int putchar(int c);
int putc(int c, FILE *stream);
int fputc(int c, FILE *stream);
int puts(const char *s);
int fputs(const char *restrict s, FILE *restrict stream);
size_t fwrite(const void *restrict from, size_t size_bytes, size_t count, FILE *restrict stream);
int fflush(FILE *stream); /* null: every stream */

int getchar(void);
int getc(FILE *stream);
int fgetc(FILE *stream);
char *fgets(char *restrict line, int size_bytes, FILE *restrict stream);
size_t fread(void *restrict to, size_t size_bytes, size_t count, FILE *restrict stream);
int ungetc(int c, FILE *stream);

int feof(FILE *stream);
int ferror(FILE *stream);
void clearerr(FILE *stream);
void perror(const char *prefix);

/*
 * Prints the prompt, if there is one, and reads a line with echo; backspace
 * and control-U take back. The line comes without its newline and lives until
 * the next call. Null at the end of input (control-D on an empty line).
 */
char *readline(const char *prompt);

#endif
