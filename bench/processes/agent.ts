/**
 * Agents of one process, each for a guest of its own: says "serving" to the parent when all of them do,
 * and prints what they counted when it is told "report".
 */
import {
	AddressSpace,
	Agent,
	connectGrpc,
	filePager,
	type Pager,
	TlsFiles,
	type TlsPaths,
	zeroPager,
} from '../../src/guest/index.js';
import { finish, parameters, tell, told } from './child.js';
import { PASID } from './layout.js';
import { Profile } from './profile.js';

export interface AgentParameters {
	readonly address: string;
	readonly guests: readonly string[];
	/** First byte and length of the area that each of them maps. */
	readonly areaAddress: number;
	readonly areaLength: number;
	/** The file behind the area; absent: zeros. */
	readonly file?: string;
	/** Mutual TLS; absent: plaintext. */
	readonly tls?: TlsPaths;
}

const { address, guests, areaAddress, areaLength, file, tls } = parameters<AgentParameters>();
const security = tls === undefined ? {} : { tls: new TlsFiles(tls) };

const fleet: { agent: Agent; space: AddressSpace }[] = [];
for (const guest of guests) {
	const pager: Pager = file === undefined ? zeroPager() : filePager(file);
	const space = new AddressSpace();
	space.map({ address: areaAddress, length: areaLength, permissions: 'r', pager });
	const agent = new Agent({
		connect: () => connectGrpc(address, security),
		guest,
		spaces: [{ device: '*', pasid: PASID, space }],
		reconnect: false,
		on: (event) => {
			if (event.type === 'refused' || event.type === 'pager-error')
				throw new Error(`${event.type}: ${JSON.stringify(event)}`);
		},
	});
	fleet.push({ agent, space });
}
await Promise.all(fleet.map(({ agent }) => agent.start()));
tell({ serving: true });
const serving = process.cpuUsage();
const profile = new Profile('agent');
profile.begin();
await told('report');
profile.end();
const { user, system } = process.cpuUsage(serving);

const sum = {
	groups: 0,
	success: 0,
	invalid: 0,
	hits: 0,
	pageIns: 0,
	evictions: 0,
	pagerReads: 0,
	messagesReceived: 0,
	messagesSent: 0,
	bytesReceived: 0,
	bytesSent: 0,
	cpuUs: user + system,
	maxRssMib: process.resourceUsage().maxRSS / 1024,
};
for (const { agent, space } of fleet) {
	const { counters } = space;
	sum.groups += agent.counters.groups;
	sum.success += counters.success;
	sum.invalid += counters.invalid;
	sum.hits += counters.hits;
	sum.pageIns += counters.pageIns;
	sum.evictions += counters.evictions;
	sum.pagerReads += counters.pagerReads;
	sum.messagesReceived += agent.counters.messagesReceived;
	sum.messagesSent += agent.counters.messagesSent;
	sum.bytesReceived += agent.counters.bytesReceived;
	sum.bytesSent += agent.counters.bytesSent;
}
finish(sum);
