import type { faultline } from './generated/faultline.js';

/**
 * The messages of a session in the shapes that the codec takes and gives; proto/faultline/v1/relay.proto
 * says what the fields mean. The parts that travel for each fault or page are columns here as on the
 * wire, in arrays that hold plain numbers; the others have the shapes of the generated code.
 */

/** A column to send: any array of integers, so that a sender can reuse its typed arrays. */
export type Column = ArrayLike<number>;

/**
 * Columns of equal meaning by index. `rows` says how many of them to send, when the arrays are longer;
 * absent: all, and then the arrays must be of equal length.
 */
interface Columns {
	readonly rows?: number;
}

export interface FaultBatch extends Columns {
	readonly group: Column;
	readonly page: Column;
	readonly device: Column;
	readonly pasid: Column;
	/** FaultFlag bits. */
	readonly flags: Column;
}

export interface ResponseBatch extends Columns {
	readonly group: Column;
	/** ResponseCode of the protocol, not of the kernel. */
	readonly code: Column;
}

export interface MapBatch extends Columns {
	readonly request: number;
	readonly space: number;
	readonly page: Column;
	readonly frame: Column;
	/** MapFlag bits. */
	readonly flags: Column;
	/** 4096 bytes for each row with MAP_CONTENTS. */
	readonly contents?: Uint8Array | undefined;
}

export interface UnmapBatch extends Columns {
	readonly request: number;
	readonly space: number;
	readonly page: Column;
	readonly returnDirty: boolean;
}

export interface CreditBatch extends Columns {
	readonly device: Column;
	readonly granted: Column;
}

export interface UnmapResult extends Columns {
	readonly request: number;
	readonly dirtyRow: Column;
	/** 4096 bytes for each dirty row, or nothing. */
	readonly contents?: Uint8Array | undefined;
	readonly complete: boolean;
}

export interface ExpiredBatch {
	readonly group: number[];
	readonly device: number[];
}

export interface RefusedResponses {
	readonly group: number[];
	/** Wire numbers of error codes; see error-codes.ts. */
	readonly code: number[];
}

/** What an agent sends: any parts of it. */
export interface AgentMessage {
	readonly hello?: faultline.v1.Hello.$Properties | undefined;
	readonly bind?: faultline.v1.Bind.$Properties[] | undefined;
	readonly unbind?: faultline.v1.Unbind.$Properties[] | undefined;
	readonly map?: readonly MapBatch[] | undefined;
	readonly responses?: ResponseBatch | undefined;
	readonly unmap?: readonly UnmapBatch[] | undefined;
	readonly credits?: CreditBatch | undefined;
	readonly heartbeat?: faultline.v1.Heartbeat.$Properties | undefined;
	readonly synced?: faultline.v1.SyncResult.$Properties[] | undefined;
	readonly leave?: faultline.v1.Leave.$Properties | undefined;
	/** Host messages acted on; 0 or absent: nothing new. */
	readonly received?: number | undefined;
}

/** What a host sends: any parts of it. */
export interface HostMessage {
	readonly welcome?: faultline.v1.Welcome.$Properties | undefined;
	readonly assigned?: faultline.v1.DeviceInfo.$Properties[] | undefined;
	readonly results?: faultline.v1.RequestResult.$Properties[] | undefined;
	readonly faults?: FaultBatch | undefined;
	readonly unmapped?: readonly UnmapResult[] | undefined;
	readonly expired?: ExpiredBatch | undefined;
	readonly refused?: RefusedResponses | undefined;
	readonly revoked?: faultline.v1.Revoked.$Properties[] | undefined;
	readonly events?: faultline.v1.EventBatch.$Properties | undefined;
	readonly heartbeat?: faultline.v1.Heartbeat.$Properties | undefined;
	readonly sync?: faultline.v1.Sync.$Properties[] | undefined;
	readonly left?: faultline.v1.Left.$Properties | undefined;
	readonly fatal?: faultline.v1.Fatal.$Properties | undefined;
	readonly drain?: faultline.v1.Drain.$Properties | undefined;
	readonly inventory?: faultline.v1.Inventory.$Properties | undefined;
	readonly slow?: faultline.v1.SlowConsumer.$Properties[] | undefined;
}

// What the decoder gives: every part and field is there; what was absent is undefined, empty or zero.

export interface DecodedFaultBatch extends FaultBatch {
	readonly rows: number;
	readonly group: Float64Array;
	readonly page: Float64Array;
	readonly device: Uint32Array;
	readonly pasid: Uint32Array;
	readonly flags: Uint32Array;
}

