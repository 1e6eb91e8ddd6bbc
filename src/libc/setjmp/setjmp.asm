; setjmp and longjmp for the i386 System V ABI.
;
; jmp_buf, six words: ebx esi edi ebp esp eip, where esp is the stack pointer
; as it will be once setjmp has returned.
;
; SPDX-License-Identifier: MIT

bits 32
section .text

; int setjmp(jmp_buf environment)
;   [esp + 4]  environment
;   [esp]      return address
global setjmp:function
setjmp:
	mov	eax, [esp + 4]		; eax = environment
	mov	ecx, [esp]		; ecx = return address
	lea	edx, [esp + 4]		; edx = esp after the return
	mov	[eax + 0], ebx
	mov	[eax + 4], esi
	mov	[eax + 8], edi
	mov	[eax + 12], ebp
	mov	[eax + 16], edx
	mov	[eax + 20], ecx
	xor	eax, eax		; called directly: 0
	ret

; void longjmp(jmp_buf environment, int value)
;   [esp + 8]  value
;   [esp + 4]  environment
global longjmp:function
longjmp:
	mov	edx, [esp + 4]		; edx = environment
	mov	eax, [esp + 8]		; eax = what setjmp will return
	cmp	eax, 1
	adc	eax, 0			; 0, the only value below 1, becomes 1
	mov	ebx, [edx + 0]
	mov	esi, [edx + 4]
	mov	edi, [edx + 8]
	mov	ebp, [edx + 12]
	mov	esp, [edx + 16]		; the arguments are out of reach from here on
	jmp	[edx + 20]

section .note.GNU-stack noalloc noexec nowrite progbits
