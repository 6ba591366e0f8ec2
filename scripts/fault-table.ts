// Writes docs/faults.md: what each hardware record of each IOMMU becomes as a generic fault, from the tables that the
// kernel's drivers decode by. With --check, writes nothing and fails if what stands there differs.
// A test feeds every row to its driver (test/unit/docs/faults.test.ts), so that the page is what the drivers do.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EVENT_MEANINGS, EventAddress } from '../src/host/kernel/drivers/amdvi/event-reasons.js';
import {
	FAULT_CAUSES,
	isGuestPageFault,
	MESSAGE_NOT_TAKEN,
} from '../src/host/kernel/drivers/riscv/fault-causes.js';
import {
	EVENT_KINDS,
	EVENT_PAGE_REQUEST,
	EventPart,
} from '../src/host/kernel/drivers/smmuv3/event-kinds.js';
import { FAULT_REASONS as VIRTIO_REASONS } from '../src/host/kernel/drivers/virtio/fault-reasons.js';
import {
	COMPATIBILITY_BLOCKED,
	FAULT_REASONS,
	isInterruptReason,
} from '../src/host/kernel/drivers/vtd/fault-reasons.js';
import { FaultReason, FaultType, UnrecoverableFlag } from '../src/host/kernel/fault.js';

const { ADDR_VALID, FETCH_ADDR_VALID, INDEX_VALID, PASID_VALID } = UnrecoverableFlag;
const { DMA_UNRECOVERABLE, INTERRUPT } = FaultType;

/** One record, or one cause that a record can have. */
export interface FaultRow {
	/** As the specification calls it. */
	readonly record: string;
	/** Its number there; what else tells it is `variant`. */
	readonly code: number;
	/** An implicit access, or a request with a process id, where that makes a difference. */
	readonly variant?: 'implicit' | 'process';
	readonly what: string;
	/** `FaultType`. */
	readonly type: number;
	/** `FaultReason`. */
	readonly reason: number;
	/** `UnrecoverableFlag` bits. PASID_VALID: where the record carries a PASID. */
	readonly flags: number;
}

export interface FaultTable {
	/** As in a configuration. */
	readonly kind: string;
	readonly title: string;
	/** What `hardwareReason` is, and which records are no faults. */
	readonly notes: string;
	readonly rows: readonly FaultRow[];
}

const hex = (code: number) => `${code.toString(16).toUpperCase().padStart(2, '0')}h`;

const vtd: FaultTable = {
	kind: 'vtd',
	title: 'Intel VT-d: fault recording registers',
	notes:
		'The record is named by its fault reason, which is the hardware reason too. Those of invalidation and of the queues are in FSTS and are no faults of a device.',
	rows: FAULT_REASONS.map(([code, reason, what]) => {
		const interrupt = isInterruptReason(code);
		const index = code === COMPATIBILITY_BLOCKED ? 0 : INDEX_VALID;
		return {
			...{ record: hex(code), code, what, reason },
			type: interrupt ? INTERRUPT : DMA_UNRECOVERABLE,
			flags: interrupt ? index : ADDR_VALID | PASID_VALID,
		};
	}),
};

const smmuv3: FaultTable = {
	kind: 'smmuv3',
	title: 'Arm SMMUv3: event queue',
	notes:
		'The hardware reason is the number of the event. Of 10h to 13h those with Stall set are recoverable (below); E_PAGE_REQUEST (24h) is a hint and no fault. An SMMU translates interrupts as writes: none of its events is about one.',
	rows: EVENT_KINDS.filter(({ number }) => number !== EVENT_PAGE_REQUEST).map(
		({ number, name, what, reason, parts }) => ({
			...{ record: `${name} (${hex(number)})`, code: number, what, reason },
			type: DMA_UNRECOVERABLE,
			flags:
				PASID_VALID |
				((parts & EventPart.ADDRESS) === 0 ? 0 : ADDR_VALID) |
				((parts & EventPart.FETCH) === 0 ? 0 : FETCH_ADDR_VALID),
		}),
	),
};

const AMD_FLAGS: Readonly<Record<number, number>> = {
	[EventAddress.REQUEST]: ADDR_VALID | PASID_VALID,
	[EventAddress.STRUCTURE]: FETCH_ADDR_VALID | PASID_VALID,
	[EventAddress.INTERRUPT]: INDEX_VALID,
	[EventAddress.INTERRUPT_STRUCTURE]: FETCH_ADDR_VALID,
};

const amdvi: FaultTable = {
	kind: 'amdvi',
	title: 'AMD-Vi: event log',
	notes:
		'One event has several causes, which its flags tell; the first row that fits counts. The hardware reason is code and flags, bits 31:16 of the second word. ILLEGAL_COMMAND_ERROR, COMMAND_HARDWARE_ERROR and IOTLB_INV_TIMEOUT are about commands and no faults of a device.',
	rows: EVENT_MEANINGS.map(({ event, name, reason, address }, index) => ({
		...{ record: event, code: index, what: name, reason },
		type:
			address === EventAddress.INTERRUPT || address === EventAddress.INTERRUPT_STRUCTURE
				? INTERRUPT
				: DMA_UNRECOVERABLE,
		flags: AMD_FLAGS[address] ?? 0,
	})),
};

