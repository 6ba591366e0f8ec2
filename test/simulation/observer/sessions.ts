import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { decodeAgentMessage, decodeHostMessage } from '../../../src/wire/codec.js';
import { errorCode } from '../../../src/wire/error-codes.js';
import type { DecodedAgentMessage, DecodedHostMessage } from '../../../src/wire/messages.js';
import { Deliveries, NEVER_HONEST } from './deliveries.js';
import type { DeviceBook } from './device-book.js';
import { EventsBook } from './events-book.js';
import type { Hardware } from './hardware.js';
import { PagesBook } from './pages-book.js';
import { SessionBook } from './session-book.js';
import type { Translations } from './translations.js';
import type { Verdict } from './verdict.js';

/** How long the host may hold back what it could send. */
const PROMPT_MS = 20;

/**
 * The guests' side of the observer: reads what passes between agents and a host, at the host's end of each connection. Laws 2,
 * 3, 7 and 8 as guests see them, and what laws 4 and 5 need of mappings and bindings.
 */
export class Sessions {
	readonly all: SessionBook[] = [];
	readonly #verdict: Verdict;
	readonly #now: () => number;
	readonly #devices: ReadonlyMap<string, DeviceBook>;
	readonly #hardware: Hardware;
	readonly #translations: Translations;
	readonly deliveries: Deliveries;
	readonly #events: EventsBook;
	/** Handles that the message at hand gives to a guest that is not the device's. */
	readonly #notTheirs: number[] = [];
	/** Whether a guest keeps to the protocol. */
	isHonest: (guest: string) => boolean = () => false;
	/** Called when a session of a guest is over. */
	onOver: (guest: string) => void = () => {};

	constructor(
		verdict: Verdict,
		now: () => number,
		devices: ReadonlyMap<string, DeviceBook>,
		hardware: Hardware,
		translations: Translations,
	) {
		this.#verdict = verdict;
		this.#now = now;
		this.#devices = devices;
		this.#hardware = hardware;
		this.#translations = translations;
		this.deliveries = new Deliveries(verdict, now, devices, hardware, translations);
		this.deliveries.isHonest = (guest) => this.isHonest(guest);
		this.#events = new EventsBook(verdict);
	}

	/** A connection was made. */
	open(): SessionBook {
		const session = new SessionBook(this.all.length);
		this.all.push(session);
		return session;
	}

