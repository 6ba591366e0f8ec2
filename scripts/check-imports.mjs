// Holds the import directions of docs/architecture.md: which room may import from which.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * For each room the rooms it may import from; a file belongs to the longest room name that its path
 * starts with, and may always import from its own room.
 */
export const rooms = {
	base: [],
	emulator: [],
	wire: ['base'],
	'host/kernel': ['base', 'emulator'],
	'host/kernel/drivers': ['base', 'emulator', 'host/kernel'],
	'host/kernel/vfio': ['base', 'host/kernel'],
	'host/kernel/native': ['base', 'emulator', 'host/kernel'],
	'host/relay': ['base', 'wire', 'host/kernel', 'host/kernel/vfio'],
	'host/ops': ['base', 'host/kernel', 'host/kernel/vfio', 'host/relay', 'emulator'],
	'host/rpc': [
		'base',
		'wire',
		'host',
		'host/kernel',
		'host/kernel/vfio',
		'host/relay',
		'host/ops',
		'emulator',
	],
	host: [
		'base',
		'wire',
		'emulator',
		'host/kernel',
		'host/kernel/drivers',
		'host/kernel/vfio',
		'host/kernel/native',
		'host/relay',
		'host/rpc',
		'host/ops',
	],
	guest: ['base', 'wire'],
	testkit: ['base', 'wire', 'emulator', 'guest', 'host', 'host/rpc', 'host/ops'],
	cli: ['base', 'wire', 'guest', 'host', 'host/ops', 'emulator'],
};

/** Files of the emulator that a kernel driver may see: memory, registers and constants of the bus. */
const sharedWithDrivers = new Set(['emulator/memory.ts', 'emulator/iommu/contract.ts']);

const names = Object.keys(rooms).sort((a, b) => b.length - a.length);
export const roomOf = (path) => names.find((name) => path === name || path.startsWith(`${name}/`));

/** What is wrong with one import, or undefined. Paths are relative to src, with forward slashes. */
export function violation(from, to) {
	const room = roomOf(from);
	const target = roomOf(to);
	if (room === undefined) return `${from} stands in no room`;
	if (target === undefined) return `${from} imports ${to}, which stands in no room`;
	if (
		room.startsWith('host/kernel') &&
		target === 'emulator' &&
		!sharedWithDrivers.has(to.replace(/\.js$/, '.ts'))
	)
		return `${from} imports ${to}: the kernel shares memory and registers with the models, nothing else`;
	if (room === target || rooms[room].includes(target)) return undefined;
	return `${from} imports ${to}: ${room} may import only from ${rooms[room].join(', ') || 'itself'}`;
}

function* sources(dir) {
	for (const name of readdirSync(dir)) {
		const path = join(dir, name);
		if (statSync(path).isDirectory()) yield* sources(path);
		else if (/\.(ts|js)$/.test(name) && !name.endsWith('.d.ts')) yield path;
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const src = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src');
	const found = [];
	let files = 0;
	for (const path of sources(src)) {
		files++;
		const from = relative(src, path).split(sep).join('/');
		const imports = readFileSync(path, 'utf8').matchAll(
			/(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)['"](\.[^'"]+)['"]/gm,
		);
		for (const [, specifier] of imports) {
			const to = relative(src, resolve(dirname(path), specifier))
				.split(sep)
				.join('/');
			const problem = violation(from, to);
			if (problem !== undefined) found.push(problem);
		}
	}
	for (const problem of found) console.error(problem);
	console.log(`import directions: ${files} files, ${found.length} violations`);
	process.exit(found.length === 0 ? 0 : 1);
}