const riscv: FaultTable = {
	kind: 'riscv',
	title: 'RISC-V IOMMU: fault queue',
	notes:
		"The record is named by its cause, which is the hardware reason too. Whatever its cause, the record of a write without a process id to the pages of a device's interrupts becomes one of an interrupt. An interrupt has INDEX_VALID where the address is one of the device's own. Cause 273 is about a message of the IOMMU itself, and no fault of a device.",
	rows: FAULT_CAUSES.filter(({ code }) => code !== MESSAGE_NOT_TAKEN).flatMap((cause) => {
		const { code, name, reason, implicitReason, processReason } = cause;
		const interrupt = cause.interrupt === true;
		const row: FaultRow = {
			...{ record: String(code), code, what: name, reason },
			type: interrupt ? INTERRUPT : DMA_UNRECOVERABLE,
			flags: interrupt ? INDEX_VALID : ADDR_VALID | PASID_VALID,
		};
		if (processReason !== undefined)
			return [
				{ ...row, what: `${name}; without a process id`, flags: ADDR_VALID },
				{
					...{ ...row, variant: 'process' as const, reason: processReason },
					what: `${name}; with a process id`,
				},
			];
		const rows = [row];
		if (isGuestPageFault(code))
			rows.push({
				...{ ...row, variant: 'implicit' as const, reason: implicitReason ?? reason },
				what: `${name}, of a table on the way`,
				flags: row.flags | FETCH_ADDR_VALID,
			});
		return rows;
	}),
};

const virtio: FaultTable = {
	kind: 'virtio',
	title: 'virtio-iommu: event queue',
	notes:
		'The record is named by its reason, which is the hardware reason too; a reason that the specification does not know becomes UNKNOWN. A report has no PASID. Nothing is recoverable: the specification has no answer to a report.',
	rows: VIRTIO_REASONS.map(([code, reason, what]) => ({
		...{ record: String(code), code, what, reason },
		type: DMA_UNRECOVERABLE,
		flags: ADDR_VALID,
	})),
};

/** Every IOMMU that has a driver: one more is one more here. */
export const FAULT_TABLES: readonly FaultTable[] = [vtd, smmuv3, amdvi, riscv, virtio];

const nameOf = (names: Readonly<Record<string, number>>, value: number) =>
	Object.entries(names).find(([, number]) => number === value)?.[0] ?? String(value);

const flagNames = (flags: number) =>
	Object.entries(UnrecoverableFlag)
		.filter(([, bit]) => (flags & bit) !== 0)
		.map(([name]) => name)
		.join(', ') || '–';

function section({ title, notes, rows }: FaultTable): string {
	const lines = rows.map(
		({ record, what, type, reason, flags }) =>
			`| ${record} | ${what} | ${nameOf(FaultType, type)} | ${nameOf(FaultReason, reason)} | ${flagNames(flags)} |`,
	);
	return `## ${title}

${notes}

| record | what it says | type | reason | flags |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}

const HEAD = `# Faults: from hardware records to the generic fault

Each driver decodes its IOMMU's records into one generic fault (\`src/host/kernel/fault.ts\`); agents get its type, reason and
the hardware's own reason in \`DeviceEvent\`. This page is generated from the drivers' tables by \`npm run faults\`; a
test feeds every row to its driver.

PASID_VALID stands where the record can carry a PASID, and is set when it does. ADDR_VALID is the address of the access,
FETCH_ADDR_VALID that of the structure which could not be read, INDEX_VALID the index of the interrupt. UNKNOWN is what the
generic reasons have no word for, as for root, context, stream and device table entries; the hardware's reason says it.

## Recoverable records

They become faults of type PAGE_REQUEST, with a group that is answered once.

| IOMMU | record | flags | wire code of SUCCESS, INVALID, FAILURE |
| --- | --- | --- | --- |
| \`vtd\` | page request descriptor | PASID_VALID with PP; LAST_PAGE with LPIG; RESPONSE_NEEDS_PASID as the function says | 0h, 1h, Fh |
| \`smmuv3\` | PRI queue entry | PASID_VALID with SSV; LAST_PAGE with LAST; RESPONSE_NEEDS_PASID as the function says | 2, 1, 0 (CMD_PRI_RESP) |
| \`smmuv3\` | event 10h to 13h with Stall | PASID_VALID with SSV; LAST_PAGE always, each stall is a group of its own | retry, abort, abort (CMD_RESUME) |
| \`amdvi\` | PPR log entry | PASID_VALID with GN; LAST_PAGE with bit 9 of the tag; RESPONSE_NEEDS_PASID as the function says | 0h, 1h, Fh |
| \`riscv\` | page-request queue record | PASID_VALID with PV; LAST_PAGE with L; RESPONSE_NEEDS_PASID as the function says | 0h, 1h, Fh (ATS.PRGR) |
`;

/** The page as it should be. */
export function faultsPage(): string {
	return `${[HEAD, ...FAULT_TABLES.map(section)].join('\n').trimEnd()}\n`;
}

export const FAULTS_PAGE = fileURLToPath(new URL('../docs/faults.md', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const page = faultsPage();
	if (!process.argv.includes('--check')) writeFileSync(FAULTS_PAGE, page);
	else if (readFileSync(FAULTS_PAGE, 'utf8') !== page) {
		console.error('docs/faults.md is not what the drivers say: run npm run faults');
		process.exitCode = 1;
	} else console.log('docs/faults.md is up to date');
}
