/** A host as it answers `ctl devices` and `ctl guests`. */
export interface AskedHost {
	ask<Answer>(what: 'devices' | 'guests'): Promise<Answer>;
}

/** What the host says of a device: the hardware's own counts. */
interface DeviceRecord {
	readonly name: string;
	readonly outstanding: number;
	readonly outbox: number;
	readonly pending: number;
	readonly counters: {
		readonly groups: number;
		readonly responsesSuccess: number;
		readonly responsesInvalid: number;
		readonly responsesFailure: number;
		readonly expired: number;
		readonly rejected: number;
	};
}

export interface Totals {
	groups: number;
	success: number;
	invalid: number;
	failure: number;
}

/** Every group that the hardware sent was answered once: it got as many responses, and waits for none. */
export async function checkAnswered(host: AskedHost, violations: string[]): Promise<Totals> {
	const devices = await host.ask<DeviceRecord[]>('devices');
	const totals = { groups: 0, success: 0, invalid: 0, failure: 0 };
	for (const { name, outstanding, outbox, pending, counters } of devices) {
		const { groups, responsesSuccess, responsesInvalid, responsesFailure } = counters;
		const answered = responsesSuccess + responsesInvalid + responsesFailure;
		if (groups !== answered) violations.push(`${name}: ${groups} groups and ${answered} responses`);
		if (outstanding + outbox + pending !== 0)
			violations.push(
				`${name}: ${outstanding} requests outstanding, ${outbox} groups undelivered, ${pending} unanswered`,
			);
		totals.groups += groups;
		totals.success += responsesSuccess;
		totals.invalid += responsesInvalid;
		totals.failure += responsesFailure;
	}
	return totals;
}

/** Nothing of any guest is held any more. */
export async function checkGivenBack(host: AskedHost, violations: string[]): Promise<void> {
	const guests = await host.ask<{ name: string; mapped: number; sessions: string[] }[]>('guests');
	for (const { name, mapped, sessions } of guests)
		if (mapped !== 0 || sessions.length > 0)
			violations.push(`guest ${name}: ${mapped} pages mapped, ${sessions.length} sessions`);
}
