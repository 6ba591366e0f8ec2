/**
 * One group of event registers (fault, invalidation completion or page request): control, data and
 * address. Owns IM and IP of the group; the status bits that raise the event belong to its user.
 *
 * A message that is raised while IM is set waits in IP and leaves when software clears IM (VT-d
 * specification 11.4.7.3, 11.4.9.7, 11.4.11.5).
 */

const MASK = 0x8000_0000;
const PENDING = 0x4000_0000;

export class EventLine {
	#data = 0;
	/** Address of the message, kept for software only: the model's messages know one way to go. */
	#address = 0;
	#upperAddress = 0;
	#masked = true;
	#pending = false;
	readonly #deliver: (data: number) => void;

	constructor(deliver: (data: number) => void) {
		this.#deliver = deliver;
	}

	/** The group's status went from all clear to something set. */
	raise(): void {
		if (this.#masked) this.#pending = true;
		else this.#deliver(this.#data);
	}

	/** Software cleared every status bit of the group: nothing is left to tell. */
	withdraw(): void {
		this.#pending = false;
	}

	/** The group's registers in their order: control, data, address, upper address. */
	read(register: number): number {
		switch (register) {
			case 0:
				return ((this.#masked ? MASK : 0) | (this.#pending ? PENDING : 0)) >>> 0;
			case 1:
				return this.#data;
			case 2:
				return this.#address;
			default:
				return this.#upperAddress;
		}
	}

	write(register: number, value: number): void {
		switch (register) {
			case 0:
				this.#writeControl(value);
				break;
			case 1:
				this.#data = value & 0xffff;
				break;
			case 2:
				this.#address = (value & 0xffff_fffc) >>> 0;
				break;
			default:
				this.#upperAddress = value >>> 0;
		}
	}

	/** Only IM can be written. */
	#writeControl(value: number): void {
		this.#masked = (value & MASK) !== 0;
		if (this.#masked || !this.#pending) return;
		this.#pending = false;
		this.#deliver(this.#data);
	}
}
