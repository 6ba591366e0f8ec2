import type { Clock } from '../../../src/base/clock.js';
import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { decodeAgentMessage, decodeHostMessage } from '../../../src/wire/codec.js';
import { errorCode } from '../../../src/wire/error-codes.js';
import type { DecodedAgentMessage, DecodedHostMessage } from '../../../src/wire/messages.js';
import { Deliveries, NEVER_HONEST } from './deliveries.js';
import type { DeviceBook } from './device-book.js';
import { EventsBook } from './events-book.js';
import type { Hardware } from './hardware.js';
import { InventoryCheck } from './inventory-check.js';
import { ConnectionBook, type ServedBook, type SessionBook } from './session-book.js';
import { SessionLives } from './session-lives.js';
import type { Translations } from './translations.js';
import type { Verdict } from './verdict.js';

/** How long the host may hold back what it could send. */
const PROMPT_MS = 20;
/** DrainReason of the protocol. */
const DRAIN_HOST = 1;

/**
 * The guests' side of the observer: reads what passes between agents and a host, at the host's end of each connection. Laws 2,
 * 3, 7 and 8 as guests see them, and what laws 4 and 5 need of mappings and bindings.
 */
export class Sessions {
	readonly lives: SessionLives;
	readonly #verdict: Verdict;
	readonly #now: () => number;
	readonly #devices: ReadonlyMap<string, DeviceBook>;
	readonly #hardware: Hardware;
	readonly #translations: Translations;
	readonly deliveries: Deliveries;
	readonly #events: EventsBook;
	#connections = 0;
	/** Of sessions that go on, until it is complete. */
	readonly #inventories = new Map<SessionBook, InventoryCheck>();
	/** Handles that the message at hand gives to a guest that is not the device's. */
	readonly #notTheirs: number[] = [];
	/** Whether a guest keeps to the protocol. */
	isHonest: (guest: string) => boolean = () => false;
	/** Called when a session of a guest is over. */
	onOver: (guest: string) => void = () => {};
	/** When the host may pause a device of which no group is taken, and revoke it, in milliseconds; 0: never. */
	slowMs: readonly [number, number] = [0, 0];
	/** Called when an agent without state has taken a session over, with the PASIDs that it found bound. */
	onAdopted: (guest: string, bound: ReadonlySet<number>) => void = () => {};

	constructor(
		verdict: Verdict,
		clock: Clock,
		devices: ReadonlyMap<string, DeviceBook>,
		hardware: Hardware,
		translations: Translations,
	) {
		this.#verdict = verdict;
		const now = () => clock.now();
		this.#now = now;
		this.#devices = devices;
		this.#hardware = hardware;
		this.#translations = translations;
		translations.mayBeTaken = (device, session) => this.#mayBeTaken(device, session);
		this.deliveries = new Deliveries(verdict, now, devices, hardware, translations);
		this.deliveries.isHonest = (guest) => this.isHonest(guest);
		this.#events = new EventsBook(verdict);
		this.lives = new SessionLives({
			...{ verdict, clock, devices, translations },
			patient: () => now() <= hardware.patientUntil,
			look: (session, served) => this.#lookForSlow(session, served),
			onOver: (guest) => this.onOver(guest),
		});
	}