	/** The connection is over for the host. */
	closed(session: SessionBook): void {
		if (session.state === 'over') return;
		this.#verdict.saw(
			() => `session ${session.number} of ${session.guest} is over`,
			20,
			session.number,
		);
		const served = session.state !== 'opening';
		session.state = 'over';
		for (const { name } of session.devices.values())
			this.#devices.get(name)!.excuseAll('its session is over');
		this.#translations.each((binding) => {
			if (binding.pages === session.pages) binding.state = 'ended';
		});
		if (served) this.onOver(session.guest);
	}

	/** Whether a session would be delivered groups of the device's PASID. */
	serves(device: DeviceBook, pasid: number): boolean {
		const bound = this.#translations
			.bindings(device.name, pasid)
			.some((binding) => binding.state === 'bound' || binding.state === 'binding');
		if (!bound) return false;
		return this.all.some(
			(session) => session.state === 'streaming' && session.servedBy(device.name) !== undefined,
		);
	}

	// ---- what agents say ----

	/** A message of the agent is about to be handled by the host. */
	toHost(session: SessionBook, bytes: Uint8Array): void {
		let message: DecodedAgentMessage;
		try {
			message = decodeAgentMessage(bytes, {});
		} catch {
			return;
		}
		if (session.state === 'opening') session.guest = message.hello?.guest ?? '';
		if (session.state === 'opening' || session.state === 'over') return;
		for (const bind of message.bind) {
			const pasid = bind.noPasid ? NO_PASID : bind.pasid;
			session.binds.set(bind.request, { handle: bind.device, pasid, space: bind.space });
			const name = session.devices.get(bind.device)?.name;
			if (name === undefined || session.pages === undefined) continue;
			if (!session.pages.spaces.has(bind.space)) session.pages.spaces.set(bind.space, new Map());
			this.#translations.bindings(name, pasid).push({
				...{ guest: session.guest, handle: bind.device, pages: session.pages },
				...{ space: bind.space, state: 'binding' },
			});
		}
		for (const unbind of message.unbind) {
			const pasid = unbind.noPasid ? NO_PASID : unbind.pasid;
			const name = session.devices.get(unbind.device)?.name;
			if (name === undefined) continue;
			session.unbinds.set(unbind.request, { handle: unbind.device, pasid });
			this.#devices.get(name)!.excuseAll('its PASID is unbound', pasid);
			for (const binding of this.#translations.bindings(name, pasid))
				if (binding.pages === session.pages && binding.handle === unbind.device)
					binding.state = 'unbinding';
		}
		for (const batch of message.map)
			session.pages?.map(batch, (frame) => this.#translations.reused(session.guest, frame));
		if (message.responses !== undefined) this.deliveries.responses(session, message.responses);
		for (const batch of message.unmap) session.pages?.unmap(batch);
		const { credits } = message;
		for (let row = 0; row < (credits?.rows ?? 0); row++) {
			const served = session.devices.get(credits!.device[row]!);
			if (served !== undefined) served.granted = Math.max(served.granted, credits!.granted[row]!);
		}
		if (message.leave !== undefined) {
			session.state = 'leaving';
			for (const { name } of session.devices.values())
				this.#devices.get(name)!.excuseAll('its session leaves');
		}
	}

	// ---- what the host says ----

	/** A message of the host is about to go out. */
	fromHost(session: SessionBook, bytes: Uint8Array): void {
		const message = decodeHostMessage(bytes, {});
		if (!session.writable() && message.fatal === undefined)
			this.#verdict.violation(
				3,
				`session ${session.number} is sent more than its connection takes`,
			);
		if (message.welcome !== undefined) this.#welcome(session, message.welcome);
		for (const info of message.assigned) this.#add(session, info.device ?? 0, info.name ?? '');
		for (const result of message.results) this.#result(session, result);
		if (message.faults !== undefined) this.deliveries.faults(session, message.faults);
		for (const part of message.unmapped)
			if (part.complete)
				session.pages?.unmapped(part.request, (space, page) =>
					this.#translations.unmapped(session.pages!, space, page),
				);
		for (const id of message.expired?.group ?? []) this.deliveries.expired(session, id);
		message.refused?.group.forEach((id, row) => {
			this.deliveries.refused(session, id, errorCode(message.refused!.code[row]!) ?? '');
		});
		for (const { device } of message.revoked) this.#revoked(session, device);
		// What was given and taken before it could be told is told together.
		for (const handle of this.#notTheirs.splice(0))
			if (session.devices.get(handle)?.revoked !== true)
				this.#verdict.violation(
					5,
					`${session.guest} is given device ${handle}, which is not its own`,
				);
		if (message.events !== undefined)
			this.#events.batch(message.events, (handle) => {
				const served = session.devices.get(handle);
				return served === undefined ? undefined : this.#devices.get(served.name);
			});
		if (message.fatal !== undefined)
			this.#verdict.saw(() => `session ${session.number}: ${message.fatal!.message}`, 22);
	}

	#welcome(session: SessionBook, welcome: NonNullable<DecodedHostMessage['welcome']>): void {
		const { guest } = session;
		this.#verdict.saw(() => `session ${session.number} of ${guest} is welcome`, 23, session.number);
		for (const other of this.all)
			if (other.guest === guest && other.state === 'over') other.pages?.over();
		this.#translations.drop((binding) => binding.guest === guest && binding.state === 'ended');
		session.state = 'streaming';
		session.id = welcome.session;
		const frames = this.#translations.framesOf(guest);
		session.pages = new PagesBook(session.number, frames, welcome.firstFrame, welcome.frames);
		for (const info of welcome.devices) this.#add(session, info.device ?? 0, info.name ?? '');
	}

	#add(session: SessionBook, handle: number, name: string): void {
		const device = this.#devices.get(name);
		if (device === undefined) {
			this.#verdict.violation(
				5,
				`${session.guest} is given ${name}, which is no device of the host`,
			);
			return;
		}
		if (device.guest !== session.guest && !device.next.includes(session.guest))
			this.#notTheirs.push(handle);
		let since = device.handles.get(handle);
		if (since === undefined) {
			since = device.since;
			device.handles.set(handle, since);
		}
		session.devices.set(handle, {
			...{ name, handle, since, granted: 0, delivered: 0, revoked: false },
		});
	}

	#result(session: SessionBook, result: DecodedHostMessage['results'][number]): void {
		const bind = session.binds.get(result.request);
		const unbind = session.unbinds.get(result.request);
		if (bind !== undefined) {
			session.binds.delete(result.request);
			const name = session.devices.get(bind.handle)?.name;
			if (name === undefined) return;
			const list = this.#translations.bindings(name, bind.pasid);
			const at = list.findIndex(
				(each) =>
					each.pages === session.pages && each.state === 'binding' && each.space === bind.space,
			);
			if (at < 0) return;
			if (result.code !== 0) list.splice(at, 1);
			else {
				list[at]!.state = 'bound';
				this.#translations.drop(
					(each, device) =>
						device === name && each !== list[at] && each.state === 'ended' && list.includes(each),
				);
			}
		} else if (unbind !== undefined) {
			session.unbinds.delete(result.request);
			const name = session.devices.get(unbind.handle)?.name ?? '';
			const list = this.#translations.bindings(name, unbind.pasid);
			const at = list.findIndex(
				(each) =>
					each.pages === session.pages &&
					each.handle === unbind.handle &&
					each.state === 'unbinding',
			);
			if (at >= 0 && result.code === 0) {
				list.splice(at, 1);
				for (const group of this.#devices.get(name)?.groups.values() ?? [])
					if (group.pasid === unbind.pasid && group.sealedAt !== undefined)
						group.endBy = this.#now();
			} else if (at >= 0) list[at]!.state = 'bound';
		} else {
			for (const number of result.rowCode) {
				const code = errorCode(number) ?? '';
				if (NEVER_HONEST.has(code) && this.isHonest(session.guest))
					this.#verdict.violation(
						4,
						`the agent of ${session.guest} asked for what it may not: ${code}`,
					);
			}
			session.pages?.refused(result.request, result.row, (at) =>
				['PAGE_NOT_MAPPED', 'BAD_PAGE', 'UNKNOWN_SPACE'].includes(
					errorCode(result.rowCode[at]!) ?? '',
				),
			);
		}
	}

	#revoked(session: SessionBook, handle: number): void {
		const served = session.devices.get(handle);
		if (served === undefined) return;
		served.revoked = true;
		this.#translations.each((binding, device) => {
			if (binding.pages === session.pages && device === served.name) binding.state = 'ended';
		});
	}

	/** After each step: does the host hold back what it could say? */
	check(): void {
		const now = this.#now();
		const patient = this.#hardware.patientUntil;
		for (const session of this.all) {
			if (session.state !== 'streaming') continue;
			if (!session.writable()) session.writableSince = Number.POSITIVE_INFINITY;
			else if (session.writableSince === Number.POSITIVE_INFINITY) session.writableSince = now;
			const since = Math.max(session.writableSince, patient) + PROMPT_MS;
			if (now <= since) continue;
			this.deliveries.check(session, now);
			for (const served of session.devices.values()) {
				if (served.revoked || served.delivered >= served.granted) continue;
				const device = this.#devices.get(served.name)!;
				if (device.changing) continue;
				for (const group of device.groups.values())
					if (
						!group.delivered &&
						group.excuse === undefined &&
						group.sealedAt !== undefined &&
						group.answer === 0 &&
						now > group.sealedAt + PROMPT_MS
					) {
						this.#verdict.violation(
							3,
							`${served.name} waits with pages ${group.pages.join(' ')}; its guest has credit and is not told`,
						);
						group.excuse = 'told';
					}
			}
		}
	}
}
