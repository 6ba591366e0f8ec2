/** A bare client: opens a call, sends a message, tells of its answer with a second one, and ends. */
import { status } from '@grpc/grpc-js';
import { attach } from './bare-grpc.js';
import { boundLife, fail, numbersOf } from './program.js';

const { numbers: parameters } = numbersOf({ port: { value: 0, min: 1, max: 65_535 } });
const HELLO = Buffer.alloc(64, 1);

process.on('uncaughtException', fail);
boundLife();
const call = attach(parameters.port, ({ code, details }) => {
	if (code !== status.OK) fail(new Error(`the call ended with status ${code}: ${details}`));
});
call.on('data', (answer: Buffer) => {
	if (!answer.equals(HELLO)) return fail(new Error('the answer is not what was sent'));
	call.write(HELLO);
	call.end();
});
call.write(HELLO);
