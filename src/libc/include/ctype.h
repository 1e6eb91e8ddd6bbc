/*
 * Kinds of character, in ASCII.
 *
 * Arguments are EOF or a value of unsigned char, as the standard asks; bytes
 * from 0x80 up are of no kind.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_CTYPE_H
#define TINE_CTYPE_H

int isalnum(int c);
int isalpha(int c);
int isblank(int c);
int iscntrl(int c);
int isdigit(int c);
int isgraph(int c);
int islower(int c);
int isprint(int c);
int ispunct(int c);
int isspace(int c);
int isupper(int c);
int isxdigit(int c);
int tolower(int c);
int toupper(int c);

#endif
