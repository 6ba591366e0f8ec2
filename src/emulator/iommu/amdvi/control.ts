/**
 * The control register 0018h: what of the unit is switched on. Owns its bits and tells every part what concerns it, in an
 * order in which no part works with a stale switch: caches, translation, logs, then the command buffer, which may
 * carry out commands at once.
 *
 * IommuEn changing drops everything that was read of the memory, and GAEn changing the interrupt entries.
 */

import type { CommandBuffer } from './command-buffer.js';
import type { EventLog } from './event-log.js';
import type { InterruptRemapping } from './interrupt-remapping.js';
import type { Interrupts } from './interrupts.js';
import { CONTROL_HIGH_MASK, CONTROL_MASK, Control, ControlHigh } from './layout.js';
import type { PageRequestLog } from './page-request-log.js';
import type { PageRequests } from './page-requests.js';
import type { Translator } from './translate.js';

export interface Controlled {
	readonly interrupts: Interrupts;
	readonly translator: Translator;
	readonly remapping: InterruptRemapping;
	readonly events: EventLog;
	readonly requestLog: PageRequestLog;
	readonly requests: PageRequests;
	readonly commands: CommandBuffer;
}

export class ControlRegister {
	low = 0;
	high = 0;
	readonly #parts: Controlled;

	constructor(parts: Controlled) {
		this.#parts = parts;
	}

	writeLow(value: number): void {
		this.#apply(value & CONTROL_MASK, this.high);
	}

	writeHigh(value: number): void {
		this.#apply(this.low, value & CONTROL_HIGH_MASK);
	}

	#apply(low: number, high: number): void {
		const { interrupts, translator, remapping, events, requestLog, requests, commands } =
			this.#parts;
		const changed = low ^ this.low;
		this.low = low;
		this.high = high;
		const enabled = (low & Control.ENABLE) !== 0;
		if ((changed & Control.ENABLE) !== 0) translator.forgetAll();
		if ((changed & (Control.ENABLE | Control.WIDE_INTERRUPTS)) !== 0) remapping.invalidateAll();

		translator.enabled = enabled;
		translator.guestEnabled = (low & Control.GUEST_TRANSLATION) !== 0;
		remapping.enabled = enabled;
		remapping.wide = (low & Control.WIDE_INTERRUPTS) !== 0;
		remapping.x2apic = (high & ControlHigh.X2APIC) !== 0;
		remapping.cached = (high & ControlHigh.NO_INTERRUPT_CACHE) === 0;
		interrupts.ownVectors = (high & ControlHigh.X2APIC_OWN_INTERRUPTS) !== 0;

		events.ring.interruptEnabled = (low & Control.EVENT_INTERRUPT) !== 0;
		events.ring.enable(enabled && (low & Control.EVENT_LOG) !== 0);
		requests.enabled = (low & Control.PPR) !== 0;
		requestLog.autoResponse = (high & ControlHigh.AUTO_RESPONSE) !== 0;
		requestLog.autoResponseAlways = (high & ControlHigh.AUTO_RESPONSE_ALWAYS) !== 0;
		requestLog.blockStopMarkers = (high & ControlHigh.BLOCK_STOP_MARKERS) !== 0;
		requestLog.ring.interruptEnabled = (low & Control.PPR_INTERRUPT) !== 0;
		requestLog.ring.enable(enabled && (low & Control.PPR_LOG) !== 0);

		commands.completionInterrupt = (low & Control.COMPLETION_INTERRUPT) !== 0;
		commands.timesOut = (low & Control.INVALIDATION_TIMEOUT) !== 0;
		commands.enable(enabled && (low & Control.COMMANDS) !== 0);
	}
}
