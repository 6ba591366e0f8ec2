import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import type { faultline } from '../../../src/wire/generated/faultline.js';
import type { DeviceBook } from './device-book.js';
import type { SessionBook } from './session-book.js';
import type { BindingBook, Translations } from './translations.js';
import type { Verdict } from './verdict.js';

const PERMISSIONS = 7;

/**
 * What a host says that a session has, as it goes on, against what was seen of it before: nothing is lost and nothing is made
 * up. Where only the Inventory can tell what became of a request, the books take it over.
 */
export class InventoryCheck {
	readonly #session: SessionBook;
	readonly #verdict: Verdict;
	readonly #devices: ReadonlyMap<string, DeviceBook>;
	readonly #translations: Translations;
	/** Space by "handle pasid". */
	readonly #bound = new Map<string, number>();
	/** By "space page". */
	readonly #pages = new Map<string, { frame: number; permissions: number }>();
	readonly #unmaps = new Set<number>();

	constructor(
		session: SessionBook,
		verdict: Verdict,
		devices: ReadonlyMap<string, DeviceBook>,
		translations: Translations,
	) {
		this.#session = session;
		this.#verdict = verdict;
		this.#devices = devices;
		this.#translations = translations;
	}

	/** Takes a part; true: it was the last. `lenient`: the agent may have asked for what is refused. */
	take(part: faultline.v1.Inventory, lenient: boolean): boolean {
		part.boundDevice.forEach((device, i) => {
			const pasid = part.boundNoPasid[i] === 1 ? NO_PASID : part.boundPasid[i]!;
			this.#bound.set(`${device} ${pasid}`, part.boundSpace[i]!);
		});
		part.page.forEach((page, i) => {
			this.#pages.set(`${part.space[i]} ${page}`, {
				frame: part.frame[i]!,
				permissions: part.flags[i]! & PERMISSIONS,
			});
		});
		for (const request of part.unmapRequest) this.#unmaps.add(request);
		if (!part.complete) return false;
		this.#checkDevices();
		this.#checkBindings(lenient);
		this.#checkPages(lenient);
		return true;
	}

	/** A device that is not told of any more was taken away. */
	#checkDevices(): void {
		const { devices, guest } = this.#session;
		for (const served of devices.values()) {
			if (served.listed || served.revoked) continue;
			served.revoked = true;
			const device = this.#devices.get(served.name)!;
			const may = served.mayGo || device.changing || served.overdue === 'revocable';
			if (!may && device.guest === guest)
				this.#violation(5, `${served.name} is not the session's any more`);
		}
	}

	#checkBindings(lenient: boolean): void {
		const { pages, devices } = this.#session;
		const gone = new Set<BindingBook>();
		const found = new Set<string>();
		this.#translations.each((binding, name, pasid) => {
			if (binding.pages !== pages || binding.state === 'ended') return;
			const key = `${binding.handle} ${pasid}`;
			const served = devices.get(binding.handle);
			if (served === undefined || served.revoked || served.name !== name) {
				binding.state = 'ended';
				return;
			}
			if (this.#bound.get(key) === binding.space && !found.has(key)) {
				found.add(key);
				binding.state = 'bound';
				return;
			}
			if (
				binding.state === 'bound' &&
				!lenient &&
				!served.mayGo &&
				!this.#devices.get(name)!.changing
			)
				this.#violation(4, `${name} has PASID ${pasid} bound no more`);
			gone.add(binding);
		});
		this.#translations.drop((binding) => gone.has(binding));
		for (const [key, space] of this.#bound) {
			if (found.has(key)) continue;
			const [handle, pasid] = key.split(' ').map(Number) as [number, number];
			const name = devices.get(handle)?.name;
			if (!lenient || name === undefined) {
				this.#violation(5, `(device, PASID) ${key} is bound to space ${space}, unasked`);
				continue;
			}
			const { guest } = this.#session;
			if (!pages.spaces.has(space)) pages.spaces.set(space, new Map());
			this.#translations
				.bindings(name, pasid)
				.push({ guest, handle, pages, space, state: 'bound' });
		}
	}

	#checkPages(lenient: boolean): void {
		const { pages } = this.#session;
		for (const request of pages.unacknowledged())
			if (!this.#unmaps.has(request))
				this.#violation(6, `the answer of unmap request ${request} is not acknowledged, and gone`);
		for (const { space, page, mapping } of pages.mapped()) {
			const key = `${space} ${page}`;
			const row = this.#pages.get(key);
			this.#pages.delete(key);
			if (row !== undefined) {
				const same = row.frame === mapping.frame && row.permissions === mapping.permissions;
				if (!same && mapping.state !== 'unclear')
					this.#violation(
						5,
						`page 0x${page.toString(16)} of space ${space} is told with frame ${row.frame}, ${row.permissions}; it has ${mapping.frame}, ${mapping.permissions}`,
					);
				pages.keep(space, page, row.frame, row.permissions);
				continue;
			}
			if (mapping.state === 'mapped' && !lenient)
				this.#violation(6, `page 0x${page.toString(16)} of space ${space} is mapped no more`);
			if (mapping.state === 'unmapping') {
				const named = this.#unmaps.has(pages.unmappedBy(space, page) ?? -1);
				if (!named && !lenient)
					this.#violation(6, `page 0x${page.toString(16)} of space ${space} is gone unasked`);
				if (named) continue;
			}
			pages.drop(space, page);
		}
		for (const [key, { frame, permissions }] of this.#pages)
			if (lenient) {
				const [space, page] = key.split(' ').map(Number) as [number, number];
				if (!pages.spaces.has(space)) pages.spaces.set(space, new Map());
				pages.keep(space, page, frame, permissions);
			} else this.#violation(5, `(space, page) ${key} is mapped to frame ${frame}, unasked`);
		pages.restart(this.#unmaps);
	}

	#violation(law: 4 | 5 | 6, what: string): void {
		const { guest, number } = this.#session;
		this.#verdict.violation(law, `session ${number} of ${guest} goes on: ${what}`);
	}
}
