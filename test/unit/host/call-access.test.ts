import { readdirSync, readFileSync } from 'node:fs';
import type { PeerCertificate } from 'node:tls';
import * as grpc from '@grpc/grpc-js';
import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { createLogger } from '../../../src/host/ops/log.js';
import { LogThrottle } from '../../../src/host/ops/log-throttle.js';
import {
	CALL_ACCESS,
	type ControlAccess,
	callAccess,
	callPeer,
} from '../../../src/host/rpc/call-access.js';
import { healthDefinition } from '../../../src/wire/health-definition.js';

/** The paths of all calls that the proto files define. */
function pathsOfProto(): string[] {
	const folder = new URL('../../../proto/faultline/v1/', import.meta.url);
	return readdirSync(folder).flatMap((name) => {
		const text = readFileSync(new URL(name, folder), 'utf8');
		const pack = /^package ([\w.]+);/m.exec(text)?.[1];
		return [...text.matchAll(/^service (\w+) \{([^}]*)\}/gm)].flatMap(([, service, body = '']) =>
			[...body.matchAll(/^\s*rpc (\w+)\(/gm)].map(([, rpc]) => `/${pack}.${service}/${rpc}`),
		);
	});
}

describe('the table of what calls need', () => {
	it('has every call of the proto files and of the health service, and no other of ours', () => {
		const health = Object.values(healthDefinition).map(({ path }) => path);
		const served = Object.keys(CALL_ACCESS).filter((path) => !path.startsWith('/grpc.reflection.'));
		const defined = [...pathsOfProto(), ...health];
		expect(defined.length).toBeGreaterThan(20);
		expect(served.sort()).toEqual(defined.sort());
	});

	it('lets nobody who only reads change anything', () => {
		for (const [path, access] of Object.entries(CALL_ACCESS)) {
			const looks = /\/(?:List|Get|Watch|Check|ServerReflectionInfo)/.test(path);
			expect(['open', 'read'].includes(access), path).toBe(looks);
		}
	});
});

/** A call as far as the interceptor uses it. */
class FakeCall {
	status: Partial<grpc.StatusObject> | undefined;
	readonly #names: string | undefined;

	constructor(names?: string) {
		this.#names = names;
	}

	getAuthContext(): ReturnType<grpc.ServerInterceptingCallInterface['getAuthContext']> {
		const cert = { subjectaltname: this.#names } as PeerCertificate;
		return this.#names === undefined ? {} : { sslPeerCertificate: cert };
	}

	getPeer(): string {
		return '10.0.0.1:1';
	}

	sendStatus(status: Partial<grpc.StatusObject>): void {
		this.status = status;
	}
}

describe('who makes a call', () => {
	let refusals = 0;
	beforeEach(() => {
		refusals = 0;
	});

	/** The status of a call that is refused; who makes one that is not. */
	function outcome(
		path: string,
		names: string | undefined,
		{
			control = 'none',
			attaches = false,
			fixed,
		}: {
			control?: ControlAccess;
			attaches?: boolean;
			fixed?: string;
		} = {},
	): grpc.status | string {
		const interceptor = callAccess(
			{
				policy: { attaches: () => attaches, control: () => control },
				refused: () => refusals++,
				log: createLogger('test', 'silent'),
				throttle: new LogThrottle(new VirtualClock()),
			},
			fixed,
		);
		const call = new FakeCall(names);
		const method = { path } as Parameters<typeof interceptor>[0];
		const taken = interceptor(method, call as unknown as grpc.ServerInterceptingCallInterface);
		taken.start?.({} as Parameters<typeof taken.start>[0]);
		return call.status?.code ?? callPeer(taken).identity;
	}

	const GUEST = 'URI:faultline://guest/a';
	const read = '/faultline.v1.ControlService/ListDevices';
	const write = '/faultline.v1.ControlService/ResetGuest';
	const attach = '/faultline.v1.RelayService/Attach';

	it.each([
		[read, { control: 'none' }, grpc.status.PERMISSION_DENIED],
		[read, { control: 'read' }, 'faultline://guest/a'],
		[write, { control: 'read' }, grpc.status.PERMISSION_DENIED],
		[write, { control: 'write' }, 'faultline://guest/a'],
		[attach, { control: 'write' }, grpc.status.PERMISSION_DENIED],
		[attach, { attaches: true }, 'faultline://guest/a'],
		['/grpc.health.v1.Health/Check', {}, 'faultline://guest/a'],
		['/faultline.v1.ControlService/Unheard', { control: 'write', attaches: true }, 7],
	] as const)('decides about %s by %j: %s', (path, policy, expected) => {
		expect(outcome(path, GUEST, policy)).toBe(expected);
		expect(refusals).toBe(typeof expected === 'number' ? 1 : 0);
	});

	it('is told by the certificate, or is nobody', () => {
		for (const names of [undefined, '', 'DNS:x', `${GUEST}, URI:faultline://guest/b`])
			expect(outcome(read, names, { control: 'write' })).toBe(grpc.status.UNAUTHENTICATED);
		expect(outcome('/grpc.health.v1.Health/Check', undefined)).toBe(grpc.status.UNAUTHENTICATED);
		expect(refusals).toBe(5);
	});

	it('is what the address says where it has no TLS', () => {
		expect(outcome(read, undefined, { control: 'read', fixed: 'local' })).toBe('local');
	});

	it('is asked for, not guessed: a call that was not looked at has nobody', () => {
		expect(() => callPeer(new FakeCall())).toThrow(/was not asked who it is/);
	});
});
