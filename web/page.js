// The page: an emulated PC that boots Tine's image, and a terminal on its serial port.
// The PC has one CPU and no APIC. Tine powers it off by halting with interrupts off: there is no other sign of that.
// SPDX-License-Identifier: MIT
import { V86 } from "./v86.mjs";
import { Terminal } from "./xterm.mjs";

const MONITOR_KEY = "\x1c"; // Ctrl-\
const MIB = 1 << 20;
const STATES = {
	loading: "Loading",
	running: "Running",
	off: "Powered off",
	failed: "The image could not be loaded",
};

const terminal = new Terminal({
	cols: 90,
	rows: 32,
	scrollback: 10000,
	cursorBlink: true,
	fontSize: 14,
	fontFamily: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace",
	theme: { background: "#14171c", foreground: "#d5d8de", cursor: "#e08a5f" },
});
terminal.open(document.getElementById("terminal"));

// For whoever drives the page by a program: all that the serial port has said.
window.tine = { transcript: "" };

function enter(state) {
	document.body.dataset.state = state;
	document.getElementById("state").textContent = STATES[state];
}

const pc = new V86({
	wasm_path: "v86.wasm",
	bios: { url: "bios.bin" },
	vga_bios: { url: "vgabios.bin" },
	cdrom: { url: "tine.iso" },
	memory_size: 128 * MIB,
	vga_memory_size: 8 * MIB,
	screen_container: document.getElementById("screen"),
	disable_keyboard: true,
	disable_mouse: true,
	disable_speaker: true,
	autostart: true,
});

pc.add_listener("emulator-started", () => enter("running"));
pc.add_listener("download-error", () => enter("failed"));
pc.add_listener("cpu-event-halt", () => {
	pc.stop();
	enter("off");
});

// Output comes a byte at a time; the terminal is given what has come together.
let bytes = [];
pc.add_listener("serial0-output-byte", (byte) => {
	if (bytes.push(byte) > 1)
		return;
	setTimeout(() => {
		terminal.write(Uint8Array.from(bytes));
		window.tine.transcript += String.fromCharCode(...bytes);
		bytes = [];
	});
});

function type(text) {
	pc.serial0_send(text);
	terminal.focus();
}

terminal.onData(type);
document.getElementById("monitor").addEventListener("click", () => type(MONITOR_KEY));
document.getElementById("restart").addEventListener("click", async () => {
	await pc.stop();
	terminal.reset();
	pc.restart();
	pc.run();
	terminal.focus();
});
for (const button of document.querySelectorAll("#commands button"))
	button.addEventListener("click", () => type(`${button.textContent}\r`));
terminal.focus();
