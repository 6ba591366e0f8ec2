import type { ControlClient, InjectRequest } from '../../src/cli/client.js';
import { FAULTS } from '../../src/cli/ctl-inject.js';
import { faultline } from '../../src/wire/generated/faultline.js';

export type FaultName = (typeof FAULTS)[number];

/** Injects a fault over the control service; tells how it ended in one word, or the code and message of the refusal. */
export async function inject(
	control: ControlClient,
	device: string,
	fault: FaultName,
	more: InjectRequest = {},
) {
	const number = FAULTS.indexOf(fault) + 1;
	const result = await control.inject({ device, fault: number, ...more });
	const { raised, messages, group } = result;
	const name = faultline.v1.InjectedEnd[result.end] ?? String(result.end);
	const end = name.slice('INJECTED_END_'.length).toLowerCase();
	return { raised, messages, group, end, device: result.device };
}

/** The code and the message of the refusal. */
export async function refusal(
	control: ControlClient,
	device: string,
	fault: FaultName,
	more: InjectRequest = {},
): Promise<string> {
	return inject(control, device, fault, more).then(
		({ raised }) => `raised: ${raised}`,
		({ code, message }) => `${code}: ${message}`,
	);
}
