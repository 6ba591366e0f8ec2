import { DRAIN } from './mutations/drain.js';
import { GROUPS } from './mutations/groups.js';
import { MAPPINGS } from './mutations/mappings.js';
import type { Mutation } from './mutations/mutation.js';
import { RESUME } from './mutations/resume.js';
import { SESSIONS } from './mutations/sessions.js';

/** Defects of the product, put in when the simulation is bundled. The product knows nothing of them. */
export const MUTATIONS: readonly Mutation[] = [
	...GROUPS,
	...MAPPINGS,
	...SESSIONS,
	...RESUME,
	...DRAIN,
];