export interface DecodedResponseBatch extends ResponseBatch {
	readonly rows: number;
	readonly group: Float64Array;
	/** As received: 0 and numbers that no version knows included. */
	readonly code: Int32Array;
}

export interface DecodedMapBatch extends MapBatch {
	readonly rows: number;
	readonly page: Float64Array;
	readonly frame: Uint32Array;
	readonly flags: Uint32Array;
	/** A view of the received message. */
	readonly contents: Uint8Array;
}

export interface DecodedUnmapBatch extends UnmapBatch {
	readonly rows: number;
	readonly page: Float64Array;
}

export interface DecodedCreditBatch extends CreditBatch {
	readonly rows: number;
	readonly device: Uint32Array;
	readonly granted: Float64Array;
}

export interface DecodedUnmapResult extends UnmapResult {
	readonly rows: number;
	readonly dirtyRow: Uint32Array;
	/** A view of the received message. */
	readonly contents: Uint8Array;
}

export interface DecodedAgentMessage {
	readonly hello: faultline.v1.Hello | undefined;
	readonly bind: readonly faultline.v1.Bind[];
	readonly unbind: readonly faultline.v1.Unbind[];
	readonly map: readonly DecodedMapBatch[];
	readonly responses: DecodedResponseBatch | undefined;
	readonly unmap: readonly DecodedUnmapBatch[];
	readonly credits: DecodedCreditBatch | undefined;
	readonly heartbeat: faultline.v1.Heartbeat | undefined;
	readonly synced: readonly faultline.v1.SyncResult[];
	readonly leave: faultline.v1.Leave | undefined;
	/** 0: not said. */
	readonly received: number;
}

export interface DecodedHostMessage {
	readonly welcome: faultline.v1.Welcome | undefined;
	readonly assigned: readonly faultline.v1.DeviceInfo[];
	readonly results: readonly faultline.v1.RequestResult[];
	readonly faults: DecodedFaultBatch | undefined;
	readonly unmapped: readonly DecodedUnmapResult[];
	readonly expired: faultline.v1.ExpiredBatch | undefined;
	readonly refused: faultline.v1.RefusedResponses | undefined;
	readonly revoked: readonly faultline.v1.Revoked[];
	readonly events: faultline.v1.EventBatch | undefined;
	readonly heartbeat: faultline.v1.Heartbeat | undefined;
	readonly sync: readonly faultline.v1.Sync[];
	readonly left: faultline.v1.Left | undefined;
	readonly fatal: faultline.v1.Fatal | undefined;
	readonly drain: faultline.v1.Drain | undefined;
	readonly inventory: faultline.v1.Inventory | undefined;
	readonly slow: readonly faultline.v1.SlowConsumer[];
}

// What the generated decoder makes: instances of its classes, whose prototypes hold every default, although
// its typings allow null for nested ones.

export interface GeneratedAgentMessage {
	readonly hello?: faultline.v1.Hello | null;
	readonly bind: faultline.v1.Bind[];
	readonly unbind: faultline.v1.Unbind[];
	readonly map: faultline.v1.MapBatch[];
	readonly responses?: faultline.v1.ResponseBatch | null;
	readonly unmap: faultline.v1.UnmapBatch[];
	readonly credits?: faultline.v1.CreditBatch | null;
	readonly heartbeat?: faultline.v1.Heartbeat | null;
	readonly synced: faultline.v1.SyncResult[];
	readonly leave?: faultline.v1.Leave | null;
	readonly received: number;
}

export interface GeneratedHostMessage {
	readonly welcome?: faultline.v1.Welcome | null;
	readonly assigned: faultline.v1.DeviceInfo[];
	readonly results: faultline.v1.RequestResult[];
	readonly faults?: faultline.v1.FaultBatch | null;
	readonly unmapped: faultline.v1.UnmapResult[];
	readonly expired?: faultline.v1.ExpiredBatch | null;
	readonly refused?: faultline.v1.RefusedResponses | null;
	readonly revoked: faultline.v1.Revoked[];
	readonly events?: faultline.v1.EventBatch | null;
	readonly heartbeat?: faultline.v1.Heartbeat | null;
	readonly sync: faultline.v1.Sync[];
	readonly left?: faultline.v1.Left | null;
	readonly fatal?: faultline.v1.Fatal | null;
	readonly drain?: faultline.v1.Drain | null;
	readonly inventory?: faultline.v1.Inventory | null;
	readonly slow: faultline.v1.SlowConsumer[];
}
