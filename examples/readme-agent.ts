import { AddressSpace, Agent, connectGrpc, filePager } from 'faultline/guest';

const pager = filePager('README.md');
const space = new AddressSpace({ residentLimit: 1024 });
space.map({ address: 0x10000000, length: 4096, permissions: 'r', pager });

const agent = new Agent({
	connect: () => connectGrpc('127.0.0.1:7700'),
	guest: 'a',
	spaces: [{ device: '*', pasid: 1, space }],
	on: (event) => console.log(event.type),
});
process.once('SIGTERM', () => agent.stop());
await agent.start();
