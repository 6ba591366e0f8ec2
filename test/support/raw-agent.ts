import { onTestFinished } from 'vitest';
import { connectGrpc, type Security } from '../../src/guest/index.js';
import { RawGuest } from '../../src/testkit/raw-guest.js';

/** An agent by hand over gRPC, gone with the test. */
export class RawAgent extends RawGuest {
	constructor(address: string, security: Security = {}) {
		super(connectGrpc(address, security));
		onTestFinished(() => this.close());
	}
}