	/** A connection was made. */
	open(): ConnectionBook {
		return new ConnectionBook(this.#connections++);
	}

	/** The connection is over for the host; `inOrder`: its agent ended it, and it was not lost. */
	closed(connection: ConnectionBook, inOrder = false): void {
		this.lives.closed(connection, inOrder);
	}

	/** Whether a session has the device's PASID bound, and its groups may wait for an agent of it. */
	serves(device: DeviceBook, pasid: number): boolean {
		const bound = this.#translations
			.bindings(device.name, pasid)
			.some((binding) => binding.state === 'bound' || binding.state === 'binding');
		if (!bound) return false;
		return this.lives.all.some((session) => {
			const served = session.serves ? session.servedBy(device.name) : undefined;
			if (served === undefined) return false;
			this.#lookForSlow(session, served);
			return served.overdue === 'no';
		});
	}

	/** Whether the host may have taken the device away by now, as nobody takes its groups. */
	deserted(device: DeviceBook): boolean {
		return this.lives.all.some((session) => {
			const served = session.state === 'streaming' ? session.servedBy(device.name) : undefined;
			if (served !== undefined) this.#lookForSlow(session, served);
			return served?.overdue === 'revocable';
		});
	}

	/**
	 * The same for the session of that number, which learns of it by a Revoked, or where its connection was lost by the
	 * next Inventory: until then what it has mapped need not translate.
	 */
	#mayBeTaken(device: string, number: number): boolean {
		const session = this.lives.all.find((each) => each.number === number);
		const served = session?.servedBy(device);
		if (session === undefined || served === undefined) return false;
		this.#lookForSlow(session, served);
		return served.overdue === 'revocable';
	}

	/** Whether a session that has a connection has the device. */
	isServed(device: string): boolean {
		return this.lives.all.some(
			(session) => session.state === 'streaming' && session.servedBy(device) !== undefined,
		);
	}

	// ---- what agents say ----

