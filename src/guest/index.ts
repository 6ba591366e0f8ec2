/**
 * The agent's SDK: serve the page faults of a guest's devices from your own program.
 *
 * ```ts
 * const space = new AddressSpace({ residentLimit: 1024 });
 * const pager = filePager('/path/to/file');
 * space.map({ address: 0x10000000, length: 1 << 20, permissions: 'r', pager });
 * const agent = new Agent({
 *   connect: () => connectGrpc('127.0.0.1:7700'),
 *   guest: 'guest-a',
 *   spaces: [{ device: '*', pasid: 1, space }],
 * });
 * await agent.start();
 * ```
 */
export type { Clock, Timer } from '../base/clock.js';
export { systemClock } from '../base/clock.js';
export type { ErrorCode } from '../base/errors.js';
export { FaultlineError } from '../base/errors.js';
export type { Security } from '../wire/channel.js';
export { TlsFiles, type TlsMaterial, type TlsPaths } from '../wire/tls-files.js';
export type { CloseReason, Transport, TransportEvents } from '../wire/transport.js';
export { AddressSpace } from './address-space.js';
export type { AgentState } from './agent.js';
export { Agent } from './agent.js';
export type { AgentCounters } from './agent-counters.js';
export type { AgentOptions, ReconnectOptions, TakeOver } from './agent-options.js';
export type { Area, AreaOptions, Permissions, Sharing } from './areas.js';
export type { SpaceBinding } from './bindings.js';
export type {
	AgentEvent,
	AssignedEvent,
	ClosedEvent,
	ConnectedEvent,
	DeviceEvent,
	DisconnectedEvent,
	DrainingEvent,
	ExpiredEvent,
	LostDirtyEvent,
	PagerErrorEvent,
	RefusedEvent,
	RevokedEvent,
	SlowConsumerEvent,
} from './events.js';
export type { FilePagerOptions } from './file-pager.js';
export { filePager } from './file-pager.js';
export type { ConnectGrpcOptions } from './grpc-transport.js';
export { connectGrpc } from './grpc-transport.js';
export type { LeaveResult } from './leave-result.js';
export type { Pager } from './pager.js';
export { zeroPager } from './pager.js';
export type { AddressSpaceOptions, SpaceCounters } from './space-state.js';
