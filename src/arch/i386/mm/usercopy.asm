; Copying between kernel and user memory, with recovery from page faults.
;
; The two instructions that touch memory are the only ones in the kernel that
; may fault; ecx then says how much was left.
;
; SPDX-License-Identifier: MIT
section .text

global usercopy, usercopy_recover

; size_t usercopy(void *to, const void *from, size_t size_bytes, bool smap)
usercopy:
	push	esi
	push	edi
	mov	edi, [esp + 12]		; to
	mov	esi, [esp + 16]		; from
	mov	edx, [esp + 20]		; size_bytes
	cmp	byte [esp + 24], 0
	je	.words
	stac				; user memory may be touched from here
.words:	mov	ecx, edx
	shr	ecx, 2
copy_words:
	rep movsd
	mov	ecx, edx
	and	ecx, 3
copy_bytes:
	rep movsb
copy_end:
	mov	eax, ecx		; bytes left
	cmp	byte [esp + 24], 0
	je	.out
	clac				; to here
.out:	pop	edi
	pop	esi
	ret

; A word could not be copied whole: find the exact byte.
words_faulted:
	and	edx, 3
	lea	ecx, [edx + ecx * 4]
	jmp	copy_bytes

; uintptr_t usercopy_recover(uintptr_t eip)
usercopy_recover:
	mov	edx, [esp + 4]
	mov	eax, words_faulted
	cmp	edx, copy_words
	je	.found
	mov	eax, copy_end
	cmp	edx, copy_bytes
	je	.found
	xor	eax, eax
.found:	ret
