import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import type { DecodedFaultBatch, DecodedResponseBatch } from '../../../src/wire/messages.js';
import type { DeviceBook } from './device-book.js';
import type { Hardware } from './hardware.js';
import type { DeliveredGroup, SessionBook } from './session-book.js';
import type { Translations } from './translations.js';
import type { Verdict } from './verdict.js';

const LAST = 16;
const PASID_VALID = 32;
const REDELIVERED = 64;
/** How long the host may take to say that an answer had no effect. */
const PROMPT_MS = 20;

/** Refusals that an agent that keeps to the protocol never meets. */
export const NEVER_HONEST: ReadonlySet<string> = new Set([
	...['DUPLICATE_RESPONSE', 'BAD_RESPONSE_CODE'],
	...['BAD_FRAME', 'FRAME_IN_USE', 'PAGE_MAPPED', 'BAD_PERMISSION', 'BAD_PAGE', 'UNKNOWN_SPACE'],
]);

/** The groups that sessions are delivered, and their answers: laws 1, 2, 3 and 7 as guests see them. */
export class Deliveries {
	/** What guests hear of ids of others: liars use them. */
	readonly recentIds: number[] = [];
	/** Whether a guest keeps to the protocol. */
	isHonest: (guest: string) => boolean = () => false;
	readonly #verdict: Verdict;
	readonly #now: () => number;
	readonly #devices: ReadonlyMap<string, DeviceBook>;
	readonly #hardware: Hardware;
	readonly #translations: Translations;
	readonly #ids = new Set<number>();

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
	}

	/** An agent answers. */
	responses(session: SessionBook, { rows, group, code }: DecodedResponseBatch): void {
		const now = this.#now();
		for (let row = 0; row < rows; row++) {
			const id = group[row]!;
			const found = session.groups.get(id);
			this.#verdict.saw(
				() => `session ${session.number} answers ${id}: ${code[row]}`,
				...[21, session.number, id, code[row]!],
			);
			const inTime = found?.state === 'owed' && this.#waits(found);
			if (inTime && (code[row] === 1 || code[row] === 2)) {
				found.state = 'answered';
				session.again.delete(id);
				found.hardware.answer = code[row]!;
				found.hardware.answeredAt = now;
				session.mayRefuse.add(id);
				continue;
			}
			const must = session.mustRefuse.get(id);
			if (must === undefined) session.mustRefuse.set(id, { count: 1, since: now });
			else must.count++;
		}
	}

	/** The host delivers. */
	faults(session: SessionBook, batch: DecodedFaultBatch): void {
		let first = 0;
		for (let row = 0; row < batch.rows; row++) {
			if ((batch.flags[row]! & LAST) === 0) continue;
			this.#delivered(session, batch, first, row);
			first = row + 1;
		}
	}

	#delivered(session: SessionBook, batch: DecodedFaultBatch, first: number, last: number): void {
		const id = batch.group[last]!;
		const handle = batch.device[last]!;
		const pasid = (batch.flags[last]! & PASID_VALID) === 0 ? NO_PASID : batch.pasid[last]!;
		const pages = Array.from(batch.page.subarray(first, last + 1));
		this.#verdict.saw(
			() =>
				`session ${session.number} is delivered ${id}: device ${handle}, pages ${pages.map((p) => p.toString(16))}`,
			...[24, session.number, id, handle, ...pages],
		);
		const served = session.devices.get(handle);
		const what = `group ${id} for ${session.guest}`;
		if (served === undefined || served.revoked) {
			this.#verdict.violation(2, `${what} is of device ${handle}, which is not the session's`);
			return;
		}
		if (session.state !== 'streaming')
			this.#verdict.violation(3, `${what} is delivered to an agent that leaves`);
		else if (session.toldToGo)
			this.#verdict.violation(3, `${what} is delivered to an agent that was told to go`);
		served.delivered++;
		served.movedAt = this.#now();
		served.takenAt = served.movedAt;
		served.overdue = 'no';
		served.waitsSince = Number.POSITIVE_INFINITY;
		if (served.delivered > served.granted)
			this.#verdict.violation(
				3,
				`${what} is number ${served.delivered} of ${served.name}, ${served.granted} are granted`,
			);
		const device = this.#devices.get(served.name)!;
		if ((batch.flags[last]! & REDELIVERED) !== 0) {
			this.#again(session, id, device, pasid, pages);
			return;
		}
		if (this.#ids.has(id)) {
			this.#verdict.violation(2, `${what} has an id that was used before`);
			return;
		}
		this.#ids.add(id);
		this.recentIds.push(id);
		if (this.recentIds.length > 64) this.recentIds.shift();
		const before = this.#oldestAgain(session, device);
		if (before !== undefined)
			this.#verdict.violation(
				1,
				`${what} comes before ${before.id}, which was delivered over an earlier connection and waits`,
			);
		const bound = this.#translations
			.bindings(device.name, pasid)
			.some((binding) => binding.pages === session.pages && binding.state !== 'ended');
		if (!bound) this.#verdict.violation(2, `${what} is of PASID ${pasid}, which it has not bound`);
		const hardware = this.#hardware.find(device, pasid, pages, served.since);
		if (typeof hardware === 'string') {
			this.#verdict.violation(2, `${what}, ${device.name}, pages ${pages.join(' ')}: ${hardware}`);
			return;
		}
		hardware.delivered = true;
		hardware.group = id;
		session.groups.set(id, {
			...{ id, device: device.name, hardware, state: 'owed' },
			connection: session.connections,
		});
	}

	/** A group comes again, after another connection was lost with it: it must be the same, and wait still. */
	#again(
		session: SessionBook,
		id: number,
		device: DeviceBook,
		pasid: number,
		pages: readonly number[],
	): void {
		const what = `group ${id} for ${session.guest}, delivered again`;
		const group = session.groups.get(id);
		if (group === undefined || !this.#waits(group)) {
			this.#verdict.violation(2, `${what}: the hardware waits for no such group`);
			return;
		}
		const { hardware, state } = group;
		const asked = hardware.pages;
		const same =
			group.device === device.name &&
			hardware.pasid === pasid &&
			pages.at(-1) === asked.at(-1) &&
			pages.every((page) => asked.includes(page));
		if (!same) this.#verdict.violation(2, `${what}: it is another one`);
		if (state !== 'owed') this.#verdict.violation(1, `${what}: it is ${state}`);
		if (group.connection === session.connections)
			this.#verdict.violation(1, `${what}: over the same connection`);
		const oldest = this.#oldestAgain(session, device);
		if (oldest !== undefined && oldest.id < id)
			this.#verdict.violation(1, `${what}: before ${oldest.id}, which waits too`);
		group.connection = session.connections;
		hardware.delivered = true;
		session.again.delete(id);
	}

	#waits({ device, hardware }: DeliveredGroup): boolean {
		return this.#devices.get(device)?.groups.get(hardware.index) === hardware;
	}

	/** The first group of the device that is to come again. */
	#oldestAgain(session: SessionBook, device: DeviceBook): DeliveredGroup | undefined {
		for (const group of session.again.values())
			if (group.device === device.name && this.#waits(group)) return group;
		return undefined;
	}

	/** The host says that a deadline passed. */
	expired(session: SessionBook, id: number): void {
		const group = session.groups.get(id);
		if (group === undefined)
			this.#verdict.violation(
				5,
				`${session.guest} hears of the expiry of ${id}, which it never got`,
			);
		else if (group.state === 'owed') group.state = 'over';
	}

	/** The host says that an answer had no effect. */
	refused(session: SessionBook, id: number, code: string): void {
		if (NEVER_HONEST.has(code) && this.isHonest(session.guest))
			this.#verdict.violation(
				1,
				`the agent of ${session.guest} answered ${id} as it may not: ${code}`,
			);
		const must = session.mustRefuse.get(id);
		if (must !== undefined) {
			if (--must.count === 0) session.mustRefuse.delete(id);
		} else if (!session.mayRefuse.delete(id))
			this.#verdict.violation(
				7,
				`session ${session.number} is refused ${id}, which it did not answer`,
			);
	}

	/** What had to be refused by now and was not. */
	check(session: SessionBook, now: number): void {
		for (const [id, { since: asked }] of session.mustRefuse)
			if (now > asked + PROMPT_MS) {
				this.#verdict.violation(
					7,
					`session ${session.number} answered ${id}, which was not its to answer, and is not told so`,
				);
				session.mustRefuse.delete(id);
			}
	}
}
