/** Agent side of grpc-stream.ts: answers each message, in order, until the host ends the call. */
import { status } from '@grpc/grpc-js';
import { attach, checkMessage, MessageRing } from './bare-grpc.js';
import { boundLife, fail, numbersOf } from './program.js';

const { numbers: parameters } = numbersOf({
	port: { value: 0, min: 1, max: 65_535 },
	bytes: { value: 8, min: 8, max: 4_000_000 },
	answer: { value: 8, min: 8, max: 4_000_000 },
	window: { value: 1, min: 1, max: 1024 },
});

process.on('uncaughtException', fail);
boundLife();
const ring = new MessageRing(parameters.window, parameters.answer);
let taken = 0;
const call = attach(parameters.port, ({ code, details }) => {
	if (code !== status.OK) fail(new Error(`the call ended with status ${code}: ${details}`));
});
call.on('data', (message: Buffer) => {
	checkMessage(message, taken, parameters.bytes);
	call.write(ring.take(taken++));
});
call.on('end', () => call.end());