	/** A message of the agent is about to be handled by the host. */
	toHost(connection: ConnectionBook, bytes: Uint8Array): void {
		let message: DecodedAgentMessage;
		try {
			message = decodeAgentMessage(bytes, {});
		} catch {
			return;
		}
		const { session } = connection;
		if (connection.state === 'opening' && message.hello !== undefined && connection.guest === '') {
			const { hello } = message;
			connection.guest = hello.guest;
			connection.resumes = hello.resumeSession;
			connection.takeOver = hello.takeOver;
			connection.features = hello.features;
			connection.received = message.received;
			this.lives.greets(connection);
			return;
		}
		if (session === undefined || session.connection !== connection) return;
		if (session.state === 'suspended' || session.state === 'over') return;
		session.pages.received(message.received);
		for (const bind of message.bind) {
			const pasid = bind.noPasid ? NO_PASID : bind.pasid;
			const since = this.#hardware.seq;
			session.binds.set(bind.request, { handle: bind.device, pasid, space: bind.space, since });
			const name = session.devices.get(bind.device)?.name;
			if (name === undefined) continue;
			if (!session.pages.spaces.has(bind.space)) session.pages.spaces.set(bind.space, new Map());
			const list = this.#translations.bindings(name, pasid);
			const moves = list.some(
				(each) =>
					each.pages === session.pages && each.state === 'bound' && each.space !== bind.space,
			);
			if (moves) this.#devices.get(name)!.excuseAll('its PASID is moved', pasid);
			list.push({
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
			session.pages.map(batch, (frame) => this.#translations.reused(session.guest, frame));
		if (message.responses !== undefined) this.deliveries.responses(session, message.responses);
		for (const batch of message.unmap) session.pages.unmap(batch);
		const { credits } = message;
		for (let row = 0; row < (credits?.rows ?? 0); row++) {
			const served = session.devices.get(credits!.device[row]!);
			const granted = credits!.granted[row]!;
			if (served === undefined || granted <= served.granted) continue;
			if (served.delivered >= served.granted) served.movedAt = this.#now();
			served.granted = granted;
		}
		if (message.leave !== undefined && session.state === 'streaming') {
			session.state = 'leaving';
			session.handsOver = message.leave.handOver && session.resumeMs > 0;
			if (session.handsOver) return;
			for (const { name } of session.devices.values())
				this.#devices.get(name)!.excuseAll('its session leaves');
		}
	}

	/** The host has looked at what came over the connection. */
	handled(connection: ConnectionBook): void {
		this.lives.looked();
		if (connection.state !== 'opening' || connection.guest === '' || connection.greeted) return;
		connection.greeted = true;
		this.lives.greeted(connection);
	}

	// ---- what the host says ----

	/** A message of the host is about to go out. */
	fromHost(connection: ConnectionBook, bytes: Uint8Array): void {
		const message = decodeHostMessage(bytes, {});
		const { fatal } = message;
		if (!connection.writable() && fatal === undefined)
			this.#verdict.violation(3, `connection ${connection.number} is sent more than it takes`);
		if (fatal !== undefined) {
			connection.fatal = errorCode(fatal.code) ?? '';
			if (connection.fatal === 'INTERNAL')
				this.#verdict.violation(0, `connection ${connection.number} ends: ${fatal.message}`);
			this.#verdict.saw(() => `connection ${connection.number}: ${fatal.message}`, 22);
		}
		if (message.welcome !== undefined) this.#welcome(connection, message.welcome);
		const { session } = connection;
		if (session === undefined || session.connection !== connection) return;
		session.sent++;
		this.#said(session, message);
	}

	#said(session: SessionBook, message: DecodedHostMessage): void {
		for (const info of message.assigned) this.#add(session, info.device ?? 0, info.name ?? '');
		for (const result of message.results) this.#result(session, result);
		if (message.drain !== undefined) {
			session.draining = true;
			// To leave for another agent is a wish that may be given up.
			if (message.drain.reason === DRAIN_HOST) session.toldToGo = true;
		}
		if (message.inventory !== undefined) this.#inventory(session, message.inventory);
		if (message.faults !== undefined) this.deliveries.faults(session, message.faults);
		for (const part of message.unmapped) this.#unmapped(session, part);
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
	}

	#unmapped(session: SessionBook, part: DecodedHostMessage['unmapped'][number]): void {
		const { request, dirtyRow, complete } = part;
		if (session.resumeMs > 0) {
			const wrong = session.pages.answer(request, dirtyRow, complete, session.sent);
			if (wrong !== undefined) this.#verdict.violation(6, `session ${session.number}: ${wrong}`);
		} else if (complete) session.pages.forget(request);
		if (complete)
			session.pages.unmapped(request, (space, page) =>
				this.#translations.unmapped(session.pages, space, page),
			);
	}

	#welcome(connection: ConnectionBook, welcome: NonNullable<DecodedHostMessage['welcome']>): void {
		const session = this.lives.welcome(connection, welcome);
		if (session === undefined) return;
		if (welcome.resumed && connection.takeOver !== 0) session.toldAt = Number.POSITIVE_INFINITY;
		for (const served of session.devices.values()) {
			served.listed = false;
			served.takenAt = this.#now();
		}
		if (welcome.resumed)
			this.#inventories.set(
				session,
				new InventoryCheck(session, this.#verdict, this.#devices, this.#translations),
			);
		for (const info of welcome.devices) this.#add(session, info.device ?? 0, info.name ?? '');
	}

	#inventory(session: SessionBook, part: NonNullable<DecodedHostMessage['inventory']>): void {
		const check = this.#inventories.get(session);
		if (check === undefined) {
			this.#verdict.violation(5, `session ${session.number} is told an Inventory, unasked`);
			return;
		}
		if (!check.take(part, !this.isHonest(session.guest))) return;
		this.#inventories.delete(session);
		const { takeOver, received } = session.connection;
		if (takeOver === 0 && received >= session.toldAt) return;
		session.toldAt = session.sent;
		const bound = new Set<number>();
		this.#translations.each((binding, _, pasid) => {
			if (binding.pages === session.pages && binding.state === 'bound') bound.add(pasid);
		});
		this.onAdopted(session.guest, bound);
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
		const present = session.devices.get(handle);
		if (present !== undefined) {
			// One that was revoked, its agent being slow, comes again under its number.
			present.mayGo ||= present.revoked || present.overdue === 'revocable';
			Object.assign(present, { listed: true, revoked: false, overdue: 'no' });
			return;
		}
		session.devices.set(handle, {
			...{ name, handle, since, granted: 0, delivered: 0, revoked: false, mayGo: false },
			...{
				movedAt: this.#now(),
				takenAt: this.#now(),
				overdue: 'no',
				waitsSince: Number.POSITIVE_INFINITY,
				listed: true,
			},
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
				const bound = list[at]!;
				const moved = list.some(
					(each) =>
						each.pages === bound.pages && each.state === 'bound' && each.space !== bound.space,
				);
				bound.state = 'bound';
				// What was asked for later may be of the new space already.
				if (moved) this.#ends(name, bind.pasid, bind.since);
				this.#translations.drop(
					(each, device) =>
						device === name &&
						each !== bound &&
						list.includes(each) &&
						(each.state === 'ended' || (each.pages === bound.pages && each.state === 'bound')),
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
				this.#ends(name, unbind.pasid);
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
			session.pages.refused(result.request, result.row, (at) =>
				['PAGE_NOT_MAPPED', 'BAD_PAGE', 'UNKNOWN_SPACE'].includes(
					errorCode(result.rowCode[at]!) ?? '',
				),
			);
		}
	}

	/** The PASID is not what it was: what its device asked for before must be answered. */
	#ends(name: string, pasid: number, before = Number.POSITIVE_INFINITY): void {
		for (const group of this.#devices.get(name)?.groups.values() ?? [])
			if (group.pasid === pasid && group.seq < before && group.sealedAt !== undefined)
				group.endBy = this.#now();
	}

	#revoked(session: SessionBook, handle: number): void {
		const served = session.devices.get(handle);
		if (served === undefined) return;
		served.revoked = true;
		this.#translations.each((binding, device) => {
			if (binding.pages === session.pages && device === served.name) binding.state = 'ended';
		});
	}

	/**
	 * How long the device's groups have waited and none was taken: from when on the host may turn new ones away, and take the
	 * device away. It looks less often than this, so it may do so later, and not sooner.
	 */
	#lookForSlow(session: SessionBook, served: ServedBook): void {
		const [pauseMs, revokeMs] = this.slowMs;
		if (pauseMs === 0 || session.state !== 'streaming') return;
		const device = this.#devices.get(served.name)!;
		let oldest = Number.POSITIVE_INFINITY;
		for (const { delivered, sealedAt } of device.groups.values())
			if (!delivered && sealedAt !== undefined && sealedAt < oldest) oldest = sealedAt;
		// A group that was answered meanwhile was not taken.
		if (oldest < served.waitsSince) served.waitsSince = Math.max(oldest, served.takenAt);
		const idle = this.#now() - served.waitsSince;
		if (idle >= pauseMs && served.overdue === 'no') served.overdue = 'paused';
		if (revokeMs === 0 || idle < revokeMs) return;
		served.overdue = 'revocable';
		device.excuseAll('its agent took nothing for long');
	}

	/** After each step: does the host hold back what it could say? */
	check(): void {
		const now = this.#now();
		const patient = this.#hardware.patientUntil;
		for (const session of this.lives.all) {
			if (session.state !== 'streaming') continue;
			for (const served of session.devices.values())
				if (!served.revoked) this.#lookForSlow(session, served);
			if (!session.connection.writable()) session.writableSince = Number.POSITIVE_INFINITY;
			else if (session.writableSince === Number.POSITIVE_INFINITY) session.writableSince = now;
			const since = Math.max(session.writableSince, patient) + PROMPT_MS;
			if (now <= since) continue;
			this.deliveries.check(session, now);
			for (const served of session.devices.values()) {
				if (served.revoked || session.draining || served.delivered >= served.granted) continue;
				const device = this.#devices.get(served.name)!;
				if (device.changing || served.overdue !== 'no') continue;
				for (const group of device.groups.values())
					if (
						!group.delivered &&
						group.excuse === undefined &&
						group.sealedAt !== undefined &&
						group.answer === 0 &&
						now > Math.max(group.sealedAt, served.movedAt) + PROMPT_MS
					) {
						this.#verdict.violation(
							group.group === undefined ? 3 : 1,
							`${served.name} waits with pages ${group.pages.join(' ')}; its guest has credit and is not told`,
						);
						group.excuse = 'told';
					}
			}
		}
	}
}
