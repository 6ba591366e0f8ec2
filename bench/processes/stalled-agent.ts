/**
 * The agent of a guest that stops reading when it is told to: its connection stays, it goes on to say heartbeats, and takes
 * nothing that the host sends.
 */
import {
	AddressSpace,
	Agent,
	connectGrpc,
	type Transport,
	zeroPager,
} from '../../src/guest/index.js';
import { parameters, tell, told } from './child.js';
import { PASID, STALLED_GUEST } from './layout.js';

export interface StalledAgentParameters {
	readonly address: string;
	/** First byte and length of the area that it maps. */
	readonly areaAddress: number;
	readonly areaLength: number;
}

const { address, areaAddress, areaLength } = parameters<StalledAgentParameters>();
const space = new AddressSpace();
space.map({ address: areaAddress, length: areaLength, permissions: 'r', pager: zeroPager() });
let transport: Transport | undefined;
const agent = new Agent({
	connect: () => {
		transport = connectGrpc(address);
		return transport;
	},
	guest: STALLED_GUEST,
	spaces: [{ device: '*', pasid: PASID, space }],
	reconnect: false,
});
await agent.start();
tell({ serving: true });
await told('stop reading');
transport?.pause?.();
tell({ stopped: true });
