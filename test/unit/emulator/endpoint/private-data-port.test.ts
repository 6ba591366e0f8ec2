import { expect, it } from 'vitest';
import { PrivateDataPort } from '../../../../src/emulator/endpoint/private-data-port.js';
import {
	type IommuPort,
	type PrivateData,
	Translation,
} from '../../../../src/emulator/iommu/contract.js';

const READ = 1;

function setUp() {
	const sent: [index: number, last: boolean, data: PrivateData][] = [];
	const plain: [index: number, last: boolean][] = [];
	const unit: IommuPort = {
		...{ frame: 3, granted: 1, stall: -1 },
		translate: () => Translation.OK,
		access: () => Translation.OK,
		message: () => Translation.OK,
		stopMarker: () => {},
		pageRequest: (_pasid, _page, _access, index, last) => plain.push([index, last]),
		privateRequest: (_pasid, _page, _access, index, last, data) => sent.push([index, last, data]),
	};
	return { port: new PrivateDataPort(unit, 0x100), unit, sent, plain };
}

it('sends data with the last request of a group, and knows its own again, no other and none that is over', () => {
	const { port, plain, sent } = setUp();
	port.pageRequest(1, 7, READ, 5, false);
	port.pageRequest(1, 8, READ, 5, true);
	port.pageRequest(1, 9, READ, 6, true);
	expect(plain).toEqual([[5, false]]);
	expect(sent.map(([index, last]) => [index, last])).toEqual([
		[5, true],
		[6, true],
	]);
	const [five, six] = sent.map(([, , data]) => data) as [PrivateData, PrivateData];
	expect([port.isOwn(5, five), port.isOwn(6, six)]).toEqual([true, true]);
	expect([port.isOwn(6, five), port.isOwn(7, [0, 7, 0x100, five[3]])]).toEqual([false, false]);
	for (let word = 0; word < 4; word++) {
		const other = five.map((each, i) => (i === word ? each ^ 1 : each));
		expect(port.isOwn(5, other as unknown as PrivateData)).toBe(false);
	}
	port.pageRequest(1, 8, READ, 5, true);
	expect(port.isOwn(5, five)).toBe(false);
});

it('sends none where the IOMMU knows none, and passes everything else on', () => {
	const { unit, plain, sent } = setUp();
	const { privateRequest: _, ...bare } = unit;
	const port = new PrivateDataPort(bare, 0x100);
	port.pageRequest(1, 8, READ, 5, true);
	expect([plain, sent]).toEqual([[[5, true]], []]);
	expect([port.frame, port.granted, port.stall, port.translate(1, 2, READ)]).toEqual([
		...[3, 1, -1, Translation.OK],
	]);
});
