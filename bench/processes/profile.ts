import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

/** Folder for CPU profiles, in the environment of a process that is to take one. */
export const PROFILE_VARIABLE = 'FAULTLINE_BENCH_PROFILES';

const INTERVAL_US = 250;

/**
 * A CPU profile of the measured part alone, as `node --cpu-prof` takes it of a whole process. Does nothing
 * unless the environment names a folder.
 */
export class Profile {
	readonly #name: string;
	readonly #folder = process.env[PROFILE_VARIABLE];
	#session: Session | undefined;

	constructor(name: string) {
		this.#name = name;
	}

	begin(): void {
		if (this.#folder === undefined) return;
		const session = new Session();
		session.connect();
		// A session with its own thread answers before `post` returns.
		session.post('Profiler.enable');
		session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
		session.post('Profiler.start');
		this.#session = session;
	}

	end(): void {
		const folder = this.#folder;
		const session = this.#session;
		this.#session = undefined;
		if (folder === undefined || session === undefined) return;
		session.post('Profiler.stop', (error, result) => {
			if (error !== null) throw error;
			const name = `${this.#name}-${process.pid}.cpuprofile`;
			writeFileSync(join(folder, name), JSON.stringify(result.profile));
		});
		session.disconnect();
	}
}
