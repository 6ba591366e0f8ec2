/**
 * The test kit: a host, its devices and guests inside a test of your own, on real sockets or in memory on virtual time.
 *
 * ```ts
 * const host = await startHost({ devices: { nic: 'a' } });
 * await startGuest(host, { areas: [{ address: 0x100000, length: 0x10000 }] });
 * const report = await faultPlan()
 *   .access('nic', { address: 0x100000, write: true })
 *   .cut('a')
 *   .run(host);
 * report.expectOk();
 * report.expectAnsweredOnce();
 * await host.close();
 * ```
 */
export type { ErrorCode } from '../base/errors.js';
export { FaultlineError } from '../base/errors.js';
export type { HostConfigInput, IommuKind } from '../host/config.js';
export type { DeviceStatus, GuestStatus, HostStatus } from '../host/rpc/control-service.js';
export type { AnswerCounts } from './assertions.js';
export { expectAnswered, expectAnsweredOnce, expectFailed, expectOk } from './assertions.js';
export type { AnswerCode, SeenRequest, SeenResponse } from './bus-record.js';
export type { FaultPlan, PlanAccess } from './fault-plan.js';
export { faultPlan } from './fault-plan.js';
export type { GuestLine, GuestNetwork } from './guest-line.js';
export type {
	HostControl,
	Injected,
	InjectOptions,
	RunRequest,
	RunResult,
} from './host-control.js';
export type { StartHostOptions } from './host-options.js';
export type { MemoryPager } from './memory-pager.js';
export { memoryPager } from './memory-pager.js';
export type { DoneStep, PlanReport } from './plan-report.js';
export type {
	AccessError,
	AccessOptions,
	AccessResult,
	DeviceSeen,
	Pasid,
	TestDevice,
} from './test-device.js';
export type { GuestArea, StartGuestOptions, TestGuest } from './test-guest.js';
export { startGuest } from './test-guest.js';
export type { TestHost } from './test-host.js';
export { startHost } from './test-host.js';
