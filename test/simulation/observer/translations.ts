import { Access } from '../../../src/emulator/iommu/contract.js';
import { Translation } from './bus.js';
import { type DeviceBook, keyOf } from './device-book.js';
import { FramesBook, type PagesBook } from './pages-book.js';
import type { Verdict } from './verdict.js';

/** A PASID of a device that a session bound to an address space. */
export interface BindingBook {
	readonly guest: string;
	/** What the session calls the device. */
	readonly handle: number;
	readonly pages: PagesBook;
	readonly space: number;
	/** `ended`: its session or its device went, and the host is taking it back. */
	state: 'binding' | 'bound' | 'unbinding' | 'ended';
}

/**
 * Laws 4 and 5 as translations show them: a device reaches only what its guest has mapped, for as long as that is mapped,
 * and from the moment it is. Knows for each frame of a guest the host's frame behind it, once it has been seen.
 */
export class Translations {
	readonly #verdict: Verdict;
	readonly #devices: ReadonlyMap<string, DeviceBook>;
	readonly #bindings = new Map<string, BindingBook[]>();
	readonly #frames = new Map<string, FramesBook>();
	/** Which frame of which guest stands on a frame of the host. */
	readonly #owners = new Map<number, string>();
	/** Whether the host may have taken the device from this session, whose agent was slow, and need not have said so yet. */
	mayBeTaken: (device: string, session: number) => boolean = () => false;

	constructor(verdict: Verdict, devices: ReadonlyMap<string, DeviceBook>) {
		this.#verdict = verdict;
		this.#devices = devices;
	}

	framesOf(guest: string): FramesBook {
		let frames = this.#frames.get(guest);
		if (frames === undefined) {
			frames = new FramesBook();
			this.#frames.set(guest, frames);
		}
		return frames;
	}

	bindings(device: string, pasid: number): BindingBook[] {
		const key = `${device} ${pasid}`;
		let found = this.#bindings.get(key);
		if (found === undefined) {
			found = [];
			this.#bindings.set(key, found);
		}
		return found;
	}

	/** Those that the test holds for are over: nothing translates through them any more. */
	drop(test: (binding: BindingBook, device: string) => boolean): void {
		for (const [key, list] of this.#bindings) {
			const device = key.slice(0, key.indexOf(' '));
			for (let i = list.length - 1; i >= 0; i--) if (test(list[i]!, device)) list.splice(i, 1);
		}
	}

	each(visit: (binding: BindingBook, device: string, pasid: number) => void): void {
		for (const [key, list] of this.#bindings) {
			const [device, pasid] = key.split(' ');
			for (const binding of list) visit(binding, device!, Number(pasid));
		}
	}

	/** A frame that nobody used is used again: no device may hold a translation to it. */
	reused(guest: string, frame: number): void {
		const host = this.framesOf(guest).host.get(frame);
		if (host === undefined) return;
		for (const device of this.#devices.values())
			for (const [key, cached] of device.cached)
				if (cached === host) {
					this.#verdict.violation(
						4,
						`frame ${frame} of ${guest} is used again while ${device.name} holds a translation of PASID:page ${key} to it`,
					);
					device.cached.delete(key);
				}
	}

	/** The unmapping of a page is complete: no device that uses the space may hold its translation. */
	unmapped(pages: PagesBook, space: number, page: number): void {
		this.each((binding, name, pasid) => {
			if (binding.pages !== pages || binding.space !== space) return;
			const device = this.#devices.get(name)!;
			const key = keyOf(pasid, page);
			if (!device.cached.delete(key)) return;
			this.#verdict.violation(
				4,
				`${name} holds a translation of PASID ${pasid} page 0x${page.toString(16)} after its unmapping is complete`,
			);
		});
	}

	/** Checks one translation. */
	check(
		device: DeviceBook,
		pasid: number,
		page: number,
		access: number,
		result: Translation,
		frame: number,
		granted: number,
	): void {
		const list = this.bindings(device.name, pasid);
		const where = `${device.name}, PASID ${pasid}, page 0x${page.toString(16)}`;
		if (result === Translation.OK) {
			if (device.native) return;
			let wrong = 'no guest has this PASID bound';
			let law: 4 | 5 = 5;
			for (const binding of list) {
				const found = this.#match(binding, page, frame, granted);
				if (found === undefined) return;
				[law, wrong] = found;
			}
			if (list.length === 0 && device.changing) return;
			this.#verdict.violation(law, `${where} translates to frame ${frame}: ${wrong}`);
			return;
		}
		const [binding] = list;
		if (list.length !== 1 || binding?.state !== 'bound' || device.changing) return;
		if (result !== Translation.NO_ACCESS && result !== Translation.STALLED) return;
		const mapping = binding.pages.spaces.get(binding.space)?.get(page);
		const wanted = access & (Access.READ | Access.WRITE);
		if (mapping?.state !== 'mapped' || (wanted & ~mapping.permissions) !== 0) return;
		device.suspects.push(() => {
			// Refused after all, or not the guest's any more.
			if (mapping.state !== 'mapped' || binding.state !== 'bound') return;
			if (this.mayBeTaken(device.name, binding.pages.session)) return;
			this.#verdict.violation(4, `${where} does not translate, though it is mapped`);
		});
	}

	/** Undefined: the translation is what the binding has mapped; else what is wrong with it. */
	#match(
		binding: BindingBook,
		page: number,
		frame: number,
		granted: number,
	): undefined | [4 | 5, string] {
		const { guest, pages } = binding;
		const mapping = pages.spaces.get(binding.space)?.get(page);
		if (mapping === undefined) return [4, `${guest} has nothing mapped there`];
		if (mapping.state === 'unclear') return undefined;
		const use = pages.frames.uses.get(mapping.frame);
		if (use !== undefined && use.session !== pages.session)
			return [4, `another session of ${guest} has frame ${mapping.frame} by now`];
		const excess = granted & (Access.READ | Access.WRITE) & ~mapping.permissions;
		if (excess !== 0) return [5, `${granted} is granted, ${guest} allowed ${mapping.permissions}`];
		const known = pages.frames.host.get(mapping.frame);
		if (known === frame) return undefined;
		if (known !== undefined)
			return [4, `${guest} mapped its frame ${mapping.frame}, which is ${known} of the host`];
		const name = `${guest} ${mapping.frame}`;
		const owner = this.#owners.get(frame);
		if (owner !== undefined && owner !== name)
			return [5, `that is frame ${owner}, not ${mapping.frame} of ${guest}`];
		this.#owners.set(frame, name);
		pages.frames.host.set(mapping.frame, frame);
		return undefined;
	}
}
