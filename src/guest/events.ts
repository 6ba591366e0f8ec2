import type { ErrorCode, FaultlineError } from '../base/errors.js';
import type { PagerErrorEvent } from './space-port.js';

export type { PagerErrorEvent } from './space-port.js';

/** A session began: its devices are bound and served. */
export interface ConnectedEvent {
	readonly type: 'connected';
	/** The host's name of the session, unique among all hosts. */
	readonly session: string;
	/** Who the host is, as the transport names it. */
	readonly peer: string;
	/** Names of the devices served from the start. */
	readonly devices: readonly string[];
	/** Guest frames that the host leased. */
	readonly frames: number;
	/** The session existed before: this agent's, or one that it took over. What was resident is. */
	readonly resumed: boolean;
}

/** A session, or the attempt to begin one, is over. */
export interface DisconnectedEvent {
	readonly type: 'disconnected';
	/** Why; undefined for an orderly end by the host. */
	readonly error: FaultlineError | undefined;
	/** When the next attempt is made, in milliseconds from now; undefined: there is none. */
	readonly retryInMs: number | undefined;
	/** The host may have kept the session: the next attempt is to resume it, and nothing is lost then. */
	readonly kept: boolean;
}

/** The host wants the agent to go. It leaves in order by itself. */
export interface DrainingEvent {
	readonly type: 'draining';
	/** Time that it has, in milliseconds. */
	readonly deadlineMs: number;
	/** Where it connects then; empty: to the host that it had. */
	readonly reconnectTo: string;
	/** True: another agent goes on with the session, and this one is done. */
	readonly handOver: boolean;
}

/** A device came under this session after its beginning. */
export interface AssignedEvent {
	readonly type: 'assigned';
	readonly device: string;
}

/** A device is not this session's any more. The host has answered its groups INVALID. */
export interface RevokedEvent {
	readonly type: 'revoked';
	readonly device: string;
	readonly code: ErrorCode;
	readonly message: string;
}

/** The host refused something that the agent asked for. */
export interface RefusedEvent {
	readonly type: 'refused';
	/**
	 * What it was: a Bind (with `device`), responses (with `groups`; those groups had been answered
	 * already), mappings (with `pages`, how many; they are absent now), or an unmapping.
	 */
	readonly what: 'bind' | 'responses' | 'mappings' | 'unmapping';
	readonly code: ErrorCode;
	readonly message: string;
	readonly device?: string;
	readonly groups?: readonly number[];
	readonly pages?: number;
}

/** Groups were not answered in time: the host answered them. */
export interface ExpiredEvent {
	readonly type: 'expired';
	readonly groups: readonly number[];
}

/**
 * The host says that a device's groups wait for this agent: 'slow', 'paused' (the device's new faults are answered
 * INVALID at once), or 'recovered'. The host revokes the device next (a 'revoked' event with SLOW_CONSUMER).
 */
export interface SlowConsumerEvent {
	readonly type: 'slow-consumer';
	readonly device: string;
	readonly state: 'slow' | 'paused' | 'recovered';
	/** Groups that wait at the host, how long the oldest has, and how long none was taken, in milliseconds. */
	readonly waiting: number;
	readonly oldestMs: number;
	readonly idleMs: number;
	/** Groups that the host could deliver; 0: it waits for credit, otherwise for the agent to read. */
	readonly credit: number;
	/** The host's limits in milliseconds, 0 for none: oldestMs from which it warns, idleMs for the other two. */
	readonly warnMs: number;
	readonly pauseMs: number;
	readonly revokeMs: number;
}

/** A device met a fault that nobody can repair: a DMA access or an interrupt of it failed. It needs no answer. */
export interface DeviceEvent {
	readonly type: 'device-event';
	readonly device: string;
	/** What failed. */
	readonly fault: 'dma' | 'interrupt';
	/** Counts the device's events from 1; `lost` of them, right before this one, were lost. */
	readonly sequence: number;
	readonly lost: number;
	/** The kernel's reason (enum iommu_fault_reason) and the hardware's own. */
	readonly reason: number;
	readonly hardwareReason: number;
	/** Permission bits of the access (1 read, 2 write, 4 execute), and 8 for a supervisor's. */
	readonly access: number;
	/** Undefined: the access had none. */
	readonly pasid: number | undefined;
	/** Byte address; undefined: the hardware does not tell. Exact below 2^53. */
	readonly address: number | undefined;
	/**
	 * Which interrupt: its entry in the remapping table (VT-d, AMD-Vi), or the number of its interrupt file (RISC-V);
	 * undefined: the hardware does not tell, or it is none.
	 */
	readonly interrupt: number | undefined;
}

/**
 * A session was lost with writable pages resident: what devices wrote to them since they were mapped, if
 * anything, is lost. Or it was handed over with pages in the swap area, where the other agent cannot get them.
 */
export interface LostDirtyEvent {
	readonly type: 'lost-dirty';
	/** Name of the address space. */
	readonly space: string;
	readonly pages: number;
}

/** The agent is closed and will do nothing more. */
export interface ClosedEvent {
	readonly type: 'closed';
	/** Undefined after `stop`. */
	readonly error: FaultlineError | undefined;
}

/** Everything that an agent tells its user. Programs branch on `type` and on codes, not on messages. */
export type AgentEvent =
	| ConnectedEvent
	| DisconnectedEvent
	| DrainingEvent
	| AssignedEvent
	| RevokedEvent
	| RefusedEvent
	| ExpiredEvent
	| SlowConsumerEvent
	| DeviceEvent
	| LostDirtyEvent
	| PagerErrorEvent
	| ClosedEvent;
