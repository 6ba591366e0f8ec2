import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { DeviceTable } from '../../../src/guest/devices.js';
import { FramePool } from '../../../src/guest/frame-pool.js';
import { MIN_MESSAGE_BYTES, Outbox } from '../../../src/guest/outbox.js';
import { decodeAgentMessage } from '../../../src/wire/codec.js';
import type { DecodedAgentMessage } from '../../../src/wire/messages.js';
import type { Transport } from '../../../src/wire/transport.js';
import { device } from '../../support/fake-host.js';
import { pattern } from '../../support/fake-machine.js';

const PAGE = 4096;

describe('what a session has to say', () => {
	let clock: VirtualClock;
	let sent: DecodedAgentMessage[];
	let room: number;
	let flushes: number;

	const make = (limits: { batchRows?: number; messageBytes?: number; unmaps?: number } = {}) => {
		const { batchRows = 1024, messageBytes = 1 << 20, unmaps = 4 } = limits;
		const transport: Transport = {
			get writable() {
				return room > 0;
			},
			peer: 'nobody',
			send: (bytes) => {
				room--;
				sent.push(decodeAgentMessage(bytes, { messageBytes, batchRows }));
				return room > 0;
			},
			close: () => {},
			pause: () => {},
			resume: () => {},
			open: () => {},
		};
		const devices = new DeviceTable();
		const outbox = new Outbox({
			...{ clock, transport, devices, frames: new FramePool(0, 10) },
			limits: { batchRows, messageBytes, unmapsOutstanding: unmaps },
			...{ keeps: false, messagesBefore: 0 },
			flushed: () => {
				flushes++;
			},
		});
		return { outbox, devices };
	};

	beforeEach(() => {
		clock = new VirtualClock();
		sent = [];
		room = 1000;
		flushes = 0;
	});

	it('answers a run of groups of one device at once, and counts each for its credit', () => {
		const { outbox, devices } = make();
		const one = devices.add(device(3, 'd3'));
		devices.open(one, 600);
		clock.settle();
		sent.length = 0;
		const groups = Float64Array.from({ length: 602 }, (_, i) => 1000 + i);
		devices.delivered(one, 600);
		outbox.succeed(one.index, groups, 1, 601);
		clock.settle();
		expect(sent).toHaveLength(1);
		const { responses, credits } = sent[0]!;
		expect([...responses!.group]).toEqual([...groups.subarray(1, 601)]);
		expect(new Set(responses!.code)).toEqual(new Set([1]));
		expect([...credits!.granted]).toEqual([1200]);
		outbox.respond(one.index, 5, false);
		clock.settle();
		expect([...sent[1]!.responses!.group]).toEqual([5]);
		expect([...sent[1]!.responses!.code]).toEqual([2]);
	});

	it('leaves as one message at the end of the turn, mappings with their contents', () => {
		const { outbox, devices } = make();
		devices.open(devices.add(device(3, 'd3')), 4);
		outbox.respond(9, 11, true);
		const unmapping = outbox.unmap(2, Float64Array.of(40, 41));
		outbox.mapZero(2, 7, 100, 3);
		const request = outbox.mapContents(
			2,
			8,
			[102, 101],
			5,
			Buffer.concat([pattern(8), pattern(9)]),
			undefined,
		);
		outbox.mapZero(2, 10, 103, 1);
		outbox.respond(9, 12, false);
		outbox.rest.heartbeat = { sequence: 5 };
		expect(sent).toEqual([]);
		clock.settle();
		expect(sent).toHaveLength(1);
		const [message] = sent;
		expect(
			message?.map.map(({ space, page, frame, flags }) => ({ space, page, frame, flags })),
		).toEqual([
			{
				space: 2,
				page: Float64Array.of(7),
				frame: Uint32Array.of(100),
				flags: Uint32Array.of(3 | 32),
			},
			{
				...{ space: 2, page: Float64Array.of(8, 9), frame: Uint32Array.of(102, 101) },
				flags: Uint32Array.of(5 | 16, 5 | 16),
			},
			{
				space: 2,
				page: Float64Array.of(10),
				frame: Uint32Array.of(103),
				flags: Uint32Array.of(1 | 32),
			},
		]);
		expect(message?.map[1]?.request).toBe(request);
		expect(
			Buffer.compare(
				message?.map[1]?.contents ?? Buffer.alloc(0),
				Buffer.concat([pattern(8), pattern(9)]),
			),
		).toBe(0);
		expect(message?.responses).toMatchObject({
			group: Float64Array.of(11, 12),
			code: Int32Array.of(1, 2),
		});
		expect(message?.unmap).toMatchObject([
			{ request: unmapping, space: 2, page: Float64Array.of(40, 41), returnDirty: true },
		]);
		expect(message?.credits).toMatchObject({
			device: Uint32Array.of(3),
			granted: Float64Array.of(4),
		});
		expect(message?.heartbeat?.sequence).toBe(5);
		expect(outbox.empty).toBe(true);
		expect(outbox.messages).toBe(1);
		clock.settle();
		expect(sent).toHaveLength(1);
	});

	it('gathers zero pages of one space in one batch and says where each one is', () => {
		const { outbox } = make({ batchRows: 3 });
		const places: [number, number][] = [];
		for (let page = 0; page < 5; page++) {
			outbox.mapZero(0, page, page, 3);
			places.push([outbox.lastRequest, outbox.lastRow]);
		}
		outbox.mapZero(1, 0, 9, 3);
		clock.settle();
		expect(sent[0]?.map.map(({ page }) => [...page])).toEqual([[0, 1, 2], [3, 4], [0]]);
		const [first, second] = sent[0]?.map.map(({ request }) => request) ?? [];
		expect(places).toEqual([
			[first, 0],
			[first, 1],
			[first, 2],
			[second, 0],
			[second, 1],
		]);
		outbox.mapZero(0, 50, 3, 1);
		clock.settle();
		expect(sent[1]?.map.map(({ page, flags }) => [[...page], [...flags]])).toEqual([[[50], [33]]]);
	});

	it('is split where a message would be larger than the host takes; no answer overtakes a mapping', () => {
		const { outbox } = make({ messageBytes: 65_536, batchRows: 100 });
		expect(outbox.contentsPages).toBe(15);
		for (let i = 0; i < 10; i++) {
			const frames = Array.from({ length: 10 }, (_, row) => i * 10 + row);
			outbox.mapContents(0, i * 10, frames, 1, Buffer.alloc(10 * PAGE, i), undefined);
		}
		for (let group = 0; group < 250; group++) outbox.respond(0, group, true);
		outbox.unmap(0, new Float64Array(5));
		clock.settle();
		const shape = sent.map(({ map, responses, unmap }) => [
			map.length,
			responses?.rows ?? 0,
			unmap.length,
		]);
		expect(shape).toEqual([...Array(9).fill([1, 0, 0]), [1, 100, 0], [0, 100, 0], [0, 50, 1]]);
		const groups = sent.flatMap(({ responses }) => [...(responses?.group ?? [])]);
		expect(groups).toEqual(Array.from({ length: 250 }, (_, group) => group));
		expect(sent.slice(0, 10).map(({ map }) => map[0]?.contents[0])).toEqual([
			0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
		]);
	});

	it('can map one page in the smallest message', () => {
		const { outbox } = make({ messageBytes: MIN_MESSAGE_BYTES });
		expect(outbox.contentsPages).toBe(1);
		outbox.mapContents(0, 2 ** 40, [2 ** 31 - 1], 7, Buffer.alloc(PAGE), undefined);
		outbox.mapZero(0, 5, 5, 3);
		outbox.respond(0, 2 ** 50, true);
		clock.settle();
		expect(sent.map(({ map, responses }) => [map.length, responses?.rows ?? 0])).toEqual([
			[1, 0],
			[1, 1],
		]);
	});

	it('binds many devices in several messages', () => {
		const { outbox } = make();
		outbox.rest.bind = Array.from({ length: 2500 }, (_, i) => ({
			request: i + 1,
			device: i,
			pasid: 1,
		}));
		clock.settle();
		expect(sent.map(({ bind }) => bind.length)).toEqual([1024, 1024, 452]);
	});

	it('unbinds as many in several messages, beside binds that have no place either', () => {
		const { outbox } = make();
		const requests = () =>
			Array.from({ length: 1500 }, (_, i) => ({ request: i + 1, device: i, pasid: 1 }));
		outbox.rest.bind = requests();
		outbox.rest.unbind = requests();
		clock.settle();
		expect(sent.map(({ bind, unbind }) => [bind.length, unbind.length])).toEqual([
			[1024, 1024],
			[476, 476],
		]);
	});

	it('waits while the transport has no room, and counts as one message until it is out', () => {
		const { outbox } = make();
		room = 0;
		outbox.mapZero(0, 1, 1, 3);
		outbox.respond(0, 1, true);
		clock.settle();
		outbox.mapZero(0, 2, 2, 3);
		outbox.respond(0, 2, true);
		clock.settle();
		expect([sent.length, outbox.sequence, flushes]).toEqual([0, 0, 2]);
		expect(outbox.empty).toBe(false);
		room = 1;
		outbox.flush();
		expect(sent.map(({ map, responses }) => [[...(map[0]?.page ?? [])], responses?.rows])).toEqual([
			[[1, 2], 2],
		]);
		expect([outbox.sequence, outbox.empty]).toEqual([1, true]);
	});

	it('gives buffers back once they were sent, not before', () => {
		const { outbox } = make();
		const released: Uint8Array[] = [];
		const owner = { release: (buffer: Uint8Array) => released.push(buffer) };
		const contents = Buffer.alloc(PAGE, 1);
		room = 0;
		outbox.mapContents(0, 1, [1], 1, contents, owner);
		clock.settle();
		expect(released).toEqual([]);
		room = 1;
		outbox.flush();
		expect(released).toEqual([contents]);
	});

	it('counts the unmappings that the host has not completed', () => {
		const { outbox } = make({ unmaps: 2 });
		const first = outbox.unmap(4, Float64Array.of(1));
		const second = outbox.unmap(5, Float64Array.of(2));
		expect(outbox.unmapsFree).toBe(0);
		expect([outbox.unmappingOf(first), outbox.unmappingOf(second)]).toEqual([4, 5]);
		outbox.unmapEnded(first);
		expect([outbox.unmapsFree, outbox.unmappingOf(first)]).toEqual([1, undefined]);
	});
});
