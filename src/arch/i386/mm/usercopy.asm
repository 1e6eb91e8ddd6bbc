; Copying between kernel and user memory, with recovery from page faults.
;
; Two instructions of usercopy, and all from frame_store to frame_end, are the
; only ones in the kernel that may fault. In usercopy ecx then says how much
; was left.
;
; SPDX-License-Identifier: MIT
%include "offsets.inc"

section .text

global usercopy, usercopy_fault_frame, usercopy_recover

; size_t usercopy(void *to, const void *from, size_t size_bytes, bool smap)
usercopy:
	push	esi
	push	edi
	mov	edi, eax		; to
	mov	esi, edx		; from
	mov	edx, ecx		; size_bytes
	cmp	byte [esp + 12], 0	; smap
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
	cmp	byte [esp + 12], 0
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

; bool usercopy_fault_frame(uint32_t to, const struct Trapframe *frame, uint32_t address, bool smap)
usercopy_fault_frame:
	push	esi
	push	edi
	mov	edi, eax		; to: a struct UTrapframe
	mov	esi, edx		; frame; ecx: address
	mov	eax, [esi + FRAME_ERR]
	cmp	byte [esp + 12], 0	; smap
	je	frame_store
	stac
frame_store:
	mov	[edi], ecx		; fault address
	mov	[edi + 4], eax		; error code
	add	edi, 8
	movsd				; edi
	movsd				; esi
	movsd				; ebp
	mov	dword [edi], 0		; pushad put an address of the kernel's there
	add	edi, 4
	add	esi, 4
	movsd				; ebx
	movsd				; edx
	movsd				; ecx
	movsd				; eax
	mov	eax, [esi - 32 + FRAME_EIP]
	mov	[edi], eax
	mov	ecx, [esi - 32 + FRAME_EFLAGS]
	mov	[edi + 4], ecx
	mov	eax, [esi - 32 + FRAME_ESP]
	mov	[edi + 8], eax
frame_end:
	mov	eax, 1
frame_out:
	cmp	byte [esp + 12], 0
	je	.out
	clac
.out:	pop	edi
	pop	esi
	ret

frame_faulted:
	xor	eax, eax
	jmp	frame_out

; uintptr_t usercopy_recover(uintptr_t eip)
usercopy_recover:
	mov	edx, eax
	mov	eax, frame_faulted
	cmp	edx, frame_store
	jb	.copies
	cmp	edx, frame_end
	jb	.found
.copies:
	mov	eax, words_faulted
	cmp	edx, copy_words
	je	.found
	mov	eax, copy_end
	cmp	edx, copy_bytes
	je	.found
	xor	eax, eax
.found:	ret
